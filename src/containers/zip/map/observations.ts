import type { Observation } from "../../container.ts";

/** Observations of one rule that are told one by one; further ones are counted. */
const MAX_OF_A_RULE = 200;

/** Collects what is odd about an archive: a million odd entries must not become a million lines. */
export class Observations {
  readonly #list: Observation[] = [];
  readonly #counts = new Map<string, number>();

  add(rule: string, entry: number, detail: string): void {
    const count = (this.#counts.get(rule) ?? 0) + 1;
    this.#counts.set(rule, count);
    if (count <= MAX_OF_A_RULE) this.#list.push({ rule, entry, detail });
  }

  has(rule: string): boolean {
    return this.#counts.has(rule);
  }

  all(): readonly Observation[] {
    const more = [...this.#counts]
      .filter(([, count]) => count > MAX_OF_A_RULE)
      .map(([rule, count]) => ({
        rule,
        entry: -1,
        detail: `the same of ${count - MAX_OF_A_RULE} more entries`,
      }));
    return [...this.#list, ...more];
  }
}
