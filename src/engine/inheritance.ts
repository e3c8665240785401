import { isAccountLike, rankOf } from "../model/kinds.ts";
import type { AnchorRef, Claim, Gathered } from "../model/evidence.ts";
import { isStray, type JudgedRow } from "./joined.ts";
import type { Ledger } from "./ledger.ts";
import type { Judgement } from "../attribution/judge.ts";

/** Records that could rest on an anchor of a layout that was detected, but not given. */
export interface Unclaimed {
  readonly layout: string;
  /** Entry that is the anchor. */
  readonly anchor: number;
  readonly records: number;
}

type Row = Pick<JudgedRow, "row" | "judgement">;

/** What an entry says that may be an anchor. */
interface Named {
  /** Within its archive. */
  readonly path: string;
  readonly claims: readonly Claim[];
}

interface Anchor extends Named {
  readonly entry: number;
}

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
  readonly #anchors = new Map<string, Map<number, Named>>();

  add({ row, inherits, anchors }: Gathered, pick: (indices: readonly number[]) => readonly Claim[]): void {
    if (inherits.length > 0) this.#heirs.set(row, inherits);
    for (const { id, path, claims } of anchors) {
      const entries = this.#anchors.get(id) ?? new Map<number, Named>();
      entries.set(row, { path, claims: pick(claims) });
      this.#anchors.set(id, entries);
    }
  }

  /** Decides what can rest on an anchor, in place; returns what could if its layout had been given. */
  settle<T extends Row>(rows: T[], ledger: Ledger, rejudge: Rejudge<T>): Unclaimed[] {
    if (this.#anchors.size === 0 || this.#heirs.size === 0) return [];
    const anchors = this.#valid(rows, ledger);
    const rooted = this.#rooted(anchors, ledger);
    const unclaimed = new Map<string, { layout: string; anchor: number; records: number }>();
    for (const [at, one] of rows.entries()) {
      const refs = canInherit(one) ? this.#heirs.get(one.row.entry) : undefined;
      if (refs === undefined) continue;
      const archive = ledger.rows[one.row.entry]?.archive;
      // What was given decides; only without it is said what else could.
      for (const ref of refs.toSorted((a, b) => Number(b.given) - Number(a.given))) {
        const anchor = anchors.get(`${archive} ${ref.id}`);
        if (anchor === undefined) continue;
        if (rooted.has(anchor) && !isAround(ref, anchor)) continue;
        const judgement = rejudge(ref.given ? one : asIfGiven(one, ref.layout), anchor.claims);
        // Within the account it is known that somebody else of those who share it is meant, and no stranger.
        if (judgement.why === "other-profile" && ref.given) rows[at] = { ...one, judgement };
        if (judgement.attribution !== "own" && judgement.attribution !== "context") continue;
        if (ref.given) rows[at] = { ...one, judgement };
        else {
          const key = `${ref.layout} ${anchor.entry}`;
          const known = unclaimed.get(key) ?? { layout: ref.layout, anchor: anchor.entry, records: 0 };
          known.records += one.row.count;
          unclaimed.set(key, known);
        }
        break;
      }
    }
    return [...unclaimed.values()];
  }

  /** Anchors that lie within the folder in which the names of an export begin: they speak for no other such folder. */
  #rooted(anchors: ReadonlyMap<string, Anchor>, ledger: Ledger): Set<Anchor> {
    const rooted = new Set<Anchor>();
    for (const [entry, refs] of this.#heirs) {
      for (const ref of refs) {
        const anchor = anchors.get(`${ledger.rows[entry]?.archive} ${ref.id}`);
        if (anchor === undefined || anchor.entry === entry || ref.root === undefined) continue;
        if (isAround(ref, anchor)) rooted.add(anchor);
      }
    }
    return rooted;
  }

  /** Anchors that hold, by archive and id. */
  #valid(rows: readonly Row[], ledger: Ledger): Map<string, Anchor> {
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
    const valid = new Map<string, Anchor>();
    for (const [id, entries] of this.#anchors) {
      const counts = new Map<number | undefined, number>();
      const archiveOf = (entry: number): number | undefined => ledger.rows[entry]?.archive;
      for (const entry of entries.keys())
        counts.set(archiveOf(entry), (counts.get(archiveOf(entry)) ?? 0) + 1);
      for (const [entry, { path, claims }] of entries) {
        const archive = archiveOf(entry);
        if (counts.get(archive) !== 1 || strayArchives.has(archive)) continue;
        if (unsure.has(entry) || !direct.has(entry)) continue;
        const accounts = claims.filter(({ kind }) => isAccountLike(kind));
        if (accounts.length > 0) valid.set(`${archive} ${id}`, { entry, path, claims: accounts });
      }
    }
    return valid;
  }
}

/** Whether the anchor lies in the folder in which the names of the entry's export begin. */
function isAround({ root }: AnchorRef, anchor: Anchor): boolean {
  return root === undefined || anchor.path.startsWith(root);
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
