import type { Container, Listed } from "../containers/index.ts";

/** Tells bytes of an entry that are its own from those that are another entry's, too. */
export type IsOwnByte = (offset: number) => boolean;

/** `[first byte, bytes]` of what lies in an entry and is an entry of its own; in order, and none within another. */
export type OtherBytes = readonly (readonly [start: number, length: number])[];

/** Where entries lie in what they were found in, whether as they are, packed, or written as text. */
export function otherBytesOf(entries: readonly Pick<Listed, "locator">[]): OtherBytes {
  const merged: [start: number, length: number][] = [];
  for (const [start, length] of entries.flatMap(rangesOf).toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last[0] + last[1])
      last[1] = Math.max(last[1], start + length - last[0]);
    else merged.push([start, length]);
  }
  return merged;
}

function rangesOf({ locator }: Pick<Listed, "locator">): OtherBytes {
  if (locator.in === "ranges") return locator.ranges;
  return locator.in === "zip" || locator.in === "encoded" ? [[locator.start, locator.packed]] : [];
}

/** What an archive holds is searched entry by entry, and what belongs to none of them is an entry as well. */
export function isArchive(contents: Container | undefined): boolean {
  return contents !== undefined && contents.kind !== "parts";
}

export function ownBytes(others: OtherBytes): IsOwnByte {
  return (offset) => {
    let low = 0;
    let high = others.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((others[middle]?.[0] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const [start, length] = others[low - 1] ?? [0, 0];
    return offset >= start + length;
  };
}
