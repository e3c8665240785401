import { globMatches, globSegments, segmentsMatch } from "../model/glob.ts";
import type { Acceptance, Policy } from "../model/policy.ts";
import { namesAnArchive } from "./files-glob.ts";

/** An entry that may need an exception. */
export interface Unproven {
  /** As reports show it, `/` between its parts. */
  readonly path: string;
  /** `unattributed` or `not-inspected:<reason>`; null when there is nothing to accept. */
  readonly why: string | null;
}

/** What became of one line of the policy. */
export interface AppliedAcceptance extends Acceptance {
  /** Entries it matches, also when it accepts none of them because it is expired or exceeded. */
  readonly entries: number;
  readonly state: "used" | "unused" | "expired" | "exceeded";
  /** It is used, and earlier lines accept all of its entries as well. */
  readonly isRedundant: boolean;
}

/**
 * Applies the policy's acceptances to the entries. `accepted` has one value per entry, `acceptances` one per policy
 * line, both in the order given. An expired line, or one that matches more than `max` entries, accepts none.
 */
export function applyAcceptances(
  policy: Policy,
  entries: readonly Unproven[],
  today: string,
): { readonly accepted: readonly boolean[]; readonly acceptances: readonly AppliedAcceptance[] } {
  const accepted = entries.map(() => false);
  const candidates = candidatesOf(entries);
  const acceptances = policy.accept.map((acceptance): AppliedAcceptance => {
    const glob = globSegments(acceptance.files);
    const matching: number[] = [];
    for (const { index, segments } of candidates.get(acceptance.why) ?? [])
      if (segmentsMatch(glob, segments)) matching.push(index);
    const state = stateOf(acceptance, matching.length, today);
    const isRedundant = state === "used" && matching.every((index) => accepted[index] === true);
    if (state === "used") for (const index of matching) accepted[index] = true;
    return { ...acceptance, entries: matching.length, state, isRedundant };
  });
  return { accepted, acceptances };
}

/** Entries that a line may accept, by their cause. */
function candidatesOf(
  entries: readonly Unproven[],
): ReadonlyMap<string, readonly { readonly index: number; readonly segments: readonly string[] }[]> {
  const candidates = new Map<string, { index: number; segments: readonly string[] }[]>();
  for (const [index, { path, why }] of entries.entries()) {
    if (why === null || namesAnArchive(path)) continue;
    const one = { index, segments: globSegments(path) };
    const known = candidates.get(why);
    if (known === undefined) candidates.set(why, [one]);
    else known.push(one);
  }
  return candidates;
}

/** Whether a line of a policy is about this entry; archives never are. */
export function covers(acceptance: Pick<Acceptance, "files" | "why">, entry: Unproven): boolean {
  return (
    entry.why === acceptance.why && !namesAnArchive(entry.path) && globMatches(acceptance.files, entry.path)
  );
}

function stateOf(acceptance: Acceptance, matching: number, today: string): AppliedAcceptance["state"] {
  if (acceptance.until < today) return "expired";
  if (matching > acceptance.max) return "exceeded";
  return matching === 0 ? "unused" : "used";
}
