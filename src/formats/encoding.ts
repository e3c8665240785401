import { NotInspected } from "../model/errors.ts";

/** Character encodings that text files are read in. */
export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** Share of bytes that may be control characters before bytes are no text. */
const MAX_CONTROL_SHARE = 0.01;

/** Share of code units whose upper byte is zero before bytes without a byte order mark are UTF-16. */
const MIN_UTF16_SHARE = 0.4;

/**
 * The encoding of text from its first bytes, or undefined for what is no text (or empty). With `head` being only the
 * beginning of a file, bytes that are no UTF-8 may still follow; they decode to U+FFFD.
 */
export function detectEncoding(head: Uint8Array): TextEncoding | undefined {
  if (head.length === 0) return undefined;
  const first = head[0];
  const second = head[1];
  if (first === 0xff && second === 0xfe) {
    // FF FE 00 00 is the byte order mark of UTF-32.
    return head.length >= 4 && head[2] === 0 && head[3] === 0 ? undefined : looksUtf16(head, true);
  }
  if (first === 0xfe && second === 0xff) return looksUtf16(head, false);
  const counts = countBytes(head);
  if (counts.zeroEven + counts.zeroOdd > 0) {
    const units = Math.floor(head.length / 2);
    if (counts.zeroOdd >= units * MIN_UTF16_SHARE && counts.zeroEven === 0) return looksUtf16(head, true);
    if (counts.zeroEven >= units * MIN_UTF16_SHARE && counts.zeroOdd === 0) return looksUtf16(head, false);
    return undefined;
  }
  if (counts.controls > head.length * MAX_CONTROL_SHARE) return undefined;
  if (isUtf8(head)) return "utf-8";
  return counts.controls + counts.unassigned > head.length * MAX_CONTROL_SHARE ? undefined : "windows-1252";
}

function countBytes(head: Uint8Array): {
  readonly zeroEven: number;
  readonly zeroOdd: number;
  readonly controls: number;
  readonly unassigned: number;
} {
  let zeroEven = 0;
  let zeroOdd = 0;
  let controls = 0;
  let unassigned = 0;
  for (let at = 0; at < head.length; at += 1) {
    const byte = head[at] ?? 0;
    if (byte === 0) {
      if (at % 2 === 0) zeroEven += 1;
      else zeroOdd += 1;
    } else if (isControl(byte)) {
      controls += 1;
    } else if (byte === 0x81 || byte === 0x8d || byte === 0x8f || byte === 0x90 || byte === 0x9d) {
      unassigned += 1;
    }
  }
  return { zeroEven, zeroOdd, controls, unassigned };
}

/** C0 controls that text does not hold: all but tab, line feed, vertical tab, form feed, return and escape (colours in logs). */
export function isControl(code: number): boolean {
  return (code < 0x20 && !(code >= 0x09 && code <= 0x0d) && code !== 0x1b) || code === 0x7f;
}

function looksUtf16(head: Uint8Array, little: boolean): TextEncoding | undefined {
  let controls = 0;
  const units = Math.floor(head.length / 2);
  for (let unit = 0; unit < units; unit += 1) {
    const low = head[unit * 2 + (little ? 0 : 1)] ?? 0;
    const high = head[unit * 2 + (little ? 1 : 0)] ?? 0;
    const code = (high << 8) | low;
    if (isControl(code) || code === 0xffff || code === 0xfffe) controls += 1;
  }
  if (controls > units * MAX_CONTROL_SHARE) return undefined;
  return little ? "utf-16le" : "utf-16be";
}

function isUtf8(head: Uint8Array): boolean {
  try {
    // As a stream: the head may end within a character.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Decodes chunks to text without a byte order mark; characters that are cut by the end of a chunk come with the next.
 * Throws `NotInspected("damaged")` behind the last one of UTF-16 with a byte missing or too many.
 */
export async function* decodeChunks(
  chunks: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncIterable<string> {
  const decoder = new TextDecoder(encoding);
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
  // Somewhere a byte is missing or too many; from there on all letters are others.
  if (length % 2 === 1 && encoding.startsWith("utf-16"))
    throw new NotInspected("damaged", `it is UTF-16, but of ${length} bytes, which is an odd number`);
}

/** The same text as UTF-8 bytes without a byte order mark. Chunks that are UTF-8 already pass through untouched. */
export async function* toUtf8Chunks(
  chunks: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncIterable<Uint8Array> {
  if (encoding === "utf-8") {
    yield* withoutMark(chunks);
    return;
  }
  const encoder = new TextEncoder();
  for await (const text of decodeChunks(chunks, encoding)) yield encoder.encode(text);
}

const MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

async function* withoutMark(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // Bytes of the mark seen so far, or -1 once it is known whether there is one.
  let seen = 0;
  for await (const chunk of chunks) {
    if (seen < 0) {
      yield chunk;
      continue;
    }
    let at = 0;
    while (at < chunk.length && seen < MARK.length && chunk[at] === MARK[seen]) {
      at += 1;
      seen += 1;
    }
    if (at === chunk.length && seen < MARK.length) continue;
    if (seen === MARK.length) {
      if (at < chunk.length) yield chunk.subarray(at);
    } else {
      // No mark after all: what was held back of earlier chunks comes first.
      if (seen > at) yield MARK.slice(0, seen - at);
      yield chunk;
    }
    seen = -1;
  }
  if (seen > 0 && seen < MARK.length) yield MARK.slice(0, seen);
}
