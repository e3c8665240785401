import { NotInspected } from "../model/errors.ts";
import type { FieldPlan } from "../model/field.ts";
import type { Sink } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import type { Place } from "../model/place.ts";
import { readJsonText } from "./json/index.ts";

/**
 * Reads the value of a cell as JSON where it looks like an object or an array. Returns whether it was: then the caller
 * tells the sink its own place again (`place`).
 */
export function readJsonCell(
  text: string,
  plan: FieldPlan,
  limits: Limits,
  out: Sink,
  place: () => Place,
): boolean {
  const first = text.charCodeAt(0);
  if ((first !== 0x7b && first !== 0x5b) || !/^(?:\{\s*["}]|\[\s*[[{"\]\d-])/.test(text)) return false;
  const inner = new InnerSink(out);
  try {
    return readJsonText(Buffer.from(text), plan, inner.sink, limits, { place });
  } catch (error) {
    // Text that only begins like JSON is text; what was found until then counts all the same.
    if (!(error instanceof NotInspected)) throw error;
    return true;
  } finally {
    inner.closeAll();
  }
}

/** Hands on what is found, and closes what broken JSON left open. */
class InnerSink {
  readonly sink: Sink;
  readonly #out: Sink;
  readonly #open: ("object" | "list")[] = [];

  constructor(out: Sink) {
    this.#out = out;
    const open = this.#open;
    this.sink = {
      locate: (here) => out.locate(here),
      openObject() {
        open.push("object");
        out.openObject();
      },
      closeObject() {
        open.pop();
        out.closeObject();
      },
      openList(records, inline) {
        open.push("list");
        out.openList(records, inline);
      },
      closeList() {
        open.pop();
        out.closeList();
      },
      value: (use, value) => out.value(use, value),
      text: (line) => out.text(line),
      decoded: (decoded) => out.decoded(decoded),
      embedded: (file) => out.embedded(file),
      fact: (name, value) => out.fact(name, value),
      content: () => out.content(),
      recording: () => undefined,
      digest: () => undefined,
      furniture: () => undefined,
    };
  }

  closeAll(): void {
    for (const kind of this.#open.toReversed()) {
      if (kind === "object") this.#out.closeObject();
      else this.#out.closeList();
    }
  }
}
