import type { DecidedBundle, DecidedEntry } from "../engine/decided-bundle.ts";
import { CannotRun, NotInspected } from "../model/errors.ts";
import { printable } from "../model/printable.ts";
import { bytesOfEntry, type Cut } from "./cut-entry.ts";
import type { Decision } from "./decide.ts";
import { EntryNames } from "./names.ts";
import { partOf } from "./runs.ts";
import type { SplitZip, Written } from "./zip-file.ts";

/** What one of the two ZIPs holds of an entry. */
export interface Piece extends Written {
  /** Its place among the entries of that ZIP, from 0. */
  readonly position: number;
  readonly name: string;
  /** `packed`: its bytes as they are packed in the bundle, because they cannot be unpacked. */
  readonly form: "content" | "packed" | "folder";
}

/** What goes where. */
export interface Plan {
  readonly decisions: ReadonlyMap<number, Decision>;
  readonly cuts: ReadonlyMap<number, Cut>;
}

/**
 * Writes one of the two ZIPs, in the order of the bundle. Returns what it holds, by row. Entries of which there are no bytes
 * (links, what the bundle breaks off in) are in none. Throws `CannotRun` when an entry is no longer what was judged.
 */
export async function writePart(
  side: "own" | "held",
  bundle: DecidedBundle,
  { decisions, cuts }: Plan,
  zip: SplitZip,
  onEntry: () => void,
): Promise<Map<number, Piece>> {
  const pieces = new Map<number, Piece>();
  const names = new EntryNames();
  for (const entry of bundle.entries) {
    const to = decisions.get(entry.row)?.to;
    if (entry.parent >= 0 || (to !== side && to !== "records")) continue;
    onEntry();
    const position = zip.entries;
    if (entry.kind === "directory") {
      const name = names.folder(entry.name);
      if (name === undefined) continue;
      zip.folder(name);
      pieces.set(entry.row, { position, name, form: "folder", bytes: 0, sha256: EMPTY });
      continue;
    }
    const source = await sourceOf(side, bundle, entry, to === "records" ? cuts.get(entry.row) : undefined);
    if (source === undefined) continue;
    const name = names.file(`${entry.name}${source.form === "packed" ? ".packed" : ""}`);
    const written = await zip.add(name, source.bytes);
    if (source.sha256 !== undefined && written.sha256 !== source.sha256) throw changed(entry);
    pieces.set(entry.row, { position, name, form: source.form, ...written });
  }
  return pieces;
}

const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

interface Source {
  readonly form: "content" | "packed";
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What it must be. */
  readonly sha256: string | undefined;
}

async function sourceOf(
  side: "own" | "held",
  bundle: DecidedBundle,
  entry: DecidedEntry,
  cut: Cut | undefined,
): Promise<Source | undefined> {
  try {
    if (cut !== undefined) {
      const bytes = partOf(await bytesOfEntry(bundle, entry), cut.runs, side);
      return { form: "content", bytes: once(bytes), sha256: undefined };
    }
    if (entry.sha256 !== null) {
      const content = await bundle.open(entry);
      return { form: "content", bytes: reading(content.chunks(), entry), sha256: entry.sha256 };
    }
    const packed = await bundle.openPacked(entry);
    return packed === undefined
      ? undefined
      : { form: "packed", bytes: reading(packed.chunks(), entry), sha256: undefined };
  } catch (error) {
    // Its place may lie outside of the bundle: then there is nothing of it to keep.
    if (error instanceof NotInspected && entry.sha256 === null) return undefined;
    throw error instanceof CannotRun ? error : changed(entry, error);
  }
}

/** A disk that fails, or a bundle that was changed meanwhile, ends the split. */
async function* reading(chunks: AsyncIterable<Uint8Array>, entry: DecidedEntry): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    // Of what is damaged as much is kept as there is; whether it is all that was read, its digest tells.
    if (error instanceof NotInspected && entry.fate.kind === "not-inspected") return;
    throw error instanceof NotInspected ? changed(entry, error) : error;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function changed({ id }: DecidedEntry, cause?: unknown): CannotRun {
  const why = cause instanceof Error ? ` (${printable(cause.message)})` : "";
  return new CannotRun(
    `entry ${id} of the bundle was changed while it was split${why}; nothing was written`,
    {
      cause,
    },
  );
}
