import { isText, textOfString } from "./text-string.ts";
import { PdfReader, type PdfValue } from "./syntax.ts";
import { bytesOf, itemsOf, numberOf } from "./values.ts";

/** Offset between two parts of a text, in thousandths of its size, above which there is a space. */
const SPACE_OFFSET = -200;

/**
 * The texts that a content stream shows, letter for letter as they are written, one line for each move to another place.
 * For streams whose fonts nobody knows; texts in numbers of glyphs stay dark.
 */
export function shownLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  let line = "";
  const reader = new PdfReader(bytes);
  let last: PdfValue | undefined;
  for (let value = reader.next(); value !== undefined; value = reader.next()) {
    if (typeof value !== "object" || value?.is !== "word") {
      last = value;
      continue;
    }
    switch (value.word) {
      case "Tj":
        line += textOf(last);
        break;
      case "'":
      case '"':
        lines.push(line);
        line = textOf(last);
        break;
      case "TJ":
        for (const item of itemsOf(last)) line += (numberOf(item) ?? 0) < SPACE_OFFSET ? " " : textOf(item);
        break;
      case "Td":
      case "TD":
      case "Tm":
      case "T*":
      case "ET":
        lines.push(line);
        line = "";
        break;
    }
    last = undefined;
  }
  lines.push(line);
  return lines.filter((one) => one.trim() !== "" && isText(one));
}

function textOf(value: PdfValue | undefined): string {
  const bytes = bytesOf(value);
  return bytes === undefined ? "" : textOfString(bytes);
}
