import { createHash } from "node:crypto";
import type { Bytes } from "../../src/containers/bytes.ts";
import type { Container, Listed, ListingBounds } from "../../src/containers/container.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";

/** The bounds of a run with default limits. */
export const BOUNDS: ListingBounds = { ...DEFAULT_LIMITS, maxBytes: DEFAULT_LIMITS.maxBundleBytes };

/** What an entry in plain ranges holds; a newline between ranges. */
export function rangesOf(bytes: Bytes, entry: Listed): Buffer {
  if (entry.locator.in !== "ranges") throw new Error(`${entry.path} lies in no ranges`);
  const parts = entry.locator.ranges.map(([start, length]) => {
    const view = bytes.view(start, length);
    if (view === undefined) throw new Error(`${entry.path} lies outside of the bytes`);
    return Buffer.from(view);
  });
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from("\n"), part])));
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The rules of a container's observations with the path of their entry: `rule: path`, or `rule` alone. */
export function observed(container: Container): string[] {
  return container.observations.map(({ rule, entry }) => {
    const path = container.entries[entry]?.path;
    return path === undefined ? rule : `${rule}: ${path}`;
  });
}

/** Every entry lies within the bytes, and every observation and note speaks of an entry that is there. */
export function isSound(container: Container, size: number): boolean {
  const { entries, observations, notes } = container;
  const isEntry = ({ entry }: { readonly entry: number }): boolean => entry >= -1 && entry < entries.length;
  return (
    entries.every((entry) => liesWithin(entry, size)) &&
    observations.every(isEntry) &&
    notes.every(isEntry) &&
    container.unclaimed >= 0 &&
    container.unclaimed <= size
  );
}

function liesWithin({ locator, size, packed }: Listed, bytes: number): boolean {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(packed) || size < 0 || packed < 0) return false;
  if (locator.in === "ranges")
    return locator.ranges.every(([start, length]) => start >= 0 && length > 0 && start + length <= bytes);
  return locator.in === "gzip" && locator.start >= 0 && locator.start + locator.packed <= bytes;
}
