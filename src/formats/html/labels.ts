import type { FieldPlan, FieldUse } from "../../model/field.ts";

/** Names whose meaning is remembered. */
const MAX_LABELS = 16_384;

/** Characters of a label. */
const MAX_LABEL = 60;

/** A name of a field, and what it means. */
export interface Label {
  readonly use: FieldUse | undefined;
  /** A layout knows the name; otherwise values are only searched for tokens. */
  readonly isKnown: boolean;
}

const UNKNOWN: Label = { use: undefined, isKnown: false };

/** A name that no layout can know. */
const NO_NAME = "\u0001";

/** What names of fields mean, each asked once. */
export class Labels {
  readonly #plan: FieldPlan;
  readonly #known = new Map<string, Label>();
  readonly #searchesAll: boolean;

  constructor(plan: FieldPlan) {
    this.#plan = plan;
    const use = plan.use([NO_NAME]);
    this.#searchesAll = use?.is === "composite" && use.needs === undefined;
  }

  of(name: string): Label {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const label = this.#resolve(name.trim().replace(/[\s:：=]+$/, ""));
    if (this.#known.size >= MAX_LABELS) this.#known.clear();
    this.#known.set(Buffer.from(name).toString(), label);
    return label;
  }

  /** Whether a text that stands alone may be the label of what follows it. */
  isLabel(text: string): boolean {
    return text.length <= MAX_LABEL && this.of(text).isKnown;
  }

  #resolve(name: string): Label {
    if (name === "" || name.length > MAX_LABEL)
      return name === "" ? UNKNOWN : { use: this.#plan.use([NO_NAME]), isKnown: false };
    const use = this.#plan.use([name]);
    if (use === undefined) return UNKNOWN;
    const isSearch = use.is === "composite" && (use.needs !== undefined || this.#searchesAll);
    return { use, isKnown: !isSearch };
  }
}
