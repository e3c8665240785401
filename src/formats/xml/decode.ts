import { NotInspected } from "../../model/errors.ts";
import type { ByteSource } from "../../model/format.ts";
import { textOf } from "../archive-in-text.ts";
import { detectEncoding, isControl } from "../encoding.ts";

/** Bytes of the beginning that tell the encoding. */
const HEAD_BYTES = 4096;

/** Bytes that are decoded in one go; strings that parsers cut out of a piece keep all of it in memory. */
const PIECE_BYTES = 16 * 1024;

/** Control characters in one piece above which it is no text (1 % of a full one). */
const MAX_PIECE_CONTROLS = 160;

/** Markup as text in pieces, with the way back to its bytes. */
export interface MarkupText {
  /** Can be called once. */
  pieces(): AsyncIterable<string>;
  /** Bytes that were read so far. */
  consumed(): number;
  /** The byte at which the character at `index` of the last piece begins; undefined where the encoding does not tell. */
  byteAt(index: number): number | undefined;
  /** Why what was read may not be what was written; undefined when it is. */
  doubt(): NotInspected | undefined;
}

/**
 * Decodes by byte order mark, then by what `declared` finds in the first characters, then by what the bytes look like.
 * Throws `NotInspected` when they are no text.
 */
export function markupText(source: ByteSource, declared: (head: string) => string | undefined): MarkupText {
  let consumed = 0;
  let doubt: NotInspected | undefined;
  /** Bytes of a character: -1 where they differ, 0 where nothing tells. */
  let width = -1;
  let piece = "";
  let start = 0;

  /** Whole characters only: what the end of a chunk cuts comes again with the next. */
  async function* utf8(chunks: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    let rest: Buffer = Buffer.alloc(0);
    let isFirst = true;
    for await (const chunk of chunks) {
      const own = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      const buffer = rest.length === 0 ? own : Buffer.concat([rest, own]);
      let from = 0;
      if (isFirst && buffer.length >= 3) {
        isFirst = false;
        if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) from = 3;
        start += from;
      }
      while (from < buffer.length) {
        const to = boundary(buffer, from, Math.min(from + PIECE_BYTES, buffer.length));
        if (to === from) break;
        piece = buffer.toString("utf8", from, to);
        yield piece;
        start += to - from;
        from = to;
      }
      rest = Buffer.from(buffer.subarray(from));
    }
    if (rest.length === 0) return;
    piece = rest.toString("utf8");
    yield piece;
    start += rest.length;
  }

  async function* others(chunks: AsyncIterable<Uint8Array>, label: string): AsyncIterable<string> {
    const decoder = new TextDecoder(label);
    width = decoder.encoding.startsWith("utf-16") ? 2 : decoder.encoding === "windows-1252" ? 1 : 0;
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
        piece = decoder.decode(chunk.subarray(from, from + PIECE_BYTES), { stream: true });
        yield piece;
        start += piece.length * width;
      }
    }
    piece = decoder.decode();
    if (piece !== "") yield piece;
  }

  async function* counted(first: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
    consumed += first.length;
    yield first;
    for (let step = await chunks.next(); step.done !== true; step = await chunks.next()) {
      consumed += step.value.length;
      yield step.value;
    }
  }

  return {
    async *pieces() {
      const chunks = textOf(source).chunks()[Symbol.asyncIterator]();
      const first = await opening(chunks);
      if (first.length === 0) return;
      const head = first.subarray(0, HEAD_BYTES);
      const found = encodingOf(head, declared);
      if (found === undefined) throw new NotInspected("unknown-format", "its bytes are no text");
      doubt = found.doubt;
      if (found.label.startsWith("utf-16") && (head[0] === 0xfe || head[0] === 0xff)) start = 2;
      const all = counted(first, chunks);
      let line = 1;
      for await (const text of found.label === "utf-8" ? utf8(all) : others(all, found.label)) {
        if (CONTROLS.test(text) && controlsIn(text) > MAX_PIECE_CONTROLS)
          doubt ??= new NotInspected("damaged", `near line ${line} its bytes are no text`);
        yield text;
        line += linesIn(text);
      }
    },
    consumed: () => consumed,
    byteAt(index) {
      if (width === 0) return undefined;
      return start + (width > 0 ? index * width : Buffer.byteLength(piece.slice(0, index)));
    },
    doubt: () => doubt,
  };
}

/** The first chunks, joined until they tell the encoding. */
async function opening(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    if (length === 0 && next.value.length >= HEAD_BYTES) return next.value;
    parts.push(Uint8Array.from(next.value));
    length += next.value.length;
  }
  return Buffer.concat(parts);
}

function encodingOf(
  head: Uint8Array,
  declared: (head: string) => string | undefined,
): { readonly label: string; readonly doubt?: NotInspected } | undefined {
  const detected = detectEncoding(head);
  if (detected === undefined) return undefined;
  if (detected.startsWith("utf-16") || (head[0] === 0xef && head[1] === 0xbb)) return { label: detected };
  const label = declared(Buffer.from(head).toString("latin1"))?.trim().toLowerCase();
  // Bytes that are no UTF-8 are not, whatever they are called; nor are single bytes UTF-16.
  if (label === undefined || label === "" || /^(?:x-)?(?:unicode|utf)-?(?:8|16)/.test(label))
    return { label: detected };
  try {
    return { label: new TextDecoder(label).encoding };
  } catch {
    const words = `its encoding "${label.slice(0, 40)}" cannot be read`;
    return { label: "windows-1252", doubt: new NotInspected("unsupported-format", words) };
  }
}

/** The last border of characters at or before `to`; bytes that are no UTF-8 have one everywhere. */
function boundary(bytes: Uint8Array, from: number, to: number): number {
  for (let back = 1; back <= 4 && to - back >= from; back += 1) {
    const byte = bytes[to - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    return length > back ? to - back : to;
  }
  return to;
}

// eslint-disable-next-line no-control-regex -- these are the characters that tell binary data from text
const CONTROLS = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/;

function controlsIn(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (isControl(text.charCodeAt(at))) count += 1;
  return count;
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
