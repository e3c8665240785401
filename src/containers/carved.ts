import type { Bytes } from "./bytes.ts";
import type { Listed, Range } from "./container.ts";
import { containerKindOf } from "./kind.ts";

const HEAD_BYTES = 512;

/**
 * Ranges of bytes that belong to no entry, as an entry of their own; at least one. A container that begins in a single
 * range is to be listed as such. The size counts the newlines between ranges.
 */
export function carvedEntry(bytes: Bytes, ranges: readonly Range[]): Listed {
  const [start, length] = ranges[0] ?? [0, 0];
  const packed = ranges.reduce((sum, range) => sum + range[1], 0);
  const size = packed + Math.max(0, ranges.length - 1);
  const more = ranges.length > 1 ? ` and ${ranges.length - 1} more` : "";
  const head = ranges.length === 1 ? bytes.view(start, Math.min(length, HEAD_BYTES)) : undefined;
  const archive = head === undefined ? undefined : containerKindOf(head);
  return {
    path: `[bytes ${start} to ${start + length - 1}${more}]`,
    kind: "file",
    size,
    packed,
    locator: { in: "ranges", ranges, size },
    found: "carved",
    ...(archive === undefined ? {} : { archive }),
  };
}
