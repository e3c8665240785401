import type { Acceptance } from "../model/policy.ts";
import { printable } from "../model/printable.ts";
import type { Unproven } from "./accept.ts";
import { covers } from "./accept.ts";
import { addDays } from "./day.ts";
import { globProblem } from "./files-glob.ts";
import { acceptableWhy, REASON_PLACEHOLDER } from "./acceptance-line.ts";

/** Lines in all, the leading `accept:` included: what a report has room for. */
const MAX_LINES = 5;
const PROPOSED_DAYS = 90;

type Proposal = Pick<Acceptance, "files" | "why">;

/**
 * The lines of a policy file that would accept these entries, to be pasted and given a reason: `accept:` and up to
 * four items; empty when nothing can be accepted. What reads as a glob, or could steer a terminal, becomes `?`; of
 * identifiers, which `mask` shortens to `A3…5H`, the middle becomes `*`.
 * With `kinds`, where a line for each would be too many, one stands for all files of a kind in a folder, or below it.
 * `all`: every entry of the bundle, which the lines count as the policy will.
 */
export function pasteLines(
  entries: readonly Unproven[],
  today: string,
  {
    kinds = false,
    all = entries,
    mask = (text) => text,
  }: {
    readonly kinds?: boolean;
    readonly all?: readonly Unproven[];
    readonly mask?: (text: string) => string;
  } = {},
): string[] {
  const until = addDays(today, PROPOSED_DAYS);
  const attempts = (kinds ? [literalGlob, siblingsGlob, belowGlob] : [literalGlob]).map((globOf) =>
    proposalsFor(entries, globOf, mask),
  );
  const chosen = (attempts.find(({ isAll }) => isAll) ?? attempts.at(-1))?.proposals ?? [];
  if (chosen.length === 0) return [];
  const items = chosen.map((proposal) => {
    const max = all.filter((entry) => covers(proposal, entry)).length;
    const files = JSON.stringify(proposal.files);
    return `  - { files: ${files}, why: "${proposal.why}", max: ${max}, reason: "${REASON_PLACEHOLDER}", until: ${until} }`;
  });
  return ["accept:", ...items];
}

/** As many proposals as there is room for, and whether they are about all that can be accepted. */
function proposalsFor(
  entries: readonly Unproven[],
  globOf: (path: string) => string,
  mask: (text: string) => string,
): { readonly proposals: readonly Proposal[]; readonly isAll: boolean } {
  const proposals: Proposal[] = [];
  for (const entry of entries) {
    const why = entry.why === null ? undefined : acceptableWhy(entry.why);
    if (why === undefined || proposals.some((proposal) => covers(proposal, entry))) continue;
    const path = mask(entry.path);
    const proposal = [globOf(path), literalGlob(path)]
      .map((files, at) => ({ files, why, isKind: at === 0 }))
      .filter((one) => globProblem(one.files) === undefined && covers(one, entry))
      // A kind of which there is one file is that file.
      .find((one) => !one.isKind || entries.filter((other) => covers(one, other)).length > 1);
    if (proposal === undefined) continue;
    if (proposals.length === MAX_LINES - 1) return { proposals, isAll: false };
    proposals.push(proposal);
  }
  return { proposals, isAll: true };
}

function literalGlob(path: string): string {
  const safe = Array.from(path, (character) =>
    character === "*" || printable(character) !== character ? "?".repeat(character.length) : character,
  ).join("");
  // A policy's texts are trimmed.
  return safe.replace(/^\s|\s$/g, "?").replaceAll("…", "*");
}

/** `photos/2019/*.jpg` for `photos/2019/1.JPG`; the file itself where its name has no ending. */
function siblingsGlob(path: string): string {
  const glob = literalGlob(path);
  const slash = glob.lastIndexOf("/");
  const ending = /\.[^./*?\s]+$/.exec(glob.slice(slash + 1))?.[0];
  return ending === undefined ? glob : `${glob.slice(0, slash + 1)}*${ending.toLowerCase()}`;
}

/** `photos/**` with the ending for `photos/2019/1.JPG`: all of that kind below the topmost folder. */
function belowGlob(path: string): string {
  const glob = siblingsGlob(path);
  const [top, ...rest] = glob.split("/");
  const last = rest.at(-1);
  return last?.startsWith("*.") === true ? `${top}/**/${last}` : glob;
}
