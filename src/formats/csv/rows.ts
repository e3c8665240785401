const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const TAB = 0x09;
const CR = 0x0d;
const LF = 0x0a;

/** A row that is longer holds a quote that never closes, or is no row. */
export const MAX_ROW_BYTES = 16 * 1024 * 1024;

/** The cell stands in quotes; some of its quotes are doubled; some of its characters follow a backslash. */
export const QUOTED = 1;
const DOUBLED = 2;
const ESCAPED = 4;

/** A row that cannot be read; `message` as it follows its number. */
export class RowOverLimit extends Error {}

/** How a row is read: `line` ends it at the line's end, whatever quotes say; `lazy` closes quotes only before a delimiter. */
type Mode = "normal" | "lazy" | "line";

/** The delimiter of a table of one column: none. */
export const NO_DELIMITER = -1;

/** Cuts bytes into rows and cells (RFC 4180), and says when its quotes contradict its lines. */
export class RowScanner {
  /** Where the cells of the last row begin and end, without their quotes. */
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly flags: number[] = [];
  /** What is wrong with the quotes of the last row, as a part of a sentence. */
  fault: string | undefined;
  /** Text followed a closing quote in the last row. */
  isLoose = false;
  /** Cells that a row should have, 0 while that is not known: tells which reading of broken quotes is right. */
  width = 0;
  readonly #delimiter: number;
  readonly #maxColumns: number;
  /** `\"` is a quote within a cell, as MySQL writes it; known from the first one that cannot be anything else. */
  #escapes = false;

  constructor(delimiter: number, maxColumns: number) {
    this.#delimiter = delimiter;
    this.#maxColumns = maxColumns;
  }

  /** Finds the cells of the row at `from`; returns where the next begins, or -1 when the row is not complete. */
  scan(buffer: Buffer, from: number, isLast: boolean): number {
    this.fault = undefined;
    this.isLoose = false;
    const next = this.#scanAs(buffer, from, isLast, "normal");
    if (next === -1 && buffer.length - from <= MAX_ROW_BYTES) return -1;
    if (next === -1 || next === -2) return this.#asLine(buffer, from, isLast, "a quote is never closed");
    if (next === -3) return this.#asLine(buffer, from, isLast, "a quote is closed in a later line");
    if (this.width === 0) return next;
    if (this.starts.length === this.width) {
      return this.#delimiter === TAB && this.#holdsLine(buffer)
        ? this.#asLines(buffer, from, isLast, next)
        : next;
    }
    if (this.isLoose) return this.#asLazy(buffer, from, isLast);
    if (this.width > 1 && this.starts.length < this.width && this.#holdsLine(buffer))
      return this.#asLineIfWhole(buffer, from, isLast);
    return next;
  }

  /** The text of a cell of the last row. */
  text(buffer: Buffer, cell: number): string {
    let text = buffer.toString("utf8", this.starts[cell], this.ends[cell]);
    const flags = this.flags[cell] ?? 0;
    if ((flags & DOUBLED) !== 0) text = text.replaceAll('""', '"');
    if ((flags & ESCAPED) !== 0) text = text.replaceAll(/\\(["\\'])/g, "$1");
    return spreadsheetText(text);
  }

  texts(buffer: Buffer): readonly string[] {
    return this.starts.map((_, cell) => this.text(buffer, cell));
  }

  /** Spreadsheets write rows of nothing but delimiters. */
  isBlank(): boolean {
    const { starts, ends } = this;
    const cells = starts.length;
    if (starts[0] !== ends[0] || starts[cells - 1] !== ends[cells - 1]) return false;
    for (let cell = 0; cell < cells; cell += 1) if (starts[cell] !== ends[cell]) return false;
    return true;
  }

  /** Whether the bytes of a cell are its text. */
  isPlain(buffer: Buffer, cell: number): boolean {
    const flags = this.flags[cell] ?? 0;
    const first = buffer[this.starts[cell] ?? 0];
    return flags <= QUOTED && first !== 0x3d && first !== 0x27;
  }

  #asLine(buffer: Buffer, from: number, isLast: boolean, fault: string): number {
    // Programs that part cells by tabs often know no quotes: then they are characters like any other.
    if (this.#delimiter !== TAB) this.fault = fault;
    const next = this.#scanAs(buffer, from, isLast, "line");
    if (next === -1 && buffer.length - from > MAX_ROW_BYTES) throw new RowOverLimit("is longer than 16 MiB");
    return next;
  }

  /** Text follows a closing quote, and the number of cells is wrong: perhaps quotes within the cell are not doubled. */
  #asLazy(buffer: Buffer, from: number, isLast: boolean): number {
    const lazy = this.#scanAs(buffer, from, isLast, "lazy");
    if (lazy >= 0 && this.starts.length === this.width && !this.#holdsLine(buffer)) return lazy;
    if (this.#delimiter !== TAB) this.fault = "text follows a closing quote";
    return this.#scanAs(buffer, from, isLast, "normal");
  }

  /** A row with a line end in a cell is too short: read as a line it may have all its cells. */
  #asLineIfWhole(buffer: Buffer, from: number, isLast: boolean): number {
    const next = this.#scanAs(buffer, from, isLast, "line");
    if (next >= 0 && this.starts.length === this.width) {
      if (this.#delimiter !== TAB) this.fault = "a quote is closed in a later line";
      return next;
    }
    return this.#scanAs(buffer, from, isLast, "normal");
  }

  /**
   * Programs that part cells by tabs often know no quotes: where each line of a quoted cell is a whole row by itself, they
   * are rows.
   */
  #asLines(buffer: Buffer, from: number, isLast: boolean, next: number): number {
    let at = from;
    let isWhole = true;
    while (isWhole && at < next) {
      const end = this.#scanAs(buffer, at, isLast, "line");
      isWhole = end > at && this.starts.length === this.width;
      at = end;
    }
    if (!isWhole || at !== next) return this.#scanAs(buffer, from, isLast, "normal");
    return this.#scanAs(buffer, from, isLast, "line");
  }

  #holdsLine(buffer: Buffer): boolean {
    return this.flags.some(
      (flags, cell) => flags !== 0 && hasLineEnd(buffer, this.starts[cell] ?? 0, this.ends[cell] ?? 0),
    );
  }

  /** -1: not complete; -2: a quote never closes; -3: text follows a closing quote in a later line. */
  #scanAs(buffer: Buffer, from: number, isLast: boolean, mode: Mode): number {
    const end = buffer.length;
    const delimiter = this.#delimiter;
    let cell = 0;
    let at = from;
    for (;;) {
      let start = at;
      let stop = at;
      let flags = 0;
      if (buffer[at] === SPACE) at = quoteAfterSpaces(buffer, at);
      const close = buffer[at] === QUOTE ? this.#closing(buffer, at, isLast, mode) : NO_QUOTE;
      if (close === -1 || close === -2) return close;
      if (close !== NO_QUOTE) {
        flags = this.#closingFlags;
        start = at + 1;
        stop = close;
        at = close + 1;
        while (buffer[at] === SPACE) at += 1;
        const byte = buffer[at];
        if (at < end && byte !== delimiter && byte !== LF && byte !== CR) {
          if (hasLineEnd(buffer, start, stop)) return -3;
          // The quotes belong to the text.
          this.isLoose = true;
          start -= 1;
          flags = 0;
          at = endOfCell(buffer, at, delimiter);
          stop = at;
        }
      } else {
        at = endOfCell(buffer, at, delimiter);
        stop = at;
      }
      this.starts[cell] = start;
      this.ends[cell] = stop;
      this.flags[cell] = flags;
      cell += 1;
      if (cell > this.#maxColumns) throw new RowOverLimit(`has more than ${this.#maxColumns} cells`);
      if (at >= end) {
        if (!isLast) return -1;
        this.#trim(cell);
        return end;
      }
      const byte = buffer[at];
      if (byte === delimiter) {
        at += 1;
        continue;
      }
      if (byte === CR && at + 1 >= end && !isLast) return -1;
      this.#trim(cell);
      return byte === CR && buffer[at + 1] === LF ? at + 2 : at + 1;
    }
  }

  #closingFlags = 0;

  /** Where the quote at `open` is closed; -1 and -2 as `#scanAs`. In a `line` that it does not end in, it is none. */
  #closing(buffer: Buffer, open: number, isLast: boolean, mode: Mode): number {
    const end = mode === "line" ? endOfCell(buffer, open, NO_DELIMITER) : buffer.length;
    if (mode === "line" && end === buffer.length && !isLast) return -1;
    this.#closingFlags = QUOTED;
    let at = open + 1;
    for (;;) {
      while (at < end && buffer[at] !== QUOTE) at += 1;
      if (at >= end) {
        if (mode === "line") return NO_QUOTE;
        return isLast || at - open > MAX_ROW_BYTES ? -2 : -1;
      }
      if (at + 1 >= buffer.length && !isLast) return -1;
      if (buffer[at - 1] === BACKSLASH && this.#isEscaped(buffer, open, at)) {
        this.#closingFlags |= ESCAPED;
        at += 1;
      } else if (buffer[at + 1] === QUOTE) {
        this.#closingFlags |= DOUBLED;
        at += 2;
      } else if (mode === "lazy" && !this.#endsCell(buffer[at + 1]) && buffer[at + 1] !== SPACE) {
        at += 1;
      } else {
        return at;
      }
    }
  }

  #isEscaped(buffer: Buffer, open: number, at: number): boolean {
    let first = at;
    while (first - 1 > open && buffer[first - 1] === BACKSLASH) first -= 1;
    if ((at - first) % 2 === 0) return false;
    const next = buffer[at + 1];
    // `"C:\"` ends with a backslash, and `\""` may be one before a doubled quote.
    if (!this.#escapes && next !== QUOTE && !this.#endsCell(next)) this.#escapes = true;
    return this.#escapes;
  }

  #endsCell(byte: number | undefined): boolean {
    return byte === undefined || byte === this.#delimiter || byte === LF || byte === CR;
  }

  #trim(cells: number): void {
    this.starts.length = cells;
    this.ends.length = cells;
    this.flags.length = cells;
  }
}

const NO_QUOTE = -4;

function endOfCell(buffer: Buffer, from: number, delimiter: number): number {
  const end = buffer.length;
  let at = from;
  let byte = buffer[at] ?? LF;
  while (byte !== delimiter && byte !== LF && byte !== CR && at < end) {
    at += 1;
    byte = buffer[at] ?? LF;
  }
  return at;
}

/** `1, "Doe, Jane"`: some programs write a space before the quote. */
function quoteAfterSpaces(buffer: Buffer, from: number): number {
  let at = from;
  while (buffer[at] === SPACE) at += 1;
  return buffer[at] === QUOTE ? at : from;
}

function hasLineEnd(buffer: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (buffer[at] === LF || buffer[at] === CR) return true;
  return false;
}

/** `="0123"`, `'+49 170` and `'A32…` are text to spreadsheets; other programs enclose cells in single quotes. */
function spreadsheetText(text: string): string {
  if (text.startsWith('="') && text.endsWith('"') && text.length > 2) return text.slice(2, -1);
  if (text.length > 2 && text.startsWith("'") && text.endsWith("'")) return text.slice(1, -1);
  return /^'(?:[=+\-@\d]|(?=[^\s\d]{0,80}\d)\S{1,80}$)/.test(text) ? text.slice(1) : text;
}
