import type { FieldUse } from "../../model/field.ts";
import type { EmbeddedContent, Sink } from "../../model/format.ts";
import { isWeak } from "../../model/kinds.ts";
import type { Limits } from "../../model/limits.ts";
import type { NotInspectedReason } from "../../model/fate.ts";
import { eachPiece } from "../long-lines.ts";
import { BACKSLASH, hasRealEscape, QUOTE } from "./bytes.ts";
import {
  decodedFile,
  type EncodedFile,
  encodedFile,
  encodedText,
  isBase64,
  MAX_COLLECTED_BYTES,
} from "./encoded.ts";
import { repaired, unescaped } from "./escapes.ts";
import type { PathNode } from "./path.ts";
import { isWellFormed } from "./well-formed.ts";

/** Bytes of a document within a string; a longer one is not read. */
export const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;
/** A string at which no layout can look is searched for identifiers from so many bytes on. */
const MIN_NAMELESS_BYTES = 12;

/** What a string may be by its first byte. */
const DOCUMENT = 1;
const ENCODED = 2;
const FIRST = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/[{[\\ \t\r\n]/.test(character)) return DOCUMENT;
  return /[A-Za-z0-9+/]/.test(character) ? ENCODED : 0;
});

/** What a string is read with. */
export interface StringContext {
  readonly sink: Sink;
  readonly limits: Limits;
  /** Offset in the entry of the first byte of the text; undefined where the text is no part of the entry as it is. */
  readonly base: () => number | undefined;
  /** Reads a document within a string; false, and nothing is reported, when it is none. */
  readonly readDocument: (text: Buffer, node: PathNode) => boolean;
  /** Something could not be read; the rest still is. */
  readonly problem: (reason: NotInspectedReason, words: string) => void;
}

/** Reports what a string says: a value, a document of its own, a file, text in base64. */
export class StringValues {
  readonly #context: StringContext;

  constructor(context: StringContext) {
    this.#context = context;
  }

  /**
   * Reports the string whose inside is `[from, close)`. `offset`: of the buffer's first byte in the text; `isEscaped`:
   * it holds a backslash.
   */
  report(
    buffer: Buffer,
    from: number,
    close: number,
    node: PathNode,
    offset: number,
    isEscaped: boolean,
  ): void {
    const first = FIRST[buffer[from] ?? 0];
    if (first === DOCUMENT && this.#document(buffer, from, close, node, isEscaped)) return;
    if (first !== 0 && this.#file(buffer, from, close, offset, isEscaped)) return;
    if (close - from > this.#context.limits.maxValueBytes) return;
    const { use, memo } = node;
    if (isEscaped) {
      this.#escaped(buffer, from, close, node);
    } else if (use !== undefined && memo !== undefined) {
      if (memo.mayMatter(buffer, from, close)) {
        const text = memo.text(buffer, from, close);
        // Only text that is not plain ASCII can have been encoded twice.
        this.#value(use, text, text.length === close - from ? undefined : repaired(text));
      }
    } else if (node.isNameless && close - from >= MIN_NAMELESS_BYTES) {
      this.#context.sink.text(buffer.toString("utf8", from, close));
    }
    if (first === ENCODED && !isEscaped) this.#base64(buffer, from, close, node);
  }

  /** An escape may stand for any character, so only plain values can be passed over by their bytes. */
  #escaped(buffer: Buffer, from: number, close: number, { use, isNameless }: PathNode): void {
    const { sink } = this.#context;
    const isOther = hasRealEscape(buffer, from, close);
    if (use === undefined && !isOther && !isNameless) return;
    const text = unescaped(buffer.toString("utf8", from, close));
    if (isOther) sink.decoded(text);
    if (use !== undefined) this.#value(use, text, repaired(text));
    else if (isNameless && text.length >= MIN_NAMELESS_BYTES) sink.text(text);
  }

  #value(use: FieldUse, text: string, repairedText: string | undefined): void {
    const { sink } = this.#context;
    if (repairedText === undefined) {
      sink.value(use, text);
      return;
    }
    sink.decoded(repairedText);
    const takes = reading(use);
    if (takes !== "repaired") sink.value(use, text);
    if (takes !== "original") sink.value(use, repairedText);
  }

  /** JSON within a string, which may itself be a string within that. */
  #document(buffer: Buffer, from: number, close: number, node: PathNode, isEscaped: boolean): boolean {
    const opening = documentStart(buffer, from, close);
    if (opening === 0) return false;
    if (close - from > MAX_DOCUMENT_BYTES) {
      if (!mayBeDocument(buffer, from, close)) return false;
      this.tooLong();
      return true;
    }
    // `{}`, `[]`
    if (close - from === 2) return endsLike(buffer, from, close, opening);
    if (!isEscaped && opening !== QUOTE && isWellFormed(buffer, from, close) === false) {
      // Without escapes only what single quotes enclose holds a double one, as a document that was cut off does.
      const quote = buffer.indexOf(QUOTE, from);
      if (quote < 0 || quote >= close) return false;
    }
    const text = unescaped(buffer.toString("utf8", from, close));
    if (endsLike(buffer, from, close, opening) && this.#context.readDocument(Buffer.from(text), node)) {
      if (isEscaped && hasRealEscape(buffer, from, close)) this.#context.sink.decoded(text);
      return true;
    }
    // A document that was cut off says what it says.
    const isCut = /^\s*\[?\s*\{\s*"[^"]*"\s*:/.test(text.slice(0, 512));
    if (!isCut || (node.use !== undefined && node.use.is !== "composite")) return false;
    this.#context.sink.decoded(text);
    for (const line of text.split(/\r\n|\r|\n/)) eachPiece(line, (piece) => this.#context.sink.text(piece));
    return true;
  }

  /** Says that a document within a string is not read. */
  tooLong(): void {
    this.#context.problem(
      "over-limit",
      `JSON within a string is longer than ${MAX_DOCUMENT_BYTES / 1024 / 1024} MiB`,
    );
  }

  #file(buffer: Buffer, from: number, close: number, offset: number, isEscaped: boolean): boolean {
    const file = encodedFile(buffer, from, close);
    if (file === undefined || (file.isBase64 && !isBase64(buffer, file.from, close))) return false;
    const early = Math.min(close, from + this.#context.limits.maxValueBytes);
    this.file(file, {
      offset: offset + file.from,
      length: close - file.from,
      early: buffer.subarray(file.from, early).includes(BACKSLASH),
      isEscaped,
      written: () => buffer.toString("latin1", file.from, close),
    });
    return true;
  }

  /** Hands over a file within a string, `early` being whether its beginning holds an escape. */
  file(file: EncodedFile, found: FoundFile): void {
    const { sink, problem } = this.#context;
    if (found.length === 0) return;
    const content = this.#content(file, found);
    if (content === undefined)
      problem("over-limit", "a file within a string is too long for how it is written");
    else sink.embedded({ name: "", content });
  }

  #content(file: EncodedFile, found: FoundFile): EmbeddedContent | undefined {
    const base = this.#context.base();
    const { offset, length } = found;
    if (file.isBase64 && !found.isEscaped && base !== undefined)
      return { is: "range", range: [base + offset, length], encoding: "base64" };
    if (length > MAX_COLLECTED_BYTES || (found.isEscaped && !found.early)) return undefined;
    const written = found.written();
    return written === undefined ? undefined : decodedFile(written, file);
  }

  /** `itemId` of Alexa's lists is base64 of an account, a page's cursor that of an object. */
  #base64(buffer: Buffer, from: number, close: number, node: PathNode): void {
    if (node.use !== undefined && node.use.is !== "composite") return;
    const text = encodedText(buffer, from, close);
    if (text === undefined) return;
    const { sink, readDocument } = this.#context;
    sink.decoded(text);
    if (/^[{[]/.test(text) && readDocument(Buffer.from(text), node)) return;
    for (const line of text.split(/[\r\n]+/)) sink.text(line);
  }
}

/** Where a file within a string stands, and what is written there. */
export interface FoundFile {
  /** Of its first byte in the text. */
  readonly offset: number;
  readonly length: number;
  readonly early: boolean;
  readonly isEscaped: boolean;
  /** Undefined when it was not kept. */
  readonly written: () => string | undefined;
}

/**
 * What is read of text that was encoded twice. An owner must not be two people, and rows that name a file or a thread
 * name the one that is there.
 */
function reading(use: FieldUse): "original" | "repaired" | "both" {
  if (use.is === "composite") return "repaired";
  if (use.is === "names-file") return "both";
  if (use.is !== "identifier") return "original";
  return isWeak(use.kind === "any" ? "name" : use.kind) || use.role === "party" || use.role === "reference"
    ? "both"
    : "repaired";
}

/** The byte with which a document within a string begins: `{`, `[`, or `"` for a string that holds one; 0 for none. */
function documentStart(buffer: Buffer, from: number, close: number): number {
  let at = from;
  for (; at < close; at++) {
    const byte = buffer[at] ?? 0;
    if (byte === BACKSLASH && isSpaceEscape(buffer[at + 1] ?? 0)) at += 1;
    else if (byte > 0x20) break;
  }
  const byte = at < close ? (buffer[at] ?? 0) : 0;
  if (byte === 0x7b || byte === 0x5b) return byte;
  if (byte !== BACKSLASH || buffer[at + 1] !== QUOTE) return 0;
  const inner = buffer[at + 2] ?? 0;
  return inner === 0x7b || inner === 0x5b || inner === BACKSLASH ? QUOTE : 0;
}

/** Whether a long string is a document, as far as its first bytes tell: `[Verse 1]` is none. */
export function mayBeDocument(buffer: Buffer, from: number, end: number): boolean {
  if (FIRST[buffer[from] ?? 0] !== DOCUMENT || documentStart(buffer, from, end) === 0) return false;
  const head = buffer.toString("latin1", from, Math.min(end, from + 256));
  return /^(?:\s|\\[nrt])*(?:\\+")?(?:\{|\[)(?:\s|\\+[nrt])*[\\"'{}[\]\d-]/.test(head);
}

function endsLike(buffer: Buffer, from: number, close: number, opening: number): boolean {
  let at = close - 1;
  for (; at > from; at--) {
    const byte = buffer[at] ?? 0;
    if (isSpaceEscape(byte) && buffer[at - 1] === BACKSLASH) at -= 1;
    else if (byte > 0x20) break;
  }
  const byte = buffer[at];
  return opening === 0x7b ? byte === 0x7d : opening === 0x5b ? byte === 0x5d : byte === QUOTE;
}

function isSpaceEscape(byte: number): boolean {
  return byte === 0x6e || byte === 0x72 || byte === 0x74;
}
