import type { ReadContext, Sink } from "../../model/format.ts";
import { NotInspected } from "../../model/errors.ts";
import type { Place } from "../../model/place.ts";
import { type Cells, cellsOf } from "../cells.ts";
import { reportPair, takePart, type Parts } from "../json/pairs.ts";
import { type PathNode, rootNode } from "../json/path.ts";

/** Characters of a name or a value of a field that is written as an object. */
const MAX_PART = 256;
const NO_BYTES = new Uint8Array(0);

/** Reports rows as elements of one list, nested values as JSON of the same shape would be. */
export class Rows {
  readonly #context: ReadContext;
  readonly #out: Sink;
  readonly #row: PathNode;
  readonly #cells = new Map<PathNode, Cells>();
  readonly #place = (): Place => ({ unit: "row", number: this.#number });
  #number = 0;
  #depth = 0;

  constructor(context: ReadContext, out: Sink) {
    this.#context = context;
    this.#out = out;
    this.#row = rootNode(context.plan).element();
    out.locate(this.#place);
    out.openList(context.plan.isRecords([]), false);
  }

  report(row: Readonly<Record<string, unknown>>): void {
    this.#number += 1;
    this.#object(row, this.#row);
  }

  end(): void {
    this.#out.closeList();
  }

  #value(value: unknown, path: PathNode): void {
    if (value === null || value === undefined || typeof value === "boolean") return;
    if (value instanceof Uint8Array) this.#cell(value, path);
    else if (Array.isArray(value) || ArrayBuffer.isView(value)) this.#list(value, path);
    else if (typeof value === "object") this.#object(value, path);
    else if (typeof value === "string" || typeof value === "number" || typeof value === "bigint")
      this.#cell(value, path);
  }

  #object(value: object, path: PathNode): void {
    const { out } = this.#enter();
    out.openObject();
    try {
      if (path.keyUse !== undefined) out.value(path.keyUse, path.key);
      let parts: Parts | undefined;
      for (const [key, inner] of Object.entries(value)) {
        const child = path.child(key, NO_BYTES);
        this.#value(inner, child);
        parts = takeParts(parts, inner, child);
      }
      reportPair(parts, path, out);
    } finally {
      out.closeObject();
      this.#depth -= 1;
    }
  }

  #list(value: readonly unknown[] | ArrayBufferView, path: PathNode): void {
    const { out } = this.#enter();
    out.openList(path.isRecords, path.isInline);
    try {
      if (Array.isArray(value)) for (const item of value) this.#value(item, path.element());
    } finally {
      out.closeList();
      this.#depth -= 1;
    }
  }

  #enter(): { readonly out: Sink } {
    const { maxDepth } = this.#context.limits;
    if (this.#depth >= maxDepth)
      throw new NotInspected("over-limit", `values nested deeper than ${maxDepth}`);
    this.#depth += 1;
    return { out: this.#out };
  }

  #cell(value: string | number | bigint | Uint8Array, path: PathNode): void {
    if (path.keyUse !== undefined) this.#out.value(path.keyUse, path.key);
    let cells = this.#cells.get(path);
    if (cells === undefined) {
      cells = cellsOf(path.path, this.#context, this.#out, this.#place);
      this.#cells.set(path, cells);
    }
    cells.report(value, true);
  }
}

/** A name or a value, also one that says its type: `value: { string_value }`. */
function takeParts(parts: Parts | undefined, value: unknown, node: PathNode): Parts | undefined {
  const { partOfPair } = node;
  if (partOfPair === undefined) return parts;
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") {
    const text = value.toString();
    return text === "" || text.length > MAX_PART ? parts : takePart(parts, partOfPair, text);
  }
  if (partOfPair !== "value" || typeof value !== "object" || value === null || Array.isArray(value))
    return parts;
  let taken = parts;
  for (const [key, inner] of Object.entries(value))
    if (typeof inner !== "object") taken = takeParts(taken, inner, node.child(key, NO_BYTES));
  return taken;
}
