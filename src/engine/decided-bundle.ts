import { ContentReader, type Content, type Listed, type Locator } from "../containers/index.ts";
import { detectEncoding, SNIFF_BYTES, type TextEncoding } from "../formats/index.ts";
import { NotInspected } from "../model/errors.ts";
import type { Evidence } from "../model/evidence.ts";
import type { Facts } from "../model/facts.ts";
import type { Fate } from "../model/fate.ts";
import type { Attribution } from "../model/kinds.ts";
import type { Limits } from "../model/limits.ts";
import type { Masker } from "../model/mask.ts";
import type { CheckOptions } from "./check.ts";
import { cutRuns, inOrder } from "./gather.ts";
import { setupOf, type GatheredBundle } from "./gather-bundle.ts";
import type { Joined } from "./joined.ts";
import { fateOf, type Ledger } from "./ledger.ts";
import { Pool } from "./pool.ts";
import { searchFor } from "./stranger-search.ts";

/** Records of one entry that were judged alike; in the order in which its evidence was gathered. */
export interface DecidedRecords {
  readonly unit: Evidence["unit"];
  readonly attribution: Attribution;
  readonly count: number;
}

/** An entry when everything is known. Untrusted, unmasked texts. */
export interface DecidedEntry {
  /** Index into the run's entries. */
  readonly row: number;
  readonly id: string;
  /** Row of the archive it lies in, -1 for none. */
  readonly parent: number;
  /** Its name in its own archive. */
  readonly name: string;
  /** As reports show it, before masking. */
  readonly path: string;
  readonly kind: Listed["kind"];
  readonly found: Listed["found"];
  readonly fate: Fate;
  /** Null unless all of it was read. */
  readonly sha256: string | null;
  /** Uncompressed bytes. */
  readonly size: number;
  /** A policy line accepts what is not proven about it. */
  readonly accepted: boolean;
  /** The worst of its records; null for none. */
  readonly attribution: Attribution | null;
  /** Records, without recordings. */
  readonly count: number;
  readonly recording: boolean;
  readonly records: readonly DecidedRecords[];
  /** A stranger stands in it where no format reports one. */
  readonly swept: boolean;
  /** Its name holds another person's identifier, and is not that of a conversation with them. */
  readonly namesStranger: boolean;
  readonly locator: Locator;
  readonly within: readonly Locator[];
}

/** An entry that was read again; its evidence tells the place of every record. */
export interface ReplayedEntry {
  readonly row: number;
  readonly fate: Fate;
  readonly sha256: string | null;
  readonly evidence: readonly Evidence[];
}

/** A checked bundle whose entries can be read again. */
export interface DecidedBundle {
  /** In the order of their ordinal paths. */
  readonly entries: readonly DecidedEntry[];
  /** Hides every identifier that the run knows. */
  mask(text: string): string;
  /** Whether somebody to whom strays of this bundle belong is named in a text (UTF-8). */
  namesStranger(text: Uint8Array): boolean;
  /** The content of an entry from its beginning. Rejects with `NotInspected`. */
  open(entry: DecidedEntry): Promise<Content>;
  /** The bytes of an entry as they are packed; undefined where it has none. */
  openPacked(entry: DecidedEntry): Promise<Content> | undefined;
  /** How the bytes of a text were read, from its first ones. */
  encodingOf(head: Uint8Array): TextEncoding | undefined;
  /** Reads these entries again, in workers. Records above `maxRecords` of an entry have no place. */
  replay(rows: ReadonlySet<number>, maxRecords: number): AsyncGenerator<ReplayedEntry>;
  close(): void;
}

/** What `check` tells of a bundle besides its report. */
export function decidedBundle(
  options: CheckOptions,
  limits: Limits,
  { levels }: Pick<GatheredBundle, "levels">,
  ledger: Ledger,
  joined: Pick<Joined, "judged" | "owners">,
  { foreignNames }: Pick<Facts, "foreignNames">,
  masker: Masker,
): DecidedBundle {
  const strangers = joined.owners.flatMap(({ stranger }) => stranger.identifiers);
  const namesStranger = searchFor([...strangers, ...foreignNames], options.subject);
  const reader = new ContentReader(limits, options.passwords ?? [], options.stamps ?? new Map());
  const partOf = (row: number): string => options.bundles[ledger.rows[row]?.part ?? 0] ?? "";
  return {
    entries: entriesOf(levels, ledger, joined, foreignNames, (name) => namesStranger(Buffer.from(name))),
    mask: (text) => masker.text(text),
    namesStranger,
    open: ({ row, within, locator }) => reader.open(partOf(row), within, locator),
    openPacked({ row, within, locator }) {
      const packed = packedOf(locator);
      return packed === undefined ? undefined : reader.open(partOf(row), within, packed);
    },
    encodingOf: (head) => detectEncoding(head.subarray(0, SNIFF_BYTES)),
    replay: (rows, maxRecords) => replay(options, { ...limits, maxPlaces: maxRecords }, levels, rows),
    close: () => reader.close(),
  };
}

function packedOf(locator: Locator): Locator | undefined {
  if (locator.in !== "zip" && locator.in !== "deflate" && locator.in !== "gzip") return undefined;
  return { in: "ranges", ranges: [[locator.start, locator.packed]], size: locator.packed };
}

async function* replay(
  options: CheckOptions,
  limits: Limits,
  levels: GatheredBundle["levels"],
  rows: ReadonlySet<number>,
): AsyncGenerator<ReplayedEntry> {
  const setup = { ...setupOf(options, limits), spans: true };
  const { signal, spareWorkers: spare } = options;
  const pool = new Pool({ setup, jobs: 1, limits, signal, spare });
  try {
    for (const level of levels) {
      const shelves = level.map((shelved) => ({
        ...shelved,
        tasks: shelved.tasks.filter(({ row }) => rows.has(row)),
      }));
      const tasks = shelves.flatMap((shelved) => shelved.tasks);
      if (tasks.length === 0) continue;
      for await (const { result } of inOrder(pool.gather(cutRuns(shelves)), tasks)) {
        const { row, fate, sha256, evidence } = result.gathered;
        yield { row, fate, sha256, evidence };
      }
    }
  } catch (error) {
    if (error instanceof NotInspected) throw new Error(error.message, { cause: error });
    throw error;
  } finally {
    await pool.close();
  }
}

function entriesOf(
  levels: GatheredBundle["levels"],
  ledger: Ledger,
  { judged }: Pick<Joined, "judged">,
  foreignNames: Facts["foreignNames"],
  isNamedIn: (name: string) => boolean,
): readonly DecidedEntry[] {
  const records = new Map<number, DecidedRecords[]>();
  const swept = new Set<number>();
  for (const { entry, unit, attribution, count, swept: isSwept } of judged) {
    const known = records.get(entry) ?? [];
    records.set(entry, known);
    known.push({ unit, attribution, count });
    if (isSwept) swept.add(entry);
  }
  const strangers = new Set(foreignNames.map(({ entry }) => entry));
  const listed = new Map<number, { listed: Listed; parent: number; within: readonly Locator[] }>();
  for (const { shelf, container, within } of levels.flat())
    for (const [ordinal, one] of container.entries.entries())
      listed.set(shelf.first + ordinal, { listed: one, parent: shelf.parent, within });
  return ledger.positions().flatMap((row): DecidedEntry[] => {
    const told = ledger.rows[row];
    const place = listed.get(row);
    if (told === undefined || place === undefined) return [];
    const { id, path, name, found, sha256, size, accepted, attribution, recording } = told;
    return [
      {
        row,
        id,
        path,
        name,
        found,
        sha256,
        size,
        accepted,
        attribution,
        recording,
        parent: place.parent,
        kind: place.listed.kind,
        fate: fateOf(told),
        count: told.records,
        records: records.get(row) ?? [],
        swept: swept.has(row),
        namesStranger: strangers.has(row) || (attribution !== "context" && isNamedIn(name)),
        locator: place.listed.locator,
        within: place.within,
      },
    ];
  });
}
