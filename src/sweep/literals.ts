import { canonical } from "../model/identifier.ts";
import { LETTERS } from "./letters.ts";
import type { Wanted } from "./written.ts";

/** Bytes by which identifiers are sorted; the shortest one has eight characters. */
const ANCHOR_BYTES = 4;
const SLOTS = 1 << 16;
const MIX = 0x01000193;

/** `wide`: Latin letters that take turns with zeros, whichever come first. */
type Encoding = "utf8" | "latin1" | "wide" | "utf16le" | "utf16be";

interface Form {
  readonly index: number;
  readonly encoding: Encoding;
  readonly folded: Buffer;
}

interface Group {
  /** Bytes of its longest form. */
  longest: number;
  readonly byLength: Map<number, Map<number, Form[]>>;
}

/** Identifiers that are searched byte by byte, in any case of ASCII: those in other scripts, or mostly of marks. */
export class Literals {
  /** Bytes of the longest one, however it is encoded; 0 if there is none. */
  readonly longest: number;
  readonly #wanted: readonly Wanted[];
  readonly #anchors = new Map<number, Group>();
  readonly #slots = new Uint8Array(SLOTS);

  constructor(wanted: readonly Wanted[], keys: readonly (readonly [index: number, key: string])[]) {
    this.#wanted = wanted;
    let longest = 0;
    for (const [index, key] of keys)
      for (const [encoding, bytes] of encodings(key)) {
        const folded = bytes.map((byte) => FOLD[byte] ?? byte);
        longest = Math.max(longest, folded.length);
        this.#add({ index, encoding, folded: Buffer.from(folded) });
      }
    this.longest = longest;
  }

  /** Reports identifiers that begin from `from` on and before `to`. */
  look(bytes: Buffer, from: number, to: number, found: (index: number, start: number) => void): void {
    if (this.longest === 0) return;
    const last = Math.min(to, bytes.length - ANCHOR_BYTES + 1);
    let anchor = 0;
    for (let at = from; at < from + ANCHOR_BYTES - 1; at += 1)
      anchor = (anchor << 8) | (FOLD[bytes[at] ?? 0] ?? 0);
    for (let at = from; at < last; at += 1) {
      anchor = (anchor << 8) | (FOLD[bytes[at + ANCHOR_BYTES - 1] ?? 0] ?? 0);
      if (this.#slots[slotOf(anchor)] === 1) this.#lookAt(bytes, at, anchor, found);
    }
  }

  #add(form: Form): void {
    const anchor = form.folded.readInt32BE(0);
    this.#slots[slotOf(anchor)] = 1;
    const group = this.#anchors.get(anchor) ?? { longest: 0, byLength: new Map() };
    this.#anchors.set(anchor, group);
    group.longest = Math.max(group.longest, form.folded.length);
    const forms = group.byLength.get(form.folded.length) ?? new Map<number, Form[]>();
    group.byLength.set(form.folded.length, forms);
    let hash = 0;
    for (const byte of form.folded) hash = (Math.imul(hash, MIX) + byte) | 0;
    const same = forms.get(hash);
    if (same === undefined) forms.set(hash, [form]);
    else same.push(form);
  }

  #lookAt(bytes: Buffer, at: number, anchor: number, found: (index: number, start: number) => void): void {
    const group = this.#anchors.get(anchor);
    if (group === undefined) return;
    const most = Math.min(group.longest, bytes.length - at);
    let hash = 0;
    for (let length = 1; length <= most; length += 1) {
      hash = (Math.imul(hash, MIX) + (FOLD[bytes[at + length - 1] ?? 0] ?? 0)) | 0;
      for (const form of group.byLength.get(length)?.get(hash) ?? [])
        if (this.#isWritten(form, bytes, at)) found(form.index, at);
    }
  }

  #isWritten({ index, encoding, folded }: Form, bytes: Buffer, at: number): boolean {
    const wanted = this.#wanted[index];
    if (wanted === undefined) return false;
    const end = at + folded.length;
    const text = textOf(bytes.subarray(at, end), encoding);
    if (canonical(wanted.kind, text) !== wanted.key) return false;
    const letterAt = (letter: number, zero: number): boolean =>
      letter >= 0 && (LETTERS[bytes[letter] ?? 0] ?? 0) > 0 && (zero === letter || bytes[zero] === 0);
    const isLed = /^[0-9A-Za-z]/.test(text) && letterAt(...before(encoding, at));
    return !isLed && !(/[0-9A-Za-z]$/.test(text) && letterAt(...behind(encoding, end)));
  }
}

/** Where the character before `at` is told to be a letter, and where its zero is. */
function before(encoding: Encoding, at: number): readonly [letter: number, zero: number] {
  if (encoding === "utf16be") return [at - 1, at - 2];
  return encoding === "wide" || encoding === "utf16le" ? [at - 2, at - 1] : [at - 1, at - 1];
}

function behind(encoding: Encoding, end: number): readonly [letter: number, zero: number] {
  if (encoding === "wide" || encoding === "utf16be") return [end + 1, end];
  return encoding === "utf16le" ? [end, end + 1] : [end, end];
}

function encodings(key: string): readonly (readonly [Encoding, Buffer])[] {
  const utf8 = Buffer.from(key, "utf8");
  const wide = Buffer.from(key, "utf16le");
  if (!/^[ -ÿ]+$/.test(key))
    return [
      ["utf8", utf8],
      ["utf16le", wide],
      ["utf16be", Buffer.from(wide).swap16()],
    ];
  return [
    ["utf8", utf8],
    ["wide", wide.subarray(0, -1)],
    ...(utf8.length === key.length ? [] : ([["latin1", Buffer.from(key, "latin1")]] as const)),
  ];
}

function textOf(bytes: Buffer, encoding: Encoding): string {
  if (encoding === "wide") return Buffer.from(bytes.filter((_, at) => at % 2 === 0)).toString("latin1");
  if (encoding !== "utf16be") return bytes.toString(encoding);
  return Buffer.from(bytes).swap16().toString("utf16le");
}

function slotOf(anchor: number): number {
  return (Math.imul(anchor, 0x9e3779b1) >>> 16) & (SLOTS - 1);
}

const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte));
