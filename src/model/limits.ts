/** Every bound of a run. Hitting one is a reason in the ledger or a line in the report, never silence. */
export interface Limits {
  /** Entries per bundle. */
  readonly maxEntries: number;
  /** Bytes of the central directory. */
  readonly maxDirectoryBytes: number;
  /** Uncompressed bytes of one entry. */
  readonly maxEntryBytes: number;
  /** Uncompressed bytes per packed byte, once an entry is above `ratioFloorBytes`. DEFLATE itself ends at 1,032. */
  readonly maxRatio: number;
  readonly ratioFloorBytes: number;
  /** Uncompressed bytes of the whole bundle. */
  readonly maxBundleBytes: number;
  /** Entries up to this many uncompressed bytes are inflated in one call. */
  readonly oneShotBytes: number;
  /** Entries of a format that needs the whole file in memory (audio, PDF). */
  readonly maxWholeBytes: number;
  /** Archives in archives: how deep. */
  readonly maxNesting: number;
  /** Bytes of an archive in an archive that has to be unpacked to be read (to memory, or to an unlinked file). */
  readonly maxKeptBytes: number;
  /** Bytes of files that do not lie in their entry as they are (a packed attachment of a PDF), of one entry and of all. */
  readonly maxEmbeddedBytes: number;
  /** Objects and arrays nested in one another. */
  readonly maxDepth: number;
  /** Bytes of one value (string, number, cell) that is looked at; longer ones are no identifiers and are passed over. */
  readonly maxValueBytes: number;
  /** Columns of a table. */
  readonly maxColumns: number;
  /** Distinct sets of claims kept per entry; past it claims lose their detail, counts stay exact. */
  readonly maxSignatures: number;
  /** Distinct foreign identifiers whose text is kept; past it the owner is "others". */
  readonly maxForeignIds: number;
  /** Strangers' identifiers that all bytes of the bundle are searched for. */
  readonly maxSwept: number;
  /** Evidence rows of the whole bundle. */
  readonly maxEvidence: number;
  /** Links (rows that name files which exist) of the whole bundle. */
  readonly maxLinks: number;
  /** Threads of the whole bundle. */
  readonly maxThreads: number;
  /** Groups of findings. */
  readonly maxFindings: number;
  /** Places kept per finding. */
  readonly maxPlaces: number;
  /** Milliseconds without progress before the reader of a format that parses in one call (audio, PDF) is killed. */
  readonly parseMillis: number;
  /** Milliseconds without progress before any other reader is killed. */
  readonly stallMillis: number;
  /** MiB by which reading one entry may grow the process, beyond three times the entry's own size. */
  readonly entryMemoryMiB: number;
}

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

export const DEFAULT_LIMITS: Limits = {
  maxEntries: 1_000_000,
  maxDirectoryBytes: 256 * MiB,
  maxEntryBytes: 64 * GiB,
  maxRatio: 200,
  ratioFloorBytes: GiB,
  maxBundleBytes: 256 * GiB,
  oneShotBytes: 16 * MiB,
  maxWholeBytes: 256 * MiB,
  maxNesting: 8,
  maxKeptBytes: 16 * GiB,
  maxEmbeddedBytes: 256 * MiB,
  maxDepth: 512,
  maxValueBytes: 16 * KiB,
  maxColumns: 16_384,
  maxSignatures: 16_384,
  maxForeignIds: 16_384,
  maxSwept: 65_536,
  maxEvidence: 262_144,
  maxLinks: 2_000_000,
  maxThreads: 262_144,
  maxFindings: 100_000,
  maxPlaces: 20,
  parseMillis: 10_000,
  stallMillis: 30_000,
  entryMemoryMiB: 384,
};
