import type { FieldPlan } from "../../model/field.ts";
import type { Sink } from "../../model/format.ts";
import type { Limits } from "../../model/limits.ts";
import { encodedText, MIN_TEXT_BYTES } from "../json/encoded.ts";
import { mayBeJson, readJsonCell } from "../json-cell.ts";
import type { Outline } from "./outline.ts";
import type { RowScanner } from "./rows.ts";

/** `{}` and `[]` say nothing. */
const MIN_DOCUMENT_BYTES = 3;

interface Reading {
  readonly plan: FieldPlan;
  readonly sink: Sink;
  readonly limits: Limits;
}

/** Documents in the cells of a table: JSON, and text in base64. */
export class CellDocuments {
  readonly #with: Reading;
  readonly #outline: Outline;

  constructor(reading: Reading, outline: Outline) {
    this.#with = reading;
    this.#outline = outline;
  }

  /** Reads those of the last row, whatever their columns are called. */
  read(buffer: Buffer, rows: RowScanner, names: readonly string[]): void {
    const { starts, ends } = rows;
    for (let cell = 0; cell < starts.length; cell += 1) {
      const start = starts[cell] ?? 0;
      const end = ends[cell] ?? 0;
      if (end - start < MIN_DOCUMENT_BYTES) continue;
      if (mayBeJson(buffer[start])) this.#json(rows.text(buffer, cell), names[cell] ?? "");
      else if (end - start >= MIN_TEXT_BYTES)
        this.#encoded(encodedText(buffer, start, end), names[cell] ?? "");
    }
  }

  #json(text: string, name: string): boolean {
    const { plan, sink, limits } = this.#with;
    const number = this.#outline.row;
    const isRead = readJsonCell(text, plan, limits, sink, () => ({ unit: "row", number, path: name }));
    if (isRead) this.#outline.locate();
    return isRead;
  }

  #encoded(text: string | undefined, name: string): void {
    if (text === undefined) return;
    this.#with.sink.decoded(text);
    if (!this.#json(text, name)) this.#outline.text(text);
  }
}
