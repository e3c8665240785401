import type { FieldPlan, FieldUse } from "../model/field.ts";
import { ValueMemo } from "./value-memo.ts";

/** Nodes kept per document; an object used as a map with more keys than that is resolved anew each time. */
const MAX_NODES = 65_536;

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
  #element: PathNode | undefined;

  #childKeyUse: FieldUse | null | undefined;

  constructor(
    plan: FieldPlan,
    path: readonly string[],
    bytes: Uint8Array,
    count: { nodes: number },
    keyUse?: FieldUse,
  ) {
    this.keyUse = keyUse;
    this.key = path.at(-1) ?? "";
    this.path = path;
    this.bytes = bytes;
    this.#plan = plan;
    this.#count = count;
    count.nodes += 1;
    this.use = path.length === 0 ? undefined : plan.use(path);
    this.memo = this.use === undefined ? undefined : new ValueMemo(this.use);
    this.isRecords = plan.isRecords(path);
    this.isInline = this.use?.is === "inline";
  }

  child(key: string, bytes: Uint8Array): PathNode {
    const known = this.#children.get(key);
    if (known !== undefined) return known;
    if (this.#childKeyUse === undefined) this.#childKeyUse = this.#plan.keyUse(this.path) ?? null;
    const node = new PathNode(
      this.#plan,
      [...this.path, key],
      bytes,
      this.#count,
      this.#childKeyUse ?? undefined,
    );
    if (this.#count.nodes <= MAX_NODES) this.#children.set(key, node);
    return node;
  }

  element(): PathNode {
    this.#element ??= new PathNode(this.#plan, [...this.path, "[]"], new Uint8Array(0), this.#count);
    return this.#element;
  }
}
