import { CannotRun } from "../../model/errors.ts";
import { printable } from "../../model/printable.ts";
import type { EntryView, FindingView, OwnerView } from "../../model/report.ts";
import { counted } from "../../reporters/index.ts";
import { RULES } from "../../rules/index.ts";
import { readStored } from "../read-stored.ts";
import { streamSink } from "../sinks.ts";

const LEVELS = {
  stray: "It makes the verdict stray (exit code 1).",
  unproven: "It keeps the bundle from being clean (exit code 3).",
  note: "It is a note: it changes no verdict, unless the policy reviews this rule.",
} as const;
/** Characters of a fingerprint that must be given at least. */
const MIN_FINGERPRINT = 4;
const COLUMNS = 80;

/**
 * Explains a rule, or one finding of a stored report by the beginning of its fingerprint. Throws `CannotRun` when there
 * is no such rule, no such finding, or more than one.
 */
export async function runExplain(what: string, report: string | undefined): Promise<number> {
  const sink = streamSink(process.stdout);
  const rule = RULES.find(({ id }) => id === what);
  if (rule !== undefined) {
    await sink.write(`${ruleText(rule.id)}\n`);
    return 0;
  }
  if (report === undefined)
    throw new CannotRun(
      `there is no rule "${printable(what)}" (straycheck rules lists them); for a finding, name its report as well: --report report.json`,
    );
  await sink.write(await findingText(what, report));
  return 0;
}

function ruleText(id: string): string {
  const rule = RULES.find((one) => one.id === id);
  if (rule === undefined) return `${id}\n`;
  const { title, help } = rule.words;
  return `${id}: ${title}\n\n${wrapped(`${help} ${LEVELS[rule.level]}`)}`;
}

async function findingText(fingerprint: string, report: string): Promise<string> {
  const wanted = fingerprint.toLowerCase();
  if (!/^[0-9a-f]+$/.test(wanted) || wanted.length < MIN_FINGERPRINT)
    throw new CannotRun(`"${printable(fingerprint)}" is neither a rule nor the beginning of a fingerprint`);
  const events = await readStored(report);
  const found = events.flatMap((event) =>
    event.type === "finding" && event.finding.fingerprint.startsWith(wanted) ? [event.finding] : [],
  );
  const [finding, ...others] = found;
  if (finding === undefined) throw new CannotRun(`${report} holds no finding ${wanted}…`);
  if (others.length > 0)
    throw new CannotRun(`${report} holds ${found.length} findings ${wanted}…; give more of the fingerprint`);
  const entry = events.find(
    (event): event is { type: "entry"; entry: EntryView } =>
      event.type === "entry" && event.entry.id === finding.entryId,
  )?.entry;
  const owner = events.find(
    (event): event is { type: "owner"; owner: OwnerView } =>
      event.type === "owner" && event.owner.id === finding.owner,
  )?.owner;
  return `${evidence(finding, entry, owner).join("\n")}\n\n${ruleText(finding.rule)}\n`;
}

function evidence(
  finding: FindingView,
  entry: EntryView | undefined,
  owner: OwnerView | undefined,
): readonly string[] {
  const { identifier, places } = finding;
  const lines = [
    `${finding.fingerprint}  ${finding.level}`,
    `  where   ${finding.entry ?? "the bundle as a whole"}${finding.entryId === null ? "" : ` (entry ${finding.entryId})`}`,
    `  what    ${counted(finding.count, finding.unit)}${identifier === null ? "" : `, ${identifier.kind} ${identifier.masked}`}`,
    ...(finding.message === "" ? [] : [`  why     ${finding.message}`]),
    ...places.map((place, index) => `  ${index === 0 ? "places" : "      "}  ${place}`),
  ];
  if (owner !== undefined) {
    const ties = owner.identifiers.map(({ kind, masked }) => `${kind} ${masked}`).join(", ");
    lines.push(
      `  whose   ${owner.id}: ${ties}; ${counted(owner.recordings, "recordings")} and ${counted(owner.records, "records")} in all`,
    );
  }
  if (entry !== undefined) {
    const fate = entry.fate === "inspected" ? "inspected" : `not inspected: ${entry.reason ?? ""}`;
    lines.push(
      `  file    ${counted(entry.bytes, "bytes")}, ${entry.format ?? "unknown format"}, ${fate}, ${entry.attribution ?? "furniture"}`,
    );
  }
  return lines.map((line) => printable(line));
}

function wrapped(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
