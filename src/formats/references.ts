import type { FieldPlan, FieldUse, IdentifierUse } from "../model/field.ts";
import type { Sink } from "../model/format.ts";

/** Uses that are remembered; more only come from names made up by hostile data. */
const MAX_REMEMBERED = 16_384;

/** Characters of a field that are searched for addresses. */
const MAX_SEARCHED = 16 * 1024;

/** Bounded on both sides of the sign, so that no text makes the search go back far. */
const ADDRESS = /(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}/g;

/**
 * Reports what people write to one another (the text of a mail, notes of an event): whatever it labels is only mentioned
 * there, since a shop's mail or a quoted one holds numbers and addresses of anybody.
 */
export class References {
  readonly #plan: FieldPlan;
  readonly #out: Sink;
  readonly #made = new Map<IdentifierUse, IdentifierUse>();

  constructor(plan: FieldPlan, out: Sink) {
    this.#plan = plan;
    this.#out = out;
  }

  /** Addresses in a field that nobody knows. `root`: the first key of the paths of this format. */
  addresses(root: string, text: string): void {
    if (!text.includes("@")) return;
    const use = this.#plan.use([root, "Mentioned"]);
    for (const [address] of text.slice(0, MAX_SEARCHED).matchAll(ADDRESS))
      if (use !== undefined) this.#out.value(use, address.replace(/[.]+$/, ""));
  }

  /** A line of running text, without its line break. */
  line(text: string): void {
    for (const hit of this.#plan.line(text)) this.value(hit.use, hit.text);
  }

  /** All lines of the field `name` of a record; `root`: the first key of the paths of this format. */
  lines(root: string, name: string, lines: readonly string[]): void {
    const use = this.#plan.use([root, name]);
    for (const line of lines) {
      this.line(line);
      this.field(use, line.trim());
      if (use?.is !== "identifier") this.addresses(root, line);
    }
  }

  /**
   * A value of a field that its program or its writer invented. A layout that names the field knows whose it is; all
   * others find in it what anybody may have written.
   */
  field(use: FieldUse | undefined, text: string): void {
    const isNamed =
      (use?.is === "identifier" && use.layout !== "generic") ||
      (use?.is === "composite" && use.needs === undefined);
    if (isNamed) this.#out.value(use, text);
    else this.value(use, text);
  }

  /** A value whose meaning is known but whose writer could have been anybody. */
  value(use: FieldUse | undefined, text: string): void {
    if (use?.is === "composite") for (const part of use.parts(text) ?? []) this.value(part.use, part.text);
    if (use?.is === "identifier") this.#out.value(this.#reference(use), text);
  }

  #reference(use: IdentifierUse): IdentifierUse {
    if (use.role === "catalogue" || use.role === "system" || use.role === "reference") return use;
    const known = this.#made.get(use);
    if (known !== undefined) return known;
    const made: IdentifierUse = { ...use, role: "reference" };
    if (this.#made.size >= MAX_REMEMBERED) this.#made.clear();
    this.#made.set(use, made);
    return made;
  }
}
