import { intervalsOf, tenureOf, type Interval } from "../attribution/tenure.ts";
import type { LinkTarget } from "../attribution/links.ts";
import type { Claim, Evidence } from "../model/evidence.ts";
import type { Subject } from "../model/subject.ts";
import type { Millis } from "../model/time.ts";
import type { ClaimStore } from "./claim-store.ts";
import type { EvidenceRow } from "./joined.ts";

type Times = Evidence["when"];

/** Different times of the records in files that one row names, past which it tells none. */
const MAX_TIMES = 64;

/**
 * Identifiers that were the subject's only for some days, in rows that name files: such a row seldom tells a time, and the
 * records in its file do. Every time must lie inside, that of the row and those of the records.
 */
export class Tenures {
  readonly #subject: Subject;
  readonly #store: ClaimStore;
  /** By index into the subject's identifiers. */
  readonly #intervals = new Map<number, readonly Interval[]>();

  constructor(subject: Subject, store: ClaimStore) {
    this.#subject = subject;
    this.#store = store;
    for (const [index, { kind, key, hash }] of subject.identifiers.entries()) {
      const alike = subject.identifiers.filter((one) => one.kind === kind && one.key === key);
      const intervals = hash === undefined ? intervalsOf(alike) : undefined;
      if (intervals !== undefined) this.#intervals.set(index, intervals);
    }
  }

  /** The rows that name the entry of a record, at the time of the record. */
  targetOf(target: LinkTarget | undefined, row: EvidenceRow): LinkTarget | undefined {
    if (target === undefined || this.#intervals.size === 0 || row.unit === "recording") return target;
    const links = [...target.links].map(([claims, link]) => [this.#at(claims, row.when), link] as const);
    return { links: new Map(links), ambiguous: target.ambiguous };
  }

  /** Rows that name files and tell no time, at the time of the records in these files. */
  atTimesOfFiles(
    rows: readonly EvidenceRow[],
    targets: ReadonlyMap<number, LinkTarget>,
  ): readonly EvidenceRow[] {
    if (this.#intervals.size === 0 || targets.size === 0) return rows;
    const inFiles = timesOf(rows);
    const named = new Map<number, Map<readonly Claim[], Times>>();
    for (const [entry, { links, ambiguous }] of targets) {
      if (ambiguous) continue;
      for (const [claims, { from }] of links) {
        const times = named.get(from) ?? new Map<readonly Claim[], Times>();
        named.set(from, times.set(claims, [...(times.get(claims) ?? []), ...(inFiles.get(entry) ?? [[]])]));
      }
    }
    return rows.map((row) => {
      if (row.when.some((times) => times.length > 0)) return row;
      const owners = row.claims.filter(({ role }) => role === "owner");
      const times = named.get(row.entry)?.get(this.#store.list([...owners.keys()], owners));
      return times === undefined || times.length > MAX_TIMES
        ? row
        : { ...row, claims: this.#at(row.claims, times) };
    });
  }

  /** The claims as they are at one of these times; as they were where the times decide otherwise than each other. */
  #at(claims: readonly Claim[], when: Times): readonly Claim[] {
    const [first = claims, ...others] = when.map((times) =>
      this.#store.map(claims, (claim) => this.#claimAt(claim, times)),
    );
    return others.every((other) => other === first) ? first : claims;
  }

  #claimAt(claim: Claim, times: readonly Millis[]): Claim {
    const index = claim.outcome === "mine" ? claim.mine : (claim.told ?? -1);
    const intervals = this.#intervals.get(index);
    const identifier = this.#subject.identifiers[index];
    if (times.length === 0 || intervals === undefined || identifier === undefined) return claim;
    const { told: _, ...rest } = claim;
    const tenure = tenureOf(intervals, times);
    if (tenure === "inside") return { ...rest, outcome: "mine", mine: index, key: "", tenure };
    const outcome = tenure === "outside" ? "foreign" : "untold";
    return { ...rest, outcome, mine: -1, key: tenure === "outside" ? identifier.key : "", tenure };
  }
}

/** Times of the records of each entry. */
function timesOf(rows: readonly EvidenceRow[]): ReadonlyMap<number, Times> {
  const byEntry = new Map<number, (readonly Millis[])[]>();
  for (const { entry, unit, when } of rows) {
    const known = byEntry.get(entry) ?? [];
    byEntry.set(entry, known);
    if (known.length <= MAX_TIMES) known.push(...(unit === "record" ? when : [[]]));
  }
  return byEntry;
}
