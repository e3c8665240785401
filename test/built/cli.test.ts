import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { corrected } from "../../fixtures/cases/corrected.ts";
import { oneStrayRow } from "../../fixtures/cases/one-stray-row.ts";
import { unclaimedBytes } from "../../fixtures/cases/unclaimed-bytes.ts";
import { ANNA } from "../../fixtures/support/people.ts";
import { PROGRAM, run, straycheck, workplace, type Ended, type RunOptions } from "../support/command.ts";

const place = workplace();
afterAll(() => place.remove());
const clean = place.fixture(corrected);
const [cleanZip, , cleanSubject] = clean;

/** One sentence on stderr, nothing on stdout, exit code 2. */
async function refusal(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const ended = await straycheck(args, options);
  expect(ended).toMatchObject({ code: 2, stdout: "" });
  expect(ended.stderr).toMatch(/^straycheck: [^\n]+\n$/);
  expect(ended.stderr).not.toMatch(/internal error|\bat \S+:\d+|Error:/);
  return ended.stderr;
}

describe("the exit code is the verdict's", () => {
  it("0 for clean, 1 for stray, 3 for unproven", async () => {
    expect(await straycheck(clean)).toMatchObject({ code: 0, stderr: "" });
    expect(await straycheck(place.fixture(oneStrayRow))).toMatchObject({ code: 1, stderr: "" });
    expect(await straycheck(["check", ...place.fixture(unclaimedBytes)])).toMatchObject({
      code: 3,
      stderr: "",
    });
  });

  it("is the same for every report format, and without one", async () => {
    const args = place.fixture(oneStrayRow);
    expect(await straycheck([...args, "-r", "json"])).toMatchObject({ code: 1 });
    expect(await straycheck([...args, "-r", "json", "-q"])).toMatchObject({ code: 1 });
    expect(await straycheck([...args, "-q"])).toEqual({ code: 1, signal: null, stdout: "", stderr: "" });
  });

  it("does not depend on where the options stand", async () => {
    expect(await straycheck(["-q", "-s", cleanSubject, cleanZip])).toMatchObject({ code: 0 });
    expect(await straycheck(["-q", cleanZip, "--account", ANNA.account, "--jobs", "2"])).toMatchObject({
      signal: null,
    });
  });
});

describe("a bundle that cannot be checked", () => {
  it("is said to be missing, empty, or no ZIP", async () => {
    const subject = ["-s", cleanSubject];
    expect(await refusal([place.path("nowhere.zip"), ...subject])).toMatch(/nowhere\.zip: no such file/);
    expect(await refusal([place.write("empty.zip", ""), ...subject])).toMatch(/empty\.zip is empty/);
    expect(await refusal([place.write("letter.zip", "Dear Anna,\n"), ...subject])).toMatch(
      /letter\.zip .*no ZIP/,
    );
    expect(await refusal([cleanZip, place.path("part2.zip"), ...subject])).toMatch(
      /part2\.zip: no such file/,
    );
  });

  it("is said to be cut off", async () => {
    const cut = readFileSync(cleanZip).subarray(0, -30);
    // What is left of it is looked at all the same: it may hold a stranger's records.
    const { code, stdout } = await straycheck([place.write("cut.zip", cut), "-s", cleanSubject]);
    expect(code).toBe(3);
    expect(stdout).toContain("An archive without a directory");
    expect(stdout).toContain("50 entries were found by their own headers");
  });

  it("may have a name that would steer a terminal", async () => {
    expect(await refusal(["\u001b[31mred.zip\u0007", "-s", cleanSubject])).not.toContain("\u001b");
  });
});

describe("a subject that cannot be used", () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ["an unknown key", "ref: A-1\nacounts: [A1QX7M3K9T2B5D]\n", /s\.yaml, line 2: .*accounts/],
    ["a wrong type", "ref: A-1\naccounts:\n  id: A1QX7M3K9T2B5D\n", /s\.yaml, line [23]: /],
    ["no identifiers", "ref: A-1\nnames: [Anna]\n", /s\.yaml: the file names no account/],
    ["a rounded number", "ref: A-1\nphones: [1.23E+15]\n", /s\.yaml, line 2: /],
    ["broken YAML", "ref: A-1\naccounts: [A1QX7M3K9T2B5D\n", /s\.yaml, line \d+: /],
    ["nothing in it", "", /s\.yaml/],
  ];
  it.each(cases)("with %s is named with its line", async (_, text, sentence) => {
    expect(await refusal([cleanZip, "-s", place.write("s.yaml", text)])).toMatch(sentence);
  });

  it("because there is none is asked for", async () => {
    expect(await refusal([cleanZip])).toMatch(/who asked/);
    expect(await refusal([cleanZip, "-s", place.path("nobody.yaml")])).toMatch(
      /nobody\.yaml: there is no such file/,
    );
    expect(await refusal([cleanZip, "--no-devices"])).toMatch(/[Ww]ho asked/);
  });

  it("is read from standard input as well", async () => {
    const input = readFileSync(cleanSubject, "utf8");
    expect(await straycheck([cleanZip, "-s", "-", "-q"], { input })).toMatchObject({ code: 0, stderr: "" });
    expect(await refusal([cleanZip, "-s", "-"], { input: "ref: A-1\nwrong: 1\n" })).toMatch(
      /standard input, line 2/,
    );
  });
});

describe("wrong usage", () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["an unknown option", [...clean, "--lauout", "x"], /'--lauout'.*--layout/],
    ["no bundle", ["-s", cleanSubject], /missing required argument/],
    ["an option without its value", [cleanZip, "-s"], /argument missing/],
    ["an unknown report format", [...clean, "-r", "xml"], /"xml".*text, json/],
    ["an unknown layout", [...clean, "-l", "acme"], /"acme".*amazon-alexa/],
    ["a layout file that is not there", [...clean, "-l", "./acme.json"], /acme\.json/],
    ["a policy file that is not there", [...clean, "--policy", "none.yaml"], /none\.yaml/],
    ["a number of jobs that is none", [...clean, "--jobs", "many"], /--jobs many/],
    ["a colour that is none", [...clean, "--color", "blue"], /blue/],
    ["two reports on standard output", [...clean, "-r", "json", "-r", "text"], /two reports/],
    ["a report without a path", [...clean, "-r", "json="], /path is missing/],
    ["identifiers shown without a terminal", [...clean, "--reveal"], /--reveal .*terminal/],
  ];
  it.each(cases)("%s is said in one sentence", async (_, args, sentence) => {
    expect(await refusal(args)).toMatch(sentence);
  });
});

describe("a report that cannot be written", () => {
  const folder = place.path("reports");
  mkdirSync(folder);
  const [strayZip, , straySubject] = place.fixture(oneStrayRow);
  const args = [strayZip, "-s", straySubject];

  it("is said before the check begins, and nothing is left behind", async () => {
    expect(await refusal([...args, "-r", `json=${join(folder, "no/where.json")}`])).toMatch(
      /where\.json cannot be written: the folder does not exist/,
    );
    expect(await refusal([...args, "-r", `json=${folder}`])).toMatch(/it is a folder/);
    expect(await refusal([...args, "-r", `json=${join(straySubject, "r.json")}`])).toMatch(
      /its folder is a file/,
    );
    const twice = ["-r", `json=${join(folder, "a.json")}`, "-r", `text=${join(folder, "a.json")}`];
    expect(await refusal([...args, ...twice])).toMatch(/two reports go there/);
    const secondFails = ["-r", `json=${join(folder, "a.json")}`, "-r", "xml"];
    expect(await refusal([...args, ...secondFails])).toMatch(/"xml"/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("because it is what is read leaves that as it was", async () => {
    const digest = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
    const before = digest(strayZip);
    symlinkSync(strayZip, place.path("link.zip"));
    for (const path of [
      strayZip,
      place.path("link.zip"),
      join(place.folder, ".", "reports", "..", "one-stray-row.zip"),
    ]) {
      expect(await refusal([...args, "-r", `json=${path}`])).toMatch(/one of the files that are read/);
      expect(await straycheck([...args, "--reveal-to", path])).toMatchObject({ code: 2, stdout: "" });
    }
    expect(await refusal([...args, "-r", `json=${straySubject}`])).toMatch(/one of the files that are read/);
    linkSync(strayZip, place.path("second-name.zip"));
    await straycheck([...args, "-q", "-r", `json=${place.path("second-name.zip")}`]);
    expect(digest(strayZip)).toBe(before);
  });

  it("because it lies in the folder that is checked is said", async () => {
    mkdirSync(place.path("export"));
    place.write("export/profile.json", `{"customerId":"${ANNA.account}"}`);
    const wanted = [
      place.path("export"),
      "--account",
      ANNA.account,
      "-r",
      `json=${place.path("export/report.json")}`,
    ];
    expect(await refusal(wanted)).toMatch(/lies in the folder that is checked/);
    expect(readdirSync(place.path("export"))).toEqual(["profile.json"]);
  });

  it("because the disk is full ends in 2, whatever the verdict", async () => {
    const ended = await run("sh", ["-c", `exec "$@" > /dev/full`, "sh", process.execPath, PROGRAM, ...clean]);
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toMatch(/^straycheck: the report cannot be written: the disk is full\n$/);
    expect(await refusal([...clean, "-q", "-r", "json=/dev/full"])).toMatch(/the disk is full/);
  });
});

describe("what is asked of the program itself", () => {
  it("is answered with exit code 0, within 80 columns", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await straycheck(["--version"])).toEqual({
      code: 0,
      signal: null,
      stdout: `${version}\n`,
      stderr: "",
    });
    for (const args of [["--help"], ["check", "--help"], ["help", "check"]]) {
      const help = await straycheck(args);
      expect(help).toMatchObject({ code: 0, stderr: "" });
      expect(help.stdout).toContain("--subject");
      expect(help.stdout).toContain("Exit codes:");
      for (const line of help.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it.skipIf(oldNode() === undefined)(
    "is answered by an older Node with what it needs, in one line",
    async () => {
      const ended: Ended = await run(oldNode() ?? "", [PROGRAM, "--version"]);
      expect(ended).toMatchObject({ code: 2, stdout: "" });
      expect(ended.stderr).toMatch(
        /^straycheck needs Node\.js 22\.13 or newer; this is Node\.js [\d.]+\.\n$/,
      );
    },
  );
});

/** A Node below 22.13 on this machine; undefined (and a message) where there is none. */
function oldNode(): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const file = join(folder, "node");
    const [major = 99, minor = 0] =
      spawnSync(file, ["-p", "process.versions.node"], { encoding: "utf8" }).stdout?.split(".").map(Number) ??
      [];
    if (major < 22 || (major === 22 && minor < 13)) return file;
  }
  console.warn("skipped: there is no Node older than 22.13 on the PATH");
  return undefined;
}
