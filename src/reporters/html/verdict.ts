import type { Head } from "../text-page.ts";
import { registryWords } from "../registry-words.ts";
import { VERDICT_WORDS, verdictSentence } from "../text-head.ts";
import { fit } from "../text-width.ts";
import { containerWord, counted, number } from "../text-words.ts";
import { markup, name, type Markup } from "./markup.ts";

/** Columns of the bundle's name in the headline; whole it stands below. */
const NAME_COLUMNS = 60;

/** The verdict, what it means in plain words, and what it is about. */
export function verdictPart(head: Head): Markup {
  const { run, verdict, totals } = head;
  const { outcome, codes, reasons } = verdict;
  const { accepted } = totals.entries;
  return markup`<div class="verdict ${outcome}">
<h1><span class="word">${VERDICT_WORDS[outcome]}</span>
<span class="sentence">${name(fit(run.bundle.name, NAME_COLUMNS))}: ${verdictSentence(head)}${accepted > 0 && ` (${counted(accepted, "files")} accepted by policy)`}</span></h1>
${
  codes.includes("subject-not-seen") &&
  markup`<p class="first">None of the requester's identifiers was seen anywhere in it. It may be another person's export, or the subject file may be wrong: check that first.</p>
`
}<p class="lead">${meaning(head)}</p>
${outcome !== "clean" && accepted > 0 && markup`<p class="apart">Apart from what the policy accepts:</p>`}
${reasons.length > 0 && markup`<ul class="reasons">${reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>`}
</div>
${facts(head)}`;
}

function meaning({ verdict: { outcome }, totals }: Head): string {
  const { entries, records, recordings } = totals;
  switch (outcome) {
    case "stray": {
      const rest =
        entries.notInspected > 0
          ? ` It may hold more: ${number(entries.notInspected)} of ${counted(entries.total, "files")} could not be inspected.`
          : "";
      return `This export holds what belongs to somebody else. Whoever receives it receives that person's data as well.${rest}`;
    }
    case "clean": {
      const others =
        records.context + recordings.context > 0
          ? " Other people appear only in the requester's own conversations and records."
          : "";
      const looked =
        entries.accepted > 0
          ? "Every file was looked at, or accepted by name in the policy"
          : "Every file was looked at";
      return `${looked}, and what was found belongs to the person who asked.${others}`;
    }
    case "unproven":
      return "Nothing that belongs to somebody else was seen. That alone does not make it safe to send: it is, once everything in it is shown to be the requester's. Hold it until these points are settled.";
  }
}

function facts({ run, verdict }: Head): Markup {
  const { bundle, subject, tool } = run;
  const word = containerWord(bundle.container);
  const rows: readonly (readonly [string, Markup | string])[] = [
    ["Request", name(subject.ref)],
    ["What was checked", markup`${name(bundle.name)} (${word}, ${counted(bundle.bytes, "bytes")})`],
    [
      "SHA-256",
      bundle.sha256 === null
        ? `none: ${word === "folder" ? "a folder" : "several files"} can still change`
        : markup`<code>${bundle.sha256}</code>`,
    ],
    ["Result", markup`${verdict.outcome} (exit code ${verdict.exitCode})`],
    ["Checked with", `${tool.name} ${tool.version}`],
    ...(run.registry === undefined ? [] : [["Registry", registryWords(run.registry)] as const]),
  ];
  return markup`<dl class="facts">${rows.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
`;
}
