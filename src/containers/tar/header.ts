import { headerText } from "../header-text.ts";
import { isZero } from "../zeros.ts";

export const BLOCK_BYTES = 512;

const MAGIC_AT = 257;
const PREFIX_AT = 345;

/** A header block of a tar as it stands, before extended headers change its meaning (POSIX pax; GNU tar.h). */
export interface TarHeader {
  /** Which layout the block has: POSIX ustar, old GNU, or from before both. */
  readonly format: "v7" | "ustar" | "gnu";
  /** Prefix and name, as this layout joins them. */
  readonly name: string;
  /** One character; `0` for the NUL of old files. */
  readonly type: string;
  /** Bytes of data; undefined when the field is no plain number, or one that readers read differently. */
  readonly size: number | undefined;
  readonly linkName: string;
  readonly owner: string;
  readonly group: string;
  /** What some readers put before the name although this layout has no prefix; times and numbers of GNU included. */
  readonly foreignPrefix: string;
  /** Text in bytes that no field uses: behind the NUL of another text, and in the padding. */
  readonly slack: string;
  /** An old GNU sparse map goes on in the next block. */
  readonly sparseMapGoesOn: boolean;
  /** Bytes of an old GNU sparse file with its holes; undefined for other members. */
  readonly sparseSize: number | undefined;
}

/** The header in a block of 512 bytes; undefined when its checksum is wrong. Never throws. */
export function readTarHeader(block: Buffer): TarHeader | undefined {
  if (!hasChecksum(block)) return undefined;
  const magic = block.toString("latin1", MAGIC_AT, MAGIC_AT + 8);
  const format = magic.startsWith("ustar\0") ? "ustar" : magic === "ustar  \0" ? "gnu" : "v7";
  const typeByte = block[156] ?? 0;
  const type = typeByte === 0 ? "0" : String.fromCharCode(typeByte);
  const prefix = field(block, PREFIX_AT, 155);
  const ownName = field(block, 0, 100);
  return {
    format,
    name: format === "ustar" && prefix !== "" ? `${prefix}/${ownName}` : ownName,
    type,
    size: number(block, 124),
    linkName: field(block, 157, 100),
    owner: format === "v7" ? "" : field(block, 265, 32),
    group: format === "v7" ? "" : field(block, 297, 32),
    foreignPrefix: format === "ustar" || (format === "gnu" && type === "S") ? "" : prefix,
    slack: slackOf(block, format),
    sparseMapGoesOn: type === "S" && block[482] !== 0,
    sparseSize: type === "S" ? number(block, 483) : undefined,
  };
}

/** Whether a tar begins with these bytes: a header with a right checksum and a name that files have. */
export function isTar(head: Buffer): boolean {
  if (head.length < BLOCK_BYTES) return false;
  const header = readTarHeader(head.subarray(0, BLOCK_BYTES));
  // eslint-disable-next-line no-control-regex -- names of files have none
  return header !== undefined && header.name !== "" && !/[\u0000-\u001f\u007f]/.test(header.name);
}

/** Sum of all bytes, the field itself taken as spaces. Some old writers took bytes as signed; every reader takes both. */
function hasChecksum(block: Buffer): boolean {
  const declared = octal(block, 148, 8);
  if (declared === undefined) return false;
  let unsigned = 8 * 0x20;
  let high = 0;
  for (let at = 0; at < BLOCK_BYTES; at++) {
    if (at === 148) at = 156;
    const byte = block[at] ?? 0;
    unsigned += byte;
    if (byte >= 0x80) high++;
  }
  return declared === unsigned || declared === unsigned - 256 * high;
}

/** Octal digits with spaces before and spaces or NULs behind: what every reader takes for the same number. */
function octal(block: Buffer, at: number, length: number): number | undefined {
  const end = at + length;
  let position = at;
  while (position < end && block[position] === 0x20) position++;
  const first = position;
  let value = 0;
  for (; position < end; position++) {
    const digit = (block[position] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  if (position === first) return undefined;
  for (; position < end; position++) {
    const byte = block[position];
    if (byte !== 0 && byte !== 0x20) return undefined;
  }
  return value;
}

/** Octal, or the binary number of GNU and star that begins with the byte 0x80. Nothing but NULs is zero. */
function number(block: Buffer, at: number): number | undefined {
  const bytes = block.subarray(at, at + 12);
  if (bytes[0] === 0x80) {
    const value = bytes.readBigUInt64BE(4);
    return bytes.readUIntBE(1, 3) === 0 && value <= BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(value)
      : undefined;
  }
  return isZero(bytes) ? 0 : octal(block, at, 12);
}

function field(block: Buffer, at: number, length: number): string {
  const bytes = block.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return end === 0 ? "" : headerText(end < 0 ? bytes : bytes.subarray(0, end));
}

function slackOf(block: Buffer, format: TarHeader["format"]): string {
  let text = behindText(block, 0, 100) + behindText(block, 157, 100);
  if (format === "v7") return text + used(block.subarray(MAGIC_AT));
  text += behindText(block, 265, 32) + behindText(block, 297, 32);
  if (format === "gnu") return text + used(block.subarray(495));
  // star and node-tar keep two times in the last 24 bytes of the prefix, star its mark at the very end.
  const times = block.toString("latin1", 476, 500);
  const prefixBytes = /^[0-7 \0]*$/.test(times) ? 131 : 155;
  text += behindText(block, PREFIX_AT, prefixBytes);
  const padding = block.toString("latin1", 500, 512);
  return padding === "\0\0\0\0\0\0\0\0tar\0" ? text : text + used(block.subarray(500));
}

function behindText(block: Buffer, at: number, length: number): string {
  const bytes = block.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return end < 0 ? "" : used(bytes.subarray(end));
}

/** What is not NUL in `bytes`, in lines. */
function used(bytes: Buffer): string {
  if (isZero(bytes)) return "";
  return `${headerText(bytes).replace(/\0+/g, "\n").trim()}\n`;
}
