import type { Container, Listed } from "../containers/index.ts";
import type { EmbeddedFile } from "../attribution/enclosures.ts";

/** What lies in an entry, and what encloses each: an index into its enclosures, -1 for nothing. */
export interface Parts {
  readonly contents: Container | undefined;
  readonly enclosedBy: readonly number[];
}

/**
 * Puts together what was found in an entry that is no archive: members of a document that its format did not read,
 * embedded files, bytes behind its end. `whole`: index of the enclosure of everything of which no place is known.
 */
export function partsOfEntry(
  members: Container | undefined,
  embedded: readonly EmbeddedFile[],
  whole: number,
  remainder: Listed | undefined,
): Parts {
  const files = embedded.map((file, index) => embeddedEntry(file, index));
  const entries = [...(members?.entries ?? []), ...files, ...(remainder === undefined ? [] : [remainder])];
  if (entries.length === 0 && members === undefined) return { contents: undefined, enclosedBy: [] };
  const enclosedBy = [
    // What hides in a document is enclosed by nothing.
    ...(members?.entries ?? []).map(({ found }) => (found === undefined ? whole : -1)),
    ...files.map((_, index) => index),
  ];
  const contents: Container = {
    kind: "parts",
    bytes: entries.reduce((sum, { size }) => sum + size, 0),
    entries,
    observations: members?.observations ?? [],
    notes: members?.notes ?? [],
    unclaimed: members?.unclaimed ?? 0,
  };
  return { contents, enclosedBy };
}

const MAX_NAME = 1024;
const TOO_LARGE = { reason: "over-limit", detail: "the files in its file are too large to be kept" } as const;

function embeddedEntry({ name, content, lost }: EmbeddedFile, index: number): Listed {
  const path = name.trim() === "" ? `[file ${index + 1}]` : name.trim().slice(0, MAX_NAME);
  if (content.is === "bytes") {
    const { bytes } = content;
    const size = bytes.length;
    const locator = { in: "kept", bytes, size } as const;
    const refused = lost === true ? { unreadable: TOO_LARGE } : {};
    return { path, kind: "file", size, packed: size, locator, ...refused };
  }
  const [start, packed] = content.range;
  const { encoding } = content;
  if (encoding === "none") {
    const locator = { in: "ranges", ranges: [[start, packed]], size: packed } as const;
    return { path, kind: "file", size: packed, packed, locator };
  }
  const size = encoding === "base64" ? Math.floor((packed * 3) / 4) : packed;
  return { path, kind: "file", size, packed, locator: { in: "encoded", start, packed, encoding, size } };
}

/** Bytes behind the end of a file's content: an entry of its own, whatever they are. */
export function remainderOf(consumed: number, size: number): Listed {
  const length = size - consumed;
  const where = length === 1 ? `byte ${consumed}` : `bytes ${consumed} to ${size - 1}`;
  const locator = { in: "ranges", ranges: [[consumed, length]], size: length } as const;
  return { path: `[${where}]`, kind: "file", size: length, packed: length, locator, found: "carved" };
}
