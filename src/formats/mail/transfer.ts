import type { LinePart } from "./lines.ts";

/** How the bytes of a part are written (RFC 2045, 6); `unknown`: nobody can tell. */
export type Transfer = "none" | "base64" | "quoted-printable" | "uuencode" | "unknown";

/** Reads a Content-Transfer-Encoding, with the spellings that real mail has. */
export function transferOf(text: string | undefined): Transfer {
  const word = (text ?? "")
    .replace(/\([^()]{0,1000}\)/g, "")
    .trim()
    .toLowerCase()
    .replace(/[;,].*$/s, "");
  if (/^(?:|[78]-?bits?|binary|none|us-ascii|utf-?8|plain)$/.test(word)) return "none";
  if (/^"?base-?64"?$/.test(word)) return "base64";
  if (/^"?quoted[-_ ]?printable"?$/.test(word)) return "quoted-printable";
  return /^x-uue?(?:ncode)?$|^uuencode$/.test(word) ? "uuencode" : "unknown";
}

/** Decodes a part line by line. Bytes come in blocks, so that a decoder of text is not called for each line. */
export interface TransferDecoder {
  /** A line or a part of one, without its line break. Undefined while a block is not full. */
  line(line: LinePart): Buffer | undefined;
  end(): Buffer;
}

const BLOCK_BYTES = 16 * 1024;

const NO_BASE64 = /[^A-Za-z0-9+/_=-]+/g;

export function base64Decoder(): TransferDecoder {
  let lines: string[] = [];
  let length = 0;
  let rest = "";
  const decode = (isLast: boolean): Buffer => {
    // Padding ends a run; what follows begins a new one.
    const runs = (rest + lines.join("")).split(/=+/);
    lines = [];
    length = 0;
    const pending = runs.pop() ?? "";
    const pieces = runs.map((run) => Buffer.from(run, "base64"));
    const whole = isLast ? pending.length : pending.length - (pending.length % 4);
    rest = pending.slice(whole);
    pieces.push(Buffer.from(pending.slice(0, whole), "base64"));
    return Buffer.concat(pieces);
  };
  return {
    line({ bytes, from, to }) {
      lines.push(bytes.toString("latin1", from, to).replace(NO_BASE64, ""));
      length += to - from;
      return length < BLOCK_BYTES ? undefined : decode(false);
    },
    end: () => decode(true),
  };
}

export function quotedPrintableDecoder(): TransferDecoder {
  let block = Buffer.alloc(2 * BLOCK_BYTES);
  let length = 0;
  /** The beginning of an escape that the end of a part cut. */
  let cut = "";
  const take = (): Buffer => {
    const done = Buffer.from(block.subarray(0, length));
    length = 0;
    return done;
  };
  const write = (bytes: Uint8Array, from: number, to: number): number => {
    if (length + to - from + 1 > block.length) {
      const larger = Buffer.alloc(2 * (length + to - from + 1));
      larger.set(block.subarray(0, length));
      block = larger;
    }
    let at = from;
    for (; at < to; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte !== EQUALS) {
        block[length++] = byte;
        continue;
      }
      if (at + 2 >= to) return at;
      const code = hexValue(bytes[at + 1] ?? 0) * 16 + hexValue(bytes[at + 2] ?? 0);
      if (code < 0) {
        block[length++] = byte;
        continue;
      }
      block[length++] = code;
      at += 2;
    }
    return at;
  };
  return {
    line({ bytes, from, to, isEnd }) {
      let line: Uint8Array = bytes;
      let start = from;
      let end = to;
      if (cut !== "") {
        line = Buffer.concat([Buffer.from(cut, "latin1"), bytes.subarray(from, to)]);
        start = 0;
        end = line.length;
        cut = "";
      }
      if (isEnd) while (end > start && (line[end - 1] ?? 0) <= SPACE) end -= 1;
      const stopped = write(line, start, end);
      const left = Buffer.from(line.buffer, line.byteOffset + stopped, end - stopped).toString("latin1");
      if (!isEnd) cut = left;
      else if (left !== "=") {
        // No escape after all, and no soft break either.
        length += block.write(`${left}\n`, length, "latin1");
      }
      return length < BLOCK_BYTES ? undefined : take();
    },
    end: take,
  };
}

const EQUALS = 0x3d;
const SPACE = 0x20;

/** Far below zero for what is no digit, so that a sum with it is negative too. */
function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1000;
}

/** The bytes of a line of uuencode; undefined when it is none. One character for each byte. */
export function uudecodeLine(line: string): Buffer | undefined {
  const length = (line.charCodeAt(0) - 32) & 63;
  const needed = Math.ceil(length / 3) * 4;
  const body = line.slice(1).trimEnd();
  // Programs drop blanks at the end of a line, or add a check character to it.
  if (line === "" || body.length > needed + 4 || body.length < needed - 4 * 3) return undefined;
  const bytes = Buffer.alloc(Math.ceil(length / 3) * 3);
  for (let at = 0, to = 0; at < needed; at += 4, to += 3) {
    let bits = 0;
    for (let index = 0; index < 4; index += 1) {
      const code = at + index < body.length ? body.charCodeAt(at + index) : 32;
      if (code < 32 || code > 96) return undefined;
      bits = (bits << 6) | ((code - 32) & 63);
    }
    bytes.writeUIntBE(bits & 0xffffff, to, 3);
  }
  return bytes.subarray(0, length);
}
