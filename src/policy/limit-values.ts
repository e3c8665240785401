import {
  LIMIT_NAMES,
  LIMIT_RANGES,
  limitText,
  type LimitName,
  type LimitUnit,
} from "../model/limit-ranges.ts";
import { complaint, shown } from "./complaint.ts";
import { entriesOf, textOf } from "./yaml-fields.ts";
import type { YamlEntry } from "./yaml-file.ts";

/** Units that a policy may write, in lower case, in the limit's own unit. */
const UNITS: Readonly<Record<LimitUnit, Readonly<Record<string, number>>>> = {
  bytes: byteUnits(1),
  MiB: byteUnits(1024 ** 2),
  ms: { ms: 1, s: 1000, min: 60_000, h: 3_600_000 },
  number: { "": 1 },
};
const EXAMPLES: Readonly<Record<LimitUnit, string>> = {
  bytes: "a size with its unit, such as 128 GiB (B, KiB, MiB, GiB, TiB, kB, MB, GB, TB)",
  MiB: "a size with its unit, such as 512 MiB",
  ms: "a time with its unit, such as 30 s (ms, s, min, h)",
  number: "a whole number",
};

/** A limit that a policy sets. */
export interface LimitLine {
  readonly name: LimitName;
  /** In the limit's own unit. */
  readonly value: number;
  readonly line: number;
}

/** The limits of a policy file. Throws `CannotRun` for an unknown one, and for a value that is none or out of its range. */
export function limitsOf(fileName: string, entry: YamlEntry | undefined): readonly LimitLine[] {
  if (entry === undefined) return [];
  if (entry.value.is !== "map")
    throw complaint(
      fileName,
      entry.line,
      '"limits" must be a map of limits, such as limits: { maxEntryBytes: 128 GiB }',
    );
  const entries = entriesOf(fileName, entry.value, LIMIT_NAMES, '"limits"');
  return [...entries].map(([name, one]) => ({ name, value: valueOf(fileName, name, one), line: one.line }));
}

function valueOf(fileName: string, name: LimitName, entry: YamlEntry): number {
  const { unit, least, most, isFloor } = LIMIT_RANGES[name];
  const text = textOf(fileName, entry);
  const [, digits = "", word = ""] = /^(\d{1,15}(?:\.\d{1,3})?) ?([a-z]*)$/i.exec(text) ?? [];
  const factor = UNITS[unit][word.toLowerCase()];
  const value = digits === "" || factor === undefined ? NaN : Number(digits) * factor;
  if (!Number.isSafeInteger(value))
    throw complaint(fileName, entry.line, `"${name}" must be ${EXAMPLES[unit]}, not ${shown(text)}`);
  if (value >= least && value <= most) return value;
  if (isFloor === true && value < least) {
    const problem = `"${name}" can be raised, but not be lower than ${limitText(unit, least)}: past it things would be overlooked`;
    throw complaint(fileName, entry.line, problem);
  }
  const range = `${limitText(unit, least)} to ${limitText(unit, most)}`;
  throw complaint(fileName, entry.line, `"${name}" must be from ${range}, not ${shown(text)}`);
}

function byteUnits(bytes: number): Readonly<Record<string, number>> {
  const sizes = {
    b: 1,
    kib: 1024,
    mib: 1024 ** 2,
    gib: 1024 ** 3,
    tib: 1024 ** 4,
    kb: 1e3,
    mb: 1e6,
    gb: 1e9,
    tb: 1e12,
  };
  return Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, size / bytes]));
}
