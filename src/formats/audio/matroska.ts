import type { Outline, Region } from "./regions.ts";

// EBML (RFC 8794) and Matroska (RFC 9559). Live recordings leave the size of segments and clusters open: those end at the
// first element that cannot lie in them.

const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const HEAD = 0x1a45dfa3;

/** Elements of a segment with text in them. */
const TEXTS: ReadonlyMap<number, string> = new Map([
  [0x1549a966, "Info"],
  [0x1654ae6b, "Tracks"],
  [0x1941a469, "Attachments"],
  [0x1043a770, "Chapters"],
  [0x1254c367, "Tags"],
]);

/** Elements that stand in a file, a segment, or a cluster. */
const KNOWN = new Set([
  HEAD, SEGMENT, CLUSTER, ...TEXTS.keys(),
  0x114d9b74, 0x1c53bb6b, 0xec, 0xbf,
  0xe7, 0xa3, 0xa0, 0xa7, 0xab, 0xaf, 0x5854,
]); // prettier-ignore

/** Everything before the first cluster, and what stands after clusters besides sound. */
export function matroskaRegions(bytes: Uint8Array): Outline {
  const regions: Region[] = [];
  let at = 0;
  let firstCluster = -1;
  for (let element = elementAt(bytes, at); element !== undefined && KNOWN.has(element.id);) {
    const { id, content, end } = element;
    if (id === CLUSTER && firstCluster < 0) firstCluster = at;
    if (id === SEGMENT || (id === CLUSTER && end === undefined)) {
      at = content;
    } else {
      if (end === undefined || end > bytes.length) {
        return finish(bytes, regions, firstCluster, bytes.length, "its end is missing");
      }
      const path = TEXTS.get(id);
      if (path !== undefined && firstCluster >= 0) regions.push({ path, from: content, to: end });
      at = end;
    }
    element = elementAt(bytes, at);
  }
  return finish(bytes, regions, firstCluster, at, undefined);
}

function finish(
  bytes: Uint8Array,
  regions: readonly Region[],
  firstCluster: number,
  end: number,
  broken: string | undefined,
): Outline {
  const head: Region = {
    path: "head",
    from: 0,
    to: firstCluster < 0 ? Math.min(end, bytes.length) : firstCluster,
  };
  return { regions: [head, ...regions], end, broken };
}

interface Element {
  readonly id: number;
  readonly content: number;
  /** Undefined when the size is left open. */
  readonly end: number | undefined;
}

function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  const first = bytes[at] ?? 0;
  const idBytes = Math.clz32(first << 24) + 1;
  if (at >= bytes.length || idBytes > 4) return undefined;
  let id = 0;
  for (let index = 0; index < idBytes; index += 1) id = id * 256 + (bytes[at + index] ?? 0);
  const sizeAt = at + idBytes;
  const marker = bytes[sizeAt] ?? 0;
  const sizeBytes = Math.clz32(marker << 24) + 1;
  if (sizeBytes > 8 || sizeAt + sizeBytes > bytes.length) return undefined;
  let size = marker & (0xff >> sizeBytes);
  let isOpen = size === 0xff >> sizeBytes;
  for (let index = 1; index < sizeBytes; index += 1) {
    const byte = bytes[sizeAt + index] ?? 0;
    isOpen &&= byte === 0xff;
    size = size * 256 + byte;
  }
  const content = sizeAt + sizeBytes;
  return { id, content, end: isOpen ? undefined : content + size };
}
