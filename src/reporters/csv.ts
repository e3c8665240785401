import { csvCell } from "../model/csv-cell.ts";
import { printable } from "../model/printable.ts";
import { acceptedWords, ordered } from "./events.ts";
import type { Reporter } from "./reporter.ts";

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

/** Writes a table of the findings for a spreadsheet; its first row is the verdict, its header is always there. */
export const csvReporter: Reporter = {
  name: "csv",
  title: "a table of the findings for a spreadsheet",
  machine: true,
  async *render(events) {
    // A byte order mark: without one Excel reads UTF-8 as the local code page.
    yield `\ufeff${HEADER.map(csvCell).join(",")}\r\n`;
    let accepted = "";
    for await (const event of ordered(events)) {
      if (event.type === "run") accepted = acceptedWords(event.run);
      else if (event.type === "verdict") {
        const { outcome, codes, reasons } = event.verdict;
        const message = [...reasons, accepted].filter((text) => text !== "").join("; ");
        yield line({ type: "verdict", level: outcome, rule: codes.join(" "), message });
      } else if (event.type === "finding") {
        const { finding } = event;
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
  },
};

function line(row: Row): string {
  return `${HEADER.map((name) => csvCell(printable(String(row[name] ?? "")))).join(",")}\r\n`;
}
