import { crc32 } from "node:zlib";
import { u64 } from "./records.ts";

/** Ids of extra fields (APPNOTE 4.5, Info-ZIP's extrafld.txt). */
const ZIP64 = 0x0001;
const UNICODE_PATH = 0x7075;
const UNICODE_COMMENT = 0x6375;
const AES = 0x9901;
const STRONG_ENCRYPTION = 0x0017;

/** Fields of a fixed form and the bytes it takes: what is behind them has room for text. */
const STRUCTURED = new Map([
  [ZIP64, 28],
  // It is read elsewhere, whatever it holds.
  [UNICODE_PATH, Infinity],
  [STRONG_ENCRYPTION, 0],
  [AES, 7],
  [0x5455, 13], // times
  [0x000a, 32], // NTFS times
  [0xcafe, 0], // Java
  [0xd935, 2], // Android alignment, filled with zeros
  [0xa11e, 4], // Android alignment, older
  [0x5855, 12], // times and user, old Info-ZIP
  [0x7855, 4], // user, 16 bits
  [0x7875, 19], // user
  [0xa220, 4], // room that Office leaves, filled with zeros
]);
/** Known fields of any length, which are searched whole: a comment, the padding that Office leaves to grow into. */
const ROOMY = new Set([UNICODE_COMMENT, 0xa220]);
/** Fields that tell who or what packed the archive. */
const TELLS_USER = new Map([
  [0x5855, "user and group numbers"],
  [0x7855, "user and group numbers"],
  [0x7875, "user and group numbers"],
  [0x756e, "user and group numbers"],
  [0x4453, "a Windows security descriptor"],
]);

/** What the extra fields of one header say. */
export interface Extra {
  /** Why other readers may read them otherwise; undefined for sound fields. */
  readonly damage: string | undefined;
  /** 1 to 3 bytes behind the last field, as alignment tools leave them. */
  readonly slack: number;
  /** Body of the first zip64 field. */
  readonly zip64: Buffer | undefined;
  readonly zip64Fields: number;
  /** The Unicode path, if its version and checksum are right; null for one that is not valid. */
  readonly unicodePath: string | null | undefined;
  readonly unicodePaths: number;
  /** Body of the AES field. */
  readonly aes: Buffer | undefined;
  readonly isStronglyEncrypted: boolean;
  /** Parts with room for text, `[offset in the area, bytes]`. */
  readonly rooms: readonly (readonly [start: number, length: number])[];
  readonly tells: readonly string[];
  readonly unknown: readonly number[];
  /** There are signatures of an archive's records in them. */
  readonly holdsRecords: boolean;
}

const NOTHING: Extra = {
  damage: undefined,
  slack: 0,
  zip64: undefined,
  zip64Fields: 0,
  unicodePath: undefined,
  unicodePaths: 0,
  aes: undefined,
  isStronglyEncrypted: false,
  rooms: [],
  tells: [],
  unknown: [],
  holdsRecords: false,
};

/** Most entries have none. */
export function noExtra(): Extra {
  return NOTHING;
}

/** Walks extra fields to their exact end. `name`: the header's name, which a Unicode path is checked against. */
export function readExtra(area: Buffer, name: Buffer): Extra {
  if (area.length === 0) return NOTHING;
  let damage: string | undefined;
  let zip64: Buffer | undefined;
  let zip64Fields = 0;
  let unicodePath: string | null | undefined;
  let unicodePaths = 0;
  let aes: Buffer | undefined;
  let isStronglyEncrypted = false;
  const rooms: [number, number][] = [];
  const tells: string[] = [];
  const unknown: number[] = [];
  let at = 0;
  while (area.length - at >= 4) {
    const id = area.readUInt16LE(at);
    const length = area.readUInt16LE(at + 2);
    const start = at + 4;
    if (start + length > area.length) {
      // Alignment tools fill with zeros, of any number.
      if (area.subarray(at).every((byte) => byte === 0)) break;
      damage = "an extra field is longer than the room for it";
      rooms.push([at, area.length - at]);
      at = area.length;
      break;
    }
    const body = area.subarray(start, start + length);
    if (id === ZIP64) {
      zip64 ??= body;
      zip64Fields += 1;
    } else if (id === UNICODE_PATH) {
      unicodePaths += 1;
      if (unicodePaths === 1) unicodePath = readUnicodePath(body, name);
    } else if (id === AES) aes ??= body;
    else if (id === STRONG_ENCRYPTION) isStronglyEncrypted = true;
    const tell = TELLS_USER.get(id);
    if (tell !== undefined) tells.push(tell);
    const form = STRUCTURED.get(id);
    if (!isZero(body.subarray(form ?? 0))) {
      rooms.push([start, length]);
      if (form === undefined && !ROOMY.has(id) && tell === undefined) unknown.push(id);
    }
    at = start + length;
  }
  const rest = area.subarray(at);
  if (rest.length > 0 && !isZero(rest)) rooms.push([at, rest.length]);
  return {
    damage,
    slack: rest.length,
    zip64,
    zip64Fields,
    unicodePath,
    unicodePaths,
    aes,
    isStronglyEncrypted,
    rooms,
    tells,
    unknown,
    holdsRecords: holdsRecords(area),
  };
}

/** Local header, directory header, end record. */
const RECORDS = ["PK\x03\x04", "PK\x01\x02", "PK\x05\x06"].map((text) => Buffer.from(text, "latin1"));

/** Whether there are signatures of an archive's records in these bytes. */
export function holdsRecords(bytes: Buffer): boolean {
  return RECORDS.some((signature) => bytes.includes(signature));
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Null: wrong version, wrong checksum of the name, or no valid UTF-8. */
function readUnicodePath(body: Buffer, name: Buffer): string | null {
  if (body.length < 5 || body[0] !== 1 || body.readUInt32LE(1) !== crc32(name)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body.subarray(5));
  } catch {
    return null;
  }
}

export interface Zip64Values {
  readonly size: number;
  readonly packed: number;
  readonly offset: number;
  /** `short`: a field is missing although the header refers to it; `long`: there is more than it refers to. */
  readonly fit: "exact" | "short" | "long";
}

/** Applies a zip64 field: it holds only what the header marks with 0xffffffff, in this order (APPNOTE 4.5.3). */
export function applyZip64(
  field: Buffer | undefined,
  header: {
    readonly size: number;
    readonly packed: number;
    readonly offset: number;
    readonly disk: number;
  },
): Zip64Values {
  let at = 0;
  let fit: Zip64Values["fit"] = "exact";
  const take = (value: number): number => {
    if (value !== 0xffffffff) return value;
    if (field === undefined || at + 8 > field.length) {
      fit = "short";
      return value;
    }
    at += 8;
    return u64(field, at - 8);
  };
  const size = take(header.size);
  const packed = take(header.packed);
  const offset = take(header.offset);
  if (header.disk === 0xffff && field !== undefined && at + 4 <= field.length) at += 4;
  if (fit === "exact" && field !== undefined && field.length > at) fit = "long";
  return { size, packed, offset, fit };
}
