import type { Judgement } from "../attribution/judge.ts";
import type { AnchorRef, Claim, Gathered } from "../model/evidence.ts";
import type { UnusedAnchor } from "../model/facts.ts";
import { rankOf } from "../model/kinds.ts";
import { Anchors, isAround, type Anchor, type Proof, type Standing } from "./anchors.ts";
import { isStray, type JudgedRow } from "./joined.ts";
import type { Ledger } from "./ledger.ts";
import { UnusedAnchors } from "./unused-anchors.ts";

/** Records that could rest on an anchor of a layout that was detected, but not given. */
export interface Unclaimed {
  readonly layout: string;
  /** Entry that is the anchor. */
  readonly anchor: number;
  readonly records: number;
}

type Row = Pick<JudgedRow, "row" | "judgement">;

/** Judges a record once more, with what its anchor says around it. */
export type Rejudge<T extends Row> = (one: T, anchor: readonly Claim[]) => Judgement;

const NOBODY: ReadonlySet<string | undefined> = new Set(["nobody-named", "parties-only", "disputed"]);

/**
 * Lets records that name nobody rest on the account of the export they are in (design, *Words*: `inherited`). The anchor
 * is one entry of the same archive, the only one of its kind, and itself own by `direct`, with no record in it that names
 * an owner who cannot be compared; one stray in the archive ends it. Recordings and conversations never inherit, nor does
 * what lies beside the export of the anchor in a folder of its own: an older or another person's export.
 */
export class Inheritance {
  readonly #heirs = new Map<number, readonly AnchorRef[]>();
  readonly #anchors = new Anchors();

  add(gathered: Gathered, pick: (indices: readonly number[]) => readonly Claim[]): void {
    if (gathered.inherits.length > 0) this.#heirs.set(gathered.row, gathered.inherits);
    this.#anchors.add(gathered, pick);
  }

  /**
   * Decides what can rest on an anchor, in place. `unclaimed`: what could if its layout had been given; `unused`: what
   * could if the anchor of its given layout held.
   */
  settle<T extends Row>(
    rows: T[],
    ledger: Ledger,
    rejudge: Rejudge<T>,
  ): { readonly unclaimed: readonly Unclaimed[]; readonly unused: readonly UnusedAnchor[] } {
    const unused = new UnusedAnchors();
    const unclaimed = new Map<string, { layout: string; anchor: number; records: number }>();
    if (this.#heirs.size === 0) return { unclaimed: [], unused: [] };
    const standing = this.#anchors.standing(proofIn(rows, ledger), ledger);
    const standingOf = (ref: AnchorRef, entry: number): Standing =>
      standing(ref.id, ledger.rows[entry]?.archive);
    const rooted = this.#rooted(standingOf);
    for (const [at, one] of rows.entries()) {
      const { entry, count } = one.row;
      const refs = canInherit(one) ? this.#heirs.get(entry) : undefined;
      if (refs === undefined) continue;
      let isSettled = false;
      // What was given decides; only without it is said what else could.
      for (const ref of refs.toSorted((a, b) => Number(b.given) - Number(a.given))) {
        const { anchor } = standingOf(ref, entry);
        if (anchor === undefined) continue;
        if (rooted.has(anchor) && !isAround(ref, anchor)) continue;
        const judgement = rejudge(ref.given ? one : asIfGiven(one, ref.layout), anchor.claims);
        isSettled ||= ref.given;
        // Within the account it is known that somebody else of those who share it is meant, and no stranger.
        if (judgement.why === "other-profile" && ref.given) rows[at] = { ...one, judgement };
        if (judgement.attribution !== "own" && judgement.attribution !== "context") continue;
        if (ref.given) rows[at] = { ...one, judgement };
        else {
          const key = `${ref.layout} ${anchor.entry}`;
          const known = unclaimed.get(key) ?? { layout: ref.layout, anchor: anchor.entry, records: 0 };
          known.records += count;
          unclaimed.set(key, known);
        }
        break;
      }
      if (!isSettled) unused.add(one.row, refs, (ref) => standingOf(ref, entry), ledger);
    }
    return { unclaimed: [...unclaimed.values()], unused: unused.finish() };
  }

  /** Anchors that lie within the folder in which the names of an export begin: they speak for no other such folder. */
  #rooted(standingOf: (ref: AnchorRef, entry: number) => Standing): Set<Anchor> {
    const rooted = new Set<Anchor>();
    for (const [entry, refs] of this.#heirs) {
      for (const ref of refs) {
        const { anchor } = standingOf(ref, entry);
        if (anchor === undefined || anchor.entry === entry || ref.root === undefined) continue;
        if (isAround(ref, anchor)) rooted.add(anchor);
      }
    }
    return rooted;
  }
}

function proofIn(rows: readonly Row[], ledger: Ledger): Proof {
  const strayArchives = new Set<number | undefined>();
  const unsure = new Set<number>();
  const direct = new Set<number>();
  for (const { row, judgement } of rows) {
    if (isStray(judgement)) strayArchives.add(ledger.rows[row.entry]?.archive);
    if (judgement.attribution === "own" && judgement.basis === "direct") direct.add(row.entry);
    // An account's file also lists sign-ins, devices, relatives: what could rest on the account does not contradict it.
    else if (judgement.attribution === "unattributed" && !canInherit({ row, judgement }))
      unsure.add(row.entry);
  }
  return { strayArchives, unsure, direct };
}

/** Had the layout been given, what it calls no owner would be none. */
function asIfGiven<T extends Row>(one: T, layout: string): T {
  const claims = one.row.claims.filter(({ disputed }) => disputed !== layout);
  return claims.length === one.row.claims.length ? one : { ...one, row: { ...one.row, claims } };
}

/** A device, a household or a profile that cannot be compared does not speak against the account. */
function canInherit({ row, judgement }: Row): boolean {
  if (judgement.attribution !== "unattributed" || row.unit !== "record" || row.thread !== "") return false;
  if (NOBODY.has(judgement.why)) return true;
  const untold = [...row.claims, ...row.scope].filter(
    ({ role, outcome }) => role === "owner" && outcome === "untold",
  );
  return judgement.why === "untold" && untold.every(({ kind }) => rankOf(kind) <= rankOf("person"));
}
