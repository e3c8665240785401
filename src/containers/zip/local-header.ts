import type { Locator } from "../container.ts";
import type { FileWindow } from "./random-access.ts";

const HEADER_BYTES = 30;
const SIGNATURE = 0x04034b50;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
const HAS_DESCRIPTOR = 0x0008;
/** Flag bits on which both headers must agree: encryption, descriptor, UTF-8 and the like; not the deflate level. */
const COMPARED_FLAGS = 0x0869;

/** The local header of an entry, and where the entry's bytes end. */
export interface LocalHeader {
  readonly dataStart: number;
  /** First byte behind the data and its descriptor. */
  readonly end: number;
  /** What the two headers say differently: some readers believe the one, some the other. */
  readonly disagreements: readonly string[];
}

/** Undefined when there is no local header where the directory points. */
export function readLocalHeader(file: FileWindow, locator: Locator & { in: "zip" }): LocalHeader | undefined {
  const fixed = file.view(locator.offset, HEADER_BYTES);
  if (fixed === undefined || fixed.readUInt32LE(0) !== SIGNATURE) return undefined;
  const flags = fixed.readUInt16LE(6);
  const method = fixed.readUInt16LE(8);
  const crc = fixed.readUInt32LE(14);
  const packed = fixed.readUInt32LE(18);
  const size = fixed.readUInt32LE(22);
  const nameLength = fixed.readUInt16LE(26);
  const extraLength = fixed.readUInt16LE(28);
  const name = file.view(locator.offset + HEADER_BYTES, nameLength);
  const disagreements: string[] = [];
  if (name?.toString("latin1") !== locator.rawName) disagreements.push("name");
  if (method !== locator.method) disagreements.push("compression method");
  if ((flags & COMPARED_FLAGS) !== (locator.flags & COMPARED_FLAGS)) disagreements.push("flags");
  const streamed = (flags & HAS_DESCRIPTOR) !== 0;
  if (!streamed || packed !== 0 || size !== 0 || crc !== 0) {
    // 0xffffffff refers to the zip64 field; comparing that field too is the raw map's job.
    const differs = (local: number, central: number): boolean =>
      local !== 0xffffffff && local !== central && !(streamed && local === 0);
    if (differs(packed, locator.packed) || differs(size, locator.size)) disagreements.push("size");
    if (crc !== locator.crc && !(streamed && crc === 0)) disagreements.push("checksum");
  }
  const dataStart = locator.offset + HEADER_BYTES + nameLength + extraLength;
  const dataEnd = dataStart + locator.packed;
  return {
    dataStart,
    end: dataEnd + (streamed ? descriptorLength(file, dataEnd, locator) : 0),
    disagreements,
  };
}

/** A descriptor has no fixed form: with or without signature, sizes of 4 or 8 bytes. The one that agrees is it. */
function descriptorLength(file: FileWindow, at: number, locator: Locator & { in: "zip" }): number {
  const bytes = file.view(at, 24) ?? file.view(at, 16) ?? file.view(at, 12);
  if (bytes === undefined) return 0;
  for (const signed of [4, 0]) {
    if (signed === 4 && bytes.readUInt32LE(0) !== DESCRIPTOR_SIGNATURE) continue;
    for (const width of [4, 8]) {
      const length = signed + 4 + 2 * width;
      if (bytes.length < length || bytes.readUInt32LE(signed) !== locator.crc) continue;
      const packed = readNumber(bytes, signed + 4, width);
      const size = readNumber(bytes, signed + 4 + width, width);
      if (packed === locator.packed && size === locator.size) return length;
    }
  }
  return 0;
}

function readNumber(bytes: Buffer, at: number, width: number): number {
  return width === 4 ? bytes.readUInt32LE(at) : Number(bytes.readBigUInt64LE(at));
}
