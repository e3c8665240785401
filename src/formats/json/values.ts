import { NotInspected } from "../../model/errors.ts";
import { startsWith } from "../value-memo.ts";
import * as bytes from "./bytes.ts";
import { unescaped } from "./escapes.ts";
import { Frames, LIST, OBJECT, ROW } from "./frames.ts";
import { type LongString, longStringAt } from "./long-string.ts";
import type { Outer, ReaderOptions } from "./options.ts";
import type { PathNode } from "./path.ts";
import { StringEnds } from "./string-end.ts";
import { MAX_DOCUMENT_BYTES, mayBeDocument, StringValues } from "./strings.ts";
import { Tables } from "./tables.ts";

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

/** Reads the tokens of documents, one document after the other, and reports what they say. */
export class Values {
  readonly options: ReaderOptions;
  readonly frames: Frames;
  /** Several documents follow one another. */
  isSequence: boolean;
  /** Documents read so far. */
  documents = 0;
  /** Offset in the text of the buffer's first byte. */
  offset = 0;
  /** Where in the buffer the last fault stood. */
  failedAt = 0;
  /** Where the object or array stands in the text that is being closed. */
  closing: readonly [from: number, to: number] | undefined;
  readonly #outer: Outer;
  readonly #strings: StringValues;
  readonly #ends: StringEnds;
  readonly #tables: Tables;
  #node: PathNode;
  #previous: PathNode | undefined;
  #expect: Expect = EXPECT.value;
  #long: LongString | undefined;
  #hasContent = false;

  /** `outer`: the reader that they are read for. */
  constructor(options: ReaderOptions, outer: Outer) {
    this.options = options;
    this.#outer = outer;
    const { root, sink, limits, isSequence } = options;
    this.frames = new Frames(sink);
    this.isSequence = isSequence;
    this.#node = isSequence ? root.element() : root;
    this.#ends = new StringEnds(isSequence);
    this.#tables = new Tables(this.frames, root, limits);
    this.#strings = new StringValues({
      sink,
      limits,
      base: options.base,
      readDocument: (text, node) => options.readDocument(text, node, outer),
      problem: (reason, words) => outer.problem(reason, words),
    });
  }

  /** A document has ended, and no other is expected. */
  get isDone(): boolean {
    return this.#expect === EXPECT.done;
  }

  /** A string goes on that is passed over in pieces. */
  get isWithinString(): boolean {
    return this.#long !== undefined;
  }

  /** To be called for each new buffer. */
  reset(): void {
    this.#ends.reset();
  }

  /** Expects another document: of the sequence, or of the next assignment. */
  expectDocument(isSequence: boolean): void {
    this.frames.closeAll();
    this.#tables.forget();
    this.#long = undefined;
    this.isSequence = isSequence;
    this.#ends.isLines = isSequence;
    this.#node = isSequence ? this.options.root.element() : this.options.root;
    this.#expect = EXPECT.value;
  }

  /** Reads a token within a document. Returns where it ends, or -1 when more bytes are needed. */
  token(buffer: Buffer, at: number, end: number, byte: number, isLast: boolean): number {
    switch (this.#expect) {
      case EXPECT.valueOrClose:
        if (byte === 0x5d) return this.#close(at, byte);
        return this.value(buffer, at, end, byte, isLast);
      case EXPECT.value:
        // A comma may end a list.
        if (byte === 0x5d && this.frames.kind !== OBJECT) return this.#close(at, byte);
        return this.value(buffer, at, end, byte, isLast);
      case EXPECT.keyOrClose:
      case EXPECT.key:
        if (byte === 0x7d) return this.#close(at, byte);
        return this.#key(buffer, at, end, byte, isLast);
      case EXPECT.colon:
        if (byte !== 0x3a) this.fail(at);
        this.#expect = EXPECT.value;
        return at + 1;
      case EXPECT.commaOrClose:
        if (byte !== 0x2c) return this.#close(at, byte);
        if (this.frames.kind === OBJECT) this.#expect = EXPECT.key;
        else this.#next();
        return at + 1;
      case EXPECT.done:
        return this.fail(at);
    }
  }

  /** The next value of an array or a row. */
  #next(): void {
    const { frames } = this;
    const { depth } = frames;
    const index = (frames.indices[depth] ?? 0) + 1;
    frames.indices[depth] = index;
    this.#expect = EXPECT.value;
    if (frames.kind === ROW) this.#node = this.#cell(index);
  }

  /** The node of a row's value: its column's, or for one too many that of any value. */
  #cell(index: number): PathNode {
    const { frames } = this;
    return frames.columns[frames.depth - 1]?.[index] ?? (frames.node ?? this.#node).element();
  }

  #key(buffer: Buffer, at: number, end: number, byte: number, isLast: boolean): number {
    const { node: parent } = this.frames;
    if (parent === undefined) return this.fail(at);
    if (byte === bytes.QUOTE) {
      const expected = this.#previous === undefined ? parent.firstKey : this.#previous.follower;
      if (expected !== undefined && startsWith(buffer, at + 1, end, expected.bytes)) {
        this.#previous = expected;
        return this.#colonAfter(expected, at + 1 + expected.bytes.length);
      }
    }
    const isQuoted = byte === bytes.QUOTE || byte === bytes.APOSTROPHE;
    const close = isQuoted ? this.#ends.find(buffer, at + 1, end, byte) : bytes.nameEnd(buffer, at, end);
    if (close === -2 || close === at) return this.fail(at);
    const length = (close < 0 ? end : close) - at;
    if (length > this.options.limits.maxValueBytes)
      throw new NotInspected(
        "over-limit",
        `a JSON key of more than ${this.options.limits.maxValueBytes} bytes`,
      );
    if (close === -1 || (!isQuoted && close === end && !isLast)) return -1;
    const from = isQuoted ? at + 1 : at;
    const written = buffer.toString("utf8", from, close);
    const key = isQuoted && this.#ends.isEscaped ? unescaped(written) : written;
    if (key !== written) this.options.sink.decoded(key);
    const node = parent.child(key, Buffer.from(`${written}"`));
    if (byte === bytes.QUOTE) {
      if (this.#previous === undefined) parent.firstKey = node;
      else this.#previous.follower = node;
    }
    this.#previous = node;
    return this.#colonAfter(node, isQuoted ? close + 1 : close);
  }

  #colonAfter(node: PathNode, at: number): number {
    this.#node = node;
    this.#expect = EXPECT.colon;
    return at;
  }

  value(buffer: Buffer, at: number, end: number, byte: number, isLast: boolean): number {
    if (byte === bytes.QUOTE || byte === bytes.APOSTROPHE) return this.#string(buffer, at, end, byte, isLast);
    if (byte === 0x7b) return this.#open(buffer, at, OBJECT, isLast);
    if (byte === 0x5b) return this.#open(buffer, at, LIST, isLast);
    const close = bytes.scalarEnd(buffer, at, end);
    if (close === end && !isLast) {
      if (end - at > this.options.limits.maxValueBytes) this.fail(at);
      return -1;
    }
    const isNumber = bytes.isNumber(buffer, at, close);
    if (!isNumber && !bytes.isLiteral(buffer, at, close)) this.fail(at);
    this.#reportKey();
    if (isNumber) {
      const { use, memo } = this.#node;
      if (
        use !== undefined &&
        memo?.mayMatter(buffer, at, close) === true &&
        close - at <= this.options.limits.maxValueBytes
      )
        this.options.sink.value(use, buffer.toString("latin1", at, close));
      this.frames.takePart(this.#node, buffer, at, close);
      this.#content();
    }
    this.#afterValue();
    return close;
  }

  #string(buffer: Buffer, at: number, end: number, quote: number, isLast: boolean): number {
    const close = this.#ends.find(buffer, at + 1, end, quote);
    if (close === -2) return this.fail(at);
    if (close === -1) return this.#unclosed(buffer, at, end, quote, isLast);
    if (close > at + 1) this.#content();
    this.#reportKey();
    if (this.#tables.isCollecting) this.#tables.collect(buffer, at + 1, close, this.#node);
    this.#strings.report(buffer, at + 1, close, this.#node, this.offset, this.#ends.isEscaped);
    this.frames.takePart(this.#node, buffer, at + 1, close);
    this.#afterValue();
    return close + 1;
  }

  /** A string that does not end in the buffer: waits for its end, or passes over it when it is too long to keep. */
  #unclosed(buffer: Buffer, at: number, end: number, quote: number, isLast: boolean): number {
    const { maxValueBytes } = this.options.limits;
    if (end - at <= maxValueBytes || isLast) return -1;
    const isDocument = mayBeDocument(buffer, at + 1, end);
    if (isDocument && end - at <= MAX_DOCUMENT_BYTES) return -1;
    this.#content();
    if (isDocument) this.#strings.tooLong();
    const { long, from } = longStringAt(buffer, at + 1, {
      stops: bytes.stopsOf(quote, this.isSequence),
      offset: this.offset,
      early: maxValueBytes,
    });
    this.#long = long;
    return this.skipLong(buffer, from);
  }

  skipLong(buffer: Buffer, from: number): number {
    const long = this.#long;
    if (long === undefined) return this.fail(from);
    const at = long.skip(buffer, from);
    if (long.ended === undefined) return at;
    this.#long = undefined;
    if (long.ended === "line") return this.fail(at);
    const held = long.found();
    if (held !== undefined) this.#strings.file(held.file, held.found);
    this.#afterValue();
    return at + 1;
  }

  #open(buffer: Buffer, at: number, kind: typeof OBJECT | typeof LIST, isLast: boolean): number {
    const { frames, options } = this;
    if (frames.depth + options.outerDepth >= options.limits.maxDepth)
      throw new NotInspected("over-limit", `JSON nested deeper than ${options.limits.maxDepth}`);
    const node = this.#node;
    if (kind === LIST && this.#tables.mayBeHeader(this.isSequence && this.documents === 0)) {
      const past = this.#tables.header(buffer, at, isLast);
      if (past > at) {
        this.#content();
        this.#afterValue();
      }
      if (past !== at) return past;
    }
    const isRow =
      kind === LIST &&
      (frames.kind === OBJECT ? frames.holdsCells(node.key) : frames.columns[frames.depth] !== undefined);
    const namesColumns = kind === LIST && frames.kind === OBJECT && node.namesColumns;
    // What names columns is no record.
    frames.open(isRow ? ROW : kind, node, kind === LIST && (namesColumns || options.isInline));
    frames.starts[frames.depth] = this.offset + at;
    if (namesColumns) this.#tables.collectHere();
    if (kind === OBJECT) {
      this.#previous = undefined;
      this.#expect = EXPECT.keyOrClose;
    } else {
      this.#node = isRow ? this.#cell(0) : node.element();
      this.#expect = EXPECT.valueOrClose;
    }
    return at + 1;
  }

  #reportKey(): void {
    const { keyUse, key } = this.#node;
    if (keyUse !== undefined) this.options.sink.value(keyUse, key);
  }

  #close(at: number, byte: number): number {
    const { frames, options } = this;
    const { kind, node, depth } = frames;
    if (byte !== 0x7d && byte !== 0x5d) this.fail(at);
    if (kind === undefined || (kind === OBJECT) !== (byte === 0x7d)) this.fail(at);
    if (options.spans) this.closing = [frames.starts[depth] ?? 0, this.offset + at + 1];
    frames.close();
    this.closing = undefined;
    if (this.#tables.isCollecting && !this.#tables.closed(depth))
      this.#outer.problem("unsupported-format", "the names of a table's columns follow its rows");
    if (node !== undefined) this.#node = node;
    this.#afterValue();
    return at + 1;
  }

  #afterValue(): void {
    if (this.frames.depth > 0) {
      if (this.frames.kind === OBJECT) this.#previous = this.#node;
      this.#expect = EXPECT.commaOrClose;
      return;
    }
    this.documents += 1;
    this.#expect = this.isSequence ? EXPECT.value : EXPECT.done;
  }

  #content(): void {
    if (this.#hasContent) return;
    this.#hasContent = true;
    this.options.sink.content();
  }

  fail(at: number, words?: string): never {
    this.failedAt = at;
    throw new NotInspected("damaged", words ?? `not valid JSON at byte ${this.offset + at}`);
  }
}
