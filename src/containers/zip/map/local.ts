import type { Bytes } from "../../bytes.ts";
import { applyZip64, noExtra, readExtra, type Extra } from "./extra.ts";
import {
  findDescriptor,
  FLAG,
  LOCAL_BYTES,
  readLocalHeader,
  SENTINEL_32,
  SIGNATURE,
  u64,
  type CentralHeader,
  type LocalHeader,
} from "./records.ts";

/** An entry as the directory lists it, zip64 values applied. */
export interface Central extends CentralHeader {
  readonly name: Buffer;
  readonly extra: Extra;
}

/** The local header of an entry. */
export interface Local {
  readonly header: LocalHeader;
  readonly name: Buffer;
  readonly extra: Extra;
  readonly dataStart: number;
  /** Offset of the extra fields. */
  readonly extraAt: number;
}

/** Says of an entry that something is odd. */
export type Say = (rule: string, detail: string) => void;

/** Bytes of a local header that are read at once: most have no longer name and extra fields. */
const READ_BYTES = 512;

/** Undefined when there is no local header at `at`. */
export function readLocal(bytes: Bytes, at: number): Local | undefined {
  const first = bytes.view(at, Math.min(READ_BYTES, Math.max(LOCAL_BYTES, bytes.size - at)));
  if (first === undefined || first.readUInt32LE(0) !== SIGNATURE.local) return undefined;
  const header = readLocalHeader(first);
  const length = LOCAL_BYTES + header.nameBytes + header.extraBytes;
  const view = length <= first.length ? first : bytes.view(at, length);
  if (view === undefined) return undefined;
  const extraAt = at + LOCAL_BYTES + header.nameBytes;
  // A view lasts until the next one only.
  const name = Buffer.from(view.subarray(LOCAL_BYTES, LOCAL_BYTES + header.nameBytes));
  const area = view.subarray(LOCAL_BYTES + header.nameBytes, length);
  const extra = area.length === 0 ? noExtra() : readExtra(Buffer.from(area), name);
  return { header, name, extra, dataStart: at + length, extraAt };
}

/** Says what local header, descriptor and directory tell differently. Returns the first byte behind the entry. */
export function compareLocal(bytes: Bytes, local: Local, central: Central, say: Say): number {
  const { header } = local;
  if (!isSame(local.name, central.name)) {
    say("name-disagrees", `its local header names it ${quoted(local.name)}`);
  }
  compareUnicodePaths(local.extra, central, local.name, say);
  if (header.method !== central.method)
    say(
      "method-disagrees",
      `compression method ${header.method} in its local header, ${central.method} in the directory`,
    );
  compareFlags(header, central, say);
  compareTimes(header, central, say);
  const end = compareSizes(bytes, local, central, say);
  if (local.extra.damage !== undefined) say("extra-field-damaged", `${local.extra.damage} (local header)`);
  return end;
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && a.equals(b);
}

/** A name of an archive as it stands in a sentence. */
export function quoted(name: Buffer): string {
  return JSON.stringify(name.subarray(0, 200).toString("utf8"));
}

function compareUnicodePaths(local: Extra, central: Central, name: Buffer, say: Say): void {
  const { extra } = central;
  if (local.unicodePaths === 0 && extra.unicodePaths === 0) return;
  if (local.unicodePaths > 1 || extra.unicodePaths > 1)
    say("unicode-path", "it has more than one Unicode path, of which readers take the first or the last");
  else if (local.unicodePath === null || extra.unicodePath === null)
    say("unicode-path", "its Unicode path does not belong to its name");
  else if (
    local.unicodePath !== undefined &&
    extra.unicodePath !== undefined &&
    local.unicodePath !== extra.unicodePath
  )
    say("unicode-path", "its two headers give different Unicode paths");
  else {
    // The same name in letters that the header's own encoding lacks: readers that do not know the field show it badly.
    const path = extra.unicodePath ?? local.unicodePath ?? "";
    if (!spells(name, central.flags, path))
      say("unicode-path", `its Unicode path is another name than ${quoted(name)}`);
  }
}

/** Whether a Unicode path is what the name means in some encoding: other readers show the name. */
function spells(name: Buffer, flags: number, path: string): boolean {
  if (name.toString("utf8") === path) return true;
  if ((flags & FLAG.utf8) !== 0 || name.every((byte) => byte < 0x80)) return false;
  // Encodings of one byte a character keep the length and whatever is ASCII.
  const characters = Array.from(path);
  return (
    characters.length === name.length &&
    characters.every((character, index) => {
      const byte = name[index] ?? 0;
      return byte < 0x80 ? character.charCodeAt(0) === byte : character.charCodeAt(0) >= 0x80;
    })
  );
}

function compareFlags(header: LocalHeader, central: Central, say: Say): void {
  const differ = header.flags ^ central.flags;
  const either = header.flags | central.flags;
  if ((differ & (FLAG.encrypted | FLAG.strongEncryption)) !== 0)
    say("encryption-disagrees", "only one of its two headers says that it is encrypted");
  if ((differ & FLAG.utf8) !== 0 && central.name.some((byte) => byte >= 0x80))
    say("name-disagrees", "only one of its two headers says that its name is UTF-8");
  if ((differ & FLAG.descriptor) !== 0)
    say("flags-disagree", "only one of its two headers says that a descriptor follows its data");
  if ((either & FLAG.reserved & ~FLAG.maskedHeader) !== 0)
    say("flags-reserved", `flags ${hex(either & FLAG.reserved)}, which the format reserves`);
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(4, "0")}`;
}

function compareTimes(header: LocalHeader, central: Central, say: Say): void {
  if (header.date !== central.date || header.time !== central.time)
    say("times-disagree", "its two headers give different times of change");
}

function compareSizes(bytes: Bytes, local: Local, central: Central, say: Say): number {
  const { header, extra } = local;
  const dataEnd = local.dataStart + central.packed;
  const streamed = (header.flags & FLAG.descriptor) !== 0;
  const zip64 = applyZip64(extra.zip64, { ...header, offset: 0, disk: 0 });
  if (extra.zip64Fields > 1) say("sizes-disagree", "its local header has more than one zip64 field");
  const differ: string[] = [];
  // Streaming writers leave zeros, in the header or in its zip64 field, and write the descriptor.
  const differs = (said: number, central: number): boolean => said !== central && !(streamed && said === 0);
  const isMarked = (said: number, marked: number): boolean =>
    streamed && marked === 0xffffffff && said === marked;
  if (differs(zip64.packed, central.packed) && !isMarked(zip64.packed, header.packed))
    differ.push("packed size");
  if (differs(zip64.size, central.size) && !isMarked(zip64.size, header.size)) differ.push("size");
  if (differ.length > 0) say("sizes-disagree", `its local header gives another ${differ.join(" and ")}`);
  if (header.size !== SENTINEL_32 && header.packed !== SENTINEL_32 && givesOther(extra.zip64, central))
    say(
      "sizes-disagree",
      "a zip64 field in its local header, which does not refer to it, gives another size",
    );
  if (zip64.fit === "short" && !streamed)
    say("sizes-disagree", "its local header refers to a zip64 field that is not there");
  if (differs(header.crc, central.crc)) say("checksum-disagrees", "its local header gives another checksum");
  if (!streamed) return dataEnd;
  const descriptor = findDescriptor(bytes, dataEnd, central);
  if (descriptor === undefined) {
    say(
      "descriptor-missing",
      "its local header speaks of a descriptor behind its data, and none that agrees with the directory is there",
    );
    return dataEnd;
  }
  // Readers of a stream find the end of stored data by the descriptor alone, and know it by its usual form.
  const rule = header.method === 0 ? "stored-with-descriptor" : "descriptor-odd";
  if (!descriptor.signed) say(rule, "the descriptor behind its data has no signature");
  if (descriptor.wide !== extra.zip64Fields > 0 && central.size < 0xffffffff)
    say(
      descriptor.wide ? "descriptor-odd" : rule,
      "the sizes in its descriptor are of another width than its header announces",
    );
  if (header.method === 0) compareStored(bytes, local.dataStart, central.packed, say);
  return dataEnd + descriptor.length;
}

/** Whether a zip64 field that nothing refers to gives other sizes, for readers that look at it all the same. */
function givesOther(field: Buffer | undefined, central: Central): boolean {
  if (field === undefined) return false;
  return [central.size, central.packed].some((value, index) => {
    const said = field.length < index * 8 + 8 ? 0 : u64(field, index * 8);
    return said !== 0 && said !== value;
  });
}

const STORED_CHUNK = 64 * 1024;

/** Readers of a stream find the end of a stored entry with a descriptor by its signature: it must not be in the data. */
function compareStored(bytes: Bytes, start: number, packed: number, say: Say): void {
  for (let at = 0; at < packed; at += STORED_CHUNK) {
    const view = bytes.view(start + at, Math.min(STORED_CHUNK + 3, packed - at));
    if (view === undefined) return;
    for (const signature of ["PK\x07\x08", "PK\x03\x04", "PK\x01\x02", "PK\x05\x06"]) {
      if (!view.includes(signature, 0, "latin1")) continue;
      say("stored-with-descriptor", "readers of a stream take records within its stored data for its end");
      return;
    }
  }
}
