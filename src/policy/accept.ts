import { globMatches } from "../model/glob.ts";
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
export interface AppliedAcceptance {
  readonly files: string;
  readonly why: string;
  /** Entries it matches, also when it accepts none of them because it is expired or exceeded. */
  readonly entries: number;
  readonly state: "used" | "unused" | "expired" | "exceeded";
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
  const acceptances = policy.accept.map((acceptance): AppliedAcceptance => {
    const matching: number[] = [];
    for (const [index, entry] of entries.entries()) {
      if (covers(acceptance, entry)) matching.push(index);
    }
    const state = stateOf(acceptance, matching.length, today);
    if (state === "used") for (const index of matching) accepted[index] = true;
    return { files: acceptance.files, why: acceptance.why, entries: matching.length, state };
  });
  return { accepted, acceptances };
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
