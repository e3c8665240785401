import type { Container } from "../containers/index.ts";

/** How the bytes of the archives are used up. */
export interface ByteAccount {
  readonly total: number;
  readonly unclaimed: number;
  /** `bytes 1024 to 2047`, at most 20. */
  readonly ranges: readonly string[];
  /** Rows whose bytes another entry claims too. */
  readonly overlapping: readonly number[];
}

const MAX_RANGES = 20;
const MAX_OVERLAPS = 1000;

/**
 * Every byte of an archive belongs to an entry (header, data, descriptor) or to the directory; the rest is
 * unclaimed. `ends`: the byte behind each row's data, where it is known.
 */
export function accountForBytes(
  containers: readonly Container[],
  firstRows: readonly number[],
  ends: readonly (number | null)[],
): ByteAccount {
  let total = 0;
  let unclaimed = 0;
  const ranges: string[] = [];
  const overlapping: number[] = [];
  for (const [part, container] of containers.entries()) {
    total += container.bytes;
    if (container.regions === undefined) continue;
    const first = firstRows[part] ?? 0;
    const claims = container.regions.map((region) => ({ start: region.start, end: region.end, row: -1 }));
    for (const [index, entry] of container.entries.entries()) {
      if (entry.locator.in !== "zip") continue;
      const { offset, packed } = entry.locator;
      // An entry that was not opened claims at least its header and data, if the directory can be believed.
      claims.push({
        start: offset,
        end: ends[first + index] ?? entry.end ?? offset + 30 + entry.locator.rawName.length + packed,
        row: first + index,
      });
    }
    claims.sort((a, b) => a.start - b.start || a.end - b.end);
    let at = 0;
    for (const claim of claims) {
      if (claim.start > at) {
        unclaimed += claim.start - at;
        if (ranges.length < MAX_RANGES) ranges.push(`bytes ${at} to ${claim.start - 1}`);
      } else if (claim.start < at && claim.row >= 0 && overlapping.length < MAX_OVERLAPS) {
        overlapping.push(claim.row);
      }
      at = Math.max(at, Math.min(claim.end, container.bytes));
    }
    if (at < container.bytes) {
      unclaimed += container.bytes - at;
      if (ranges.length < MAX_RANGES) ranges.push(`bytes ${at} to ${container.bytes - 1}`);
    }
  }
  return { total, unclaimed, ranges, overlapping };
}
