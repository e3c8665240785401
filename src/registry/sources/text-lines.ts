import { isUtf8 } from "node:buffer";
import { CannotRun } from "../../model/errors.ts";
import { number } from "../../model/number.ts";
import { printable } from "../../model/printable.ts";

/** Characters of a line, or of a row whose cells hold line ends. */
const MAX_LINE = 1024 * 1024;
/** Line ends in the cells of one row; each has the row be looked through once more. */
const MAX_LINES_OF_ROW = 1000;

/** Takes one line without its end. False: the line goes on behind the next line end (a cell in quotes). */
export type TakeLine = (text: string, line: number) => boolean;

/** Divides UTF-8 (UTF-16 with a byte order mark) into lines as it comes, and hands them over. */
export interface LineDivider {
  /** Throws `CannotRun` for what is no text, and for lines over a mebibyte. */
  add(bytes: Uint8Array): void;
  end(): void;
}

export function lineDivider(fileName: string, take: TakeLine): LineDivider {
  const complaint = (line: number, problem: string): CannotRun =>
    new CannotRun(`${printable(fileName)}, line ${number(line)}: ${problem}`);
  let decoder: TextDecoder | undefined;
  let rest = "";
  let line = 1;
  /** Where in `rest` a line ends that went on. */
  let searched = 0;
  let breaks = 0;
  const divide = (text: string): void => {
    let from = 0;
    let search = searched;
    for (;;) {
      const end = text.indexOf("\n", search);
      if (end < 0) break;
      const to = end > from && text.charCodeAt(end - 1) === 0x0d ? end - 1 : end;
      if (end - from > MAX_LINE) throw complaint(line, tooLong());
      if (take(text.slice(from, to), line)) {
        line += 1 + breaks;
        breaks = 0;
        from = end + 1;
      } else if (++breaks > MAX_LINES_OF_ROW) throw complaint(line, tooLong());
      search = end + 1;
    }
    rest = from === 0 ? text : text.slice(from);
    searched = search - from;
    if (rest.length > MAX_LINE) throw complaint(line, tooLong());
  };
  const decode = (bytes: Uint8Array, isLast: boolean): string => {
    decoder ??= new TextDecoder(encodingOf(bytes, fileName), { fatal: true });
    try {
      return decoder.decode(bytes, { stream: !isLast });
    } catch {
      throw complaint(line + badLine(rest, bytes), "there is no text in UTF-8; save the file as UTF-8");
    }
  };
  return {
    add(bytes) {
      const text = decode(bytes, false);
      if (text.includes("\u0000"))
        throw complaint(line, "there is a zero byte near this line: this is no text");
      divide(rest === "" ? text : rest + text);
    },
    end() {
      divide(rest + decode(new Uint8Array(0), true));
      if (rest !== "" && !take(rest.endsWith("\r") ? rest.slice(0, -1) : rest, line))
        throw complaint(line, 'a quote (") that opens in this row is never closed');
      rest = "";
    },
  };
}

function tooLong(): string {
  return `this line is longer than ${number(MAX_LINE)} characters, or a quote (") in it is never closed`;
}

function breaksIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** How many lines on the first one stands that is no UTF-8. */
function badLine(rest: string, bytes: Uint8Array): number {
  let line = breaksIn(rest, 0, rest.length);
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(0x0a, from);
    const to = end < 0 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(from, to))) break;
    line++;
    from = to + 1;
  }
  return line;
}

function encodingOf(bytes: Uint8Array, fileName: string): "utf-8" | "utf-16le" | "utf-16be" {
  const [one, two, three, four] = bytes;
  if (one === 0x50 && two === 0x4b && three === 3 && four === 4)
    throw new CannotRun(`${printable(fileName)}: this is a ZIP or spreadsheet (XLSX) file, not text`);
  if (one === 0xff && two === 0xfe) return "utf-16le";
  if (one === 0xfe && two === 0xff) return "utf-16be";
  return "utf-8";
}
