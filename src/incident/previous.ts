import { createHash } from "node:crypto";
import { CannotRun } from "../model/errors.ts";
import { DATA_KINDS, type DataKind } from "../model/people.ts";
import {
  SCORES,
  SEVERITY_LEVELS,
  type Override,
  type ScoreName,
  type SeverityLevel,
} from "../model/incident.ts";
import { printable } from "../model/printable.ts";
import { zonedTime } from "./clock.ts";

/** What of an earlier phase is compared and kept. */
export interface PreviousCase {
  readonly phase: number;
  readonly at: string;
  /** Of the evidence file. */
  readonly sha256: string;
  readonly version: string;
  readonly awareAt: string;
  readonly archives: readonly { readonly sha256: string }[];
  /** The controller's own number of the breach; null if it was not told. */
  readonly reference: string | null;
  /** The number of the request; null where nobody said who asked. */
  readonly request: string | null;
  readonly policyDigest: string | null;
  readonly optionsDigest: string;
  readonly count: { readonly atLeast: number; readonly atMost: number | null };
  readonly requesterToldApart: boolean;
  readonly people: readonly string[];
  readonly records: Tallies;
  readonly recordings: Tallies;
  readonly kinds: readonly {
    readonly kind: DataKind;
    readonly records: number;
    readonly recordings: number;
  }[];
  readonly entries: { readonly total: number; readonly notInspected: number };
  readonly mechanisms: readonly string[];
  readonly score: number | null;
  readonly level: SeverityLevel | null;
  readonly overrides: Readonly<Partial<Record<ScoreName, Override>>>;
}

const TALLY_KEYS = ["total", "own", "stray", "conflict", "context", "unattributed"] as const;
type Tallies = Readonly<Record<(typeof TALLY_KEYS)[number], number>>;
type Json = Readonly<Record<string, unknown>>;

/** Characters of a text that a person wrote. */
export const MAX_TOLD_CHARACTERS = 2000;
const MAX_ARCHIVES = 10_000;
const MAX_PHASE = 10_000;
/** DPC 4 x EI 1 + CB 2. */
const MAX_SEVERITY = 6;
const DIGEST = /^[0-9a-f]{64}$/;
const HANDLE = /^(?:requester|stranger-[1-9]\d{0,8})$/;

class Wrong extends Error {}

/** Reads the evidence file of an earlier phase, which anybody may have changed. Throws `CannotRun`; `fileName` is what it names. */
export function previousCase(text: string, fileName: string): PreviousCase {
  const name = printable(fileName);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new CannotRun(`${name} is no evidence file: it is not JSON, or not all of it`);
  }
  if (!isJson(data) || typeof data["schema"] !== "string")
    throw new CannotRun(`${name} is no evidence file: it names no schema`);
  if (data["schema"] !== "straycheck-incident/1")
    throw new CannotRun(
      `${name} is no evidence file that this version can read: its schema is "${printable(data["schema"].slice(0, 40))}", not "straycheck-incident/1"`,
    );
  try {
    return read(data, createHash("sha256").update(text).digest("hex"));
  } catch (error) {
    if (error instanceof Wrong) throw new CannotRun(`${name} is no whole evidence file: ${error.message}`);
    throw error;
  }
}

function read(data: Json, sha256: string): PreviousCase {
  const clock = objectAt(data, "clock");
  const evidence = objectAt(data, "evidence");
  const subjects = objectAt(data, "subjects");
  const records = objectAt(data, "records");
  const count = objectAt(subjects, "count");
  const entries = objectAt(objectAt(data, "coverage"), "entries");
  const severity = objectAt(data, "severity");
  const archives = listAt(evidence, "archives").map((one) => ({ sha256: digestAt(asJson(one), "sha256") }));
  if (archives.length > MAX_ARCHIVES) throw new Wrong('"archives" holds too many');
  const atLeast = countAt(count, "atLeast");
  const atMost = count["atMost"] === null ? null : countAt(count, "atMost");
  if (atMost !== null && atMost < atLeast) throw new Wrong('"atMost" is less than "atLeast"');
  const score = severity["score"] === null ? null : numberAt(severity, "score");
  if (score !== null && (score < 0 || score > MAX_SEVERITY)) throw new Wrong('"score" is none of ENISA\'s');
  const phase = countAt(objectAt(data, "phase"), "number");
  if (phase < 1 || phase > MAX_PHASE) throw new Wrong('"number" of its phase is none');
  const { level } = severity;
  const known = SEVERITY_LEVELS.find((one) => one === level);
  if (known === undefined && level !== null) throw new Wrong('"level" is no level of severity');
  return {
    phase,
    sha256,
    at: timeAt(clock, "now"),
    awareAt: timeAt(clock, "awareAt"),
    version: textAt(objectAt(data, "tool"), "version", 40),
    archives,
    reference: data["reference"] === null ? null : textAt(data, "reference", MAX_TOLD_CHARACTERS),
    request:
      data["requester"] === null ? null : textAt(objectAt(data, "requester"), "ref", MAX_TOLD_CHARACTERS),
    policyDigest: evidence["policyDigest"] === null ? null : digestAt(evidence, "policyDigest"),
    optionsDigest: digestAt(evidence, "optionsDigest"),
    count: { atLeast, atMost },
    requesterToldApart: flagAt(subjects, "requesterToldApart"),
    people: listAt(subjects, "people").map((one) => handleAt(asJson(one))),
    records: talliesAt(records, "records"),
    recordings: talliesAt(records, "recordings"),
    kinds: listAt(records, "kinds").map((one) => kindOf(asJson(one))),
    entries: { total: countAt(entries, "total"), notInspected: countAt(entries, "notInspected") },
    mechanisms: listAt(data, "mechanisms").map((one) => mechanismOf(asJson(one))),
    score,
    level: known ?? null,
    overrides: overridesOf(severity),
  };
}

function overridesOf(severity: Json): PreviousCase["overrides"] {
  const overrides: Partial<Record<ScoreName, Override>> = {};
  for (const item of listAt(severity, "scores")) {
    const score = asJson(item);
    const name = SCORES.find((one) => one === score["name"]);
    if (name === undefined) throw new Wrong('"scores" holds one that is not known');
    if (score["override"] === null) continue;
    const override = objectAt(score, "override");
    const value = numberAt(override, "value");
    if (!isScore(name, value)) throw new Wrong(`the override of ${name} is no value that it can have`);
    overrides[name] = {
      value,
      by: textAt(override, "by", MAX_TOLD_CHARACTERS),
      reason: textAt(override, "reason", MAX_TOLD_CHARACTERS),
      phase: countAt(override, "phase"),
    };
  }
  return overrides;
}

/** Whether ENISA's score can have this value: DPC 1 to 4, EI in quarters up to 1, CB in quarters up to 2. */
export function isScore(name: ScoreName, value: number): boolean {
  if (name === "dpc") return Number.isInteger(value) && value >= 1 && value <= 4;
  const isQuarter = Number.isInteger(value * 4);
  return name === "ei" ? isQuarter && value >= 0.25 && value <= 1 : isQuarter && value >= 0 && value <= 2;
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asJson(value: unknown): Json {
  if (!isJson(value)) throw new Wrong("a list in it holds what is no object");
  return value;
}

function objectAt(within: Json, name: string): Json {
  const value = within[name];
  if (!isJson(value)) throw new Wrong(`"${name}" is no object`);
  return value;
}

function listAt(within: Json, name: string): readonly unknown[] {
  const value: unknown = within[name];
  if (!Array.isArray(value)) throw new Wrong(`"${name}" is no list`);
  return value;
}

function numberAt(within: Json, name: string): number {
  const value = within[name];
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Wrong(`"${name}" is no number`);
  return value;
}

function countAt(within: Json, name: string): number {
  const value = numberAt(within, name);
  if (!Number.isSafeInteger(value) || value < 0) throw new Wrong(`"${name}" is no whole number`);
  return value;
}

function flagAt(within: Json, name: string): boolean {
  const value = within[name];
  if (typeof value !== "boolean") throw new Wrong(`"${name}" is neither true nor false`);
  return value;
}

function textAt(within: Json, name: string, most: number): string {
  const value = within[name];
  if (typeof value !== "string" || value.length > most)
    throw new Wrong(`"${name}" is no text of at most ${most} characters`);
  return printable(value);
}

function digestAt(within: Json, name: string): string {
  const value = within[name];
  if (typeof value !== "string" || !DIGEST.test(value)) throw new Wrong(`"${name}" is no SHA-256`);
  return value;
}

function timeAt(within: Json, name: string): string {
  const value = textAt(within, name, 40);
  if (zonedTime(value) === undefined) throw new Wrong(`"${name}" is no time with a zone`);
  return value;
}

function handleAt(person: Json): string {
  const value = person["id"];
  if (typeof value !== "string" || !HANDLE.test(value)) throw new Wrong('"people" holds what is no handle');
  return value;
}

function mechanismOf(mechanism: Json): string {
  const value = mechanism["id"];
  if (typeof value !== "string" || !/^M\d{1,2}$/.test(value))
    throw new Wrong('"mechanisms" holds what is none');
  return value;
}

function talliesAt(within: Json, name: string): Tallies {
  const tally = objectAt(within, name);
  const [total = 0, own = 0, stray = 0, conflict = 0, context = 0, unattributed = 0] = TALLY_KEYS.map((key) =>
    countAt(tally, key),
  );
  return { total, own, stray, conflict, context, unattributed };
}

function kindOf(count: Json): PreviousCase["kinds"][number] {
  const kind = DATA_KINDS.find((one) => one === count["kind"]);
  if (kind === undefined) throw new Wrong('"kinds" holds one that is not known');
  return { kind, records: countAt(count, "records"), recordings: countAt(count, "recordings") };
}
