import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReportEvent } from "../../src/model/report.ts";
import type { ReporterOptions } from "../../src/reporters/reporter.ts";
import { visibleWidth } from "../../src/reporters/text-width.ts";
import { textReporter } from "../../src/reporters/text.ts";
import {
  collected,
  emptyReport,
  entry,
  finding,
  owner,
  report,
  stream,
  strayReport,
  type ReportParts,
  unprovenReport,
} from "./reports.ts";

const PLAIN: ReporterOptions = { color: 0, columns: 80, verbose: false };

async function text(events: readonly ReportEvent[], options: Partial<ReporterOptions> = {}): Promise<string> {
  return collected(textReporter.render(stream(events), { ...PLAIN, ...options }));
}

// eslint-disable-next-line no-control-regex -- these are exactly the characters that must not appear
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

function widest(printed: string): number {
  return Math.max(...printed.split("\n").map(visibleWidth));
}

const HOSTILE = [
  "\u001b[2J\u001b]0;owned\u0007/a.wav",
  "folder/\u202egnp.exe",
  "line\nCLEAN   export.zip: all yours\r/::stop-commands::x",
  `z${"\u0301".repeat(500)}/${"音".repeat(200)}.wav`,
  "🫨👩‍🚀🇩🇪❤️/".repeat(30),
  "\ud800/\u{e0041}\u0085",
  "/".repeat(300),
  "",
];

function hostileReport(): ReportEvent[] {
  return strayReport({
    bundle: { name: HOSTILE.join("") },
    subject: { ref: HOSTILE[0] ?? "" },
    policy: {
      accepted: HOSTILE.map((text) => ({
        files: text,
        why: text,
        entries: 0,
        state: "expired",
        reason: text,
        until: text,
        by: text,
        source: { file: text, line: 1 },
      })),
      limits: HOSTILE.map((name) => ({ name, unit: "bytes", value: 1e300, builtIn: NaN })),
      notes: HOSTILE,
    },
    owners: Array.from({ length: 9 }, (_, index) =>
      owner({ id: `stranger-${index + 1}`, from: "\u001b[31m" }),
    ),
    findings: HOSTILE.map((path, index) =>
      finding({
        entry: path,
        entryId: `0.${index}`,
        count: 10 ** index,
        identifier: index % 2 === 0 ? null : { kind: "account", masked: path },
        owner: index % 2 === 0 ? null : "stranger-1",
        title: path,
        message: path.repeat(20),
        places: [path],
      }),
    ),
    entries: HOSTILE.map((path, index) =>
      entry({
        id: `0.${index}`,
        path,
        fate: "not-inspected",
        reason: "damaged",
        attribution: null,
        format: path,
      }),
    ),
  });
}

describe("the text report", () => {
  test("says of the 2018 case what a person must do", async () => {
    await expect(await text(strayReport())).toMatchFileSnapshot("golden/stray.txt");
  });

  test("says CLEAN in a few lines", async () => {
    await expect(await text(report(), { elapsedMillis: 4200 })).toMatchFileSnapshot("golden/clean.txt");
  });

  test("says by cause what is not proven, and the lines to paste whole", async () => {
    const paste = [
      "accept:",
      '  - { files: "docs/letter.pdf", why: unattributed, max: 1, reason: "looked at by hand", until: 2027-03-01 }',
    ];
    const told = unprovenReport().map((event) =>
      event.type === "verdict" ? { ...event, verdict: { ...event.verdict, paste } } : event,
    );
    await expect(await text(told)).toMatchFileSnapshot("golden/unproven.txt");
  });

  test("says first that nothing of the requester was seen", async () => {
    await expect(await text(emptyReport())).toMatchFileSnapshot("golden/empty.txt");
    const printed = await text(
      strayReport({ verdict: { outcome: "stray", exitCode: 1, codes: ["subject-not-seen"] } }),
    );
    const [first, second, third] = printed.split("\n");
    expect(first).toBe("DO NOT RELEASE   export.zip: 3,400 items belong to 1 other person.");
    expect(`${second} ${third}`).toBe(
      "None of the requester's identifiers was seen: another person's export, or a wrong subject file: check that first.",
    );
  });

  test("lists with -v every group, its places and every file", async () => {
    await expect(await text(strayReport(), { verbose: true })).toMatchFileSnapshot(
      "golden/stray-verbose.txt",
    );
    await expect(await text(unprovenReport(), { verbose: true })).toMatchFileSnapshot(
      "golden/unproven-verbose.txt",
    );
  });

  test("keeps ordinary cases within 25 lines", async () => {
    for (const events of [strayReport(), report(), unprovenReport(), emptyReport()]) {
      expect((await text(events)).trimEnd().split("\n").length).toBeLessThanOrEqual(25);
    }
  });

  test.each([0, 1, 2, 3] as const)(
    "lets no line be wider than 80 columns with colour depth %i",
    async (color) => {
      for (const events of [strayReport(), report(), unprovenReport(), emptyReport(), hostileReport()]) {
        expect(widest(await text(events, { color }))).toBeLessThanOrEqual(80);
        expect(widest(await text(events, { color, verbose: true }))).toBeLessThanOrEqual(80);
      }
    },
  );

  test("is the same text with and without colour", async () => {
    for (const events of [strayReport(), unprovenReport(), hostileReport()]) {
      const coloured = await text(events, { color: 1 });
      expect(coloured).toContain("\u001b[");
      expect(stripVTControlCharacters(coloured)).toBe(await text(events));
    }
  });

  test("prints nothing from the bundle that could steer a terminal or start a line", async () => {
    for (const verbose of [false, true]) {
      const printed = await text(hostileReport(), { verbose });
      expect(printed).not.toMatch(UNSAFE);
      expect(printed.split("\n").filter((line) => line.startsWith("CLEAN"))).toEqual([]);
      expect(printed).toContain("\\u{1b}");
    }
  });

  test("holds its width for any path", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "binary", maxLength: 200 }), { maxLength: 6 }),
        async (paths) => {
          const events = strayReport({
            findings: paths.map((path, index) =>
              finding({ entry: path, entryId: `0.${index}`, rule: path, message: path }),
            ),
            entries: paths.map((path, index) =>
              entry({ id: `0.${index}`, path, attribution: "unattributed" }),
            ),
          });
          expect(widest(await text(events, { verbose: true }))).toBeLessThanOrEqual(80);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("shows five groups and says how many more there are", async () => {
    const findings = Array.from({ length: 9 }, (_, index) =>
      finding({ entry: `folder-${index}/a.csv`, entryId: `0.${index}` }),
    );
    const printed = await text(strayReport({ findings }));
    expect(printed).toContain("folder-4/a.csv");
    expect(printed).not.toContain("folder-5/a.csv");
    expect(printed).toContain("… and 4 more (use -v, or -r json)");
    expect(await text(strayReport({ findings }), { verbose: true })).toContain("folder-8/a.csv");
  });

  test("puts what makes the verdict before what is only noted", async () => {
    const findings = [
      finding({ level: "note", count: 9, entry: "noted.csv" }),
      finding({ count: 1, entry: "stray.csv" }),
    ];
    const printed = await text(strayReport({ findings }));
    expect(printed.indexOf("stray.csv")).toBeLessThan(printed.indexOf("noted.csv"));
  });

  test("shows five strangers and sums up the others", async () => {
    const owners = Array.from({ length: 8 }, (_, index) =>
      owner({ id: `stranger-${index + 1}`, records: 10, recordings: 1 }),
    );
    const printed = await text(strayReport({ owners, records: { stray: 80 }, recordings: { stray: 8 } }));
    expect(printed).toContain("88 items belong to 8 other people.");
    expect(printed).toMatch(/stranger-5 .*\n +3 more +3 +30\n/);
  });

  test("says that more strangers were seen than are told apart", async () => {
    const printed = await text(strayReport({ ownersComplete: false, owners: [owner({ records: 1000 })] }));
    expect(printed).toContain("belong to more than 1 other person.");
    expect(printed).toMatch(/others, not told apart +0 +700\n/);
  });

  test("tells conversations and conflicts from strays", async () => {
    const printed = await text(
      strayReport({ records: { own: 5, context: 7, conflict: 2 }, recordings: {}, owners: [], findings: [] }),
    );
    expect(printed).toContain("2 items name both the requester and another person.");
    expect(printed).toMatch(/others, in conversations +0 +7\n/);
    expect(printed).toMatch(/both claimed \(conflict\) +0 +2\n/);
  });

  test("says in the first line what the policy accepted, and which of its lines do not hold", async () => {
    const accepted = (["used", "unused", "expired", "exceeded"] as const).map((state) => ({
      files: `docs/${state}*.pdf`,
      why: "unattributed",
      entries: state === "used" ? 2 : state === "exceeded" ? 7 : 0,
      state,
      ...(state === "exceeded" ? { max: 2, until: "2026-12-31" } : {}),
      ...(state === "expired" ? { max: 2, until: "2026-01-31" } : {}),
    }));
    const printed = await text(
      report({
        policy: { accepted },
        entriesTotals: { total: 3, inspected: 3, accepted: 2 },
        records: { own: 118, unattributed: 2 },
      }),
    );
    expect(printed.split("\n\n")[0]?.replace(/\n +/, " ")).toBe(
      "CLEAN   export.zip: 118 of 120 records are the requester's. (2 files accepted by policy)",
    );
    expect(printed).not.toContain("docs/used*.pdf");
    expect(printed).toContain("docs/unused*.pdf (unattributed): accepts no file of this bundle");
    const unwrapped = printed.replaceAll(/\n {12}(?=\S)/g, " ");
    expect(unwrapped).toContain("docs/expired*.pdf (unattributed): expired on 2026-01-31, accepts nothing");
    expect(unwrapped).toContain(
      "docs/exceeded*.pdf (unattributed): covers 7 files, its max is 2, accepts nothing",
    );
  });

  test("counts in its first line no file that the policy accepts as not proven", async () => {
    const printed = await text(
      report({
        verdict: {
          outcome: "unproven",
          exitCode: 3,
          codes: ["not-inspected", "unattributed-records"],
          reasons: ["1 file was not inspected", "nobody is known to own 2 records"],
        },
        entriesTotals: { total: 9, inspected: 6, notInspected: 3, accepted: 4 },
        records: { own: 1, unattributed: 7 },
      }),
    );
    expect(printed.split("\n\n")[0]?.replaceAll(/\n +/g, " ")).toBe(
      "NOT PROVEN   export.zip: nothing foreign seen, but 1 file was not inspected and nobody is known to own 2 records. (4 files accepted by policy)",
    );
  });

  test("shows raw identifiers only when it was given them, whole", async () => {
    const long = `account ${"A32TRBM6QOXJ5H".repeat(10)}`;
    const printed = await text(strayReport(), {
      reveal: new Map([["stranger-1", ["account A32TRBM6QOXJ5H", long]]]),
    });
    expect(printed).toMatch(/stranger-1 .*\n {6}account A32TRBM6QOXJ5H\n/);
    expect(printed.replace(/\n */g, "")).toContain(long.slice(8));
    expect(printed).not.toContain("--reveal");
    expect(widest(printed)).toBeLessThanOrEqual(80);
  });

  test("names what is not proven beside a stray, too", async () => {
    const printed = await text(
      strayReport({ entries: [entry({ fate: "not-inspected", reason: "encrypted" })] }),
    );
    expect(printed).toMatch(/NOT PROVEN EITHER\n +1 file +it is encrypted +Alexa\/transcripts\.csv\n/);
  });

  test("shows nothing of a report that stops before its end", async () => {
    const chunks: string[] = [];
    const render = async (verbose: boolean): Promise<void> => {
      for await (const chunk of textReporter.render(stream(report().slice(0, -1)), { ...PLAIN, verbose }))
        chunks.push(chunk);
    };
    await expect(render(false)).rejects.toThrow("stopped before its end");
    expect(chunks).toEqual([]);
    await expect(render(true)).rejects.toThrow("stopped before its end");
    expect(chunks.at(-1)).toContain("it proves nothing, hold the bundle");
  });

  test("refuses events that are out of order", async () => {
    const [run, verdict, totals, ...rest] = report();
    if (run === undefined || verdict === undefined || totals === undefined)
      throw new Error("the fixture is empty");
    await expect(text([verdict, run, totals, ...rest])).rejects.toThrow("out of order");
    await expect(text([run, totals, ...rest])).rejects.toThrow("out of order");
    await expect(text([run, run, verdict, totals, ...rest])).rejects.toThrow("out of order");
    await expect(text([])).rejects.toThrow("stopped before its end");
  });

  test("does not ask for more identifiers where the layout is given and nothing names anybody", async () => {
    const parts = {
      verdict: { outcome: "unproven", exitCode: 3, codes: ["unattributed-recordings"], reasons: [] },
      bundle: { layouts: [{ name: "facebook", given: true, digest: "0" }] },
      subject: { told: [{ kind: "device", number: 0, none: true }] },
      findings: [
        finding({ rule: "unattributed-nobody-named", level: "unproven", owner: null, identifier: null }),
      ],
    } satisfies ReportParts;
    expect(await text(unprovenReport(parts))).toContain("Look at the files that name nobody");
    const untold = {
      ...parts,
      subject: { told: [{ kind: "account", number: 1, none: false }] },
    } satisfies ReportParts;
    expect(await text(unprovenReport(untold))).toContain("Add `devices:`");
  });
});
