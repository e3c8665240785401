import type { Limits } from "../../model/limits.ts";
import { type Frames, LIST, OBJECT } from "./frames.ts";
import type { PathNode } from "./path.ts";
import { headerAt, isNameKey, isTable } from "./table.ts";

const NUMBERED = /^(?:[A-Z]{0,2}|col\d{1,4}|\d{1,4})$/i;

/** Finds the names of the columns of tables: in a first row, or in an array beside the rows. */
export class Tables {
  readonly #frames: Frames;
  readonly #root: PathNode;
  readonly #limits: Limits;
  /** The names in an array that names columns, and how deep it lies. */
  #collected: { readonly depth: number; readonly names: string[] } | undefined;

  constructor(frames: Frames, root: PathNode, limits: Limits) {
    this.#frames = frames;
    this.#root = root;
    this.#limits = limits;
  }

  get isCollecting(): boolean {
    return this.#collected !== undefined;
  }

  /** The array opened last names columns. */
  collectHere(): void {
    this.#collected = { depth: this.#frames.depth, names: [] };
  }

  forget(): void {
    this.#collected = undefined;
  }

  /** Takes a string of an array that names columns: the name itself, or that of an object that describes a column. */
  collect(buffer: Buffer, from: number, close: number, node: PathNode): void {
    const collected = this.#collected;
    if (collected === undefined || close - from > this.#limits.maxValueBytes) return;
    const { depth, names } = collected;
    const frames = this.#frames;
    const isName = frames.depth === depth || (frames.depth === depth + 1 && isNameKey(node.key));
    const index = frames.indices[depth] ?? 0;
    if (!isName || index >= this.#limits.maxColumns) return;
    // Google's charts number their columns (`id: "A"`) and name them in the label.
    const known = names[index];
    if (known === undefined || NUMBERED.test(known)) names[index] = buffer.toString("utf8", from, close);
  }

  /** What was open at `depth` was closed. False when names came too late for the rows that they are for. */
  closed(depth: number): boolean {
    if (this.#collected?.depth !== depth) return true;
    const names = Array.from(this.#collected.names, (name) => name ?? "");
    this.#collected = undefined;
    return names.length === 0 || this.#frames.name(names);
  }

  /** Whether an array that opens next may be the first row of an array of rows. */
  mayBeHeader(isFirstDocument: boolean): boolean {
    const { depth, kind, indices, columns } = this.#frames;
    if (depth === 0) return isFirstDocument;
    return kind === LIST && indices[depth] === 0 && columns[depth] === undefined;
  }

  /** Reads the first row of an array of arrays where it names columns; `at` where it does not, -1 to wait for more. */
  header(buffer: Buffer, at: number, isLast: boolean): number {
    const frames = this.#frames;
    const list = frames.depth === 0 ? this.#root : (frames.node ?? this.#root);
    const header = headerAt(buffer, at, isLast);
    if (header === -1) return -1;
    const columns = header === undefined ? [] : list.columns(header.names);
    if (header !== undefined && isTable(columns)) {
      frames.columns[frames.depth] = columns;
      return header.end;
    }
    const outer = frames.depth - 1;
    if (frames.kinds[outer] === OBJECT && list.holdsRows) frames.nameless[outer] = list;
    return at;
  }
}
