import { DEFAULT_LIMITS, type Limits } from "./limits.ts";

export type LimitName = keyof Limits;

/** What a limit counts: bytes, MiB, milliseconds, or things. */
export type LimitUnit = "bytes" | "MiB" | "ms" | "number";

/** What a policy may set a limit to, in the limit's own unit, both ends included. */
export interface LimitRange {
  readonly unit: LimitUnit;
  readonly least: number;
  readonly most: number;
  /** Past it evidence is lost while the entry still counts as inspected: it can be raised, and never lowered. */
  readonly isFloor?: true;
}

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;
const TiB = 1024 * GiB;
const DAY_MILLIS = 86_400_000;

export const LIMIT_RANGES: Readonly<Record<LimitName, LimitRange>> = {
  maxEntries: { unit: "number", least: 1, most: 16_000_000 },
  maxDirectoryBytes: { unit: "bytes", least: 64 * KiB, most: 4 * GiB },
  maxEntryBytes: { unit: "bytes", least: KiB, most: 16 * TiB },
  maxRatio: { unit: "number", least: 1, most: 1_000_000 },
  ratioFloorBytes: { unit: "bytes", least: 64 * KiB, most: 16 * TiB },
  maxBundleBytes: { unit: "bytes", least: KiB, most: 256 * TiB },
  oneShotBytes: { unit: "bytes", least: 64 * KiB, most: 256 * MiB },
  maxWholeBytes: { unit: "bytes", least: 64 * KiB, most: 2 * GiB },
  maxNesting: { unit: "number", least: 1, most: 64 },
  maxKeptBytes: { unit: "bytes", least: 64 * KiB, most: 16 * TiB },
  maxEmbeddedBytes: { unit: "bytes", least: 64 * KiB, most: 16 * GiB },
  maxDepth: { unit: "number", least: 16, most: 4_096 },
  maxValueBytes: { unit: "bytes", ...raised("maxValueBytes"), most: MiB },
  maxColumns: { unit: "number", ...raised("maxColumns"), most: 262_144 },
  maxSignatures: { unit: "number", least: 256, most: 1_048_576 },
  maxForeignIds: { unit: "number", least: 256, most: 1_048_576 },
  maxSwept: { unit: "number", ...raised("maxSwept"), most: 1_048_576 },
  maxEvidence: { unit: "number", ...raised("maxEvidence"), most: 16_777_216 },
  maxLinks: { unit: "number", ...raised("maxLinks"), most: 50_000_000 },
  maxThreads: { unit: "number", ...raised("maxThreads"), most: 16_777_216 },
  maxFindings: { unit: "number", least: 1_000, most: 1_000_000 },
  maxPlaces: { unit: "number", least: 1, most: DEFAULT_LIMITS.maxPlaces },
  parseMillis: { unit: "ms", least: 100, most: DAY_MILLIS },
  stallMillis: { unit: "ms", least: 100, most: DAY_MILLIS },
  entryMemoryMiB: { unit: "MiB", least: 64, most: 65_536 },
};

export const LIMIT_NAMES: readonly LimitName[] = Object.keys(LIMIT_RANGES).filter(isLimitName);

/** Whether a limit has this name. */
export function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(LIMIT_RANGES, name);
}

/** A limit's value as a policy writes it, in the largest unit that leaves it whole: `64 GiB`, `30 s`, `512`. */
export function limitText(unit: LimitUnit, value: number): string {
  const units = WRITTEN_UNITS[unit];
  for (const [name, factor] of units)
    if (value > 0 && value % factor === 0) return `${value / factor}${name}`;
  return `${value}${units.at(-1)?.[0] ?? ""}`;
}

const WRITTEN_UNITS: Readonly<Record<LimitUnit, readonly (readonly [name: string, factor: number])[]>> = {
  bytes: [
    [" TiB", TiB],
    [" GiB", GiB],
    [" MiB", MiB],
    [" KiB", KiB],
    [" B", 1],
  ],
  MiB: [
    [" GiB", KiB],
    [" MiB", 1],
  ],
  ms: [
    [" h", 3_600_000],
    [" min", 60_000],
    [" s", 1_000],
    [" ms", 1],
  ],
  number: [["", 1]],
};

function raised(name: LimitName): { readonly least: number; readonly isFloor: true } {
  return { least: DEFAULT_LIMITS[name], isFloor: true };
}
