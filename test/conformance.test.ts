import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { HAZARD_CASES, PARTS_CASES } from "../fixtures/hazards/index.ts";
import { FIXTURE_CASES } from "../fixtures/index.ts";
import { FORMATS } from "../src/formats/index.ts";
import { builtinLayouts } from "../src/layouts/index.ts";
import { UNDECIDED_REASONS } from "../src/model/facts.ts";
import { NOT_INSPECTED_REASONS, REASON_WORDS } from "../src/model/fate.ts";
import type { ReportEvent } from "../src/model/report.ts";
import { load, REPORTERS } from "../src/reporters/index.ts";
import { RULES } from "../src/rules/index.ts";
import { eventsOf } from "./support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../fixtures/support/threads-in-process.ts"));

const SOURCE = join(import.meta.dirname, "../src");
const CASES = join(import.meta.dirname, "../fixtures/cases");

/** Every case is checked once; what each test needs is read from here. */
const runs = await checkAll();

async function checkAll(): Promise<ReadonlyMap<string, readonly ReportEvent[]>> {
  const found = new Map<string, readonly ReportEvent[]>();
  for (const fixture of FIXTURE_CASES) found.set(fixture.name, await eventsOf(fixture));
  return found;
}

/** Which cases show a word, by the word. */
function seenIn(
  words: (event: ReportEvent) => readonly (string | null)[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const seen = new Map<string, Set<string>>();
  for (const [name, events] of runs) {
    for (const word of events.flatMap(words)) {
      if (word !== null) seen.set(word, (seen.get(word) ?? new Set()).add(name));
    }
  }
  return seen;
}

/** Those that fire in no case, and those that are quiet in none. */
function unproven(known: readonly string[], seen: ReadonlyMap<string, ReadonlySet<string>>): object {
  return {
    neverFires: known.filter((word) => !seen.has(word)),
    neverQuiet: known.filter((word) => seen.get(word)?.size === runs.size),
  };
}

/** Formats whose fields the layout `standards` knows. */
const STANDARD_FORMATS = new Set(["mail", "vcard", "calendar", "picture", "whatsapp"]);
const NOTHING = { neverFires: [], neverQuiet: [] };

const findings = seenIn((event) => (event.type === "finding" ? [event.finding.rule] : []));
const entryFormats = seenIn((event) => (event.type === "entry" ? [event.entry.format] : []));

/** A folder's modules that make one of its kind, by the name the code gives them. */
function makers(folder: string, pattern: RegExp): string[] {
  const files = readdirSync(join(SOURCE, folder), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return files.flatMap((file) => {
    if (file === "index.ts") return [];
    return [...readFileSync(join(SOURCE, folder, file), "utf8").matchAll(pattern)].map(
      (match) => match[1] ?? "",
    );
  });
}

function index(folder: string): string {
  return readFileSync(join(SOURCE, folder, "index.ts"), "utf8");
}

describe("every fixture case", () => {
  it("is a file of its own, named as the case, and in the index", () => {
    const files = readdirSync(CASES).map((file) => file.replace(/\.ts$/, ""));
    expect(files.length).toBeGreaterThan(40);
    expect(FIXTURE_CASES.map((fixture) => fixture.name).toSorted()).toEqual(files.toSorted());
  });

  it("ends with an end event and shows a verdict", () => {
    for (const events of runs.values()) {
      expect(events.at(-1)).toEqual({ type: "end", complete: true });
      expect(events[1]?.type).toBe("verdict");
    }
  });
});

describe("every format", () => {
  it("is in the index", () => {
    const made = makers("formats", /^export const (\w+): Format =/gm);
    expect(made.length).toBeGreaterThanOrEqual(7);
    // Raw bytes are no format of a file: the engine takes them for what no file claims.
    const inIndex = made.filter((name) => name !== "rawBytes");
    for (const name of inIndex) expect(index("formats")).toMatch(new RegExp(`^ {2}${name},$`, "m"));
    expect(FORMATS).toHaveLength(inIndex.length);
  });

  it("has a name of its own", () => {
    expect(new Set(FORMATS.map((format) => format.name)).size).toBe(FORMATS.length);
  });

  it("reads an entry of some fixture, and none of another", () => {
    expect(
      unproven(
        FORMATS.map((format) => format.name),
        entryFormats,
      ),
    ).toEqual(NOTHING);
  });
});

describe("every layout", () => {
  it("is in the index", () => {
    const files = readdirSync(join(SOURCE, "layouts")).filter(
      (file) => file.endsWith(".json") && !file.endsWith(".schema.json"),
    );
    const names = files.map((file) => file.replace(/\.json$/, ""));
    expect(names.length).toBeGreaterThanOrEqual(2);
    expect(
      builtinLayouts()
        .map((layout) => layout.name)
        .toSorted(),
    ).toEqual(names.toSorted());
  });

  it("has a title, and is used by some fixture and not by another", () => {
    for (const layout of builtinLayouts()) expect(layout.title.length).toBeGreaterThan(0);
    const used = new Map<string, Set<string>>();
    for (const [name, events] of runs) {
      const run = events.flatMap((event) => (event.type === "run" ? [event.run] : []))[0];
      const layouts = run?.bundle.layouts.map((layout) => layout.name) ?? [];
      // Field names in the main languages are not detected: they are what is left where no other layout speaks.
      const isGeneric = layouts.length === 0 && (run?.subject.seen.length ?? 0) > 0;
      // Nor are standards: they speak wherever there is a file of that format.
      const isStandard = events.some(
        (event) => event.type === "entry" && STANDARD_FORMATS.has(event.entry.format ?? ""),
      );
      for (const layout of [...(isGeneric ? ["generic"] : layouts), ...(isStandard ? ["standards"] : [])])
        used.set(layout, (used.get(layout) ?? new Set()).add(name));
    }
    expect(
      unproven(
        builtinLayouts().map((layout) => layout.name),
        used,
      ),
    ).toEqual(NOTHING);
  });
});

describe("every rule", () => {
  it("is in the index, once", () => {
    const made = makers(
      "rules",
      /^export const (\w+)(?:: Rule =|: readonly Rule\[\] =| = rule\(| = observed\()/gm,
    );
    expect(made.length).toBeGreaterThanOrEqual(15);
    for (const name of made) expect(index("rules")).toMatch(new RegExp(`^ {2}(?:\\.\\.\\.)?${name},$`, "m"));
    expect(new Set(RULES.map((rule) => rule.id)).size).toBe(RULES.length);
    const list = index("rules").slice(index("rules").indexOf("export const RULES"));
    const written = [...list.matchAll(/^ {2}(?:\.\.\.)?(\w+),$/gm)].map((match) => match[1] ?? "");
    expect(written.toSorted()).toEqual(made.toSorted());
  });

  it("has a title of at most 60 characters and a help text of whole sentences", () => {
    for (const { id, words } of RULES) {
      expect(id).toMatch(/^[a-z][a-z0-9]*(?:-[a-z]+)*$/);
      expect(words.title.length, id).toBeGreaterThan(10);
      expect(words.title.length, id).toBeLessThanOrEqual(60);
      expect(words.title, id).not.toMatch(/\.$/);
      expect(words.help.length, id).toBeGreaterThan(30);
      expect(words.help, id).toMatch(/^[A-Z].*[.]$/s);
    }
  });

  it("fires in some fixture and stays quiet in another", () => {
    // Those of archives have a table of their own, which `hazards.test.ts` runs.
    const inTable = new Set([
      ...HAZARD_CASES.flatMap(({ shows }) => ("rule" in shows ? [shows.rule] : [])),
      ...PARTS_CASES.map(({ rule }) => rule),
    ]);
    const others = RULES.map((rule) => rule.id).filter((id) => !inTable.has(id));
    expect(unproven(others, findings)).toEqual(NOTHING);
  });

  it("finds only what its level allows: no stray in a clean bundle, exit code 1 with every stray", () => {
    for (const [name, events] of runs) {
      const verdict = events.flatMap((event) => (event.type === "verdict" ? [event.verdict] : []))[0];
      const levels = events.flatMap((event) => (event.type === "finding" ? [event.finding.level] : []));
      expect(levels.includes("stray"), name).toBe(verdict?.exitCode === 1);
    }
  });
});

describe("every reason", () => {
  it("for an entry that was not inspected has words", () => {
    expect(Object.keys(REASON_WORDS).toSorted()).toEqual([...NOT_INSPECTED_REASONS].toSorted());
    for (const words of Object.values(REASON_WORDS)) expect(words).toMatch(/^[a-z].{8,}[^.]$/);
  });

  it("for an entry that was not inspected is in the report's schema", () => {
    const schema = readFileSync(join(SOURCE, "reporters/report.schema.json"), "utf8");
    for (const reason of NOT_INSPECTED_REASONS) expect(schema).toContain(`"${reason}"`);
  });

  it("for a record that was not attributed has a rule", () => {
    for (const reason of UNDECIDED_REASONS)
      expect(RULES.map((rule) => rule.id)).toContain(`unattributed-${reason}`);
  });
});

describe("every reporter", () => {
  it("is in the index and is what its listing says", async () => {
    const made = makers("reporters", /^export const (\w+): Reporter =/gm);
    for (const name of made) expect(index("reporters")).toContain(`.${name},`);
    expect(REPORTERS).toHaveLength(made.length);
    for (const { name, title, machine } of REPORTERS)
      expect(await load(name)).toMatchObject({ name, title, machine });
  });

  it("renders every fixture", async () => {
    for (const { name } of REPORTERS) {
      const reporter = await load(name);
      for (const [fixture, events] of runs) {
        async function* stream(): AsyncGenerator<ReportEvent> {
          yield* events;
        }
        const parts = await Array.fromAsync(
          reporter.render(stream(), { color: 0, columns: 80, verbose: false }),
        );
        expect(parts.join("").length, `${fixture} as ${name}`).toBeGreaterThan(50);
      }
    }
  });
});
