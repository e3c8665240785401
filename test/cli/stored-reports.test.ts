import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addCatalogueCommands } from "../../src/cli/commands/catalogue.ts";
import { addConvertCommand } from "../../src/cli/commands/convert.ts";
import type { ReportEvent } from "../../src/model/report.ts";
import { load } from "../../src/reporters/index.ts";
import { collected, finding, report, stream, strayReport } from "../reporters/reports.ts";
import { ran, type Ran } from "../support/command-line.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const folder = mkdtempSync(join(tmpdir(), "straycheck-stored-"));
const at = (name: string): string => join(folder, name);
const FIRST = finding({ fingerprint: "aaaa1111".repeat(4), count: 3 });
const SECOND = finding({ fingerprint: "bbbb2222".repeat(4), entry: "orders.csv", entryId: "0.4" });

async function store(name: string, events: readonly ReportEvent[]): Promise<void> {
  const reporter = await load("json");
  writeFileSync(
    at(name),
    await collected(reporter.render(stream(events), { color: 0, columns: 0, verbose: false })),
  );
}

beforeAll(async () => {
  await store("clean.json", report());
  await store("old.json", strayReport({ findings: [FIRST] }));
  await store("new.json", strayReport({ findings: [{ ...FIRST, count: 5 }, SECOND] }));
  writeFileSync(at("cut.json"), readFileSync(at("old.json"), "utf8").slice(0, 300));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...words: readonly string[]): Promise<Ran> =>
  ran(
    (program: Command, done) => {
      addConvertCommand(program, done);
      addCatalogueCommands(program, done);
    },
    ...words,
  );

describe("convert", () => {
  it("writes a stored report in every format that is asked for, and ends with its verdict's code", async () => {
    const { exitCode } = await run(
      "convert",
      at("old.json"),
      "-q",
      "-r",
      `junit=${at("o.xml")}`,
      "-r",
      `json=${at("again.json")}`,
    );
    expect(exitCode).toBe(1);
    expect(readFileSync(at("again.json"), "utf8")).toBe(readFileSync(at("old.json"), "utf8"));
    expect(readFileSync(at("o.xml"), "utf8")).toContain("<testsuites");
    expect((await run("convert", at("clean.json"), "-q")).exitCode).toBe(0);
  });

  it("says of a stored report no time that the conversion took", async () => {
    const { out } = await run("convert", at("clean.json"));
    expect(out).toMatch(/^LOOKED AT .*; layout amazon-alexa$/m);
  });

  it("says which file is no report, and writes nothing", async () => {
    await expect(run("convert", at("cut.json"), "-r", `csv=${at("no.csv")}`)).rejects.toThrow(
      /cut\.json is no whole JSON document/,
    );
    await expect(run("convert", at("nowhere.json"))).rejects.toThrow(/nowhere\.json cannot be read/);
    expect(() => readFileSync(at("no.csv"))).toThrow(/ENOENT/);
  });

  it("never writes over the report it reads, nor two reports to one path", async () => {
    await expect(run("convert", at("old.json"), "-r", `csv=${at("old.json")}`)).rejects.toThrow(
      /one of the files that are read/,
    );
    await expect(
      run("convert", at("old.json"), "-r", `csv=${at("x")}`, "-r", `jsonl=${at("x")}`),
    ).rejects.toThrow(/two reports go there/);
  });
});

describe("diff", () => {
  it("lists what is new, gone and changed, and ends with the newer verdict's code", async () => {
    const { exitCode, out } = await run("diff", at("old.json"), at("new.json"));
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^new {8}bbbb2222 {2}stray {4}orders\.csv: /m);
    expect(out).toMatch(/^changed {4}aaaa1111 .*3 -> 5 records/m);
    const back = await run("diff", at("new.json"), at("clean.json"));
    expect(back.exitCode).toBe(0);
    expect(back.out).toMatch(/^gone {7}aaaa1111/m);
  });

  it("tells what the policy accepts since then: the same finding, which no longer weighs the same", async () => {
    const open = { ...SECOND, rule: "not-inspected", level: "unproven", count: 1, unit: "entries" } as const;
    await store("open.json", report({ findings: [open] }));
    await store(
      "accepted.json",
      report({ findings: [{ ...open, level: "note" }], entriesTotals: { accepted: 1 } }),
    );
    const { out } = await run("diff", at("open.json"), at("accepted.json"));
    expect(out).toMatch(/^accepted by policy +0 -> 1$/m);
    expect(out).toMatch(/^changed {4}bbbb2222 .*\(1 file, unproven -> note\)$/m);
  });

  it("says in JSON the same", async () => {
    const { out } = await run("diff", at("old.json"), at("new.json"), "--json");
    expect(JSON.parse(out)).toMatchObject({
      schema: "straycheck-diff/1",
      findings: { new: [{ entryId: "0.4" }], gone: [], changed: [{ count: 5 }], unchanged: 0 },
    });
  });
});

describe("explain", () => {
  it("tells of a rule what it means and how it weighs", async () => {
    const { exitCode, out } = await run("explain", "stray-account");
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^stray-account: The account of another person\n\n/);
    expect(out).toContain("exit code 1");
  });

  it("tells of a finding, named by the beginning of its fingerprint, where, what and whose", async () => {
    const { out } = await run("explain", "bbbb", "--report", at("new.json"));
    expect(out).toContain("orders.csv (entry 0.4)");
    expect(out).toContain("stranger-1: account A3…5H");
  });

  it("says when there is no such rule or finding", async () => {
    await expect(run("explain", "stray-acount")).rejects.toThrow(/no rule "stray-acount"/);
    await expect(run("explain", "cccc", "--report", at("new.json"))).rejects.toThrow(/holds no finding cccc/);
    await expect(run("explain", "stray-acount", "--report", at("new.json"))).rejects.toThrow(
      /neither a rule nor the beginning of a fingerprint/,
    );
  });
});

describe("the completion of bash", () => {
  const words = async (...line: readonly string[]): Promise<string> => {
    writeFileSync(at("complete.bash"), (await run("completion", "bash")).out);
    const quoted = line.map((word) => `'${word}'`).join(" ");
    const script = `source "$1"; COMP_WORDS=(straycheck ${quoted}); COMP_CWORD=${line.length}; _straycheck; echo "\${COMPREPLY[*]}"`;
    return execFileSync("bash", ["--norc", "-c", script, "bash", at("complete.bash")], {
      encoding: "utf8",
    }).trim();
  };
  const hasBash = spawnSync("bash", ["-c", "true"]).status === 0;

  it.runIf(hasBash)(
    "offers commands, what an option takes, and the rules and schemas there are",
    async () => {
      expect(await words("conv")).toBe("convert");
      expect(await words("convert", "r.json", "--report", "s")).toBe("sarif");
      expect(await words("convert", "r.json", "-r", "j")).toBe("json jsonl junit");
      expect(await words("convert", "--color", "")).toBe("auto always never");
      expect(await words("explain", "stray-ac")).toBe("stray-account");
      expect(await words("schema", "pol")).toBe("policy");
      // Files are the shell's own.
      expect(await words("explain", "x", "--report", "")).toBe("");
    },
  );
});

describe("what the tool knows", () => {
  it("is printed as a list of rules, and as JSON", async () => {
    const { out } = await run("rules");
    expect(out).toMatch(/^stray-account +stray +The account of another person$/m);
    const all = JSON.parse((await run("rules", "--json")).out) as { id: string; help: string }[];
    expect(all.map(({ id }) => id)).toContain("not-inspected");
  });

  it("is printed as schemas, and as the defaults of the policy", async () => {
    expect(JSON.parse((await run("schema", "report")).out)).toMatchObject({ $id: "urn:straycheck:report:1" });
    expect((await run("schema", "policy", "--defaults")).out).toContain("counterparties: allow");
    await expect(run("schema", "sbom")).rejects.toThrow(/no schema "sbom"; there are report/);
    await expect(run("schema", "layout", "--defaults")).rejects.toThrow(/only the policy has defaults/);
  });

  it("is completed by the shells, every command and option of it", async () => {
    for (const shell of ["bash", "zsh", "fish"]) {
      const { out } = await run("completion", shell);
      for (const word of ["convert", "diff", "explain", "completion"]) expect(out).toContain(word);
      expect(out, shell).toMatch(shell === "fish" ? /-l report/ : /--report/);
    }
    expect((await run("completion", "fish")).out).toMatch(/-l report -r -f -a 'text json jsonl/);
    await expect(run("completion", "tcsh")).rejects.toThrow(/bash, zsh, fish/);
  });
});
