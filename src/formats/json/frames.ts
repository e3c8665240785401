import type { Sink } from "../../model/format.ts";
import { reportPair } from "./pairs.ts";
import { PairSlots } from "./pair-slots.ts";
import type { PathNode } from "./path.ts";
import { isTable } from "./table.ts";

export const OBJECT = 1;
export const LIST = 2;
/** An array that is a row of a table: its values stand under the names of the columns. */
export const ROW = 3;
export type FrameKind = typeof OBJECT | typeof LIST | typeof ROW;

/** What is open: objects, arrays and rows, from the outermost (at depth 1) to the innermost. */
export class Frames {
  depth = 0;
  readonly nodes: PathNode[] = [];
  readonly kinds: FrameKind[] = [];
  readonly indices: number[] = [];
  /** Where they begin in the text. */
  readonly starts: number[] = [];
  /** Of a list of rows: its columns. At depth 0 those of a sequence of rows. */
  readonly columns: (readonly PathNode[] | undefined)[] = [];
  /** Of an object: the names of columns that one of its arrays holds. */
  readonly names: (readonly string[] | undefined)[] = [];
  /** Of an object: an array of rows in it whose columns had no names so far. */
  readonly nameless: (PathNode | undefined)[] = [];
  /** Of an object: the name of a field that it holds, and the value beside it. */
  readonly #slots: (PairSlots | undefined)[] = [];
  readonly #sink: Sink;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  get kind(): FrameKind | undefined {
    return this.kinds[this.depth];
  }

  get node(): PathNode | undefined {
    return this.nodes[this.depth];
  }

  /** `isInline`: an array within a record that another array holds. */
  open(kind: FrameKind, node: PathNode, isInline: boolean): void {
    const columns = kind === LIST ? this.#columnsFor(node) : undefined;
    this.depth += 1;
    const { depth } = this;
    this.nodes[depth] = node;
    this.kinds[depth] = kind;
    this.indices[depth] = 0;
    this.columns[depth] = columns;
    this.names[depth] = undefined;
    this.nameless[depth] = undefined;
    this.#slots[depth]?.clear();
    this.#nameMany(node);
    // In a map by identifier (`byCustomer: { A32…: … }`) the key says whose the value is; a list gets an object around it.
    if (kind !== LIST || hasObject(node)) this.#sink.openObject(node.isEntry ? "entry" : undefined);
    if (node.keyUse !== undefined) this.#sink.value(node.keyUse, node.key);
    if (kind === LIST && node.manyKeyUse !== undefined) this.#sink.value(node.manyKeyUse, node.key);
    if (kind === LIST) this.#sink.openList(node.isRecords, node.isInline || isInline);
  }

  /** Whether an array under this key in a row that is an object holds the row's cells: `rows: [{ c: [{ v: … }] }]`. */
  holdsCells(key: string): boolean {
    const { depth } = this;
    const columns = this.columns[depth - 1];
    if (key !== "c" || this.kind !== OBJECT || this.kinds[depth - 1] !== LIST) return false;
    if (columns === undefined) {
      // Names may still follow; then it is said that they came too late.
      const list = this.nodes[depth - 1];
      if (this.kinds[depth - 2] === OBJECT && list?.holdsRows === true) this.nameless[depth - 2] = list;
      return false;
    }
    this.columns[depth] = columns;
    return true;
  }

  close(): void {
    const { kind, node } = this;
    if (kind === OBJECT && node !== undefined) reportPair(this.#slots[this.depth]?.parts(), node, this.#sink);
    // The sink may ask for the place of what is closed, so the path is shortened after it.
    if (kind === LIST) this.#sink.closeList();
    if (kind !== LIST || (node !== undefined && hasObject(node))) this.#sink.closeObject();
    this.depth -= 1;
  }

  /** Takes a value in `[from, close)` that may be a name beside a value, or a value beside a name. */
  takePart({ partOfPair }: PathNode, buffer: Buffer, from: number, close: number): void {
    if (partOfPair === undefined) return;
    if (this.kind === OBJECT) this.#slotsAt(this.depth).take(partOfPair, buffer, from, close);
    // `"value": { "stringValue": … }`, `"values": […]`
    if (partOfPair === "in value" && this.kinds[this.depth - 1] === OBJECT)
      this.#slotsAt(this.depth - 1).take(partOfPair, buffer, from, close);
  }

  /** The buffer in which values stand is no longer the same afterwards. */
  settleParts(): void {
    for (let depth = 1; depth <= this.depth; depth++) this.#slots[depth]?.settle();
  }

  #slotsAt(depth: number): PairSlots {
    return (this.#slots[depth] ??= new PairSlots());
  }

  /** Where the innermost object turns out to be a map of its own, its key may be what all in it belong to. */
  #nameMany(node: PathNode): void {
    const outer = node.isEntry ? this.nodes[this.depth - 1] : undefined;
    if (outer?.manyKeyUse !== undefined) this.#sink.value(outer.manyKeyUse, outer.key);
  }

  closeAll(): void {
    while (this.depth > 0) this.close();
  }

  /** Whether an array encloses what is opened next. */
  isInList(): boolean {
    for (let depth = this.depth; depth > 0; depth--) if (this.kinds[depth] !== OBJECT) return true;
    return false;
  }

  /** `isWithin`: the document stands in a string, whose key is said by what encloses it. */
  pathText(isWithin: boolean): string {
    let path = "";
    for (let depth = 1; depth <= this.depth; depth++) {
      const key = depth === 1 && isWithin ? "" : (this.nodes[depth]?.key ?? "");
      if (key !== "[]" && key !== "") path += path === "" ? key : `.${key}`;
      if (this.kinds[depth] === LIST) path += `[${this.indices[depth] ?? 0}]`;
    }
    return path;
  }

  /** The names that an array in the innermost object held. False when rows that they are for were read without them. */
  name(names: readonly string[]): boolean {
    this.names[this.depth] = names;
    const rows = this.nameless[this.depth];
    return rows === undefined || !isTable(rows.columns(names));
  }

  #columnsFor(node: PathNode): readonly PathNode[] | undefined {
    const names = this.kind === OBJECT && node.holdsRows ? this.names[this.depth] : undefined;
    if (names === undefined) return undefined;
    const columns = node.columns(names);
    return isTable(columns) ? columns : undefined;
  }
}

function hasObject(list: PathNode): boolean {
  return list.keyUse !== undefined || list.manyKeyUse !== undefined;
}
