// Answers each path on standard input with what straycheck sees of that archive, one line of JSON each.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import type { EntryView, FindingView } from "../../src/model/report.ts";
import { isAboutArchive, type Alarm, type View } from "./view.ts";

/** The built library: its types are those of the sources. */
type Library = typeof import("../../src/index.ts");

/** Owns nothing that any corpus holds: a clean verdict is none that could hide a violation. */
const SUBJECT = "ref: T\naccounts: [A32TRBM6QOXJ5H]\n";
const TODAY = "2026-11-21";
const NOTHING = { exitCode: 2, names: [], maskedNames: [], contents: [], alarms: [] } as const;

async function viewOf(library: Library, bundle: string): Promise<View> {
  const entries: EntryView[] = [];
  const findings: FindingView[] = [];
  let exitCode: number | undefined;
  let isComplete = false;
  try {
    const subject = library.parseSubject(SUBJECT, "subject.yaml", { mayBeEmpty: true });
    for await (const event of library.check({ bundles: [bundle], subject, today: TODAY, jobs: 1 })) {
      if (event.type === "entry") entries.push(event.entry);
      else if (event.type === "finding") findings.push(event.finding);
      else if (event.type === "verdict") exitCode = event.verdict.exitCode;
      else if (event.type === "end") isComplete = event.complete;
    }
  } catch (error) {
    if (error instanceof library.CannotRun) return { ...NOTHING, refused: error.message };
    return { ...NOTHING, broken: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  if (!isComplete || exitCode === undefined) return { ...NOTHING, broken: "the report has no end" };
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const alarms = findings.flatMap(({ rule, level, entry, entryId, message }): Alarm[] => {
    const about = entryId === null ? undefined : byId.get(entryId);
    if (!isAboutArchive(rule, level, about)) return [];
    return [{ rule: rule === "not-inspected" ? `${rule}: ${about?.reason}` : rule, entry, message }];
  });
  return {
    exitCode,
    names: entries.filter((entry) => !entry.pathMasked).map((entry) => entry.path),
    maskedNames: entries.filter((entry) => entry.pathMasked).map((entry) => entry.path),
    contents: [...new Set(entries.flatMap((entry) => entry.sha256 ?? []))],
    alarms,
  };
}

const [, , index = ""] = process.argv;
const library = (await import(pathToFileURL(index).href)) as Library;
for await (const bundle of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${JSON.stringify(await viewOf(library, bundle))}\n`);
}
