import type { ReadContext, Sink } from "../../model/format.ts";
import type { Place } from "../../model/place.ts";
import { eachPiece } from "../long-lines.ts";

/** Reports running text of a document: every line once as text and once for the sweep. */
export class Report {
  readonly context: ReadContext;
  readonly out: Sink;

  constructor(context: ReadContext, out: Sink) {
    this.context = context;
    this.out = out;
  }

  /** Text of one or more lines, at a place. */
  readonly lines = (text: string, place: () => Place): void => {
    if (text.trim() === "") return;
    this.out.locate(place);
    eachPiece(text, (piece) => {
      this.out.decoded(piece);
    });
    this.found(text);
  };

  /** The same for text that the sweep was given already. */
  found(text: string): void {
    if (!text.includes("\n")) {
      this.#line(text);
      return;
    }
    for (const line of text.split("\n")) this.#line(line);
  }

  #line(line: string): void {
    if (line.trim() === "") return;
    eachPiece(line, (piece) => {
      this.out.text(piece);
    });
  }

  /** Text that only the sweep looks through. */
  sweep(text: string): void {
    if (text.trim() !== "")
      eachPiece(text, (piece) => {
        this.out.decoded(piece);
      });
  }
}
