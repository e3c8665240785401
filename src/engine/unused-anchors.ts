import type { AnchorRef } from "../model/evidence.ts";
import { ANCHOR_FAULTS, type AnchorFault, type UnusedAnchor } from "../model/facts.ts";
import type { Standing } from "./anchors.ts";
import type { EvidenceRow } from "./joined.ts";
import type { Ledger } from "./ledger.ts";

/** Groups of records for which it is said apart that they rest on nothing. */
const MAX_GROUPS = 1_000;

interface Fault {
  readonly why: AnchorFault;
  readonly entries: readonly number[];
}

type Group = UnusedAnchor & { records: number };

/** Records that could rest on the anchor of a layout that was given, if it held. */
export class UnusedAnchors {
  readonly #groups = new Map<string, Group>();

  /** `refs`: anchors of the records' entry, none of which holds for it. */
  add(
    { entry, count }: Pick<EvidenceRow, "entry" | "count">,
    refs: readonly AnchorRef[],
    standingOf: (ref: AnchorRef) => Standing,
    ledger: Ledger,
  ): void {
    const given = refs.filter((ref) => ref.given);
    const faults = given.map((ref) => ({ ref, ...faultOf(standingOf(ref)) }));
    const order = (why: AnchorFault): number => ANCHOR_FAULTS.indexOf(why);
    // The anchor that came nearest to holding is the one to mend.
    const [nearest] = faults.toSorted((a, b) => order(a.why) - order(b.why));
    if (nearest === undefined) return;
    const { why, entries } = nearest;
    const { layout } = nearest.ref;
    const alike = faults.filter((fault) => fault.why === why && fault.ref.layout === layout);
    const files = [...new Set(why === "absent" ? alike.map(({ ref }) => ref.files) : [nearest.ref.files])];
    const key = JSON.stringify([ledger.rows[entry]?.archive, layout, why, files, entries[0] ?? -1]);
    const known = this.#groups.get(key);
    if (known !== undefined) known.records += count;
    else if (this.#groups.size < MAX_GROUPS)
      this.#groups.set(key, { layout, files, field: nearest.ref.field, why, entry, entries, records: count });
  }

  finish(): readonly UnusedAnchor[] {
    return [...this.#groups.values()];
  }
}

/** An anchor that holds, and not for this entry, is that of an export in another folder. */
function faultOf({ anchor, fault }: Standing): Fault {
  return fault ?? { why: "other-folder", entries: anchor === undefined ? [] : [anchor.entry] };
}
