import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addBatchCommand } from "../../src/cli/commands/batch.ts";
import { addCheckCommand } from "../../src/cli/commands/check.ts";
import { ANNA, BEN, bundleOf, CLARA, expectSummary, workbench, type Workbench } from "../support/batch.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));
import { ran, type Ran } from "../support/command-line.ts"; // prettier-ignore

let bench: Workbench;
beforeEach(() => (bench = workbench()));
afterEach(() => bench.remove());

const HEADER = "ref,bundle,account,email\n";
const row = (ref: string, bundle: string, { account, email }: typeof ANNA): string =>
  `${ref},${bundle},${account},${email}\n`;

function batch(csv: string, ...words: readonly string[]): Promise<Ran> {
  const path = bench.write("requests.csv", csv);
  const signal = new AbortController().signal;
  return ran((program, done) => addBatchCommand(program, signal, done), "batch", path, ...words);
}

interface Document {
  readonly exitCode: number;
  readonly complete: boolean;
  readonly mixUps: readonly { kind: string; level: string; requests: string[]; what: string }[];
  readonly requests: readonly {
    ref: string;
    exitCode: number;
    outcome: string;
    reasons: string[];
    reports: { file: string }[];
    strangers: { requests: string[] }[];
  }[];
}

async function summary(csv: string, ...words: readonly string[]): Promise<Document> {
  const { out } = await batch(csv, "--json", "-q", ...words);
  expectSummary(out);
  return JSON.parse(out) as Document;
}

function threeGood(): string {
  bench.write("a.zip", bundleOf([ANNA]));
  bench.write("b.zip", bundleOf([BEN]));
  bench.write("c.zip", bundleOf([CLARA]));
  return HEADER + row("R-1", "a.zip", ANNA) + row("R-2", "b.zip", BEN) + row("R-3", "c.zip", CLARA);
}

/** What no report may hold. */
function expectNoIdentifier(text: string): void {
  for (const { account, email } of [ANNA, BEN, CLARA]) {
    expect(text).not.toContain(account);
    expect(text).not.toContain(email);
  }
}

describe("straycheck batch", () => {
  it("gives one verdict for each request, one summary, and 0 when all are clean", async () => {
    const { exitCode, out } = await batch(threeGood(), "--reports", bench.path("reports"), "-r", "json", "-r", "text");
    expect(exitCode).toBe(0);
    expect(out).toContain("CLEAN   all 3 requests are clean.");
    expect(readdirSync(bench.path("reports")).toSorted()).toEqual(
      ["R-1.json", "R-1.txt", "R-2.json", "R-2.txt", "R-3.json", "R-3.txt", "batch.lock", "journal.jsonl", "summary.csv", "summary.json"],
    );
  }); // prettier-ignore

  it("goes on after a bundle that is missing, one that is broken, and rows that disagree", async () => {
    const csv = threeGood() + row("R-4", "none.zip", ANNA) + row("R-5", "broken.zip", ANNA) + row("R-6", "a.zip", BEN);
    bench.write("broken.zip", "this is no archive");
    const { exitCode, requests } = await summary(csv);
    expect(requests.map(({ ref, exitCode: code }) => `${ref} ${code}`)).toEqual(
      ["R-1 2", "R-2 0", "R-3 0", "R-4 2", "R-5 2", "R-6 2"],
    );
    expect(exitCode).toBe(2);
    expect(requests[3]?.reasons[0]).toMatch(/none\.zip: no such file|no such file/);
    expect(requests[4]?.reasons[0]).toContain("broken.zip");
    expect(requests[5]?.reasons[0]).toMatch(/lines 7 and 2 disagree: R-6 and R-1 have the same bundle \(a\.zip\); whose is it\?/);
  }); // prettier-ignore

  it("says a swapped pair as one, with the requests' numbers and without an identifier", async () => {
    bench.write("a.zip", bundleOf([BEN]));
    bench.write("b.zip", bundleOf([ANNA]));
    const csv = HEADER + row("R-1", "a.zip", ANNA) + row("R-2", "b.zip", BEN);
    const { exitCode, out } = await batch(
      csv,
      "--reports",
      bench.path("reports"),
      "-r",
      "json",
      "-r",
      "text",
    );
    expect(exitCode).toBe(1);
    expect(out.replaceAll(/\s+/g, " ")).toContain(
      "SWAPPED: R-1 holds 3 recordings and 4 records of R-2, and nothing of its own; R-2 holds 2 recordings and 3 records of R-1, and nothing of its own.",
    );
    expect(readFileSync(bench.path("reports/R-1.json"), "utf8")).toContain('"requests":["R-2"]');
    expect(readFileSync(bench.path("reports/R-1.txt"), "utf8")).toContain("the requester of R-2");
    for (const name of readdirSync(bench.path("reports")))
      expectNoIdentifier(readFileSync(bench.path(`reports/${name}`), "utf8"));
    expectNoIdentifier(out);
  });

  it("says whose part a bundle has that lacks none of its own", async () => {
    bench.write("a.zip", bundleOf([ANNA, CLARA]));
    bench.write("c.zip", bundleOf([{ ...CLARA, recordings: [] }]));
    const { mixUps } = await summary(HEADER + row("R-1", "a.zip", ANNA) + row("R-3", "c.zip", CLARA));
    expect(mixUps[0]).toMatchObject({
      kind: "donor",
      level: "hold",
      requests: ["R-1", "R-3"],
      what: "R-1 holds 1 recording and 2 records of R-3",
    });
  });

  it("finds the same recording in two bundles, also with other tags, and holds two that are clean by themselves", async () => {
    bench.write("a.zip", bundleOf([{ ...ANNA, recordings: [1, 9, 10] }]));
    bench.write("b.zip", bundleOf([{ ...BEN, recordings: [2, 9, 10] }], "another tag"));
    bench.write("c.zip", bundleOf([{ ...CLARA, recordings: [1] }]));
    const { mixUps, requests, exitCode } = await summary(
      HEADER + row("R-1", "a.zip", ANNA) + row("R-2", "b.zip", BEN) + row("R-3", "c.zip", CLARA),
    );
    expect(mixUps.map(({ kind, level, what }) => `${kind} ${level}: ${what}`)).toEqual([
      "same-recordings hold: The same 2 recordings are in R-1 and R-2 (the same sound or picture, with other words about it)",
      "same-recordings hold: The same recording is in R-1 and R-3",
    ]);
    expect(requests.map((one) => [one.outcome, one.exitCode])).toEqual([["unproven", 3], ["unproven", 3], ["unproven", 3]]);
    expect(exitCode).toBe(3);
  }); // prettier-ignore

  it("holds two requests whose rows tell one account and differ otherwise; one person may ask twice", async () => {
    bench.write("a.zip", bundleOf([ANNA]));
    bench.write("b.zip", bundleOf([{ ...BEN, account: ANNA.account }]));
    const twoPeople = await summary(
      HEADER + row("R-1", "a.zip", ANNA) + row("R-2", "b.zip", { ...BEN, account: ANNA.account }),
    );
    expect(twoPeople.mixUps[0]).toMatchObject({ kind: "told-twice", level: "hold" });
    expect(twoPeople.exitCode).toBe(3);
    const onePerson = await summary(HEADER + row("R-1", "a.zip", ANNA) + row("R-2", "b.zip", ANNA));
    expect(onePerson.mixUps).toMatchObject([{ kind: "same-records" }, { kind: "told-twice", level: "note" }]);
    expect(onePerson.exitCode).toBe(0);
  });

  it("says copies of one archive under two names", async () => {
    bench.write("a.zip", bundleOf([ANNA]));
    copyFileSync(bench.path("a.zip"), bench.path("b.zip"));
    const { mixUps } = await summary(HEADER + row("R-1", "a.zip", ANNA) + row("R-2", "b.zip", BEN));
    expect(mixUps.map(({ kind }) => kind)).toContain("same-archive");
  });

  it("takes several bundles of one ref for parts of one export, and one that is named twice for one", async () => {
    bench.write("a1.zip", bundleOf([ANNA]));
    bench.write("a2.zip", bundleOf([{ ...ANNA, recordings: [7] }]));
    const csv = `ref,bundle,account\nR-1,a1.zip,${ANNA.account}\nR-1,a2.zip,\nR-1,./a1.zip,${ANNA.account}\n`;
    const { requests, exitCode } = await summary(csv);
    expect(requests).toMatchObject([{ ref: "R-1", recordings: 3 }]);
    expect(exitCode).toBe(0);
  });

  it("refuses two people under one number", async () => {
    bench.write("a.zip", bundleOf([ANNA]));
    bench.write("b.zip", bundleOf([BEN]));
    const { requests } = await summary(HEADER + row("R-1", "a.zip", ANNA) + row("R-1", "b.zip", BEN));
    expect(requests).toMatchObject([{ ref: "R-1", exitCode: 2 }]);
    expect(requests[0]?.reasons[0]).toMatch(
      /line 3: this row and line 2 disagree: .* two people under one number/,
    );
  });

  it("says what the ledger of releases knows of a bundle, as check does", async () => {
    const csv = threeGood();
    const { out } = await batch(csv, "--json", "-q");
    const { sha256 } = (JSON.parse(out) as { requests: { bundle: { sha256: string } }[] }).requests[0]?.bundle ?? { sha256: "" };
    const line = (ref: string): string => `${JSON.stringify({ schema: "straycheck-released/1", sha256, ref, at: "2026-11-20T10:00:00.000Z" })}\n`;
    const ledger = bench.write("ledger.jsonl", line("R-9"));
    const { requests, mixUps } = await summary(csv, "--released", ledger);
    expect(requests[0]).toMatchObject({ exitCode: 3, outcome: "unproven" });
    expect(mixUps).toMatchObject([{ kind: "released", what: expect.stringContaining("for the request R-9") as string }]);
    const check = await ran(
      (program, done) => addCheckCommand(program, new AbortController().signal, done),
      "check", bench.path("a.zip"), "--account", ANNA.account, "--ref", "R-1", "--released", ledger,
    );
    expect(check.exitCode).toBe(3);
    expect(check.out).toContain("released to another request");
    bench.write("ledger.jsonl", line("R-1"));
    expect((await summary(csv, "--released", ledger)).exitCode).toBe(0);
  }); // prettier-ignore
});

describe("a batch that was stopped", () => {
  it("checks nothing again that is finished and unchanged, and says the same", async () => {
    const csv = threeGood();
    const reports = bench.path("reports");
    await batch(csv, "--reports", reports);
    const before = readFileSync(`${reports}/summary.json`, "utf8");
    const { out } = await batch(csv, "--reports", reports);
    expect(out).toContain("3 were finished before and are unchanged");
    expect(readFileSync(`${reports}/summary.json`, "utf8")).toBe(before);
    expect((await batch(csv, "--reports", reports, "--fresh")).out).not.toContain("finished before");
  });

  it("checks again what is changed: a bundle, a row, the policy, the formats, a report that is gone or was written to", async () => {
    const csv = threeGood();
    const reports = bench.path("reports");
    const known = async (text: string, ...words: string[]): Promise<string> =>
      /Journal +(\d+)/.exec((await batch(text, "--reports", reports, ...words)).out)?.[1] ?? "0";
    await known(csv);
    bench.write("a.zip", bundleOf([{ ...ANNA, recordings: [8] }]));
    expect(await known(csv)).toBe("2");
    expect(await known(csv.replace(CLARA.email, "clara@example.org"))).toBe("2");
    await known(csv);
    rmSync(`${reports}/R-1.json`);
    appendFileSync(`${reports}/R-2.json`, " ");
    expect(await known(csv)).toBe("1");
    const policy = bench.write("policy.yaml", "review: [missing-files]\n");
    expect(await known(csv, "--policy", policy)).toBe("0");
    expect(await known(csv, "--policy", policy)).toBe("3");
    expect(await known(csv, "--policy", policy, "-r", "csv")).toBe("0");
  });

  it("asks again whose a stranger is when somebody new is in the file", async () => {
    bench.write("a.zip", bundleOf([ANNA, CLARA]));
    bench.write("c.zip", bundleOf([{ ...CLARA, recordings: [] }]));
    const first = HEADER + row("R-1", "a.zip", ANNA);
    const reports = bench.path("reports");
    await batch(first, "--reports", reports);
    const { requests } = await summary(first + row("R-3", "c.zip", CLARA), "--reports", reports);
    expect(requests[0]?.strangers[0]?.requests).toEqual(["R-3"]);
  });

  it("passes over a last line that was torn, and lines that somebody changed", async () => {
    const csv = threeGood();
    const reports = bench.path("reports");
    await batch(csv, "--reports", reports, "--jobs", "1");
    const journal = `${reports}/journal.jsonl`;
    const lines = readFileSync(journal, "utf8").trimEnd().split("\n");
    const changed = lines.map((line) =>
      line.includes('"ref":"R-2"') ? line.replace("clean", "stray") : line,
    );
    writeFileSync(journal, changed.join("\n").slice(0, -40));
    expect((await batch(csv, "--reports", reports)).out).toContain("Journal   1 were");
    expect((await batch(csv, "--reports", reports)).out).toContain("Journal   3 were");
    writeFileSync(journal, "\u0000\u0001 no journal at all\n{}\n[]\nnull\n");
    expect((await batch(csv, "--reports", reports)).exitCode).toBe(0);
  });

  it("ends with Interrupted, keeps what is finished, and goes on from there", async () => {
    const csv = threeGood();
    const path = bench.write("requests.csv", csv);
    const reports = bench.path("reports");
    const interrupt = new AbortController();
    interrupt.abort();
    const stopped = ran(
      (program, done) => addBatchCommand(program, interrupt.signal, done),
      "batch", path, "--reports", reports,
    );
    await expect(stopped).rejects.toThrow("interrupted");
    const document = JSON.parse(readFileSync(`${reports}/summary.json`, "utf8")) as Document;
    expect(document).toMatchObject({ complete: false, exitCode: 130 });
    expect((await batch(csv, "--reports", reports)).exitCode).toBe(0);
  }); // prettier-ignore
});

describe("a batch file", () => {
  it.each([
    ["without a column for bundles", "ref,account\nR-1,A1QX7M3K9T2B5D\n", 'needs the column "bundle"'],
    ["that is empty", "", "the file is empty"],
    ["with nothing but a header", HEADER, "the file holds no request"],
    ["with an unknown column", "ref,bundle,acount\nR-1,a.zip,x\n", "is no column of a subject file"],
    ["with a row that is too short", `${HEADER}R-1,a.zip\n`, "line 2: this row has 2 cells"],
    ["with a quote that never ends", `${HEADER}"R-1,a.zip,x,y\n`, "is not closed"],
  ])("%s is refused with a sentence", async (_, csv, sentence) => {
    await expect(batch(csv)).rejects.toThrow(sentence);
  });

  it("that is not there, or is no text, is refused", async () => {
    const run = (path: string): Promise<Ran> =>
      ran((program, done) => addBatchCommand(program, new AbortController().signal, done), "batch", path);
    await expect(run(bench.path("none.csv"))).rejects.toThrow("there is no such file");
    await expect(run(bench.write("zip.csv", bundleOf([ANNA])))).rejects.toThrow("not text");
    await expect(run(bench.folder)).rejects.toThrow("folder");
  });

  it("may hold rows that cannot be used; only their requests are not checked", async () => {
    bench.write("a.zip", bundleOf([ANNA]));
    const csv =
      `${HEADER}R-1,a.zip,${ANNA.account},\n,b.zip,A9,\nR-3,,${BEN.account},\nR-4,d.zip,,\nR-5,e.zip,n/a,\n` +
      `${"x".repeat(300)},f.zip,${CLARA.account},\nR-7,g.zip,1.23E+15,\n`;
    const { requests } = await summary(csv, "--reports", bench.path("reports"));
    expect(requests.map(({ exitCode }) => exitCode)).toEqual([0, 2, 2, 2, 2, 2, 2]);
    expect(requests.map(({ reasons }) => reasons[0])).toEqual([
      "all 5 items are the requester's",
      expect.stringContaining('line 3: "ref" is empty'),
      expect.stringContaining("line 4: no row of this request names a bundle"),
      expect.stringContaining("line 5: no row of this request names an account"),
      expect.stringContaining('line 6: "account"'),
      expect.stringContaining('line 7: "ref" must have at most 100 characters'),
      expect.stringContaining('line 8: "account"'),
    ]);
  });

  it("needs no refs: then each bundle is a request of its own", async () => {
    bench.write("a.zip", bundleOf([ANNA]));
    bench.write("b.zip", bundleOf([BEN]));
    const csv = `bundle,account\na.zip,${ANNA.account}\nb.zip,${BEN.account}\n`;
    const { requests } = await summary(csv, "--reports", bench.path("reports"));
    expect(requests).toMatchObject([{ ref: "line 2", exitCode: 0 }, { ref: "line 3", exitCode: 0 }]);
  }); // prettier-ignore
});

describe("the report folder", () => {
  it.each(["../x", "CON", "a/b", ".hidden", "summary", "Ä\u202eö", "R-1 ", "=cmd|' /C calc'!A0"])(
    "has a report for a request that is called %j, and nothing outside of it",
    async (ref) => {
      bench.write("a.zip", bundleOf([ANNA]));
      const quoted = `"${ref.replaceAll('"', '""')}"`;
      const { exitCode } = await batch(HEADER + row(quoted, "a.zip", ANNA), "--reports", bench.path("in/reports"));
      expect(exitCode).toBe(ref.includes("\u202e") ? 2 : 0);
      expect(readdirSync(bench.path("in"))).toEqual(["reports"]);
      for (const name of readdirSync(bench.path("in/reports"))) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
    },
  ); // prettier-ignore

  it("must be a folder, beside what is checked, that takes files", async () => {
    const csv = threeGood();
    await expect(batch(csv, "--reports", bench.path("a.zip"))).rejects.toThrow("--reports");
    bench.write("R-2.json", bundleOf([BEN]));
    await expect(batch(csv.replace("b.zip", "R-2.json"), "--reports", bench.folder)).rejects.toThrow(
      "R-2.json would take the place of a file that is read",
    );
    mkdirSync(bench.path("export/reports"), { recursive: true });
    await expect(
      batch(csv.replace("b.zip", "export"), "--reports", bench.path("export/reports")),
    ).rejects.toThrow("lies in one that is checked");
    if (process.getuid?.() === 0) return;
    mkdirSync(bench.path("locked"));
    chmodSync(bench.path("locked"), 0o500);
    await expect(batch(csv, "--reports", bench.path("locked"))).rejects.toThrow("cannot be used");
  });

  it("is what -r and --fresh are about", async () => {
    const csv = threeGood();
    await expect(batch(csv, "-r", "json")).rejects.toThrow("--reports <folder>");
    await expect(batch(csv, "-r", "json=x.json", "--reports", bench.path("r"))).rejects.toThrow("give the format alone");
    await expect(batch(csv, "-r", "docx", "--reports", bench.path("r"))).rejects.toThrow("docx");
  }); // prettier-ignore
});
