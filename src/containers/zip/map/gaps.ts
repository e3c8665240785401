import type { Bytes } from "../../bytes.ts";
import type { Listed, Range } from "../../container.ts";
import { firstNonZero } from "../../zeros.ts";
import { findRecords, isPlausibleLocal } from "./carve.ts";
import type { Span } from "./ends.ts";
import type { Observations } from "./observations.ts";
import { couldLeadToFile } from "./plausible.ts";
import { SIGNATURE } from "./records.ts";

/** What bytes look like by their beginning and end, and whether such bytes hold nobody's data. */
export type LooksLike = (
  head: Uint8Array,
  size: number,
  tail: Uint8Array,
) => { readonly words: string; readonly harmless: boolean };

/** Gaps that become entries of their own; of further ones all bytes are one entry. */
const MAX_GAPS = 1000;
const HEAD_BYTES = 4096;
const MAX_RECORDS = 10_000;

/**
 * Makes every range that belongs to nothing an entry of its own, and says what it looks like. Returns its bytes.
 * `isRemainder`: the archive has no directory, so nothing in it could be claimed by one.
 */
export function listGaps(
  bytes: Bytes,
  gaps: readonly Span[],
  isRemainder: boolean,
  entries: Listed[],
  observations: Observations,
  looksLike: LooksLike,
): number {
  let unclaimed = 0;
  for (const gap of gaps.slice(0, MAX_GAPS)) {
    unclaimed += gap.end - gap.start;
    listGap(bytes, gap, isRemainder, entries, observations, looksLike);
  }
  const rest = gaps.slice(MAX_GAPS);
  if (rest.length > 0) {
    const size = rest.reduce((sum, { start, end }) => sum + end - start, 0);
    unclaimed += size;
    const detail = `${size} bytes in ${rest.length} more places belong to no file`;
    observations.add("unclaimed-bytes", entries.length, detail);
    const ranges = rest.map(({ start, end }): Range => [start, end - start]);
    entries.push(rangesEntry(`[${rest.length} more ranges of bytes]`, ranges, false));
  }
  return unclaimed;
}

function listGap(
  bytes: Bytes,
  { start, end }: Span,
  isRemainder: boolean,
  entries: Listed[],
  observations: Observations,
  looksLike: LooksLike,
): void {
  const size = end - start;
  const where = size === 1 ? `byte ${start}` : `bytes ${start} to ${end - 1}`;
  const looks = isPadding(bytes, start, end) ? PADDING : looked(bytes, start, end, looksLike);
  // Programs stand before an archive, signatures in it: nothing but padding belongs behind it.
  const isBehind = start > 0 && end === bytes.size;
  const harmless = looks.harmless && (!isBehind || looks.words === PADDING.words);
  const { words } = looks;
  const found = findRecords(bytes, start, end, MAX_RECORDS);
  const records = harmless ? found.filter((record) => couldLeadToFile(bytes, record, { start, end })) : found;
  const locals = records.filter(
    ({ at, signature }) => signature === SIGNATURE.local && isPlausibleLocal(bytes, at),
  );
  const ends = records.filter(({ at, signature }) => signature === SIGNATURE.end && at + 22 <= end);
  const holdsArchive = !isRemainder && (locals.length > 0 || ends.length > 0);
  const entry = entries.length;
  entries.push(rangesEntry(`[${where}]`, [[start, size]], holdsArchive));
  if (holdsArchive) {
    const rule = ends.length > 0 ? "hidden-archive" : "local-only-entry";
    const what =
      ends.length > 0
        ? `an archive that its directory does not tell of`
        : `${locals.length === 1 ? "a file" : `${locals.length} files`} that no directory lists`;
    observations.add(rule, entry, `${where} hold ${what}`);
    return;
  }
  const isHarmless = harmless && records.length === 0;
  observations.add(
    isHarmless ? "harmless-bytes" : "unclaimed-bytes",
    entry,
    `${where} belong to no file; they look like ${words}`,
  );
  if (isHarmless) entries[entry] = { ...rangesEntry(`[${where}]`, [[start, size]], false), found: "notes" };
}

const PADDING = { words: "padding", harmless: true };

/** Zeros to the end of a block or a page, of any length: as tools write that pack into a pipe or align. */
function isPadding(bytes: Bytes, start: number, end: number): boolean {
  return firstNonZero(bytes, start, end) === end;
}

function looked(bytes: Bytes, start: number, end: number, looksLike: LooksLike): ReturnType<LooksLike> {
  const size = end - start;
  const head = Uint8Array.from(bytes.view(start, Math.min(HEAD_BYTES, size)) ?? []);
  const tail = bytes.view(Math.max(start, end - HEAD_BYTES), Math.min(HEAD_BYTES, size)) ?? head;
  return looksLike(head, size, tail);
}

/** Ranges of bytes as one entry, or as an archive in which files are searched for. */
export function rangesEntry(path: string, ranges: readonly Range[], holdsArchive: boolean): Listed {
  // A newline stands between two ranges.
  const size = ranges.reduce((sum, [, length]) => sum + length + 1, -1);
  return {
    path,
    kind: "file",
    size,
    packed: size,
    locator: { in: "ranges", ranges, size },
    found: "carved",
    ...(holdsArchive ? { archive: "zip" as const } : {}),
  };
}
