import { LETTERS } from "./letters.ts";

/** So many letters are told at a glance: each moves the others on by six of the 32 bits of a hash. */
const WINDOW_LETTERS = 6;
const SHIFT = 6;
/** Bytes are taken two at a time: of two neighbouring stretches of letters, one ends where a pair ends. */
const BYTES_AT_ONCE = 2;
/** Letters that an identifier needs to be found. */
export const GLIMPSED_LETTERS = WINDOW_LETTERS + BYTES_AT_ONCE - 1;
const MIN_FILTER_BITS = 16;
const MAX_FILTER_BITS = 27;
/** The filter has so many times as many bits as there are hashes. */
const SPARSITY = 64;

/**
 * Looks for stretches of letters and digits, whatever stands between them and in whatever case, by a hash that rolls over
 * the last few letters (a gear hash: Xia et al., FastCDC, 2016). It may report what is none, and misses nothing.
 */
export class Glimpses {
  readonly #behind = new Map<number, number[]>();
  #filter = new Uint8Array(0);
  #shift = 0;

  /** Looks for `letters[first]` and those behind it; at least `GLIMPSED_LETTERS` of them. */
  add(letters: Uint8Array, first: number): void {
    for (let skipped = first; skipped < first + BYTES_AT_ONCE; skipped += 1) {
      const end = skipped + WINDOW_LETTERS;
      const hash = letters.subarray(skipped, end).reduce(rolled, 0);
      const known = this.#behind.get(hash);
      const behind = letters.length - end;
      if (known === undefined) this.#behind.set(hash, [behind]);
      else if (!known.includes(behind)) known.push(behind);
    }
  }

  /** To be called when all were added. */
  settle(): void {
    const wanted = Math.ceil(Math.log2(Math.max(1, this.#behind.size * SPARSITY)));
    const bits = Math.min(MAX_FILTER_BITS, Math.max(MIN_FILTER_BITS, wanted));
    this.#shift = 32 - bits;
    this.#filter = new Uint8Array(2 ** (bits - 3));
    for (const hash of this.#behind.keys()) {
      const bit = hash >>> this.#shift;
      this.#filter[bit >>> 3] = (this.#filter[bit >>> 3] ?? 0) | (1 << (bit & 7));
    }
  }

  /**
   * Reports the index behind each stretch from `from` on and before `to`, and how many letters of the identifier are to
   * follow it; some of them more than once.
   */
  look(bytes: Buffer, from: number, to: number, found: (at: number, behind: number) => void): void {
    if (this.#behind.size === 0) return;
    const filter = this.#filter;
    const shift = this.#shift;
    const { shift: pairShift, gear: pairGear } = pairTables();
    // Pairs are aligned in memory. What stands before `from` does no harm, nor does a byte past `to`.
    const odd = (bytes.byteOffset + from) % 2;
    const start = odd === 1 && from > 0 ? from - 1 : from + odd;
    let hash = odd === 1 && from === 0 ? rolled(0, LETTERS[bytes[0] ?? 0] ?? 0) : 0;
    const pairs = new Uint16Array(
      bytes.buffer,
      bytes.byteOffset + start,
      Math.max(0, Math.ceil((Math.min(to, bytes.length - 1) - start) / 2)),
    );
    for (let at = 0; at < pairs.length; at += 1) {
      const pair = pairs[at] ?? 0;
      hash = ((hash << (pairShift[pair] ?? 0)) + (pairGear[pair] ?? 0)) | 0;
      const bit = hash >>> shift;
      if (((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0)
        this.#report(hash, endOfStretch(bytes, start + 2 * at + 2), found);
    }
    if (bytes.length > start + 2 * pairs.length) {
      const last = bytes.length - 1;
      hash = rolled(hash, LETTERS[bytes[last] ?? 0] ?? 0);
      this.#report(hash, endOfStretch(bytes, last + 1), found);
    }
  }

  #report(hash: number, at: number, found: (at: number, behind: number) => void): void {
    for (const behind of this.#behind.get(hash) ?? []) found(at, behind);
  }
}

/** Behind the last letter before `at`. */
function endOfStretch(bytes: Buffer, at: number): number {
  let end = at;
  while (end > 0 && LETTERS[bytes[end - 1] ?? 0] === 0) end -= 1;
  return end;
}

function rolled(hash: number, letter: number): number {
  return letter === 0 ? hash : ((hash << SHIFT) + (GEAR[letter] ?? 0)) | 0;
}

/** A number for each letter and digit. */
const GEAR = new Int32Array(256);
let gear = 0x9e3779b9;
for (const letter of new Set(LETTERS)) {
  gear = Math.imul(gear, 0x85ebca6b) ^ (gear >>> 13);
  GEAR[letter] = gear;
}

/** By two bytes at once, in the order of this machine: by how much they move the hash on, and what they add to it. */
interface Pairs {
  readonly shift: Uint8Array;
  readonly gear: Int32Array;
}

let known: Pairs | undefined;

function pairTables(): Pairs {
  if (known !== undefined) return known;
  const shift = new Uint8Array(65_536);
  const gears = new Int32Array(65_536);
  const pair = new Uint16Array(1);
  const view = new Uint8Array(pair.buffer);
  for (const [first, one] of LETTERS.entries())
    for (const [second, two] of LETTERS.entries()) {
      view.set([first, second]);
      const at = pair[0] ?? 0;
      shift[at] = SHIFT * (Number(one > 0) + Number(two > 0));
      gears[at] = rolled(rolled(0, one), two);
    }
  known = { shift, gear: gears };
  return known;
}
