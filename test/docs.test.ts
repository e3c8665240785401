import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { acmeExport } from "../fixtures/acme.ts";
import { alexa2018Small } from "../fixtures/cases/alexa-2018-small.ts";
import { zipOfCase } from "../fixtures/support/fixture-case.ts";
import { withManifest } from "../fixtures/support/manifested.ts";
import { greyPng } from "../fixtures/support/pictures.ts";
import { csvEntry, textEntry, type FixtureEntry } from "../fixtures/support/text.ts";
import { shortWav } from "../fixtures/support/wav.ts";
import { writeZip } from "../fixtures/support/zip-writer.ts";
import { addCheckCommand } from "../src/cli/commands/check.ts";
import { addPolicyCommand } from "../src/cli/commands/policy.ts";
import { format } from "prettier";
import { FORMATS } from "../src/formats/index.ts";
import { formatsPage } from "../scripts/formats-page.ts";
import { rulePages } from "../scripts/rule-pages.ts";
import { NOT_INSPECTED_REASONS } from "../src/model/fate.ts";
import { DEFAULT_LIMITS } from "../src/model/limits.ts";
import { VERDICT_CODES } from "../src/model/report.ts";
import { RULES } from "../src/rules/index.ts";

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const CUT = "…";

interface Block {
  readonly language: string;
  /** The file it is the content of, after the language: ```json acme.layout.json */
  readonly file: string;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  const fences = readFileSync(page, "utf8").matchAll(/^```(\w*)[ ]?(\S*)\n([\s\S]*?)^```$/gm);
  return [...fences].map(([, language = "", file = "", text = ""]) => ({ language, file, text }));
}

interface Shown {
  readonly command: string;
  readonly output: readonly string[];
}

function commandsOf(page: string): Shown[] {
  return blocksOf(page)
    .filter(({ language }) => language === "console")
    .map(({ text }) => {
      const [command = "", ...output] = text.trimEnd().split("\n");
      return { command: command.replace(/^\$ straycheck /, ""), output };
    });
}

/** What differs from one machine or day to the next: digests, packed sizes, how long it took, days to come. */
function steady(line: string): string {
  return line
    .replace(/ZIP [\d,]+ bytes, sha256 \S+/, "ZIP, sha256")
    .replace(/; \d+(?:\.\d+)? ?m?s$/, "; in time")
    .replace(/until: \d{4}-\d\d-\d\d/, "until: some day")
    .trimEnd();
}

/** Each line that is shown must come next in the output; a line of its own with `…` stands for any number of lines. */
function firstMissing(shown: readonly string[], actual: readonly string[]): string | undefined {
  let at = 0;
  let gap = false;
  for (const line of shown) {
    if (line.trim() === CUT) {
      gap = true;
      continue;
    }
    const found = actual.findIndex((candidate, index) => index >= at && steady(candidate) === steady(line));
    if (found < 0 || (!gap && found !== at)) return line;
    at = found + 1;
    gap = false;
  }
  return gap || at === actual.length ? undefined : actual[at];
}

/** The days of a policy grow old; the page is about something else. */
function notExpired(text: string): string {
  const day = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
  return text.replaceAll(/until: 20\d\d-\d\d-\d\d$/gm, `until: ${day}`);
}

async function run(command: string, folder: string): Promise<{ exitCode: number; output: string[] }> {
  const [verb = "", ...rest] = command.split(" ");
  const report = join(folder, "output.txt");
  const placed = rest.map((word) => (existsSync(join(folder, word)) ? join(folder, word) : word));
  let exitCode = -1;
  const program = new Command().exitOverride();
  if (verb === "policy") {
    addPolicyCommand(program, (code) => (exitCode = code));
    const written = await printedBy(() => program.parseAsync([verb, ...placed], { from: "user" }));
    const lines = written.replaceAll(`${folder}/`, "").trimEnd().split("\n");
    return { exitCode, output: [...lines, "$ echo $?", String(exitCode)] };
  }
  addCheckCommand(program, new AbortController().signal, (code) => (exitCode = code));
  await program.parseAsync([verb, ...placed, "-r", `text=${report}`], { from: "user" });
  return { exitCode, output: readFileSync(report, "utf8").trimEnd().split("\n") };
}

async function printedBy(action: () => Promise<unknown>): Promise<string> {
  let written = "";
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((chunk: unknown, done?: unknown) => {
    written += String(chunk);
    if (typeof done === "function") (done as () => void)();
    return true;
  });
  try {
    await action();
  } finally {
    spy.mockRestore();
  }
  return written;
}

function pageRuns(page: string, bundles: Readonly<Record<string, () => Uint8Array>>): void {
  describe(page, () => {
    const folder = mkdtempSync(join(tmpdir(), "straycheck-docs-"));
    beforeAll(() => {
      for (const [name, bytes] of Object.entries(bundles)) writeFileSync(join(folder, name), bytes());
      for (const { file, text } of blocksOf(page))
        if (file !== "") writeFileSync(join(folder, file), notExpired(text));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    for (const { command, output } of commandsOf(page)) {
      it(`prints what \`straycheck ${command}\` prints, and its exit code`, async () => {
        const ran = await run(command, folder);
        expect(firstMissing(output, ran.output), ran.output.join("\n")).toBeUndefined();
        expect(output.at(-1)).toMatch(new RegExp(`^(?:exit code )?${ran.exitCode}(?: |$)`));
      });
    }
  });
}

pageRuns("README.md", { "export.zip": () => zipOfCase(alexa2018Small) });
pageRuns("docs/getting-to-zero.md", {
  "export.zip": () => writeZip(acmeExport()),
  "export-order.zip": () => writeZip(acmeExport("order")),
  "export-doorbell.zip": () => writeZip(acmeExport("doorbell")),
});

pageRuns("docs/policy.md", {
  "export.zip": () =>
    writeZip([
      textEntry("README.txt", "Thank you for your request.\n"),
      textEntry("terms-2026.txt", "Our terms of use.\n"),
      csvEntry(
        "orders.csv",
        ["customer_id", "order", "article", "recording"],
        [
          ["C-104233", "O-2026-0311", "Kettle, steel", "calls/0007.wav"],
          ["C-104233", "O-2026-0612", "Kettle, spare lid", ""],
        ],
      ),
      { path: "calls/0007.wav", bytes: shortWav(40) },
      { path: "pictures/return-T-7731.png", bytes: greyPng(200, 60) },
    ]),
});

const shipped = withManifest(acmeExport(), "C-104233");
const later = (path: string, mishap: "order" | "doorbell"): readonly FixtureEntry[] => [
  ...shipped.filter((entry) => !entry.path.startsWith(path)),
  ...acmeExport(mishap).filter((entry) => entry.path.startsWith(path)),
];
pageRuns("docs/make-your-export-checkable.md", {
  "export.zip": () => writeZip(shipped),
  "export-late.zip": () => writeZip(later("doorbell/", "doorbell")),
  "export-changed.zip": () => writeZip(later("orders.csv", "order")),
});

describe("the way to zero", () => {
  const codes = commandsOf("docs/getting-to-zero.md").map(({ output }) => output.at(-1));

  it("begins with a 3, ends with a 0, and says 1 to both strays", () => {
    expect(codes[0]).toBe("exit code 3 (unproven)");
    expect(codes.slice(-3)).toEqual(["exit code 0 (clean)", "exit code 1 (stray)", "exit code 1 (stray)"]);
  });
});

describe("the documentation", () => {
  it("links only to files that are there", () => {
    for (const page of PAGES) {
      const text = readFileSync(page, "utf8");
      for (const [, target = ""] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [path = ""] = target.split("#");
        expect(existsSync(join(dirname(page), path)), `${page} links to ${target}`).toBe(true);
      }
    }
  });

  it("names only npm scripts that there are", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const page of PAGES) {
      for (const [, script = ""] of readFileSync(page, "utf8").matchAll(/npm run ([\w:-]+)/g)) {
        expect(Object.keys(scripts), page).toContain(script);
      }
    }
  });

  it("gives every limit and its default", () => {
    const design = readFileSync("docs/design.md", "utf8");
    const units: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, s: 1000 };
    const rows = design.matchAll(/^\| `(\w+)` +\| ([\d,]+) (\S+)/gm);
    const told = [...rows].map(([, name = "", digits = "", unit = ""]) => {
      const factor = name.endsWith("MiB") ? 1 : (units[unit] ?? 1);
      return [name, Number(digits.replaceAll(",", "")) * factor];
    });
    expect(Object.fromEntries(told)).toEqual(DEFAULT_LIMITS);
  });

  it("names every verdict code and every reason for not inspecting", () => {
    const exitCodes = readFileSync("docs/exit-codes.md", "utf8");
    for (const code of [...VERDICT_CODES, ...NOT_INSPECTED_REASONS])
      expect(exitCodes).toContain(`\`${code}\``);
  });

  it("says of every format what it reads, as the code does", async () => {
    const made = await format(formatsPage(), { parser: "markdown", printWidth: 110 });
    expect(readFileSync("docs/formats.md", "utf8"), "npm run docs writes it").toBe(made);
    expect(FORMATS.filter(({ about }) => about === undefined).map(({ name }) => name)).toEqual([]);
  });

  it("names every rule with its level", () => {
    const rows = readFileSync("docs/report.md", "utf8").matchAll(
      /^\| (`[^|]+`) +\| (stray|unproven|note) /gm,
    );
    const told = [...rows].flatMap(([, ids = "", level = ""]) =>
      [...ids.matchAll(/`([\w-]+)`/g)].map(([, id = ""]) => `${id} ${level}`),
    );
    expect(told.toSorted()).toEqual(RULES.map(({ id, level }) => `${id} ${level}`).toSorted());
  });
});

describe("docs/rules", () => {
  it("holds a page for every rule and their list, as `npm run docs` writes them", async () => {
    const pages = rulePages();
    expect(readdirSync("docs/rules").toSorted()).toEqual([...pages.keys()].toSorted());
    for (const [name, text] of pages) {
      const written = await format(text, { parser: "markdown", printWidth: 110 });
      expect(readFileSync(`docs/rules/${name}`, "utf8"), name).toBe(written);
    }
  });
});
