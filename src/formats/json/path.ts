import { isEntryKey } from "../../model/entry-key.ts";
import type { FieldPlan, FieldUse } from "../../model/field.ts";
import { ValueMemo } from "../value-memo.ts";
import { repaired } from "./escapes.ts";
import { pairedUse, partOfPair, type PartOfPair } from "./pairs.ts";
import { holdsRows, namesColumns } from "./table.ts";

/** Nodes kept per document; an object used as a map with more keys than that is resolved anew each time. */
const MAX_NODES = 65_536;
/** Bytes of a key that is kept. */
const MAX_KEPT_KEY_BYTES = 512;
const NO_BYTES = new Uint8Array(0);
/** Names of fields remembered for one place at which names stand beside their values. */
const MAX_NAMED = 1024;
/**
 * Keys that say of what type the value of the key above them is: MongoDB's Extended JSON, DynamoDB, Firestore, XML that
 * was turned into JSON, JSON-LD.
 */
const TYPE_KEYS = new Set([
  "$oid", "$numberLong", "$numberInt", "$numberDecimal", "$uuid", "$date", "S", "N", "stringValue", "integerValue",
  "timestampValue", "#text", "_text", "__text", "$t", "@value",
]); // prettier-ignore

/**
 * A distinct path of keys in a document (`records`, `records[]`, `records[].customerId`), with what the layouts say
 * of it. Documents repeat the same few paths a million times, so each is resolved once.
 */
export class PathNode {
  readonly key: string;
  readonly path: readonly string[];
  readonly use: FieldUse | undefined;
  /** Decodes the values at this path; undefined where nothing is known of it. */
  readonly memo: ValueMemo | undefined;
  readonly isRecords: boolean;
  readonly isInline: boolean;
  /** No key at all leads here, so no layout can know it: a value of an array that is the document. */
  readonly isNameless: boolean;
  /** An array here names the columns of one beside it. */
  readonly namesColumns: boolean;
  readonly holdsRows: boolean;
  /** Its key is no name but an identifier: what stands here is one of many that are alike. */
  readonly isEntry: boolean;
  /** What a value here may be of a name and its value. */
  readonly partOfPair: PartOfPair | undefined;
  /** What this key itself is, in a map by identifier. */
  readonly keyUse: FieldUse | undefined;
  /** Bytes of the key as it was written, closing quote included: most objects repeat their keys in the same order. */
  readonly bytes: Uint8Array;
  /** The key that followed this one last time. */
  follower: PathNode | undefined;
  /** The first key of the object at this path last time. */
  firstKey: PathNode | undefined;
  readonly #plan: FieldPlan;
  readonly #count: { nodes: number };
  readonly #children = new Map<string, PathNode>();
  /** The path of what stands within: that of an element, where the key is no name. */
  readonly #inner: readonly string[];
  readonly #parent: PathNode | undefined;
  #element: PathNode | undefined;
  #childKeyUse: FieldUse | null | undefined;
  #manyKeyUse: FieldUse | null | undefined;
  readonly #named = new Map<string, FieldUse | undefined>();
  /** A column: of a cell that is an object, `v` is the value. */
  #isCell = false;

  constructor(
    plan: FieldPlan,
    path: readonly string[],
    bytes: Uint8Array,
    count: { nodes: number },
    parent?: PathNode,
    keyUse?: FieldUse,
    name = path.at(-1) ?? "",
  ) {
    this.keyUse = keyUse;
    this.key = path.at(-1) ?? "";
    this.path = path;
    this.#parent = parent;
    this.isEntry = parent !== undefined && name !== "[]" && !parent.isInline && isEntryKey(name, parent.key);
    this.#inner = this.isEntry && parent !== undefined ? [...parent.#inner, "[]"] : path;
    this.partOfPair = partOfPair(name, parent);
    this.bytes = bytes;
    this.#plan = plan;
    this.#count = count;
    count.nodes += 1;
    this.use = path.length === 0 ? undefined : plan.use(path);
    this.memo = this.use === undefined ? undefined : new ValueMemo(this.use);
    this.isRecords = plan.isRecords(path);
    this.isInline = this.use?.is === "inline";
    this.isNameless = path.every((segment) => segment === "[]");
    this.namesColumns = namesColumns(this.key);
    this.holdsRows = holdsRows(this.key);
  }

  /** `bytes`: the key as it was written, with its closing quote. */
  child(key: string, bytes: Uint8Array): PathNode {
    const known = this.#children.get(key);
    if (known !== undefined) return known;
    // What the keys of a map are says nothing of those within what it holds.
    if (this.#childKeyUse === undefined)
      this.#childKeyUse = (this.isEntry ? undefined : this.#plan.keyUse(this.#inner)) ?? null;
    const isValue = TYPE_KEYS.has(key) || (this.#isCell && key === "v");
    const path = isValue ? this.path : [...this.#inner, repaired(key) ?? key];
    const keyUse = this.#childKeyUse ?? undefined;
    const node = new PathNode(this.#plan, path, bytes, this.#count, this, keyUse, key);
    if (this.#count.nodes <= MAX_NODES && bytes.length <= MAX_KEPT_KEY_BYTES) this.#children.set(key, node);
    return node;
  }

  element(): PathNode {
    this.#element ??= new PathNode(this.#plan, [...this.#inner, "[]"], NO_BYTES, this.#count, this);
    return this.#element;
  }

  /** What this key itself is, where what stands here holds many things: `messages: { "chat-17": { "-NxT4": … } }`. */
  get manyKeyUse(): FieldUse | undefined {
    if (this.#manyKeyUse === undefined) {
      const around = this.isEntry && this.keyUse === undefined ? this.#parent : undefined;
      this.#manyKeyUse = around === undefined ? null : (this.#plan.keyUse(around.#inner, true) ?? null);
    }
    return this.#manyKeyUse ?? undefined;
  }

  /** What a field called `name` means, which stands here as an object of its own: a name and its value. */
  named(name: string): FieldUse | undefined {
    if (this.#named.has(name)) return this.#named.get(name);
    const list = this.key === "[]" || this.isEntry ? this.#parent : this;
    const around = list === undefined ? undefined : list.#parent;
    const use = pairedUse(this.#plan, this.#inner, around === undefined ? [] : around.#inner, name);
    if (this.#named.size < MAX_NAMED) this.#named.set(name, use);
    return use;
  }

  /** The nodes of a table's columns, where the elements of this node's list are rows. */
  columns(names: readonly string[]): readonly PathNode[] {
    const row = this.element();
    return names.map((name) => {
      const column = new PathNode(this.#plan, [...row.#inner, name], NO_BYTES, this.#count, row);
      column.#isCell = true;
      return column;
    });
  }
}

/** The node of a document's root. */
export function rootNode(plan: FieldPlan): PathNode {
  return new PathNode(plan, [], NO_BYTES, { nodes: 0 });
}
