import { NotInspected } from "../../model/errors.ts";
import type { NotInspectedReason } from "../../model/fate.ts";
import type { Place } from "../../model/place.ts";
import * as bytes from "./bytes.ts";
import { CommentReader } from "./comments.ts";
import type { Frames } from "./frames.ts";
import { BrokenLines } from "./lines.ts";
import { documentBehind, MAX_WRAPPER_BYTES, wrapperAt } from "./opening.ts";
import type { Outer, ReaderOptions } from "./options.ts";
import { Values } from "./values.ts";

/** What the next bytes go on with. */
type Within = "tokens" | "comment" | "broken line";

/**
 * A push parser for JSON, and for what JavaScript and Python write in its place, that keeps nothing but the path to
 * where it stands: numbers keep all their digits, of duplicate keys both values count, and values that mean nothing to
 * the plan are passed over without being decoded. (JSON.parse rounds numbers and drops duplicates; the stream parsers on
 * npm read 8 to 22 MB/s, this one over 150.)
 */
export class JsonReader implements Outer {
  readonly options: ReaderOptions;
  readonly #values: Values;
  readonly #comments: CommentReader;
  readonly #broken = new BrokenLines();
  #isWrapped = false;
  /** What is assigned, empty for nothing. */
  #name = "";
  #within: Within = "tokens";
  #line = 1;
  #documentLine = 1;
  #lastByte: number = bytes.LINE_FEED;
  #problem: NotInspected | undefined;

  constructor(options: ReaderOptions) {
    this.options = options;
    this.#values = new Values(options, this);
    this.#comments = new CommentReader(options.sink);
    this.locate();
    if (options.isSequence) options.sink.openList(false, options.isInline);
  }

  get frames(): Frames {
    return this.#values.frames;
  }

  locate(): void {
    this.options.sink.locate(() => this.place());
  }

  isInList(): boolean {
    return this.#values.isSequence || this.frames.isInList();
  }

  place(): Place {
    const path = this.frames.pathText(this.options.outerDepth > 0);
    const isNamed = this.#isWrapped && this.#name !== "" && this.#values.documents > 0;
    const line = this.#values.isSequence ? this.#documentLine : undefined;
    const place = this.options.place(isNamed ? `${this.#name}: ${path}` : path, line);
    const span = this.options.spans ? this.#values.closing : undefined;
    return span === undefined ? place : { ...place, span };
  }

  problem(reason: NotInspectedReason, words: string): void {
    this.#problem ??= new NotInspected(reason, words);
  }

  /** Reads what is complete of `buffer` and returns how many bytes it took; the rest must come again, with more. */
  push(buffer: Buffer, isLast: boolean): number {
    const values = this.#values;
    values.reset();
    let at = 0;
    for (;;) {
      try {
        at = this.#tokens(buffer, at, isLast);
        if (isLast && at < buffer.length) values.fail(at, "the JSON ends in the middle of a value");
        break;
      } catch (error) {
        at = this.#recover(error, buffer);
      }
    }
    this.frames.settleParts();
    values.offset += at;
    if (at > 0) this.#lastByte = buffer[at - 1] ?? 0;
    return at;
  }

  /** Ends the document; throws `NotInspected` if something of it could not be read. */
  end(): void {
    const { isSequence, isDone, isWithinString, documents, offset } = this.#values;
    const isOpen = this.frames.depth > 0 || isWithinString || this.#within === "comment";
    if (isSequence && isOpen) this.#broken.add(this.#documentLine);
    // White space is an empty document; an assignment of nothing is none.
    const isEmpty = documents === 0 && !this.#isWrapped;
    this.close();
    if (!isSequence && (isOpen || (!isDone && !isEmpty)))
      throw new NotInspected("damaged", `the JSON ends in the middle, at byte ${offset}`);
    const problem = this.#broken.problem() ?? this.#problem;
    if (problem !== undefined) throw problem;
  }

  /** Closes what is open, wherever the document ends. */
  close(): void {
    this.frames.closeAll();
    if (this.#values.isSequence) this.options.sink.closeList();
  }

  #tokens(buffer: Buffer, from: number, isLast: boolean): number {
    const values = this.#values;
    const end = buffer.length;
    let at = this.#within !== "tokens" || values.isWithinString ? this.#resume(buffer, from, isLast) : from;
    while (at < end && this.#within === "tokens") {
      const byte = buffer[at] ?? 0;
      if (byte <= 0x20) {
        if (byte === bytes.LINE_FEED) this.#line += 1;
        else if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09 && bytes.otherSpace(buffer, at) === 0)
          values.fail(at);
        at += 1;
        continue;
      }
      const next = this.#token(buffer, at, end, byte, isLast);
      if (next < 0) return at;
      at = next;
    }
    return at;
  }

  /** Goes on with what the last buffer did not end. */
  #resume(buffer: Buffer, from: number, isLast: boolean): number {
    if (this.#within === "broken line") {
      const at = this.#broken.next(buffer, from, () => void (this.#line += 1));
      if (at < buffer.length) this.#within = "tokens";
      return at;
    }
    if (this.#within === "tokens") return this.#values.skipLong(buffer, from);
    const { at, ended, lines } = this.#comments.read(buffer, from, isLast);
    if (ended) this.#within = "tokens";
    else if (isLast) this.#values.fail(at, "the JSON ends within a comment");
    this.#line += lines;
    return at;
  }

  /** Returns where the token ends, or -1 when more bytes are needed. */
  #token(buffer: Buffer, at: number, end: number, byte: number, isLast: boolean): number {
    if (byte === 0x2f) return this.#comment(buffer, at, isLast);
    if (byte === 0xc2 || byte === 0xef) {
      if (at + 3 > end && !isLast) return -1;
      const space = bytes.otherSpace(buffer, at);
      if (space > 0) return at + space;
    }
    const values = this.#values;
    if (values.frames.depth > 0) return values.token(buffer, at, end, byte, isLast);
    if (values.isDone) return this.#after(buffer, at, byte, isLast);
    return this.#document(buffer, at, end, byte, isLast);
  }

  #document(buffer: Buffer, at: number, end: number, byte: number, isLast: boolean): number {
    const values = this.#values;
    if (values.isSequence) {
      // Elements of an array that was lost around them.
      if (byte === 0x2c && values.documents > 0) return at + 1;
      this.#documentLine = this.#line;
    } else if (this.options.outerDepth === 0 && byte !== 0x7b && byte !== 0x5b) {
      const past = this.#wrapper(buffer, at, isLast);
      if (past !== at) return past;
    }
    return values.value(buffer, at, end, byte, isLast);
  }

  /** What may follow a document: the end of its wrapper, the next assignment, another document. */
  #after(buffer: Buffer, at: number, byte: number, isLast: boolean): number {
    const values = this.#values;
    if (this.#isWrapped) {
      if (byte === 0x3b || byte === 0x29) return at + 1;
      const past = this.#wrapper(buffer, at, isLast);
      if (past === at) values.fail(at);
      if (past > at) values.expectDocument(false);
      return past;
    }
    if ((byte !== 0x7b && byte !== 0x5b) || this.options.outerDepth > 0) values.fail(at);
    // The first one was too long to be seen as one of several.
    this.#documentLine = this.#line;
    values.expectDocument(true);
    this.options.sink.openList(false, this.options.isInline);
    return at;
  }

  /** Where what stands before a value ends: `at` when there is nothing, -1 when more bytes are needed. */
  #wrapper(buffer: Buffer, at: number, isLast: boolean): number {
    if (buffer.length - at < MAX_WRAPPER_BYTES && !isLast && !this.options.isProbe) return -1;
    const text = buffer.toString("latin1", at, at + MAX_WRAPPER_BYTES);
    const wrapper = wrapperAt(text);
    if (wrapper !== undefined) {
      this.#isWrapped = true;
      this.#name = wrapper.name;
      return at + wrapper.length;
    }
    // Something else before a document: the document is read all the same.
    const behind = this.#values.documents > 0 || this.options.isProbe ? 0 : documentBehind(text);
    if (behind > 0)
      this.problem(
        "damaged",
        behind === 1 ? "its first byte is no JSON" : `its first ${behind} bytes are no JSON`,
      );
    return at + behind;
  }

  #comment(buffer: Buffer, at: number, isLast: boolean): number {
    const opened = this.#comments.opens(buffer, at, isLast);
    if (opened === 0) this.#values.fail(at);
    if (opened < 0) return -1;
    this.#within = "comment";
    return this.#resume(buffer, at + opened, isLast);
  }

  /** Goes on behind a broken line of a sequence; throws on where there is no next line to go on with. */
  #recover(error: unknown, buffer: Buffer): number {
    const values = this.#values;
    const isBroken = error instanceof NotInspected && error.reason === "damaged";
    if (!isBroken || !values.isSequence) throw error;
    const at = values.failedAt;
    this.#broken.add(this.#documentLine);
    values.expectDocument(true);
    values.documents += 1;
    const previous = at > 0 ? (buffer[at - 1] ?? 0) : this.#lastByte;
    this.#within = this.#broken.startsAt(buffer, at, previous) ? "tokens" : "broken line";
    return at;
  }
}
