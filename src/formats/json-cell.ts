import { NotInspected } from "../model/errors.ts";
import type { FieldPlan } from "../model/field.ts";
import type { Sink } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import type { Place } from "../model/place.ts";
import { readJsonText } from "./json/index.ts";
import { rootNode, type PathNode } from "./json/path.ts";
import { eachPiece } from "./long-lines.ts";

/** What a value of JSON may begin with. */
const OPENING = /^(?:\{\s{0,64}["'}]|\[\s{0,64}[[{"'\]\d-])/;
/** A document that was cut off, as columns of a fixed length do, still begins with the name of a field. */
const CUT_OPENING = /^(?:\[\s{0,64})?\{\s{0,64}"[^"]{1,200}"\s{0,64}:/;

/** The paths of the documents in the cells of one entry: they repeat from row to row. */
const ROOTS = new WeakMap<FieldPlan, PathNode>();

/** Whether a text that begins with this byte may be JSON. */
export function mayBeJson(first: number | undefined): boolean {
  return first === 0x7b || first === 0x5b;
}

/**
 * Reads the value of a cell as JSON where it looks like an object or an array; the words of one that was cut off count
 * as text. Returns whether it was read: then the caller tells the sink its own place again (`place`).
 */
export function readJsonCell(
  text: string,
  plan: FieldPlan,
  limits: Limits,
  out: Sink,
  place: () => Place,
): boolean {
  if (!mayBeJson(text.charCodeAt(0)) || !OPENING.test(text)) return false;
  let root = ROOTS.get(plan);
  if (root === undefined) {
    root = rootNode(plan);
    ROOTS.set(plan, root);
  }
  const inner = new InnerSink(out);
  let isRead = false;
  let isWhole = true;
  try {
    isRead = readJsonText(Buffer.from(text), plan, inner.sink, limits, { place, root });
    isWhole = isRead || !CUT_OPENING.test(text);
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
    isRead = true;
    isWhole = false;
  } finally {
    inner.closeAll();
  }
  if (!isWhole) for (const line of text.split(/\r\n|\r|\n/)) eachPiece(line, (piece) => out.text(piece));
  return isRead;
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
      openObject(as) {
        open.push("object");
        out.openObject(as);
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
      pair: (use, value) => out.pair(use, value),
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
