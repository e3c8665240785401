import { NUMBERED_WORDS } from "./owners.ts";

/** Rows of a bucket that are sorted by inserting; more are rare, and sorted by a comparison function. */
const MAX_INSERTED = 96;

/**
 * The order of rows: by bucket, and within it by the key, the last word, the days. Returns the numbers of the rows in it, and where
 * each of the buckets `first` … `first + buckets` begins. `words`: five for each row; `shift`: from hash to bucket.
 */
export function sortedRows(
  words: Uint32Array,
  shift: number,
  first: number,
  buckets: number,
): { readonly order: Uint32Array; readonly starts: Uint32Array } {
  const rows = words.length / NUMBERED_WORDS;
  const starts = new Uint32Array(buckets + 1);
  const bucketOf = (row: number): number => ((words[row * NUMBERED_WORDS] ?? 0) >>> shift) - first;
  for (let row = 0; row < rows; row++) {
    const next = bucketOf(row) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let bucket = 0; bucket < buckets; bucket++)
    starts[bucket + 1] = (starts[bucket + 1] ?? 0) + (starts[bucket] ?? 0);
  const order = new Uint32Array(rows);
  const next = starts.slice(0, buckets);
  for (let row = 0; row < rows; row++) {
    const bucket = bucketOf(row);
    const at = next[bucket] ?? 0;
    order[at] = row;
    next[bucket] = at + 1;
  }
  const compare = (one: number, other: number): number => compareRows(words, one, other);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const part = order.subarray(starts[bucket] ?? 0, starts[bucket + 1] ?? 0);
    if (part.length > MAX_INSERTED) part.sort(compare);
    else insertAll(words, part);
  }
  return { order, starts };
}

function insertAll(words: Uint32Array, part: Uint32Array): void {
  for (let at = 1; at < part.length; at++) {
    const row = part[at] ?? 0;
    const high = words[row * NUMBERED_WORDS + 1] ?? 0;
    let to = at;
    for (; to > 0; to--) {
      const before = part[to - 1] ?? 0;
      const other = words[before * NUMBERED_WORDS + 1] ?? 0;
      if (other < high || (other === high && compareRows(words, before, row) <= 0)) break;
      part[to] = before;
    }
    part[to] = row;
  }
}

function compareRows(words: Uint32Array, one: number, other: number): number {
  const a = one * NUMBERED_WORDS;
  const b = other * NUMBERED_WORDS;
  for (let word = 1; word < NUMBERED_WORDS; word++) {
    const difference = (words[a + word] ?? 0) - (words[b + word] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
