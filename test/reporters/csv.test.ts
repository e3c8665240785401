import { expect, test } from "vitest";
import { csvReporter } from "../../src/reporters/csv.ts";
import { collected, finding, report, strayReport, stream } from "./reports.ts";
import type { ReportEvent } from "../../src/model/report.ts";

const rules = [
  { id: "stray-account", level: "stray", title: "Another account", help: "Hold the bundle." },
  { id: "conflict", level: "stray", title: "Not in this report", help: "Nothing." },
] as const;

async function csv(events: readonly ReportEvent[]): Promise<string[]> {
  const text = await collected(
    csvReporter.render(stream(events), { color: 0, columns: 80, verbose: false, rules }),
  );
  return text.split("\r\n");
}

test("without findings there is a header, the verdict, the bundle and what to do", async () => {
  const [header, verdict, ...rest] = await csv(report());
  expect(header).toMatch(/^\ufeff"type","level","rule","entry id","entry","owner"/);
  expect(verdict).toMatch(/^"verdict","clean",/);
  expect(rest[0]).toMatch(/^"bundle",.*"export\.zip",.*sha256 9f3c21d4[0-9a-f]{56}; request DSAR-2026-0417"/);
  expect(rest.slice(1).map((row) => /^"\w*"/.exec(row)?.[0])).toEqual(['"next"', '"next"', undefined]);
});

test("the exceptions of the policy stand in the row of the verdict", async () => {
  const [, verdict] = await csv(report({ policy: { acceptedEntries: 3 } }));
  expect(verdict).toContain('"3 files accepted by policy"');
});

test("whoever has nothing but the table learns what the rules mean and what to do", async () => {
  const rows = await csv(strayReport());
  expect(rows).toContainEqual(
    expect.stringMatching(/^"rule","stray","stray-account",.*"Another account\. Hold the bundle\."/),
  );
  expect(rows.join("\n")).not.toContain("Not in this report");
  expect(rows).toContainEqual(expect.stringMatching(/^"next",.*"Hold this ZIP: do not send it\./));
  expect(rows).toContainEqual(
    expect.stringMatching(/^"owner",.*"stranger-1",.*1,700 recordings and 1,700 records/),
  );
});

test("every line of the policy has a row with its reason, its end and who decided", async () => {
  const line = { files: "a*.pdf", why: "unattributed", entries: 1, state: "used", max: 2 } as const;
  const accepted = [{ ...line, reason: "our letter", until: "2027-02-20", by: "jd" }];
  expect(await csv(report({ policy: { accepted } }))).toContainEqual(
    expect.stringMatching(
      /^"policy",.*"policy line for a\*\.pdf \(unattributed\): accepts 1 file of at most 2; reason: our letter; until 2027-02-20; by jd"/,
    ),
  );
});

test("every finding has a row with its count and its first place", async () => {
  const rows = await csv(strayReport());
  expect(rows.filter((row) => row.startsWith('"finding"'))).toHaveLength(
    strayReport().filter(({ type }) => type === "finding").length,
  );
  expect(rows.join("\n")).toContain('"stranger-1","account","A3…5H","1700","records"');
});

test("what a spreadsheet takes for a formula is text, and no cell breaks its row", async () => {
  const hostile = [
    "=HYPERLINK(1)",
    "@SUM(1)",
    "+cmd|' /C calc'!A0",
    "-2+3",
    'a"b',
    "two\nlines",
    "＝1+1",
    "  =3",
    "a;=1",
    'b";" @x',
  ];
  const findings = hostile.map((message) => finding({ message, entry: message }));
  const rows = await csv(report({ findings }));
  const cells = rows.filter((row) => row.startsWith('"finding"'));
  expect(cells).toHaveLength(hostile.length);
  for (const row of cells) {
    expect(row).not.toMatch(/,"[ ]*[=@+＝＠＋－-](?!\d+")/);
    // Where a semicolon separates cells, the quotes of all but the first quote nothing.
    expect(row).not.toMatch(/;[" ]*[=@+＝＠＋－-]/);
  }
  expect(rows.join("\n")).toContain('"two\\u{a}lines"');
});
