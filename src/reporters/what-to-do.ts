import type { OwnerView, ReportEvent, RunView, TotalsView, VerdictView } from "../model/report.ts";
import { stateWords } from "./acceptances.ts";
import { INCOMPLETE } from "./events.ts";
import { missingCauses } from "./missing.ts";
import { COMPARE, RENEW, unprovenSteps, type Lacking } from "./text-next.ts";
import type { Head } from "./text-page.ts";
import { fit } from "./text-width.ts";
import { containerWord, number } from "./text-words.ts";

/** What stands in front of the lines of a policy to paste. */
export const PASTE_WORDS =
  "To accept what you have looked at yourself, put this into a policy file (--policy), with your reason:";

/**
 * What to do, the first thing first, in whole sentences: for documents whose readers may see nothing else. What stands
 * between backticks is code.
 */
export function stepsOf(head: Head, lacking: Lacking): readonly string[] {
  switch (head.verdict.outcome) {
    case "clean":
      return cleanSteps(head);
    case "stray":
      return straySteps(head);
    case "unproven":
      return [
        ...unprovenSteps(head, lacking).map((step) => (step === RENEW ? renewStep(head) : step)),
        "Run the check again. Release it when the result is clean, not before.",
      ];
  }
}

/** Lines of the policy that a step names. */
const MAX_LINES = 5;

/** Not every document has a list of the policy's lines above its steps. */
function renewStep({ run }: Head): string {
  const lapsed = run.policy.accepted.filter(({ state }) => state === "expired" || state === "exceeded");
  const named = lapsed.slice(0, MAX_LINES).map((line) => `${fit(line.files, 60)} (${stateWords(line)})`);
  if (lapsed.length > named.length) named.push(`${number(lapsed.length - named.length)} more`);
  return `Renew or remove the lines of the policy that do not hold: ${named.join("; ")}.`;
}

function cleanSteps({ run }: Head): readonly string[] {
  const word = containerWord(run.bundle.container);
  return run.bundle.sha256 === null
    ? [
        `Release it as it is now to the person of this request. Nothing tells later whether this ${word} was changed after the check: a single ZIP has a SHA-256 to compare.`,
      ]
    : [
        `Release this ${word}, and no other, to the person of this request.`,
        "Before it goes out, compare its SHA-256 with the one in this report. Another file, or another person, needs a check of its own.",
      ];
}

function straySteps({ run, verdict, owners }: Head): readonly string[] {
  const word = containerWord(run.bundle.container);
  const first = owners[0];
  return [
    ...(verdict.codes.includes("subject-not-seen") ? [COMPARE] : []),
    `Hold this ${word}: do not send it. If it was sent already, tell the privacy officer now. A breach of personal data may have to be notified within 72 hours (GDPR, Article 33).`,
    ...(first === undefined
      ? []
      : [
          `Find out who ${fit(first.id, 40)} is: the same command with \`--reveal\` shows it on your screen, and only there. This report does not hold it.`,
        ]),
    "Check the other requests of those days: one of them may lack what is too much here, and may hold what belongs to this requester.",
    "Have the export made again, and check the new file. This report speaks for this one only.",
  ];
}

/** Gathers of a report what its steps depend on; memory grows with the causes, not with the findings. */
export class WhatToDo {
  readonly #causes = missingCauses();
  #run: RunView | undefined;
  #verdict: VerdictView | undefined;
  #totals: TotalsView | undefined;
  #owner: OwnerView | undefined;
  #hasUnusedAnchor = false;

  take(event: ReportEvent): void {
    if (event.type === "run") this.#run = event.run;
    else if (event.type === "verdict") this.#verdict = event.verdict;
    else if (event.type === "totals") this.#totals = event.totals;
    else if (event.type === "owner") this.#owner ??= event.owner;
    else if (event.type === "entry") this.#causes.add(event.entry);
    else if (event.type === "finding") {
      this.#causes.tells(event.finding);
      this.#hasUnusedAnchor ||= event.finding.rule === "anchor-unused";
    }
  }

  /** The steps; once all events were taken. */
  steps(): readonly string[] {
    const [run, verdict, totals, owner] = [this.#run, this.#verdict, this.#totals, this.#owner];
    if (run === undefined || verdict === undefined || totals === undefined) throw new Error(INCOMPLETE);
    const more = { owners: 0, records: 0, recordings: 0 };
    return stepsOf(
      { run, verdict, totals, owners: owner === undefined ? [] : [owner], more },
      {
        unread: this.#causes.reasons(),
        undecided: this.#causes.undecided(),
        hasUnusedAnchor: this.#hasUnusedAnchor,
      },
    );
  }

  /** Lines of a policy to paste; none unless the bundle is unproven. */
  paste(): readonly string[] {
    return this.#verdict?.outcome === "unproven" ? this.#verdict.paste : [];
  }
}
