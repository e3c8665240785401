import { crc32 } from "node:zlib";
import type { Bytes } from "../bytes.ts";
import { headerText } from "../header-text.ts";

const FIXED_BYTES = 10;
const DEFLATE = 8;
const FLAG = { checksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;
/** Bytes of a header: the first are enough for nearly all, longer names and comments than the second are refused. */
const HEADER_BYTES = [1024, 1024 * 1024] as const;

/** The header of a gzip member (RFC 1952). Texts are untrusted; `undefined` for fields that are not there. */
export interface MemberHeader {
  /** First byte of the compressed data. */
  readonly end: number;
  readonly name: string | undefined;
  readonly comment: string | undefined;
  readonly extra: string | undefined;
  /** It has a checksum, which is wrong. */
  readonly isChecksumWrong: boolean;
}

/** Whether a member begins at `at`: readers take everything else for what follows the last one. */
export function isMember(bytes: Bytes, at: number, end: number): boolean {
  const magic = at + 2 <= end ? bytes.view(at, 2) : undefined;
  return magic !== undefined && magic[0] === 0x1f && magic[1] === 0x8b;
}

/** Reads the header at `at`, within `[at, end)`; a sentence part where there is none that can be read. */
export function readMemberHeader(bytes: Bytes, at: number, end: number): MemberHeader | string {
  for (const length of HEADER_BYTES) {
    const view = bytes.view(at, Math.min(length, end - at));
    if (view === undefined || view.length < FIXED_BYTES) return "its header is cut off";
    const header = parsed(view, at);
    if (header !== undefined) return header;
    if (view.length < length) return "its header is cut off";
  }
  return `its header is longer than ${HEADER_BYTES[1]} bytes`;
}

/** Undefined when the header goes on behind the view. */
function parsed(view: Buffer, at: number): MemberHeader | string | undefined {
  if (view[0] !== 0x1f || view[1] !== 0x8b) return "it does not begin as gzip does";
  if (view[2] !== DEFLATE) return `its compression method is ${view[2] ?? 0}`;
  const flags = view[3] ?? 0;
  if ((flags & FLAG.reserved) !== 0) return "its header has flags that no reader knows";
  let position = FIXED_BYTES;
  let extra: string | undefined;
  if ((flags & FLAG.extra) !== 0) {
    if (position + 2 > view.length) return undefined;
    const length = view.readUInt16LE(position);
    position += 2;
    if (position + length > view.length) return undefined;
    extra = extraText(view.subarray(position, position + length));
    position += length;
  }
  const texts: (string | undefined)[] = [];
  for (const flag of [FLAG.name, FLAG.comment]) {
    if ((flags & flag) === 0) {
      texts.push(undefined);
      continue;
    }
    const zero = view.indexOf(0, position);
    if (zero < 0) return undefined;
    texts.push(headerText(view.subarray(position, zero)));
    position = zero + 1;
  }
  let isChecksumWrong = false;
  if ((flags & FLAG.checksum) !== 0) {
    if (position + 2 > view.length) return undefined;
    isChecksumWrong = (crc32(view.subarray(0, position)) & 0xffff) !== view.readUInt16LE(position);
    position += 2;
  }
  return { end: at + position, name: texts[0], comment: texts[1], extra, isChecksumWrong };
}

/** Text of an extra field, without the subfield of bgzip that gives the length of each member. */
function extraText(field: Buffer): string | undefined {
  const isBlockLength = field.length === 6 && field.toString("latin1", 0, 4) === "BC\x02\0";
  return isBlockLength ? undefined : headerText(field);
}
