import type { AcceptedView, RunView } from "../model/report.ts";
import { counted, number } from "./text-words.ts";

const IDLE = ["expired", "exceeded", "unused"] as const;

/** What every report says first of a bundle with exceptions, and of lines that accept nothing: empty without any. */
export function acceptedWords({ policy }: RunView): string {
  const files = policy.acceptedEntries ?? 0;
  const idle = IDLE.flatMap((state) => {
    const lines = policy.accepted.filter((line) => line.state === state).length;
    return lines === 0 ? [] : [`${number(lines)} ${state}`];
  });
  if (files === 0 && idle.length === 0) return "";
  const words = `${files === 0 ? "no file" : counted(files, "files")} accepted by policy`;
  return idle.length === 0 ? words : `${words} (lines that accept nothing: ${idle.join(", ")})`;
}

/** A line of `accept` in one sentence: what it covers, whether it holds, why, until when, by whom. */
export function acceptanceWords(line: AcceptedView): string {
  const { files, why, reason, until, by } = line;
  const parts = [
    stateWords(line),
    ...(reason === undefined ? [] : [`reason: ${reason}`]),
    ...(until === undefined || line.state === "expired" ? [] : [`until ${until}`]),
    ...(by === undefined ? [] : [`by ${by}`]),
  ];
  return `policy line for ${files} (${why}): ${parts.join("; ")}`;
}

/** Whether a line of `accept` holds, and if not, why. */
export function stateWords({ state, entries, max, until }: AcceptedView): string {
  switch (state) {
    case "used":
      return `accepts ${counted(entries, "files")}${max === undefined ? "" : ` of at most ${number(max)}`}`;
    case "unused":
      return "accepts no file of this bundle";
    case "expired":
      return `expired${until === undefined ? "" : ` on ${until}`}, accepts nothing`;
    case "exceeded":
      return `covers ${max === undefined ? "more files than its max" : `${counted(entries, "files")}, its max is ${number(max)}`}, accepts nothing`;
  }
}
