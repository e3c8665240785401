import type { NotInspectedReason } from "../model/fate.ts";
import { heading, type Head, type Page } from "./text-page.ts";
import { fit, hanging, safe } from "./text-width.ts";
import { containerWord } from "./text-words.ts";

const READABLE = "Ask for those files in a readable form, or look at them yourself.";

/** What to do about entries that were not inspected, by the most frequent reason. */
const ADVICE: Readonly<Partial<Record<NotInspectedReason, string>>> = {
  encrypted: "Give the password of the encrypted files (--password-file).",
  "nested-archive": "Unpack the archives inside and check each of them with the same subject file.",
  damaged: "Have the damaged files exported again.",
  "checksum-mismatch": "Have the bundle made again: its content does not match its checksums.",
  "size-mismatch": "Have the bundle made again: its sizes do not match its content.",
  "over-limit": "Look at the files over a limit yourself, or raise it (-v names it; policy, `limits`).",
  unreadable: "Make the files readable for this user and run the check again.",
  "never-reached": "Run the check again: it ended before it had read everything.",
};

/** What is missing, the most frequent first. */
export interface Lacking {
  /** Why entries were not inspected. */
  readonly unread: readonly NotInspectedReason[];
  /** Rules by which records are nobody's. */
  readonly undecided: readonly string[];
  /** A layout was given, and the account that it lets records rest on does not hold. */
  readonly hasUnusedAnchor: boolean;
}

/** What to do next, ending in the lines to paste. */
export function nextLines(page: Page, head: Head, lacking: Lacking): string[] {
  const steps = stepsFor(page, head, lacking);
  const label = "NEXT";
  const lines = steps.flatMap((step, index) => {
    const first = index === 0 ? `${label}  ` : " ".repeat(label.length + 2);
    return hanging(steps.length === 1 ? first : `${first}${index + 1}. `, step, page.width);
  });
  const [top = "", ...rest] = lines;
  return [heading(page, label) + top.slice(label.length), ...rest];
}

/** Lines of the policy to paste: printed whole, because a line that was cut cannot be pasted. */
export function pasteLines(page: Page, head: Head): string[] {
  const { outcome, paste } = head.verdict;
  if (outcome !== "unproven" || paste.length === 0) return [];
  const words = "To accept what you have looked at yourself, put this into a policy file (--policy):";
  return [...hanging("      ", words, page.width), ...paste.map((line) => `        ${safe(line)}`)];
}

function stepsFor(page: Page, head: Head, lacking: Lacking): string[] {
  switch (head.verdict.outcome) {
    case "clean":
      return [cleanStep(head)];
    case "stray":
      return straySteps(page, head);
    case "unproven":
      return unprovenSteps(head, lacking);
  }
}

function cleanStep({ run }: Head): string {
  const word = containerWord(run.bundle.container);
  const which = run.bundle.sha256 === null ? "as it is now" : "with this sha256";
  return `Release it: this ${word}, ${which}, to the person of this request.`;
}

function straySteps(page: Page, head: Head): string[] {
  const word = containerWord(head.run.bundle.container);
  const steps: string[] = [];
  if (head.verdict.codes.includes("subject-not-seen")) steps.push(COMPARE);
  steps.push(`Hold this ${word}. Already sent? Tell the privacy officer now (72 hours).`);
  const first = head.owners[0];
  if (first !== undefined && page.options.reveal === undefined) {
    steps.push(`Who is ${fit(first.id, 20)}? The same command with --reveal, on this screen only.`);
  }
  steps.push("Check the other requests of those days: one may miss this part.");
  return steps;
}

/** What to do first where nothing of the requester was seen. */
export const COMPARE = "Compare the subject file, then the bundle, with the request.";

/** What to do about lines of the policy that accept nothing any more. */
export const RENEW = "Renew or remove the lines of the policy that do not hold (above).";

const LOOK =
  "Look at the files that name nobody: with this layout nothing in them says whose they are, whatever the subject file tells.";

const ANCHOR =
  "Mend what keeps the account of the export from speaking for those records (above), or look at their files.";

const TOO_LITTLE = "unattributed-below-least-basis";
const NAME_OWNER = "Let those files name their owner themselves, or lower `least-basis` in the policy.";

/** What to do about a bundle that is not proven, the first thing first. */
export function unprovenSteps(
  { run, verdict }: Head,
  { unread, undecided, hasUnusedAnchor }: Lacking,
): string[] {
  const has = (...codes: readonly string[]): boolean => verdict.codes.some((code) => codes.includes(code));
  const steps: string[] = [];
  if (has("subject-not-seen")) steps.push(COMPARE);
  if (has("customers-named"))
    steps.push("Look at the text that names another customer: is it theirs, or does it only mention them?");
  if (has("released-before"))
    steps.push("Look at the other request: one of the two got a file that was made for somebody else.");
  if (has("nothing-to-check"))
    steps.push("Check that this is the right file: it holds no record and no recording.");
  if (has("not-inspected")) {
    const advice = unread.slice(0, 2).map((reason) => ADVICE[reason] ?? READABLE);
    steps.push(...new Set(advice.length === 0 ? [READABLE] : advice));
  }
  if (has("readers-disagree", "unclaimed-bytes")) {
    steps.push("Have the bundle made again: other programs may see more in it than this check did.");
  }
  if (has("unattributed-recordings", "unattributed-records", "nothing-own") && !has("nothing-to-check")) {
    if (undecided.includes("unattributed-untold")) {
      steps.push("Tell the requester's identifiers of the kinds those files use (-v names the fields).");
    }
    const nobodys = run.bundle.layouts.find(({ noSubject }) => noSubject !== undefined);
    if (nobodys !== undefined)
      steps.push(
        `Such an export has no subject (layout ${fit(nobodys.name, 24)}): ${fit(nobodys.noSubject ?? "", 200)}.`,
      );
    if (undecided.includes(TOO_LITTLE)) steps.push(NAME_OWNER);
    const isOnlyTooLittle = undecided.length > 0 && undecided.every((rule) => rule === TOO_LITTLE);
    const layout = hasUnusedAnchor ? ANCHOR : layoutStep(run.bundle.layouts);
    if (layout !== undefined && !isOnlyTooLittle) steps.push(layout);
    if (!undecided.includes("unattributed-untold") && !hasUnusedAnchor && !isOnlyTooLittle) {
      const isGiven = run.bundle.layouts.some(({ given }) => given);
      const isSilent = isGiven && undecided.every((rule) => rule === "unattributed-nobody-named");
      steps.push(tellStep(run.subject.told, isSilent));
    }
  }
  if (has("policy-not-applied")) steps.push(RENEW);
  if (steps.length === 0) steps.push("Hold it until the reasons above are settled.");
  return steps;
}

function layoutStep(layouts: Head["run"]["bundle"]["layouts"]): string | undefined {
  // The generic layout is no provider's: naming it proves nothing more.
  const detected = layouts.find((layout) => !layout.given && layout.name !== "generic");
  if (detected !== undefined) {
    return `Is it an export of this layout? Then say so: -l ${fit(detected.name, 24)}`;
  }
  if (layouts.some((layout) => layout.given)) return undefined;
  return "Name the layout of this provider's exports: -l <name or file>";
}

/** `isSilent`: what is missing names nobody, so that no identifier would tell more. */
function tellStep(told: Head["run"]["subject"]["told"], isSilent: boolean): string {
  if (told.some(({ kind }) => kind === "device")) {
    if (isSilent) return LOOK;
    return "Tell more of the requester's identifiers in the subject file.";
  }
  return "Add `devices:` to the subject file (`devices: []` says they own none).";
}
