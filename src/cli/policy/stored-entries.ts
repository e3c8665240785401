import type { EntryView } from "../../model/report.ts";
import type { Unproven } from "../../policy/index.ts";
import { readStored } from "../read-stored.ts";

/** What a stored report says that acceptances can be held against. */
export interface StoredEntries {
  readonly entries: readonly Unproven[];
  /** Entries whose paths are masked: a glob that names them does not match what is stored. */
  readonly masked: number;
  /** sha256 of the policy that the check had, and how many entries each of its lines matched. */
  readonly policy: { readonly digest: string | null; readonly matched: readonly number[] };
}

/** The entries of a report that `-r json` wrote; `-` is standard input. Throws `CannotRun` for what is no such report. */
export async function storedEntries(path: string): Promise<StoredEntries> {
  const events = await readStored(path);
  const views = events.flatMap((event) => (event.type === "entry" ? [event.entry] : []));
  const run = events.find((event) => event.type === "run")?.run;
  return {
    entries: views.map((view) => ({ path: view.path, why: whyOf(view) })),
    masked: views.filter(({ pathMasked }) => pathMasked).length,
    policy: {
      digest: run?.policy.digest ?? null,
      matched: (run?.policy.accepted ?? []).map(({ entries }) => entries),
    },
  };
}

/** As the check decides it: a stray or a conflict can never be accepted. */
function whyOf({ attribution, reason }: EntryView): string | null {
  if (attribution === "stray" || attribution === "conflict") return null;
  if (reason !== null) return `not-inspected:${reason}`;
  return attribution === "unattributed" ? "unattributed" : null;
}
