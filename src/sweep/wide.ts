import { LETTERS } from "./letters.ts";

/** Takes the letters of a run of UTF-16, one byte each, and the offset of the first one; each next stands two further on. */
export type TakeRun = (letters: Buffer, at: number) => void;

const STRIDE = 4;

/**
 * Finds text of Latin letters written as UTF-16 of either order: letters that take turns with zeros, wherever two letters
 * or digits follow one another. A run of fewer than three such pairs may be missed, which is less than an identifier.
 */
export function eachWideRun(bytes: Buffer, take: TakeRun): void {
  // Most bytes hold no zeros, or none next to letters.
  if (!bytes.includes(0)) return;
  const last = bytes.length - STRIDE;
  for (let at = 0; at <= last; at += STRIDE) {
    const first = bytes[at] ?? 0;
    const odd = first === 0 ? 1 : 0;
    if (bytes[at + 1 - odd] !== 0 || bytes[at + 3 - odd] !== 0) continue;
    if (LETTERS[bytes[at + odd] ?? 0] === 0 || LETTERS[bytes[at + 2 + odd] ?? 0] === 0) continue;
    const end = giveRun(bytes, at + odd, take);
    // On to the next stretch that was not part of this run.
    at = Math.max(at, end - (end % STRIDE) - STRIDE);
  }
}

/** Gives the run around a letter, and returns where it ends. */
function giveRun(bytes: Buffer, letter: number, take: TakeRun): number {
  let start = letter;
  while (start >= 2 && isText(bytes[start - 2] ?? 0) && bytes[start - 1] === 0) start -= 2;
  let end = letter;
  while (end < bytes.length && isText(bytes[end] ?? 0) && (end === start || bytes[end - 1] === 0)) end += 2;
  const letters = Buffer.alloc((end - start) >>> 1);
  for (let index = 0; index < letters.length; index += 1) letters[index] = bytes[start + 2 * index] ?? 0;
  take(letters, start);
  return end;
}

function isText(byte: number): boolean {
  return byte >= 0x20 && byte !== 0x7f;
}
