import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { addCatalogueCommands } from "../../src/cli/commands/catalogue.ts";
import { addBatchCommand } from "../../src/cli/commands/batch.ts";
import { lockFile } from "../../src/cli/folder-lock.ts";
import batchSchema from "../../src/batch/summary.schema.json" with { type: "json" };
import reportSchema from "../../src/reporters/report.schema.json" with { type: "json" };
import { ANNA, BEN, bundleOf, CLARA, expectSummary, workbench, type Workbench } from "../support/batch.ts";
import { ran, type Ran } from "../support/command-line.ts"; // prettier-ignore

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

let bench: Workbench;
beforeEach(() => (bench = workbench()));
afterEach(() => bench.remove());

const HEADER = "ref,bundle,account\n";
const row = (ref: string, bundle: string, { account }: typeof ANNA): string =>
  `${ref},${bundle},${account}\n`;

function batch(csv: string, ...words: readonly string[]): Promise<Ran> {
  const path = bench.write("requests.csv", csv);
  const signal = new AbortController().signal;
  return ran((program, done) => addBatchCommand(program, signal, done), "batch", path, ...words);
}

function two(): string {
  bench.write("a.zip", bundleOf([ANNA]));
  bench.write("b.zip", bundleOf([BEN]));
  return HEADER + row("R-1", "a.zip", ANNA) + row("R-2", "b.zip", BEN);
}

const reports = (): readonly string[] => readdirSync(bench.path("reports")).toSorted();
const WITHOUT_REPORTS = ["batch.lock", "journal.jsonl", "summary.csv", "summary.json"];

describe("a report of an earlier run", () => {
  it("is gone when its request did not run this time, in formats of then, too", async () => {
    const csv = two();
    await batch(csv, "--reports", bench.path("reports"), "-r", "json", "-r", "text");
    bench.write("a.zip", "this is no archive");
    expect((await batch(csv, "--reports", bench.path("reports"))).exitCode).toBe(2);
    expect(reports()).toEqual(["R-2.json", ...WITHOUT_REPORTS]);
    expect((await batch(csv, "--reports", bench.path("reports"), "-r", "csv", "--fresh")).exitCode).toBe(2);
    expect(reports()).toEqual(["R-2.csv", ...WITHOUT_REPORTS]);
  });

  it("is left alone where somebody else has written to it, and so is what only a changed journal names", async () => {
    const csv = two();
    await batch(csv, "--reports", bench.path("reports"), "-r", "text");
    writeFileSync(bench.path("reports/R-1.txt"), "my notes");
    bench.write("a.zip", "this is no archive");
    bench.write("mine.txt", "mine");
    const journal = bench.path("reports/journal.jsonl");
    writeFileSync(journal, readFileSync(journal, "utf8").replaceAll("R-1.txt", "../mine.txt"));
    await batch(csv, "--reports", bench.path("reports"));
    expect(readFileSync(bench.path("reports/R-1.txt"), "utf8")).toBe("my notes");
    expect(readFileSync(bench.path("mine.txt"), "utf8")).toBe("mine");
  });
});

describe("what is checked", () => {
  it("is never written to through a link in the report folder", async () => {
    const csv = two();
    const before = readFileSync(bench.path("b.zip"));
    for (const name of ["R-1.json", "journal.jsonl", "batch.lock"]) {
      const folder = bench.path(`links-${name}`);
      mkdirSync(folder);
      symlinkSync(bench.path("b.zip"), `${folder}/${name}`);
      await expect(batch(csv, "--reports", folder)).rejects.toThrow(`${name} is a link`);
    }
    for (const name of ["journal.jsonl", "batch.lock"]) {
      const folder = bench.path(`hard-${name}`);
      mkdirSync(folder);
      linkSync(bench.path("b.zip"), `${folder}/${name}`);
      await expect(batch(csv, "--reports", folder)).rejects.toThrow("one of the files that are read");
    }
    expect(readFileSync(bench.path("b.zip")).equals(before)).toBe(true);
  });

  it("may have a name that no file system takes: only that request does not run", async () => {
    const csv = `${two()}R-3,${"x".repeat(5000)}.zip,${CLARA.account}\n`;
    const { exitCode } = await batch(csv, "--reports", bench.path("reports"), "-q");
    expect(exitCode).toBe(2);
    expect(reports()).toEqual(["R-1.json", "R-2.json", ...WITHOUT_REPORTS]);
  });
});

describe("two batches", () => {
  it("do not write into one folder at the same time", async () => {
    mkdirSync(bench.path("reports"));
    const csv = two();
    const lock = await lockFile(bench.path("reports/batch.lock"), "held");
    await expect(batch(csv, "--reports", bench.path("reports"))).rejects.toThrow("another batch is writing");
    expect(existsSync(bench.path("reports/journal.jsonl"))).toBe(false);
    lock.release();
    expect((await batch(csv, "--reports", bench.path("reports"))).exitCode).toBe(0);
    expect((await batch(csv, "--reports", bench.path("reports"))).exitCode).toBe(0);
  });

  it("leave alone what is no lock of theirs", async () => {
    mkdirSync(bench.path("reports"));
    bench.write("reports/batch.lock", "somebody's notes, which are no lock at all");
    await expect(batch(two(), "--reports", bench.path("reports"))).rejects.toThrow("it is in the way");
  });
});

describe("what a batch is told of its people", () => {
  it("may be that those without a device own none", async () => {
    const csv = `ref,bundle,account,device\nR-1,a.zip,${ANNA.account},\nR-2,b.zip,${BEN.account},G090LF1181840BFC\n`;
    two();
    const told = async (...words: string[]): Promise<readonly (boolean | undefined)[]> => {
      await batch(csv, "--reports", bench.path("reports"), ...words);
      return ["R-1", "R-2"].map((ref) => {
        const { subject } = JSON.parse(readFileSync(bench.path(`reports/${ref}.json`), "utf8")) as {
          subject: { told: { kind: string; none: boolean }[] };
        };
        return subject.told.find(({ kind }) => kind === "device")?.none;
      });
    };
    expect(await told()).toEqual([undefined, false]);
    expect(await told("--no-devices")).toEqual([true, false]);
  });

  it("may be what they had deleted, each their own", async () => {
    const csv = two();
    const deleted = bench.write("deleted.csv", "ref,item\nR-1,audio/1.wav\nR-2,audio/1.wav\n");
    await batch(csv, "--reports", bench.path("reports"), "-q");
    const { out } = await batch(csv, "--reports", bench.path("reports"), "--deleted", deleted);
    expect(out).not.toContain("finished before");
    expect(readFileSync(bench.path("reports/R-1.json"), "utf8")).toContain('"rule":"deleted-item"');
    expect(readFileSync(bench.path("reports/R-2.json"), "utf8")).not.toContain('"rule":"deleted-item"');
    for (const [list, problem] of [
      ["item\naudio/1.wav\n", /deleted\.csv, line 1: it needs the column "ref"/],
      ["ref,who\nR-1,audio/1.wav\n", /line 1: it needs the column "item"/],
      ["ref,item\nR-9,audio/1.wav\n", /line 2: no request of the batch is called "R-9"/],
      ["ref,item\nR-1,17\n", /line 2: this item has fewer than/],
      ["ref,item\nR-1,\n", /the list of deleted items is empty/],
    ] as const)
      await expect(batch(csv, "--deleted", bench.write("deleted.csv", list))).rejects.toThrow(problem);
  });
});

describe("a swapped pair", () => {
  it("is told as one, also where one of the two asked twice", async () => {
    bench.write("a.zip", bundleOf([BEN]));
    bench.write("b.zip", bundleOf([ANNA]));
    bench.write("a2.zip", bundleOf([{ ...ANNA, recordings: [9] }]));
    const csv = HEADER + row("R-1", "a.zip", ANNA) + row("R-2", "b.zip", BEN) + row("R-3", "a2.zip", ANNA);
    const { out } = await batch(csv);
    expect(out.replaceAll(/\s+/g, " ")).toContain("1 SWAPPED: R-1 holds 3 recordings and 4 records of R-2");
    expect(out).not.toContain("FROM ANOTHER REQUEST");
  });
});

describe("what the policy accepts", () => {
  it("is counted in the first line of the summary, and for each request", async () => {
    const csv = two();
    bench.write(
      "a.zip",
      writeZip([
        { path: "profile.json", bytes: Buffer.from(JSON.stringify({ customerId: ANNA.account })) },
        { path: "letter.txt", bytes: Buffer.from("Dear customer, here is your export.\n") },
      ]),
    );
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const policy = bench.write(
      "policy.yaml",
      `accept: [{ files: letter.txt, why: unattributed, max: 1, reason: the letter, until: ${until} }]\n`,
    );
    const { exitCode, out } = await batch(csv, "--policy", policy, "--reports", bench.path("reports"));
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^CLEAN {3}all 2 requests are clean\. \(1 file accepted by policy\)\n/);
    const json = readFileSync(bench.path("reports/summary.json"), "utf8");
    expectSummary(json);
    expect(JSON.parse(json)).toMatchObject({ accepted: 1, requests: [{ accepted: 1 }, { accepted: 0 }] });
  });
});

describe("the schema of the summary", () => {
  it("is what summaries are, with each kind of mix-up and outcome, and after an interruption", async () => {
    bench.write("a.zip", bundleOf([BEN]));
    bench.write("b.zip", bundleOf([ANNA]));
    bench.write("c.zip", bundleOf([CLARA]));
    bench.write("c2.zip", bundleOf([CLARA]));
    bench.write("broken.zip", "this is no archive");
    mkdirSync(bench.path("folder"));
    bench.write("folder/notes.json", JSON.stringify([{ customerId: "A1QQQQQQQQQQQQ", text: "hello" }]));
    const csv =
      HEADER + row("R-1", "a.zip", ANNA) + row("R-2", "b.zip", BEN) + row("R-3", "c.zip", CLARA) +
      row("R-4", "c2.zip", CLARA) + row("R-5", "broken.zip", ANNA) + "R-6,folder,A1QQQQQQQQQQQQ\n"; // prettier-ignore
    const { out } = await batch(csv, "--json", "-q", "--reports", bench.path("reports"));
    expectSummary(out);
    expectSummary(readFileSync(bench.path("reports/summary.json"), "utf8"));
    for (const kind of ["swapped", "same-archive", "same-recordings", "told-twice"])
      expect(out).toContain(`"kind":"${kind}"`);
    for (const outcome of ["stray", "unproven", "failed", "clean"])
      expect(out).toContain(`"outcome":"${outcome}"`);
  });

  it("is printed by its name, and knows the codes of the report", async () => {
    const { out } = await ran((program, done) => addCatalogueCommands(program, done), "schema", "batch");
    expect(JSON.parse(out)).toEqual(batchSchema);
    expect(batchSchema.$defs.code.enum).toEqual(reportSchema.$defs.code.enum);
  });
});
