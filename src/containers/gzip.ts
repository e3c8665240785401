import { NotInspected } from "../model/errors.ts";
import type { Bytes } from "./bytes.ts";
import { carvedEntry } from "./carved.ts";
import type { Container, Listed, ListingBounds, Locator, Observation } from "./container.ts";
import type { MemberHeader } from "./gzip/header.ts";
import { gzipMembers } from "./gzip/members.ts";
import { NoteBook } from "./header-text.ts";
import { firstNonZero } from "./zeros.ts";
import { unsafeName } from "./zip/names.ts";

/** Zeros up to the next block of a tape are no oddity: 20 blocks of 512 bytes. */
const TAPE_BLOCK_BYTES = 10_240;

/**
 * Lists a gzip file as one entry: all its members one after the other, measured by unpacking them once. What follows
 * the last member is carved out as a second one. `name`: the file's own, which an entry without a name takes.
 * `onProgress`: called after each member and each MiB. Never throws on what the bytes hold.
 */
export async function listGzip(
  bytes: Bytes,
  name: string,
  bounds: ListingBounds,
  onProgress: () => void,
): Promise<Container> {
  const observations: Observation[] = [];
  const notes = new NoteBook();
  const measured = await measure(bytes, bounds, notes, onProgress);
  const { end, size, unreadable } = measured;
  const path = measured.name || innerName(name);
  const locator = { in: "gzip", start: 0, packed: end, size } as const;
  const entry: Listed = { path, kind: "file", size, packed: end, locator };
  const entries: Listed[] = [unreadable === undefined ? entry : { ...entry, unreadable }];
  const unsafe = unsafeName(path);
  if (unsafe !== undefined) observations.push({ rule: "unsafe-path", entry: 0, detail: unsafe });
  if (measured.wrongHeaders > 0) {
    const detail = `its header does not match its checksum (${measured.wrongHeaders} of ${measured.members})`;
    observations.push({ rule: "directory-damaged", entry: 0, detail });
  }
  if (end < bytes.size) {
    const first = firstNonZero(bytes, end, bytes.size, onProgress);
    const isZero = first === bytes.size;
    if (!isZero || bytes.size - end > TAPE_BLOCK_BYTES) {
      const what = isZero ? "zeros" : `bytes, the first that is not zero at byte ${first},`;
      const detail = `${bytes.size - end} ${what} follow the compressed data`;
      observations.push({ rule: "unclaimed-bytes", entry: entries.length, detail });
    }
    // Zeros before something else would hide what it is.
    const from = isZero ? end : first;
    entries.push(carvedEntry(bytes, [[from, bytes.size - from]]));
  }
  const overflow = notes.overflow();
  if (overflow !== undefined) observations.push({ rule: "too-many-entries", entry: -1, detail: overflow });
  const unclaimed = bytes.size - end;
  return { kind: "gzip", bytes: bytes.size, entries, observations, notes: notes.all(), unclaimed };
}

/**
 * The uncompressed bytes of an entry that `listGzip` listed, in chunks of at most 1 MiB. Throws `NotInspected` when they
 * are damaged, do not match their checksums, or are not as many as were counted.
 */
export async function* readGzip(
  bytes: Bytes,
  locator: Locator & { readonly in: "gzip" },
): AsyncGenerator<Uint8Array> {
  const { start, packed, size } = locator;
  const members = gzipMembers(bytes, start, start + packed, () => {});
  let read = 0;
  try {
    let step = await members.next();
    for (; step.done !== true; step = await members.next()) {
      read += step.value.length;
      if (read > size)
        throw new NotInspected("size-mismatch", `it unpacks to more than the ${size} bytes counted`);
      yield step.value;
    }
    if (read !== size)
      throw new NotInspected("size-mismatch", `it unpacks to ${read} of the ${size} bytes counted`);
    const tail = start + packed - step.value;
    if (tail > 0)
      throw new NotInspected("trailing-data", `${tail} bytes follow the end of its compressed data`);
  } finally {
    await members.return(0);
  }
}

interface Measured {
  /** Name in the first header that has one. */
  readonly name: string;
  readonly size: number;
  /** The byte behind the last member; all bytes belong to a file that is damaged. */
  readonly end: number;
  readonly members: number;
  readonly wrongHeaders: number;
  readonly unreadable: Listed["unreadable"];
}

async function measure(
  bytes: Bytes,
  bounds: ListingBounds,
  notes: NoteBook,
  onProgress: () => void,
): Promise<Measured> {
  let [name, size, count, wrongHeaders] = ["", 0, 0, 0];
  function onMember(header: MemberHeader): void {
    count++;
    if (count > bounds.maxEntries)
      throw new NotInspected("over-limit", `it has more than ${bounds.maxEntries} members`);
    if (header.isChecksumWrong) wrongHeaders++;
    if (name === "") name = header.name ?? "";
    else if (header.name !== name) notes.add(0, "a further name in the gzip file", header.name ?? "");
    notes.add(0, "the gzip file's comment", header.comment ?? "");
    notes.add(0, "the gzip file's extra field", header.extra ?? "");
    onProgress();
  }
  const members = gzipMembers(bytes, 0, bytes.size, onMember);
  const result = (end: number, unreadable: Listed["unreadable"]): Measured => {
    return { name, size, end, members: count, wrongHeaders, unreadable };
  };
  try {
    let step = await members.next();
    for (; step.done !== true; step = await members.next()) {
      size += step.value.length;
      const over = overLimit(size, bytes.size, bounds);
      if (over !== undefined) return result(bytes.size, { reason: "over-limit", detail: over });
      onProgress();
    }
    return result(step.value, undefined);
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
    return result(bytes.size, { reason: error.reason, detail: error.message });
  } finally {
    await members.return(0);
  }
}

function overLimit(size: number, packed: number, bounds: ListingBounds): string | undefined {
  const most = Math.min(bounds.maxBytes, bounds.maxEntryBytes);
  if (size > most) return `it unpacks to more than ${most} bytes, the limit`;
  if (size > bounds.ratioFloorBytes && size > bounds.maxRatio * packed)
    return `it expands more than ${bounds.maxRatio} times, the limit`;
  return undefined;
}

/** What `gunzip` names its result: without `.gz`, and `.tar` for `.tgz`. */
function innerName(name: string): string {
  const own = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  const inner = own.replace(/\.t[ag]z$/i, ".tar").replace(/(?<=.)\.gz$/i, "");
  return inner === "" ? "content" : inner;
}
