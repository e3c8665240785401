import type { Acceptance } from "../model/policy.ts";
import { printable } from "../model/printable.ts";
import type { Unproven } from "./accept.ts";
import { covers } from "./accept.ts";
import { addDays } from "./day.ts";
import { globProblem } from "./files-glob.ts";
import { acceptableWhy, REASON_PLACEHOLDER } from "./policy-file.ts";

/** Lines in all, the leading `accept:` included: what a report has room for. */
const MAX_LINES = 5;
const PROPOSED_DAYS = 90;

/**
 * The lines of a policy file that would accept these entries, to be pasted and given a reason: `accept:` and up to
 * four items; empty when nothing can be accepted. What reads as a glob, or could steer a terminal, becomes `?`; of
 * identifiers, which `mask` shortens to `A3…5H`, the middle becomes `*`.
 */
export function pasteLines(
  entries: readonly Unproven[],
  today: string,
  mask: (text: string) => string,
): string[] {
  const until = addDays(today, PROPOSED_DAYS);
  const proposals: Pick<Acceptance, "files" | "why">[] = [];
  for (const entry of entries) {
    if (proposals.length === MAX_LINES - 1) break;
    const why = entry.why === null ? undefined : acceptableWhy(entry.why);
    if (why === undefined || proposals.some((proposal) => covers(proposal, entry))) continue;
    const proposal = { files: literalGlob(entry.path, mask), why };
    if (globProblem(proposal.files) === undefined && covers(proposal, entry)) proposals.push(proposal);
  }
  if (proposals.length === 0) return [];
  const items = proposals.map((proposal) => {
    const max = entries.filter((entry) => covers(proposal, entry)).length;
    const files = JSON.stringify(proposal.files);
    return `  - { files: ${files}, why: "${proposal.why}", max: ${max}, reason: "${REASON_PLACEHOLDER}", until: ${until} }`;
  });
  return ["accept:", ...items];
}

function literalGlob(path: string, mask: (text: string) => string): string {
  const safe = Array.from(mask(path), (character) =>
    character === "*" || printable(character) !== character ? "?".repeat(character.length) : character,
  ).join("");
  // A policy's texts are trimmed.
  return safe.replace(/^\s|\s$/g, "?").replaceAll("…", "*");
}
