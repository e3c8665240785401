import { NotInspected } from "../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../model/format.ts";
import { textOf } from "./archive-in-text.ts";
import { decodeChunks, detectEncoding, isControl } from "./encoding.ts";
import { OPENING_BYTES, withOpening } from "./opening.ts";
import { LineReader } from "./text-lines.ts";

/** Characters over which the share of control characters is taken. */
const WINDOW_CHARACTERS = 4096;

/** Control characters in a window above which it is no text (1 %). */
const MAX_WINDOW_CONTROLS = 40;

/** Control characters at the end of a file, after the last full window, that are still text. */
const MAX_TAIL_CONTROLS = 4;

/** Plain text in lines: logs, notes, Markdown. Takes whatever text no other format knows better. */
export const textFormat: Format = {
  name: "text",
  killable: false,
  about: {
    title: "Text in lines (logs, notes, Markdown)",
    recognised: "text in UTF-8, UTF-16 or Windows-1252 that no other format knows better",
    reads:
      'labels with their values (`Customer ID: …`, `customerId=…`, `user="…"`; also behind the prefix of a log, on the next ' +
      "line, behind a gap, a tab or dots, and in headings like `## Customer ID A32…`), JSON within a line, the user of web " +
      "server logs, Markdown tables, and what databases and shells print as tables or records, where a column can name an owner",
    leaves:
      "the middle of a sentence only mentions somebody. Lines above 64 KiB are read in pieces. Binary data behind text: the " +
      "file is not inspected",
    library: null,
  },
  sniff(head: Uint8Array): Confidence {
    return detectEncoding(head) === undefined ? 0 : 1;
  },
  read: readText,
};

async function readText(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const chunks = withOpening(textOf(source)).chunks()[Symbol.asyncIterator]();
  const opening = await chunks.next();
  if (opening.done === true) return 0;
  const encoding = detectEncoding(opening.value.subarray(0, OPENING_BYTES));
  if (encoding === undefined) {
    await chunks.return?.();
    throw new NotInspected("unknown-format", "its bytes are no text");
  }
  let consumed = 0;
  const counted = counting(opening.value, chunks, (length) => {
    consumed += length;
  });
  const lines = new LineReader(context.plan, out);
  const foreign = new ControlCounter();
  for await (const text of decodeChunks(counted, encoding)) {
    foreign.add(text, lines.number);
    lines.add(text);
  }
  lines.end();
  const line = foreign.end(lines.number);
  if (line > 0) throw new NotInspected("damaged", `near line ${line} its bytes are no text`);
  if (lines.fault !== undefined) throw new NotInspected("damaged", lines.fault, consumed);
  return consumed;
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
