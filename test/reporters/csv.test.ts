import { expect, test } from "vitest";
import { csvReporter } from "../../src/reporters/csv.ts";
import { collected, finding, report, strayReport, stream } from "./reports.ts";
import type { ReportEvent } from "../../src/model/report.ts";

async function csv(events: readonly ReportEvent[]): Promise<string[]> {
  const text = await collected(csvReporter.render(stream(events), { color: 0, columns: 80, verbose: false }));
  return text.split("\r\n");
}

test("without findings there is a header and the verdict", async () => {
  const [header, verdict, ...rest] = await csv(report());
  expect(header).toMatch(/^\ufeff"type","level","rule","entry id","entry","owner"/);
  expect(verdict).toMatch(/^"verdict","clean",/);
  expect(rest).toEqual([""]);
});

test("the exceptions of the policy stand in the row of the verdict", async () => {
  const [, verdict] = await csv(report({ policy: { acceptedEntries: 3 } }));
  expect(verdict).toContain('"3 files accepted by policy"');
});

test("every finding has a row with its count and its first place", async () => {
  const rows = await csv(strayReport());
  expect(rows.filter((row) => row.startsWith('"finding"'))).toHaveLength(
    strayReport().filter(({ type }) => type === "finding").length,
  );
  expect(rows.join("\n")).toContain('"stranger-1","account","A3…5H","1700","records"');
});

test("what a spreadsheet takes for a formula is text, and no cell breaks its row", async () => {
  const hostile = ["=HYPERLINK(1)", "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3", 'a"b', "two\nlines"];
  const findings = hostile.map((message) => finding({ message, entry: message }));
  const rows = await csv(report({ findings }));
  expect(rows).toHaveLength(hostile.length + 3);
  for (const row of rows) expect(row).not.toMatch(/,"[=@+-](?!\d+")/);
  expect(rows.join("\n")).toContain('"two\\u{a}lines"');
});
