import type { FieldPlan, FieldUse } from "../../model/field.ts";

/** Paths kept per document; with more names than that a path is resolved anew each time. */
const MAX_PATHS = 65_536;

/** A distinct path of names in a document, with what the layouts say of it: resolved once, however often it comes. */
export class XmlPath {
  readonly key: string;
  readonly use: FieldUse | undefined;
  readonly isRecords: boolean;
  readonly isInline: boolean;
  /** What this name itself is, in a map by identifier. */
  readonly keyUse: FieldUse | undefined;
  readonly #names: readonly string[];
  readonly #plan: FieldPlan;
  readonly #count: { paths: number };
  readonly #children = new Map<string, XmlPath>();
  #element: XmlPath | undefined;
  #childKeyUse: FieldUse | null | undefined;

  private constructor(
    plan: FieldPlan,
    names: readonly string[],
    count: { paths: number },
    keyUse: FieldUse | undefined,
  ) {
    this.#plan = plan;
    this.#names = names;
    this.#count = count;
    count.paths += 1;
    this.key = names.at(-1) ?? "";
    this.keyUse = keyUse;
    this.use = names.length === 0 ? undefined : plan.use(names);
    this.isRecords = plan.isRecords(names);
    this.isInline = this.use?.is === "inline";
  }

  static root(plan: FieldPlan): XmlPath {
    return new XmlPath(plan, [], { paths: 0 }, undefined);
  }

  child(key: string): XmlPath {
    const known = this.#children.get(key);
    if (known !== undefined) return known;
    if (this.#childKeyUse === undefined) this.#childKeyUse = this.#plan.keyUse(this.#names) ?? null;
    const made = new XmlPath(this.#plan, [...this.#names, key], this.#count, this.#childKeyUse ?? undefined);
    if (this.#count.paths <= MAX_PATHS) this.#children.set(key, made);
    return made;
  }

  element(): XmlPath {
    this.#element ??= new XmlPath(this.#plan, [...this.#names, "[]"], this.#count, undefined);
    return this.#element;
  }
}
