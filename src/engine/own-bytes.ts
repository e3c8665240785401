import type { Container, Listed } from "../containers/index.ts";

/** Tells bytes of an entry that are its own from those that are another entry's, too. */
export type IsOwnByte = (offset: number) => boolean;

/** `[first byte, bytes]` of what lies in an entry as it is and is an entry of its own, in order. */
export type OtherBytes = readonly (readonly [start: number, length: number])[];

export function otherBytesOf(entries: readonly Pick<Listed, "locator">[]): OtherBytes {
  return entries
    .flatMap(({ locator }) => (locator.in === "ranges" ? locator.ranges : []))
    .toSorted((a, b) => a[0] - b[0]);
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
