import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ownProfile } from "../../fixtures/support/own.ts";
import { ANNA_BY_ACCOUNT, BEN } from "../../fixtures/support/people.ts";
import { textEntry } from "../../fixtures/support/text.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { addCheckCommand } from "../../src/cli/commands/check.ts";
import { addPolicyCommand } from "../../src/cli/commands/policy.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import schema from "../../src/reporters/report.schema.json" with { type: "json" };
import { ran, type Ran } from "../support/command-line.ts";

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const folder = mkdtempSync(join(tmpdir(), "straycheck-policy-"));
const at = (name: string): string => join(folder, name);
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

function line(files: string, changes: Readonly<Record<string, string>> = {}): string {
  const fields = { why: "unattributed", max: "1", reason: "ours", until: inDays(90), ...changes };
  const rest = Object.entries(fields).map(([key, value]) => `${key}: ${value}`);
  return `  - { files: "${files}", ${rest.join(", ")} }\n`;
}

function write(name: string, text: string | Uint8Array): string {
  writeFileSync(at(name), text);
  return at(name);
}

beforeAll(() => {
  write(
    "export.zip",
    writeZip([ownProfile(), textEntry("README.txt", "Hello.\n"), textEntry("b.txt", "Hi.\n")]),
  );
  write("anna.yaml", ANNA_BY_ACCOUNT);
  write("good.yaml", `accept:\n${line("README.txt")}${line("b.txt")}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...words: readonly string[]): Promise<Ran> {
  const { exitCode, out, told } = await ran(
    (program, done) => {
      addCheckCommand(program, new AbortController().signal, done);
      addPolicyCommand(program, done);
    },
    ...words,
  );
  const name = (text: string): string => text.replaceAll(`${folder}/`, "");
  return { exitCode, out: name(out), told: name(told) };
}

async function check(...policies: readonly string[]): Promise<Ran & { report: Report }> {
  const report = at("report.json");
  const options = policies.flatMap((path) => ["--policy", path]);
  const ran = await run(
    "check",
    at("export.zip"),
    "-s",
    at("anna.yaml"),
    ...options,
    "-r",
    "text",
    "-r",
    `json=${report}`,
  );
  return { ...ran, report: JSON.parse(readFileSync(report, "utf8")) as Report };
}

interface Report {
  readonly policy: {
    readonly acceptedEntries: number;
    readonly accepted: readonly Readonly<Record<string, unknown>>[];
    readonly limits: readonly unknown[];
    readonly notes: readonly string[];
    readonly files: readonly { readonly name: string }[];
  };
}

describe("a check with a policy", () => {
  it("says in its first line what was accepted, and in JSON why, until when and by whom", async () => {
    const policy = write("by.yaml", `accept:\n${line("README.txt", { by: "jd" })}${line("b.txt")}`);
    const { exitCode, out, report } = await check(policy);
    expect(exitCode).toBe(0);
    expect(out.split("\n\n")[0]?.replace(/\n +/, " ")).toContain("(2 files accepted by policy)");
    expect(report.policy.acceptedEntries).toBe(2);
    expect(report.policy.accepted[0]).toEqual({
      files: "README.txt",
      why: "unattributed",
      entries: 1,
      state: "used",
      max: 1,
      reason: "ours",
      until: inDays(90),
      by: "jd",
      source: { file: "by.yaml", line: 2 },
    });
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  });

  it("says a line each of what is expired, exceeded and unused, and accepts nothing by it", async () => {
    const policy = write(
      "idle.yaml",
      `accept:\n${line("README.txt", { until: "2020-01-31" })}${line("*.txt")}${line("c.txt")}`,
    );
    const { exitCode, out, report } = await check(policy);
    expect(exitCode).toBe(3);
    expect(out).toContain("README.txt (unattributed): expired on 2020-01-31, accepts nothing\n");
    expect(out).toContain("*.txt (unattributed): covers 2 files, its max is 1, accepts nothing\n");
    expect(out).toContain("c.txt (unattributed): accepts no file of this bundle\n");
    expect(report.policy.accepted.map(({ state }) => state)).toEqual(["expired", "exceeded", "unused"]);
    expect(report.policy.acceptedEntries).toBe(0);
  });

  it("says of two lines that accept the same files that they do, word for word or not", async () => {
    const policy = write(
      "twice.yaml",
      `accept:\n${line("README.txt")}${line("readme.txt")}${line("b.txt")}${line("b*.txt")}`,
    );
    const { exitCode, out, report } = await check(policy);
    expect(exitCode).toBe(0);
    expect(report.policy.notes).toEqual([
      "twice.yaml, line 3, accepts the same files as twice.yaml, line 2 (readme.txt, unattributed)",
      "twice.yaml, line 5, accepts only files that earlier lines accept (b*.txt, unattributed)",
    ]);
    expect(out.replaceAll(/\n +/g, " ")).toContain(
      "twice.yaml, line 3, accepts the same files as twice.yaml, line 2",
    );
  });

  it("takes several, and says which value no longer holds and which limits are not built in", async () => {
    const a = write("a.yaml", `counterparties: review\nlimits: { maxEntryBytes: 128 GiB, maxNesting: 4 }\n`);
    const b = write("b.yaml", "counterparties: block\nleast-basis: linked\n");
    const { exitCode, out, report } = await check(at("good.yaml"), a, b);
    expect(exitCode).toBe(0);
    const said = out.replaceAll(/\n +/g, " ");
    expect(said).toContain(
      "Policy    counterparties block; least basis linked; maxEntryBytes 128 GiB (built in: 64 GiB); maxNesting 4 (built in: 8)",
    );
    expect(said).toContain("counterparties is block (b.yaml, line 1), no longer review (a.yaml, line 1)");
    expect(report.policy.limits).toContainEqual({ name: "maxNesting", unit: "number", value: 4, builtIn: 8 });
    expect(report.policy.files.map(({ name }) => name)).toEqual(["good.yaml", "a.yaml", "b.yaml"]);
  });

  it("masks strangers in what the policy says, too", async () => {
    write(
      "stray.zip",
      writeZip([ownProfile(), textEntry("orders.csv", `customer_id,n\n${BEN.account},1\n`)]),
    );
    const policy = write(
      "named.yaml",
      `accept:\n${line(`${BEN.account}.txt`, { reason: `told by ${BEN.account}`, by: BEN.account })}${line(`${BEN.account}.TXT`)}`,
    );
    const { exitCode, out } = await run(
      "check",
      at("stray.zip"),
      "-s",
      at("anna.yaml"),
      "--policy",
      policy,
      "-r",
      "json",
    );
    expect(exitCode).toBe(1);
    expect(out.toUpperCase()).not.toContain(BEN.account);
  });

  it.each([
    ["gone.yaml", "gone.yaml: there is no such file"],
    [".", "this is a folder, not a file"],
    ["export.zip", "export.zip: the policy is the bundle itself"],
    ["hard.yaml", "the policy is the bundle itself"],
    ["soft.yaml", "the policy is the bundle itself"],
    ["other.zip", "this is a ZIP or spreadsheet (XLSX) file, not text"],
    [
      "rules.yaml",
      'rules.yaml, line 1: "stray-account" in "review" is no note: it keeps a bundle from being clean',
    ],
    ["no-rules.yaml", '"missing-file" in "review" is no rule; did you mean "missing-files"?'],
    ["layout.yaml", 'layout.yaml, line 2: there is no layout "acme"; there are'],
  ])("refuses %s in one sentence", async (name, sentence) => {
    rmSync(at("hard.yaml"), { force: true });
    rmSync(at("soft.yaml"), { force: true });
    linkSync(at("export.zip"), at("hard.yaml"));
    symlinkSync(at("export.zip"), at("soft.yaml"));
    write("other.zip", writeZip([ownProfile()]));
    write("rules.yaml", "review: [stray-account]");
    write("no-rules.yaml", "review: [missing-file]");
    write("layout.yaml", "# ours\nlayouts: [acme]");
    await expect(check(at(name))).rejects.toThrow(sentence);
  });

  it("takes no policy from within the folder that it checks, nor the same one twice", async () => {
    mkdirSync(at("bundle/rules"), { recursive: true });
    write("bundle/profile.json", JSON.stringify({ customerId: "A1QX7M3K9T2B5D" }));
    const policy = write("bundle/rules/policy.yaml", "counterparties: allow");
    const words = ["check", at("bundle"), "-s", at("anna.yaml"), "--policy"];
    await expect(run(...words, policy)).rejects.toThrow("the policy lies in the bundle that it is about");
    const good = at("good.yaml");
    await expect(run(...words, good, "--policy", `${folder}/./good.yaml`)).rejects.toThrow("is given twice");
  });
});

describe("policy check", () => {
  it("is content with a file all of whose lines hold, in YAML and in JSON", async () => {
    const json = write(
      "good.json",
      JSON.stringify({ system: [{ email: "desk@acme.example", reason: "desk" }], limits: { maxDepth: 600 } }),
    );
    const { exitCode, out, told } = await run("policy", "check", at("good.yaml"), json);
    expect([exitCode, told]).toEqual([0, ""]);
    expect(out).toBe(
      "good.yaml: 2 lines accept files\ngood.json: 1 identifier of the controller, 1 limit\nEvery line holds.\n",
    );
  });

  it("says what has expired, what soon will, and what stands there twice", async () => {
    const policy = write(
      "ends.yaml",
      `accept:\n${line("a.txt", { until: "2020-01-31" })}${line("b.txt", { until: inDays(30) })}${line("c.txt", { until: inDays(31) })}${line("C.txt")}`,
    );
    const { exitCode, out } = await run("policy", "check", policy);
    expect(exitCode).toBe(3);
    expect(out.split("\n").slice(1)).toEqual([
      "Does not hold:",
      "  ends.yaml, line 2: a.txt (unattributed) expired on 2020-01-31 and accepts nothing",
      "  ends.yaml, line 5, accepts the same files as ends.yaml, line 4 (C.txt, unattributed)",
      "To know:",
      `  ends.yaml, line 3: b.txt (unattributed) expires on ${inDays(30)}: 30 days are left`,
      "",
    ]);
  });

  it("says what is wrong with each file, and ends in 2", async () => {
    const wrong = write("wrong.yaml", "acept: []");
    const gone = write(
      "no-reason.yaml",
      "accept: [{ files: a.txt, why: unattributed, max: 1, until: 2026-05-01 }]",
    );
    const layout = write("gone-layout.yaml", "layouts: [./gone.json]");
    const { exitCode, out, told } = await run("policy", "check", wrong, at("good.yaml"), gone, layout);
    expect(exitCode).toBe(2);
    expect(told.split("\n")).toEqual([
      'straycheck: wrong.yaml, line 1: "acept" is no key of a policy file; did you mean "accept"?',
      'straycheck: no-reason.yaml, line 1: this item of "accept" has no "reason"',
      expect.stringContaining("gone.json: there is no such file"),
      "",
    ]);
    expect(out).toBe("good.yaml: 2 lines accept files\n");
  });

  it("says which lines a stored report leaves unused or exceeded; with several, unused in all of them", async () => {
    await check(at("good.yaml"));
    const report = at("report.json");
    const fresh = await run("policy", "check", at("good.yaml"), "--report", report);
    expect([fresh.exitCode, fresh.out]).toEqual([0, expect.stringContaining("was checked with this policy")]);
    const policy = write("other.yaml", `accept:\n${line("*.txt")}${line("gone.txt")}${line("README.txt")}`);
    const { exitCode, out } = await run("policy", "check", policy, "--report", report);
    expect(exitCode).toBe(3);
    expect(out.split("\n").slice(1, 4)).toEqual([
      "Does not hold:",
      "  other.yaml, line 2: *.txt (unattributed) is exceeded in report.json: 2 files match, its max is 1",
      "  other.yaml, line 3: gone.txt (unattributed) is unused in report.json",
    ]);
    write("empty.json", JSON.stringify({ ...JSON.parse(readFileSync(report, "utf8")), entries: [] }));
    const both = await run("policy", "check", policy, "--report", at("empty.json"), "--report", report);
    expect(both.out).toContain("gone.txt (unattributed) is unused in each of the 2 reports");
    expect(both.out).not.toContain("README.txt (unattributed) is unused");
  });

  it.each([
    ["not json", "no whole JSON document"],
    ["[]", "no straycheck-report/1: must be object"],
    ['{"schema":"straycheck-report/1"}', 'no straycheck-report/1: lacks the key "tool"'],
  ])("refuses %s as a report", async (text, sentence) => {
    const report = write("bad.json", text);
    await expect(run("policy", "check", at("good.yaml"), "--report", report)).rejects.toThrow(sentence);
    await expect(run("policy", "check", at("good.yaml"), "--report", at("gone.json"))).rejects.toThrow(
      /gone\.json cannot be read/,
    );
  });
});

describe("policy show", () => {
  it("prints the built-in policy, and of files a policy that says the same and where it comes from", async () => {
    expect((await run("policy", "show")).out).toContain("counterparties: allow  # built in\n");
    mkdirSync(at("rules"), { recursive: true });
    const a = write(
      "rules/a.yaml",
      "counterparties: review\nlayouts: [./acme.json, slack]\nlimits: { maxRatio: 300 }\n",
    );
    const { exitCode, out } = await run("policy", "show", "--policy", a, "--policy", at("good.yaml"));
    expect(exitCode).toBe(0);
    expect(out).toContain("counterparties: review  # rules/a.yaml, line 1\n");
    expect(out).toContain('  - "rules/acme.json"  # rules/a.yaml, line 2\n');
    expect(out).toContain('  - "slack"  # rules/a.yaml, line 2\n');
    const { accept, limits } = parsePolicy(out, "shown.yaml", inDays(0));
    expect([accept.length, limits.maxRatio]).toEqual([2, 300]);
  });
});
