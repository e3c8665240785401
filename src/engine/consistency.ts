import type { NameIndex } from "../attribution/links.ts";
import type { Gathered, Made } from "../model/evidence.ts";
import type { CountProblem, Facts } from "../model/facts.ts";
import { fateOf, type Ledger } from "./ledger.ts";
import type { PendingLink } from "./link-resolution.ts";

/** Problems of one kind that are kept. */
const MAX_PROBLEMS = 20_000;
/** Values that are in no register of which the places are kept. */
const MAX_PLACES = 20;
/** A heading is a record for some programs and none for others. */
const COUNT_SLACK = 1;
const COUNT = /^\d{1,9}$/;

/** Collects what the entries say that has to agree across the bundle. */
export class Consistency {
  readonly #disagreements: Facts["disagreements"][number][] = [];
  readonly #registered: { readonly entry: number; readonly one: Gathered["registered"][number] }[] = [];
  readonly #made = new Map<number, Made>();

  add({ row: entry, disagreements, registered, made }: Gathered): void {
    for (const one of disagreements)
      if (this.#disagreements.length < MAX_PROBLEMS) this.#disagreements.push({ entry, ...one });
    for (const one of registered)
      if (this.#registered.length < MAX_PROBLEMS) this.#registered.push({ entry, one });
    if (made.taken.length + made.devices.length > 0) this.#made.set(entry, made);
  }

  /** What recordings say of how they were made. */
  get made(): ReadonlyMap<number, Made> {
    return this.#made;
  }

  finish(
    links: readonly PendingLink[],
    index: NameIndex,
    ledger: Ledger,
  ): Pick<Facts, "disagreements" | "unregistered" | "countProblems"> {
    return {
      disagreements: this.#disagreements,
      unregistered: this.#unregistered(),
      countProblems: countProblems(links, index, ledger),
    };
  }

  /** Values that stand in no register of their name, where the bundle has such a register. */
  #unregistered(): Facts["unregistered"] {
    const registers = new Map<string, { readonly entry: number; readonly keys: Set<string> }>();
    const unknown = new Set<string>();
    for (const { entry, one } of this.#registered) {
      if (!one.lists) continue;
      // A register that was too long to keep proves of nothing that it is missing.
      if (one.values.length === 0) unknown.add(one.register);
      const register = registers.get(one.register) ?? { entry, keys: new Set() };
      registers.set(one.register, register);
      for (const { key } of one.values) register.keys.add(key);
    }
    return this.#registered.flatMap(({ entry, one }): Facts["unregistered"] => {
      const register = registers.get(one.register);
      if (one.lists || register === undefined || unknown.has(one.register)) return [];
      const strange = one.values.filter(({ key }) => !register.keys.has(key));
      if (strange.length === 0) return [];
      return [
        {
          entry,
          register: register.entry,
          field: one.field,
          values: strange.length,
          count: strange.reduce((sum, { count }) => sum + count, 0),
          places: strange.slice(0, MAX_PLACES).map(({ place }) => place),
        },
      ];
    });
  }
}

/** Rows that give another number of records than the file holds that they name. */
function countProblems(
  links: readonly PendingLink[],
  index: NameIndex,
  ledger: Ledger,
): readonly CountProblem[] {
  const problems: CountProblem[] = [];
  for (const { from, link } of links) {
    if (link.count === undefined || !COUNT.test(link.count)) continue;
    const [entry, ...others] = index.candidates(from, link.target);
    const row = ledger.rows[entry ?? -1];
    if (entry === undefined || row === undefined || others.length > 0 || row.recording) continue;
    const says = Number(link.count);
    if (fateOf(row).kind !== "inspected" || Math.abs(says - row.records) <= COUNT_SLACK) continue;
    if (problems.length < MAX_PROBLEMS)
      problems.push({ entry, from, place: link.place, says, holds: row.records });
  }
  return problems;
}
