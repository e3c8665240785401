import { NotInspected } from "../model/errors.ts";
import type { FieldPlan } from "../model/field.ts";
import type { Sink } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import type { Place } from "../model/place.ts";
import { PathNode } from "./json-path.ts";
import {
  BACKSLASH,
  hasEscape,
  isLiteral,
  isScalarByte,
  nextOf,
  QUOTE,
  STOPS,
  stringEnd,
} from "./json-bytes.ts";
import { startsWith } from "./value-memo.ts";

const EXPECT = {
  value: 0,
  keyOrClose: 1,
  colon: 2,
  commaOrClose: 3,
  valueOrClose: 4,
  key: 5,
  done: 6,
} as const;
type Expect = (typeof EXPECT)[keyof typeof EXPECT];

/** Strings are mostly shorter; a native search pays from here on. */
const NEAR_BYTES = 40;
const OBJECT = 1;
const LIST = 2;

/**
 * A push parser for JSON that keeps nothing but the path to where it stands: numbers keep all their digits, of
 * duplicate keys both values count, and values that mean nothing to the plan are passed over without being decoded.
 * (JSON.parse rounds numbers and drops duplicates; the stream parsers on npm read 8 to 22 MB/s, this one over 150.)
 */
export class JsonReader {
  readonly #sink: Sink;
  readonly #limits: Limits;
  readonly #sequence: boolean;
  readonly #assigned: boolean;
  readonly #nodes: PathNode[] = [];
  readonly #kinds: number[] = [];
  readonly #indices: number[] = [];
  #depth = 0;
  #node: PathNode;
  #previous: PathNode | undefined;
  #expect: Expect = EXPECT.value;
  #inLongString = false;
  #escaped = false;
  #hasContent = false;
  #offset = 0;
  /** Where the next backslash of the buffer stands, if it lies ahead. */
  #backslash = -1;
  #documents = 0;

  /**
   * `sequence`: several documents follow one another (NDJSON); they are elements of one list.
   * `assigned`: JavaScript assigns the document, so a semicolon may follow it.
   */
  constructor(
    plan: FieldPlan,
    sink: Sink,
    limits: Limits,
    options: { sequence: boolean; assigned: boolean },
  ) {
    const { sequence, assigned } = options;
    this.#assigned = assigned;
    this.#sink = sink;
    this.#limits = limits;
    this.#sequence = sequence;
    const root = new PathNode(plan, [], new Uint8Array(0), { nodes: 0 });
    this.#node = sequence ? root.element() : root;
    sink.locate(() => this.#place());
    if (sequence) sink.openList(false, false);
  }

  /** Reads what is complete of `buffer` and returns how many bytes it took; the rest must come again, with more. */
  push(buffer: Buffer, isLast: boolean): number {
    this.#backslash = -1;
    let at = !this.#inLongString ? 0 : this.#skipLongString(buffer, 0);
    const end = buffer.length;
    while (at < end) {
      const byte = buffer[at] ?? 0;
      if (byte <= 0x20) {
        if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) this.#fail(at);
        at += 1;
        continue;
      }
      const next = this.#token(buffer, at, end, byte, isLast);
      if (next < 0) break;
      at = next;
    }
    this.#offset += at;
    return at;
  }

  end(): void {
    const complete = this.#sequence
      ? this.#depth === 0 && this.#expect === EXPECT.value
      : this.#expect === EXPECT.done;
    if (!complete || this.#inLongString) {
      throw new NotInspected("damaged", `the JSON ends in the middle, at byte ${this.#offset}`);
    }
    if (this.#sequence) this.#sink.closeList();
  }

  /** Returns where the token ends, or -1 when more bytes are needed. */
  #token(buffer: Buffer, at: number, end: number, byte: number, isLast: boolean): number {
    switch (this.#expect) {
      case EXPECT.valueOrClose:
        if (byte === 0x5d) return this.#close(at, LIST);
        return this.#value(buffer, at, end, byte, isLast);
      case EXPECT.value:
        return this.#value(buffer, at, end, byte, isLast);
      case EXPECT.keyOrClose:
        if (byte === 0x7d) return this.#close(at, OBJECT);
        return this.#key(buffer, at, end, byte);
      case EXPECT.key:
        return this.#key(buffer, at, end, byte);
      case EXPECT.colon:
        if (byte !== 0x3a) this.#fail(at);
        this.#expect = EXPECT.value;
        return at + 1;
      case EXPECT.commaOrClose: {
        const kind = this.#kinds[this.#depth];
        if (byte === 0x2c) {
          this.#expect = kind === OBJECT ? EXPECT.key : EXPECT.value;
          if (kind === LIST) this.#indices[this.#depth] = (this.#indices[this.#depth] ?? 0) + 1;
          return at + 1;
        }
        if (byte === 0x7d) return this.#close(at, OBJECT);
        if (byte === 0x5d) return this.#close(at, LIST);
        return this.#fail(at);
      }
      case EXPECT.done:
        if (byte === 0x3b && this.#assigned) return at + 1;
        throw new NotInspected(
          "unsupported-format",
          `more than one JSON document, the second from byte ${this.#offset + at}`,
        );
    }
  }

  #key(buffer: Buffer, at: number, end: number, byte: number): number {
    if (byte !== QUOTE) this.#fail(at);
    const parent = this.#nodes[this.#depth];
    if (parent === undefined) return this.#fail(at);
    const expected = this.#previous === undefined ? parent.firstKey : this.#previous.follower;
    if (expected !== undefined && startsWith(buffer, at + 1, end, expected.bytes)) {
      this.#node = expected;
      this.#previous = expected;
      this.#expect = EXPECT.colon;
      return at + 1 + expected.bytes.length;
    }
    const close = stringEnd(buffer, at + 1, end);
    if (close === -1) return this.#incomplete(end - at);
    if (close === -2) return this.#fail(at);
    if (close - at > this.#limits.maxValueBytes)
      throw new NotInspected("over-limit", `a JSON key of ${close - at} bytes`);
    const bytes = Uint8Array.prototype.slice.call(buffer, at + 1, close + 1);
    const node = parent.child(this.#keyText(buffer, at, close), bytes);
    if (this.#previous === undefined) parent.firstKey = node;
    else this.#previous.follower = node;
    this.#node = node;
    this.#previous = node;
    this.#expect = EXPECT.colon;
    return close + 1;
  }

  #value(buffer: Buffer, at: number, end: number, byte: number, isLast: boolean): number {
    if (byte === QUOTE) return this.#string(buffer, at, end);
    if (byte === 0x7b) return this.#open(at, OBJECT);
    if (byte === 0x5b) return this.#open(at, LIST);
    let close = at + 1;
    while (close < end && isScalarByte(buffer[close] ?? 0)) close += 1;
    if (close === end && !isLast) {
      if (end - at > this.#limits.maxValueBytes) this.#fail(at);
      return -1;
    }
    const { use, memo } = this.#node;
    this.#reportKey();
    const isNumber = byte === 0x2d || (byte >= 0x30 && byte <= 0x39);
    if (!isNumber && isLiteral(buffer, at, close)) {
      this.#afterValue();
      return close;
    }
    if (!isNumber || (use !== undefined && memo?.mayMatter(buffer, at, close) === true)) {
      const text = buffer.toString("latin1", at, close);
      if (use === undefined || !/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return this.#fail(at);
      this.#sink.value(use, text);
    }
    if (isNumber) this.#content();
    this.#afterValue();
    return close;
  }

  #string(buffer: Buffer, at: number, end: number): number {
    const close = this.#stringEnd(buffer, at + 1, end);
    if (close === -2) return this.#fail(at);
    if (close === -1) {
      if (end - at <= this.#limits.maxValueBytes) return -1;
      // Too long for an identifier: pass over it without keeping it.
      this.#inLongString = true;
      this.#escaped = false;
      this.#content();
      return this.#skipLongString(buffer, at + 1);
    }
    if (close > at + 1) this.#content();
    const { use, memo } = this.#node;
    this.#reportKey();
    if (use !== undefined && memo !== undefined && close - at <= this.#limits.maxValueBytes) {
      // An escape may stand for any character, so only plain values can be passed over by their bytes.
      const escaped = hasEscape(buffer, at + 1, close);
      if (escaped) this.#sink.value(use, this.#unescape(buffer, at, close));
      else if (memo.mayMatter(buffer, at + 1, close)) this.#sink.value(use, memo.text(buffer, at + 1, close));
    }
    this.#afterValue();
    return close + 1;
  }

  /** Index of the closing quote, -1 when the string does not end in the buffer, -2 at a control character. */
  #stringEnd(buffer: Buffer, from: number, end: number): number {
    let at = from;
    const near = Math.min(end, from + NEAR_BYTES);
    while (at < near && STOPS[buffer[at] ?? 0] === 0) at += 1;
    if (at < near || near === end) return stringEnd(buffer, at, end);
    // A long text: two native searches, of which that for the backslash serves for many strings.
    const quote = buffer.indexOf(QUOTE, at);
    if (this.#backslash < at) this.#backslash = nextOf(buffer, BACKSLASH, at);
    return quote >= 0 && quote < this.#backslash ? quote : stringEnd(buffer, at, end);
  }

  #skipLongString(buffer: Buffer, from: number): number {
    for (let at = from; at < buffer.length; at++) {
      const byte = buffer[at];
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) {
        this.#inLongString = false;
        this.#afterValue();
        return at + 1;
      }
    }
    return buffer.length;
  }

  #open(at: number, kind: typeof OBJECT | typeof LIST): number {
    if (this.#depth >= this.#limits.maxDepth)
      throw new NotInspected("over-limit", `JSON nested deeper than ${this.#limits.maxDepth}`);
    const node = this.#node;
    this.#depth += 1;
    this.#nodes[this.#depth] = node;
    this.#kinds[this.#depth] = kind;
    this.#indices[this.#depth] = 0;
    // In a map by identifier (`byCustomer: { A32…: … }`) the key says whose the value is; a list gets an object around it.
    if (kind === OBJECT || node.keyUse !== undefined) this.#sink.openObject();
    this.#reportKey();
    if (kind === OBJECT) {
      this.#previous = undefined;
      this.#expect = EXPECT.keyOrClose;
    } else {
      this.#sink.openList(node.isRecords, node.isInline);
      this.#node = node.element();
      this.#expect = EXPECT.valueOrClose;
    }
    return at + 1;
  }

  #reportKey(): void {
    const { keyUse, key } = this.#node;
    if (keyUse !== undefined) this.#sink.value(keyUse, key);
  }

  #close(at: number, kind: typeof OBJECT | typeof LIST): number {
    if (this.#kinds[this.#depth] !== kind) this.#fail(at);
    // The sink may ask for the place of what is closed, so the path is shortened after it.
    if (kind === OBJECT) this.#sink.closeObject();
    else this.#sink.closeList();
    if (kind === LIST && this.#nodes[this.#depth]?.keyUse !== undefined) this.#sink.closeObject();
    const closed = this.#nodes[this.#depth];
    this.#depth -= 1;
    if (closed !== undefined) this.#node = closed;
    this.#afterValue();
    return at + 1;
  }

  #afterValue(): void {
    if (this.#depth > 0) {
      if (this.#kinds[this.#depth] === OBJECT) this.#previous = this.#node;
      this.#expect = EXPECT.commaOrClose;
      return;
    }
    this.#documents += 1;
    this.#expect = this.#sequence ? EXPECT.value : EXPECT.done;
  }

  #keyText(buffer: Buffer, open: number, close: number): string {
    return hasEscape(buffer, open + 1, close)
      ? this.#unescape(buffer, open, close)
      : buffer.toString("utf8", open + 1, close);
  }

  #unescape(buffer: Buffer, open: number, close: number): string {
    try {
      return String(JSON.parse(buffer.toString("utf8", open, close + 1)));
    } catch {
      return this.#fail(open);
    }
  }

  #content(): void {
    if (this.#hasContent) return;
    this.#hasContent = true;
    this.#sink.content();
  }

  #place(): Place {
    let path = "";
    for (let depth = 1; depth <= this.#depth; depth++) {
      const key = this.#nodes[depth]?.key ?? "";
      if (key !== "[]" && key !== "") path += path === "" ? key : `.${key}`;
      if (this.#kinds[depth] === LIST) path += `[${this.#indices[depth] ?? 0}]`;
    }
    return this.#sequence ? { unit: "line", number: this.#documents + 1, path } : { unit: "object", path };
  }

  #incomplete(length: number): number {
    if (length > this.#limits.maxValueBytes)
      throw new NotInspected("over-limit", `a JSON key of more than ${length} bytes`);
    return -1;
  }

  #fail(at: number): never {
    throw new NotInspected("damaged", `not valid JSON at byte ${this.#offset + at}`);
  }
}
