import { LETTERS } from "./letters.ts";

const PERCENT = 0x25;
/** What stands in a value of an address without an escape. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  (LETTERS[byte] ?? 0) > 0 || "-._~+".includes(String.fromCharCode(byte)) ? 1 : 0,
);

/** A value of an address (RFC 3986) as it is meant. */
export interface PercentRun {
  readonly text: Buffer;
  /** Where the bytes of `text` begin in what was looked through; one more for its end. */
  readonly at: Int32Array;
  /** Whether what begins and ends there in `text` holds an escape or touches one: otherwise it stands there in clear. */
  readonly touchesEscape: (start: number, end: number) => boolean;
}

/** Finds what is percent-encoded (`ben%40example.net`), value by value. */
export function eachPercentRun(bytes: Buffer, take: (run: PercentRun) => void): void {
  let end = 0;
  for (let at = bytes.indexOf(PERCENT); at >= 0; at = bytes.indexOf(PERCENT, Math.max(end, at + 1))) {
    if (escapedAt(bytes, at) < 0) continue;
    let start = at;
    while (start > end && PLAIN[bytes[start - 1] ?? 0] === 1) start -= 1;
    end = giveRun(bytes, start, take);
  }
}

/** Gives the run that begins at `start`, and returns where it ends. */
function giveRun(bytes: Buffer, start: number, take: (run: PercentRun) => void): number {
  const text: number[] = [];
  const at: number[] = [];
  const escapes: number[] = [];
  let index = start;
  while (index < bytes.length) {
    const escaped = escapedAt(bytes, index);
    const byte = bytes[index] ?? 0;
    if (escaped < 0 && PLAIN[byte] !== 1) break;
    at.push(index);
    text.push(escaped < 0 ? byte : escaped);
    escapes.push(escaped < 0 ? 0 : 1);
    index += escaped < 0 ? 1 : 3;
  }
  at.push(index);
  take({
    text: Buffer.from(text),
    at: Int32Array.from(at),
    touchesEscape: (from, to) => escapes.slice(Math.max(0, from - 1), to + 1).includes(1),
  });
  return index;
}

/** The byte that an escape at `at` stands for; -1 for none. */
function escapedAt(bytes: Buffer, at: number): number {
  if (bytes[at] !== PERCENT) return -1;
  const [high, low] = [hexAt(bytes, at + 1), hexAt(bytes, at + 2)];
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexAt(bytes: Buffer, at: number): number {
  const letter = LETTERS[bytes[at] ?? 0] ?? 0;
  if (letter >= 0x30 && letter <= 0x39) return letter - 0x30;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
