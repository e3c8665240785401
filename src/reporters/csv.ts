import { csvCell } from "../model/csv-cell.ts";
import { printable } from "../model/printable.ts";
import type { RunView } from "../model/report.ts";
import { acceptanceWords, acceptedWords } from "./acceptances.ts";
import { ordered } from "./events.ts";
import type { Reporter, RuleListing } from "./reporter.ts";
import { containerWord, counted } from "./text-words.ts";
import { WhatToDo } from "./what-to-do.ts";

const HEADER = [
  "type",
  "level",
  "rule",
  "entry id",
  "entry",
  "owner",
  "kind",
  "masked",
  "count",
  "unit",
  "first place",
  "message",
  "fingerprint",
] as const;
type Row = Partial<Readonly<Record<(typeof HEADER)[number], string | number | null>>>;

/**
 * Writes a table of the findings for a spreadsheet. Its header is always there, its first row is the verdict, the second
 * the bundle; the last ones say what the rules mean and what to do.
 */
export const csvReporter: Reporter = {
  name: "csv",
  title: "a table of the findings for a spreadsheet",
  machine: true,
  async *render(events, { rules = [] }) {
    // A byte order mark: without one Excel reads UTF-8 as the local code page.
    yield `\ufeff${HEADER.map(csvCell).join(",")}\r\n`;
    let bundle = "";
    let accepted = "";
    let acceptances: readonly string[] = [];
    const next = new WhatToDo();
    const used = new Set<string>();
    for await (const event of ordered(events)) {
      next.take(event);
      if (event.type === "run") {
        accepted = acceptedWords(event.run);
        bundle = bundleLine(event.run);
        acceptances = event.run.policy.accepted.map(acceptanceWords);
      } else if (event.type === "verdict") {
        const { outcome, codes, reasons } = event.verdict;
        const message = [...reasons, accepted].filter((text) => text !== "").join("; ");
        yield line({ type: "verdict", level: outcome, rule: codes.join(" "), message });
        yield bundle;
        for (const message of acceptances) yield line({ type: "policy", message });
      } else if (event.type === "owner") {
        const { id, records, recordings } = event.owner;
        const message = `another person, with ${counted(recordings, "recordings")} and ${counted(records, "records")}`;
        yield line({ type: "owner", owner: id, count: records + recordings, unit: "items", message });
      } else if (event.type === "finding") {
        const { finding } = event;
        used.add(finding.rule);
        yield line({
          type: "finding",
          level: finding.level,
          rule: finding.rule,
          "entry id": finding.entryId,
          entry: finding.entry,
          owner: finding.owner,
          kind: finding.identifier?.kind ?? null,
          masked: finding.identifier?.masked ?? null,
          count: finding.count,
          unit: finding.unit,
          "first place": finding.places[0] ?? null,
          message: finding.message === "" ? finding.title : finding.message,
          fingerprint: finding.fingerprint,
        });
      }
    }
    for (const rule of rules.filter(({ id }) => used.has(id))) yield ruleLine(rule);
    for (const message of next.steps()) yield line({ type: "next", message });
  },
};

function bundleLine({ bundle, subject }: RunView): string {
  const sum = bundle.sha256 === null ? "" : `, sha256 ${bundle.sha256}`;
  const message = `${containerWord(bundle.container)}, ${counted(bundle.bytes, "bytes")}${sum}; request ${subject.ref}`;
  return line({ type: "bundle", entry: bundle.name, message });
}

function ruleLine({ id, level, title, help }: RuleListing): string {
  return line({ type: "rule", level, rule: id, message: `${title}. ${help}` });
}

function line(row: Row): string {
  return `${HEADER.map((name) => csvCell(printable(String(row[name] ?? "")))).join(",")}\r\n`;
}
