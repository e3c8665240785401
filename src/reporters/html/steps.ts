import type { Head } from "../text-page.ts";
import { COMPARE, unprovenSteps, type Lacking } from "../text-next.ts";
import { fit } from "../text-width.ts";
import { containerWord } from "../text-words.ts";
import { markup, prose, type Markup } from "./markup.ts";

/** What to do, the first thing first, and the lines of a policy to paste. */
export function stepsPart(head: Head, lacking: Lacking): Markup {
  const steps = stepsFor(head, lacking);
  const { outcome, paste } = head.verdict;
  return markup`<ol class="steps">${steps.map((step) => markup`<li>${prose(step)}</li>`)}</ol>
${
  outcome === "unproven" &&
  paste.length > 0 &&
  markup`<p>What you have looked at yourself and may be released can be accepted by file. Put this into the policy file (<code>--policy</code>), with your reason:</p>
<pre tabindex="0" role="region" aria-label="Lines for the policy file"><code>${paste.map((line) => markup`${line}\n`)}</code></pre>`
}`;
}

function stepsFor(head: Head, lacking: Lacking): string[] {
  switch (head.verdict.outcome) {
    case "clean":
      return cleanSteps(head);
    case "stray":
      return straySteps(head);
    case "unproven":
      return [
        ...unprovenSteps(head, lacking),
        "Run the check again. Release it when the result is clean, not before.",
      ];
  }
}

function cleanSteps({ run }: Head): string[] {
  const word = containerWord(run.bundle.container);
  return run.bundle.sha256 === null
    ? [
        `Release it as it is now to the person of this request. Nothing tells later whether this ${word} was changed after the check: a single ZIP has a SHA-256 to compare.`,
      ]
    : [
        `Release this ${word}, and no other, to the person of this request.`,
        "Before it goes out, compare its SHA-256 with the one above. Another file, or another person, needs a check of its own.",
      ];
}

function straySteps({ run, verdict, owners }: Head): string[] {
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
