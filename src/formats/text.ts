import { NotInspected } from "../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../model/format.ts";
import { textOf } from "./archive-in-text.ts";
import { decodeChunks, detectEncoding, isControl } from "./encoding.ts";
import { LINE_OVERLAP_CHARACTERS, MAX_LINE_CHARACTERS, eachPiece } from "./long-lines.ts";

/** Characters over which the share of control characters is taken. */
const WINDOW_CHARACTERS = 4096;

/** Control characters in a window above which it is no text (1 %). */
const MAX_WINDOW_CONTROLS = 40;

/** Control characters at the end of a file, after the last full window, that are still text. */
const MAX_TAIL_CONTROLS = 4;

/** Bytes of the beginning that tell the encoding. */
const HEAD_BYTES = 64 * 1024;

/** Plain text in lines: logs, notes, Markdown, INI, YAML, properties. Takes whatever text no other format knows better. */
export const textFormat: Format = {
  name: "text",
  killable: false,
  sniff(head: Uint8Array): Confidence {
    return detectEncoding(head) === undefined ? 0 : 1;
  },
  read: readText,
};

async function readText(source: ByteSource, _context: ReadContext, out: Sink): Promise<number> {
  const chunks = textOf(source).chunks()[Symbol.asyncIterator]();
  const opening = await readOpening(chunks);
  const encoding = detectEncoding(opening.subarray(0, HEAD_BYTES));
  if (encoding === undefined) {
    if (opening.length === 0) return 0;
    throw new NotInspected("unknown-format", "its bytes are no text");
  }
  let consumed = 0;
  const counted = counting(opening, chunks, (length) => {
    consumed += length;
  });
  const lines = new LineReader(out);
  const foreign = new ControlCounter();
  for await (const text of decodeChunks(counted, encoding)) {
    foreign.add(text, lines.number);
    lines.add(text);
  }
  lines.end();
  const line = foreign.end(lines.number);
  if (line > 0) throw new NotInspected("damaged", `near line ${line} its bytes are no text`);
  return consumed;
}

/** The first chunks, joined until they tell the encoding. A long first chunk is not copied: it is used before the next. */
async function readOpening(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
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

async function* counting(
  opening: Uint8Array,
  chunks: AsyncIterator<Uint8Array>,
  count: (length: number) => void,
): AsyncIterable<Uint8Array> {
  try {
    count(opening.length);
    yield opening;
    for (;;) {
      const next = await chunks.next();
      if (next.done === true) return;
      count(next.value.length);
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

/** Splits text at `\n`, `\r\n` and `\r`, whatever the borders of the chunks are, and reports line by line. */
class LineReader {
  /** The line being read, counted from 1. */
  number = 1;
  private readonly out: Sink;
  private pending = "";
  private afterReturn = false;
  private hasContent = false;

  constructor(out: Sink) {
    this.out = out;
    out.locate(() => ({ unit: "line", number: this.number }));
  }

  add(text: string): void {
    let from = 0;
    if (this.afterReturn && text.startsWith("\n")) from = 1;
    this.afterReturn = false;
    const breaks = /\r\n|\n|\r/g;
    breaks.lastIndex = from;
    for (let found = breaks.exec(text); found !== null; found = breaks.exec(text)) {
      this.give(this.pending + text.slice(from, found.index));
      this.pending = "";
      this.number += 1;
      from = breaks.lastIndex;
    }
    this.afterReturn = text.endsWith("\r");
    this.pending += text.slice(from);
    while (this.pending.length > 2 * MAX_LINE_CHARACTERS) {
      this.give(this.pending.slice(0, MAX_LINE_CHARACTERS));
      this.pending = this.pending.slice(MAX_LINE_CHARACTERS - LINE_OVERLAP_CHARACTERS);
    }
  }

  end(): void {
    if (this.pending !== "") this.give(this.pending);
  }

  private give(line: string): void {
    if (!/\S/.test(line)) return;
    if (!this.hasContent) {
      this.hasContent = true;
      this.out.content();
    }
    eachPiece(line, (piece) => {
      this.out.text(piece);
    });
  }
}

// eslint-disable-next-line no-control-regex -- these are the characters that tell binary data from text
const SUSPECT = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/;

/** Finds binary data that follows after a beginning of text, in windows that do not depend on how the chunks are cut. */
class ControlCounter {
  private seen = 0;
  private controls = 0;
  private line = 0;

  add(text: string, line: number): void {
    if (this.line > 0) return;
    if (!SUSPECT.test(text)) {
      if (this.seen + text.length >= WINDOW_CHARACTERS) this.controls = 0;
      this.seen = (this.seen + text.length) % WINDOW_CHARACTERS;
      return;
    }
    for (let at = 0; at < text.length; at += 1) {
      if (isControl(text.charCodeAt(at))) this.controls += 1;
      this.seen += 1;
      if (this.controls > MAX_WINDOW_CONTROLS) {
        this.line = line;
        return;
      }
      if (this.seen === WINDOW_CHARACTERS) {
        this.seen = 0;
        this.controls = 0;
      }
    }
  }

  /** The number of the first line near which the bytes are no text, 0 for none. */
  end(lastLine: number): number {
    if (this.line > 0) return this.line;
    return this.controls > MAX_TAIL_CONTROLS && this.controls * 100 > this.seen ? lastLine : 0;
  }
}
