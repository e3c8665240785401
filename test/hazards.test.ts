import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import {
  HAZARD_CASES,
  HAZARD_KINDS,
  PARTS_CASES,
  type HazardCase,
  type PartsGiven,
} from "../fixtures/hazards/index.ts";
import { ownProfile } from "../fixtures/support/own.ts";
import { ANNA_BY_ACCOUNT, BEN } from "../fixtures/support/people.ts";
import { writeZip } from "../fixtures/support/zip-writer.ts";
import { parseSubject } from "../src/cli/subject-file.ts";
import { check } from "../src/engine/check.ts";
import { DEFAULT_LIMITS, type Limits } from "../src/model/limits.ts";
import { HAZARDS } from "../src/rules/hazards/index.ts";
import { TODAY } from "./support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../fixtures/support/threads-in-process.ts"));

/** What a check says, as far as the table tells. */
interface Said {
  readonly exitCode: number;
  readonly rules: ReadonlySet<string>;
  readonly reasons: ReadonlySet<string>;
  readonly owners: number;
  /** Paths of inspected entries with somebody else's record. */
  readonly strays: readonly string[];
  /** All findings, for whoever looks at a failure. */
  readonly words: string;
}

async function saidOf(bundles: readonly string[], limits: Partial<Limits> = {}): Promise<Said> {
  const subject = parseSubject(ANNA_BY_ACCOUNT, "subject.yaml", {});
  const events = await Array.fromAsync(
    check({ bundles, subject, today: TODAY, limits: { ...DEFAULT_LIMITS, ...limits } }),
  );
  expect(events.filter((event) => JSON.stringify(event).includes(BEN.account))).toEqual([]);
  const entries = events.flatMap((event) => (event.type === "entry" ? [event.entry] : []));
  const findings = events.flatMap((event) => (event.type === "finding" ? [event.finding] : []));
  const verdict = events.flatMap((event) => (event.type === "verdict" ? [event.verdict] : []))[0];
  return {
    exitCode: verdict?.exitCode ?? -1,
    rules: new Set(findings.map(({ rule }) => rule)),
    reasons: new Set(entries.flatMap(({ reason }) => reason ?? [])),
    owners: events.filter((event) => event.type === "owner").length,
    strays: entries
      .filter(({ fate, attribution }) => fate === "inspected" && attribution === "stray")
      .map(({ path }) => path),
    words: findings.map(({ rule, entryId, message }) => `${rule} ${entryId ?? ""}: ${message}`).join("\n"),
  };
}

/** Writes files into a folder of its own, and removes it afterwards. */
async function withFiles<T>(
  files: Readonly<Record<string, Uint8Array>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-test-"));
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function saidOfZip(bytes: Buffer, limits?: Partial<Limits>): Promise<Said> {
  return withFiles({ "export.zip": bytes }, (folder) => saidOf([join(folder, "export.zip")], limits));
}

function saidOfParts({ given, beside }: PartsGiven): Promise<Said> {
  const files = Object.fromEntries([...given, ...beside].map((name) => [name, writeZip([ownProfile()])]));
  return withFiles(files, (folder) => saidOf(given.map((name) => join(folder, name))));
}

function shows({ rules, reasons }: Said, { shows: wanted }: HazardCase): boolean {
  return "rule" in wanted ? rules.has(wanted.rule) : reasons.has(wanted.reason);
}

const LEVELS = new Map(HAZARDS.map(({ id, level }) => [id, level]));

/** Anything but a note keeps the bundle from being clean, so that all such cases can stay quiet in one run. */
function isQuietWithOthers({ shows: wanted, limits }: HazardCase): boolean {
  return limits === undefined && ("reason" in wanted || LEVELS.get(wanted.rule) !== "note");
}

describe("every hazard", () => {
  for (const hazard of HAZARD_CASES) {
    const name = "rule" in hazard.shows ? hazard.shows.rule : `not-inspected: ${hazard.shows.reason}`;
    it(`${hazard.covers.join(", ")}, ${name}: ${hazard.why}`, async () => {
      const loud = await saidOfZip(hazard.fires(), hazard.limits);
      expect.soft(shows(loud, hazard), loud.words).toBe(true);
      expect.soft(loud.exitCode, loud.words).toBe(hazard.exitCode);
      expect.soft(loud.owners, loud.words).toBe(hazard.hides === undefined ? 0 : 1);
      if (hazard.hides !== undefined) expect.soft(loud.strays.join("\n"), loud.words).toContain(hazard.hides);
      if (isQuietWithOthers(hazard)) return;
      const quiet = await saidOfZip(hazard.quiet(), hazard.limits);
      expect.soft(shows(quiet, hazard), quiet.words).toBe(false);
      expect.soft(quiet.exitCode, quiet.words).toBe(0);
    });
  }

  for (const { rule, why, fires, quiet } of PARTS_CASES) {
    it(`parts of an export, ${rule}: ${why}`, async () => {
      for (const [parts, isLoud] of [
        [fires, true],
        [quiet, false],
      ] as const) {
        const { rules, exitCode, words } = await saidOfParts(parts);
        expect(rules.has(rule), words).toBe(isLoud);
        expect(exitCode, words).toBe(0);
      }
    });
  }

  it("is quiet in the nearest archive that has none", async () => {
    const cases = HAZARD_CASES.filter(isQuietWithOthers);
    const archives = cases.map(({ quiet }) => quiet());
    const files = Object.fromEntries(
      archives.map((bytes) => [createHash("sha256").update(bytes).digest("base64url"), bytes]),
    );
    // The parts of one bundle: a container's own findings do not say of which part, but there are to be none.
    const said = await withFiles(files, (folder) =>
      saidOf(Object.keys(files).map((name) => join(folder, name))),
    );
    expect(
      cases.filter((hazard) => shows(said, hazard)).map(({ why }) => why),
      said.words,
    ).toEqual([]);
    expect(said.exitCode, said.words).toBe(0);
  });
});

describe("the table of hazards", () => {
  it("has a case for every rule", () => {
    const told = HAZARD_CASES.flatMap(({ shows: wanted }) => ("rule" in wanted ? [wanted.rule] : []));
    const all = new Set([...told, ...PARTS_CASES.map(({ rule }) => rule)]);
    expect(HAZARDS.filter(({ id }) => !all.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it("has a case for every hazard that is known", () => {
    const covered = new Set(HAZARD_CASES.flatMap(({ covers }) => covers));
    expect(HAZARD_KINDS.filter((kind) => !covered.has(kind))).toEqual([]);
  });

  it("tells each case by a sentence of its own", () => {
    const sentences = [...HAZARD_CASES, ...PARTS_CASES].map(({ why }) => why);
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Zy].*\.$/);
  });

  it("ends notes in 0, what hides a stranger's record in 1, and everything else in 3", () => {
    for (const { shows: wanted, exitCode, hides, why } of HAZARD_CASES) {
      const isNote = "rule" in wanted && LEVELS.get(wanted.rule) === "note";
      expect(exitCode, why).toBe(hides !== undefined ? 1 : isNote ? 0 : 3);
    }
  });
});
