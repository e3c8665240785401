import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alexa2018Small } from "../../fixtures/cases/alexa-2018-small.ts";
import { corrected } from "../../fixtures/cases/corrected.ts";
import { oneStrayRow } from "../../fixtures/cases/one-stray-row.ts";
import { ANNA, ANNA_BY_ACCOUNT, BEN } from "../../fixtures/support/people.ts";
import { jsonEntry } from "../../fixtures/support/text.ts";
import { openZipFile } from "../../fixtures/support/zip-file-writer.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { PROGRAM, quoted, run, straycheck, workplace } from "../support/command.ts";

const place = workplace();
afterAll(() => place.remove());
const stray = place.fixture(oneStrayRow);
const ESCAPE = "\u001b[";
/** The line is cleared, and what follows may have a colour. */
// eslint-disable-next-line no-control-regex -- escapes are what is looked for
const WIPED = /\r\u001b\[K(?:\u001b\[[\d;]*m)*$/;

/** Enough files for a report of more than 3 MB. */
const MANY = 12_000;
let many: readonly string[] = [];
beforeAll(() => {
  const entries = Array.from({ length: MANY }, (_, index) => {
    const customerId = index % 100 === 0 ? BEN.account : ANNA.account;
    return jsonEntry(`profiles/${String(index).padStart(5, "0")}.json`, { customerId });
  });
  many = [place.write("many.zip", writeZip(entries)), "-s", place.write("many.yaml", ANNA_BY_ACCOUNT)];
});

const inShell = (script: string, ...args: readonly string[]) =>
  run("bash", ["-c", script, "bash", process.execPath, PROGRAM, ...args]);

describe("a machine's report on standard output", () => {
  it("is one document and nothing else; the text goes to stderr", async () => {
    const ended = await straycheck([...stray, "-r", "json"]);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      schema: "straycheck-report/1",
      verdict: { exitCode: 1 },
    });
    expect(ended.stdout).toMatch(/^\{[^]*\}\n$/);
    expect(ended.stderr).toMatch(/^DO NOT RELEASE/);
  });

  it("is all there is with -q", async () => {
    const ended = await straycheck([...stray, "-r", "json", "-q"]);
    expect(ended).toMatchObject({ code: 1, stderr: "" });
    expect(JSON.parse(ended.stdout)).toHaveProperty("verdict");
  });

  it("leaves it to the text when it goes to a file", async () => {
    const path = place.path("report.json");
    const ended = await straycheck([...stray, "-r", `json=${path}`]);
    expect(ended).toMatchObject({ code: 1, stderr: "" });
    expect(ended.stdout).toMatch(/^DO NOT RELEASE/);
    expect(readFileSync(path, "utf8")).toBe((await straycheck([...stray, "-r", "json", "-q"])).stdout);
    expect(readdirSync(place.folder).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });

  it("goes through a pipe that stands for a file", async () => {
    const ended = await inShell('set -o pipefail; "$@" -q -r json=/dev/fd/3 3>&1 >/dev/null | cat', ...stray);
    expect(JSON.parse(ended.stdout)).toHaveProperty("verdict");
    const nowhere = await straycheck([...stray, "-q", "-r", "json=/dev/null"]);
    expect(nowhere).toEqual({ code: 1, signal: null, stdout: "", stderr: "" });
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  it("replaces a report of before, and keeps who may read it", async () => {
    const path = place.path("private.json");
    writeFileSync(path, "an older report", { mode: 0o600 });
    await straycheck([...stray, "-q", "-r", `json=${path}`]);
    expect(JSON.parse(readFileSync(path, "utf8"))).toHaveProperty("verdict");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("of more than 3 MB arrives whole through a slow pipe", async () => {
    const path = place.path("whole.json");
    const ended = await inShell('set -o pipefail; "$@" -r json -q | { sleep 1; cat; }', ...many);
    expect(ended).toMatchObject({ code: 1, stderr: "" });
    expect(ended.stdout.length).toBeGreaterThan(3e6);
    await straycheck([...many, "-q", "-r", `json=${path}`]);
    expect(ended.stdout === readFileSync(path, "utf8")).toBe(true);
  });

  it("says nothing when its reader has gone, and keeps the verdict's exit code", async () => {
    for (const format of ["json", "text"]) {
      const ended = await inShell(
        `"$@" -v -r ${format} 2>${quoted(place.path("stderr"))} | head -1; exit "\${PIPESTATUS[0]}"`,
        ...many,
      );
      expect(ended.code).toBe(1);
      expect(ended.stdout.split("\n")).toHaveLength(2);
      expect(readFileSync(place.path("stderr"), "utf8")).not.toMatch(/EPIPE|error/i);
    }
  });
});

describe("the text report", () => {
  it("has no colour in a pipe, unless it is asked for", async () => {
    const coloured = async (args: readonly string[], env: Record<string, string> = {}): Promise<boolean> =>
      (await straycheck([...stray, ...args], { env })).stdout.includes(ESCAPE);
    expect(await coloured([])).toBe(false);
    expect(await coloured(["--color", "always"])).toBe(true);
    expect(await coloured(["--color", "always"], { NO_COLOR: "1" })).toBe(true);
    expect(await coloured(["--color", "never"], { FORCE_COLOR: "3" })).toBe(false);
    expect(await coloured([], { FORCE_COLOR: "1" })).toBe(true);
    expect(await coloured([], { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
  });

  it("says the same with and without colour", async () => {
    // eslint-disable-next-line no-control-regex -- the escapes are what is taken out
    const plain = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, "").replace(/\d+\.\ds/g, "");
    const [bare, coloured] = await Promise.all([
      straycheck(stray),
      straycheck([...stray, "--color", "always"]),
    ]);
    expect(plain(coloured.stdout)).toBe(plain(bare.stdout));
  });
});

describe("strangers' identifiers", () => {
  const bundle = place.fixture(alexa2018Small);
  const identifiers = alexa2018Small.expect.never;

  it("stand in the file of --reveal-to, which only its owner can read, and nowhere else", async () => {
    const [people, json, text] = [place.path("people.csv"), place.path("r.json"), place.path("r.txt")];
    const ended = await straycheck([
      ...bundle,
      "-v",
      "--reveal-to",
      people,
      "-r",
      `json=${json}`,
      "-r",
      `text=${text}`,
    ]);
    expect(ended).toMatchObject({ code: 1, stderr: "" });
    const revealed = readFileSync(people, "utf8");
    expect(revealed).toMatch(/^owner,kind,identifier\r\n"stranger-1",/);
    expect(identifiers.some((identifier) => revealed.includes(identifier))).toBe(true);
    expect(statSync(people).mode & 0o777).toBe(0o600);
    const rest = ended.stdout + readFileSync(json, "utf8") + readFileSync(text, "utf8");
    for (const identifier of identifiers) expect(rest).not.toContain(identifier);
  });

  it("are not written over a file that exists", async () => {
    const path = place.write("taken.csv", "mine");
    const ended = await straycheck([...bundle, "--reveal-to", path]);
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toMatch(/taken\.csv: the file exists already/);
    expect(readFileSync(path, "utf8")).toBe("mine");
  });

  it("are not written when the check does not run", async () => {
    const path = place.path("none.csv");
    expect(await straycheck([place.path("nowhere.zip"), "-s", bundle[2], "--reveal-to", path])).toMatchObject(
      { code: 2 },
    );
    expect(existsSync(path)).toBe(false);
  });
});

const HAS_SCRIPT = spawnSync("script", ["--version"]).status === 0;
if (!HAS_SCRIPT) console.warn("skipped: terminals, because `script` (util-linux) is not installed");

describe.skipIf(!HAS_SCRIPT)("on a terminal", () => {
  const onTerminal = (args: readonly string[], env: Record<string, string> = {}) => {
    const command = [process.execPath, PROGRAM, ...args].map(quoted).join(" ");
    return run("script", ["-qec", command, "/dev/null"], { env: { TERM: "xterm-256color", ...env } });
  };

  it("the report has colour, unless NO_COLOR is set", async () => {
    expect((await onTerminal([...stray, "--no-progress"])).stdout).toContain(ESCAPE);
    expect((await onTerminal([...stray, "--no-progress"], { NO_COLOR: "1" })).stdout).not.toContain(ESCAPE);
  });

  it("progress is shown while it runs, with files, bytes and strays, and is wiped away", async () => {
    const shown = (await onTerminal(many)).stdout;
    expect(shown).toMatch(/\[[#.]{20}\] [\d,]+\/12,000 files, [\d.]+ MB of [\d.]+ MB/);
    expect(shown).toMatch(/strays so far/);
    expect(shown.slice(0, shown.indexOf("DO NOT RELEASE"))).toMatch(WIPED);
    for (const quiet of [["--no-progress"], ["-q"]])
      expect((await onTerminal([...many, ...quiet])).stdout).not.toContain("/12,000 files,");
  });

  it("--reveal shows identifiers in the text report, and only there", async () => {
    const path = place.path("terminal.json");
    const ended = await onTerminal([...stray, "--reveal", "-r", `json=${path}`]);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain(BEN.account);
    expect(readFileSync(path, "utf8")).not.toContain(BEN.account);
    expect((await onTerminal(stray)).stdout).not.toContain(BEN.account);
  });
});

describe("a check that is interrupted", () => {
  it("ends in 130, says so, and leaves no part of a report", async () => {
    // Reading these zeros takes seconds; the partial report is there from the first moment on.
    const zip = await openZipFile(place.path("large.zip"));
    await zip.add("profile.json", jsonEntry("", { customerId: ANNA.account }).bytes);
    await zip.addSparse("zeros.bin", 3 * 1024 ** 3);
    await zip.close();
    const reports = place.path("interrupted");
    mkdirSync(reports);
    const args = [
      place.path("large.zip"),
      "--account",
      ANNA.account,
      "-r",
      `json=${join(reports, "report.json")}`,
    ];
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const ended = await straycheck([...args, "--reveal-to", join(reports, "people.csv")], {
        async meanwhile(child) {
          while (readdirSync(reports).length < 2 && child.exitCode === null)
            await new Promise((done) => setTimeout(done, 20));
          child.kill(signal);
        },
      });
      expect(ended).toMatchObject({ code: 130, stdout: "" });
      expect(ended.stderr).toMatch(/^straycheck: interrupted before the end[^\n]*\n$/);
      expect(readdirSync(reports)).toEqual([]);
    }
  });
});

describe("a fault of our own", () => {
  const broken = (code: string): Record<string, string> => ({
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}`,
  });

  it("in a reporter ends in 2, never in 0 or 1, and leaves no report", async () => {
    const env = broken(
      `const stringify = JSON.stringify;
       JSON.stringify = (value, ...rest) => {
         if (value === "straycheck-report/1" || value?.schema === "straycheck-report/1") throw new Error("planted");
         return stringify(value, ...rest);
       };`,
    );
    for (const bundle of [stray, place.fixture(corrected)]) {
      const ended = await straycheck([...bundle, "-r", `json=${place.path("broken.txt")}`, "-q"], { env });
      expect(ended).toMatchObject({ code: 2, stdout: "" });
      expect(ended.stderr).toMatch(/^straycheck: internal error: planted\n$/);
      expect(readdirSync(place.folder).filter((name) => name.includes("broken.txt"))).toEqual([]);
    }
  });

  it("that nobody catches ends in 2 as well", async () => {
    const env = broken(`import { Worker } from "node:worker_threads";
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (...args) {
        setTimeout(() => { throw new Error("planted"); }, 0);
        return post.apply(this, args);
      };`);
    const ended = await straycheck(place.fixture(corrected), { env });
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toBe("straycheck: internal error: planted\n");
  });

  it("in the thread that reads ends in 2", async () => {
    const env = broken(
      `import { isMainThread } from "node:worker_threads"; if (!isMainThread) throw new Error("planted");`,
    );
    const ended = await straycheck(place.fixture(corrected), { env });
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toMatch(/^straycheck: internal error: [^\n]*planted\n$/);
  });
});
