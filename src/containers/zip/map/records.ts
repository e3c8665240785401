import type { Bytes } from "../../bytes.ts";

/** Signatures of ZIP records as they are read, little-endian (APPNOTE 4.3). */
export const SIGNATURE = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  zip64End: 0x06064b50,
  zip64Locator: 0x07064b50,
  descriptor: 0x08074b50,
  digitalSignature: 0x05054b50,
  spanning: 0x30304b50,
} as const;

export const LOCAL_BYTES = 30;
export const CENTRAL_BYTES = 46;
export const END_BYTES = 22;
export const ZIP64_LOCATOR_BYTES = 20;
export const ZIP64_END_BYTES = 56;

export const SENTINEL_16 = 0xffff;
export const SENTINEL_32 = 0xffffffff;

/** General purpose flags (APPNOTE 4.4.4). */
export const FLAG = {
  encrypted: 0x0001,
  descriptor: 0x0008,
  patch: 0x0020,
  strongEncryption: 0x0040,
  utf8: 0x0800,
  maskedHeader: 0x2000,
  reserved: 0xd780,
} as const;

/** A 64-bit number; Infinity where it is beyond what a file can have. */
export function u64(bytes: Buffer, at: number): number {
  const high = bytes.readUInt32LE(at + 4);
  return high > 0x1fffff ? Infinity : high * 0x1_0000_0000 + bytes.readUInt32LE(at);
}

export interface EndRecord {
  readonly at: number;
  readonly disk: number;
  readonly directoryDisk: number;
  readonly entriesHere: number;
  readonly entries: number;
  readonly directoryBytes: number;
  readonly directoryAt: number;
  readonly commentBytes: number;
}

/** The end record at `at`; undefined when there is none or the file ends within it. */
export function readEndRecord(bytes: Bytes, at: number): EndRecord | undefined {
  const view = bytes.view(at, END_BYTES);
  if (view === undefined || view.readUInt32LE(0) !== SIGNATURE.end) return undefined;
  return {
    at,
    disk: view.readUInt16LE(4),
    directoryDisk: view.readUInt16LE(6),
    entriesHere: view.readUInt16LE(8),
    entries: view.readUInt16LE(10),
    directoryBytes: view.readUInt32LE(12),
    directoryAt: view.readUInt32LE(16),
    commentBytes: view.readUInt16LE(20),
  };
}

export interface Zip64End {
  readonly at: number;
  /** First byte behind the record, its extensible data included. */
  readonly end: number;
  readonly disk: number;
  readonly directoryDisk: number;
  readonly entriesHere: number;
  readonly entries: number;
  readonly directoryBytes: number;
  readonly directoryAt: number;
}

/** The zip64 end record at `at`; undefined when there is none. */
export function readZip64End(bytes: Bytes, at: number): Zip64End | undefined {
  const view = bytes.view(at, ZIP64_END_BYTES);
  if (view === undefined || view.readUInt32LE(0) !== SIGNATURE.zip64End) return undefined;
  return {
    at,
    end: at + 12 + u64(view, 4),
    disk: view.readUInt32LE(16),
    directoryDisk: view.readUInt32LE(20),
    entriesHere: u64(view, 24),
    entries: u64(view, 32),
    directoryBytes: u64(view, 40),
    directoryAt: u64(view, 48),
  };
}

/** A header in the central directory, its zip64 field not yet applied. */
export interface CentralHeader {
  readonly madeBy: number;
  readonly flags: number;
  readonly method: number;
  readonly time: number;
  readonly date: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly nameBytes: number;
  readonly extraBytes: number;
  readonly commentBytes: number;
  readonly disk: number;
  readonly external: number;
  readonly offset: number;
}

/** `view`: at least 46 bytes that begin with the signature. */
export function readCentralHeader(view: Buffer): CentralHeader {
  return {
    madeBy: view.readUInt16LE(4),
    flags: view.readUInt16LE(8),
    method: view.readUInt16LE(10),
    time: view.readUInt16LE(12),
    date: view.readUInt16LE(14),
    crc: view.readUInt32LE(16),
    packed: view.readUInt32LE(20),
    size: view.readUInt32LE(24),
    nameBytes: view.readUInt16LE(28),
    extraBytes: view.readUInt16LE(30),
    commentBytes: view.readUInt16LE(32),
    disk: view.readUInt16LE(34),
    external: view.readUInt32LE(38),
    offset: view.readUInt32LE(42),
  };
}

export interface LocalHeader {
  readonly flags: number;
  readonly method: number;
  readonly time: number;
  readonly date: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly nameBytes: number;
  readonly extraBytes: number;
}

/** `view`: at least 30 bytes that begin with the signature. */
export function readLocalHeader(view: Buffer): LocalHeader {
  return {
    flags: view.readUInt16LE(6),
    method: view.readUInt16LE(8),
    time: view.readUInt16LE(10),
    date: view.readUInt16LE(12),
    crc: view.readUInt32LE(14),
    packed: view.readUInt32LE(18),
    size: view.readUInt32LE(22),
    nameBytes: view.readUInt16LE(26),
    extraBytes: view.readUInt16LE(28),
  };
}

/** The data descriptor behind an entry's data. */
export interface Descriptor {
  readonly length: number;
  readonly signed: boolean;
  readonly wide: boolean;
}

/**
 * The descriptor at `at` that says what the directory says. It has no fixed form: with or without signature, sizes of
 * 4 or 8 bytes (APPNOTE 4.3.9). Of two that fit, the one that another record follows.
 */
export function findDescriptor(
  bytes: Bytes,
  at: number,
  says: { readonly crc: number; readonly packed: number; readonly size: number },
): Descriptor | undefined {
  const room = Math.min(28, bytes.size - at);
  if (room < 12) return undefined;
  const view = bytes.view(at, room);
  if (view === undefined) return undefined;
  let fallback: Descriptor | undefined;
  for (const signed of [true, false]) {
    const from = signed ? 4 : 0;
    if (signed && view.readUInt32LE(0) !== SIGNATURE.descriptor) continue;
    for (const wide of [false, true]) {
      const length = from + (wide ? 20 : 12);
      if (view.length < length || view.readUInt32LE(from) !== says.crc) continue;
      const packed = wide ? u64(view, from + 4) : view.readUInt32LE(from + 4);
      const size = wide ? u64(view, from + 12) : view.readUInt32LE(from + 8);
      if (packed !== says.packed || size !== says.size) continue;
      const found = { length, signed, wide };
      if (view.length >= length + 2 && view.readUInt16LE(length) === 0x4b50) return found;
      fallback ??= found;
    }
  }
  return fallback;
}
