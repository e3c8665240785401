/**
 * Where a person finds a value again inside an entry. `path` is untrusted text (column names, JSON keys, tag names);
 * it is masked and escaped when it is printed, never before.
 */
export interface Place {
  readonly unit: "row" | "object" | "line" | "page" | "tag" | "header" | "byte" | "name" | "entry";
  /** What it lies in, in words: `sheet "raw" (hidden)`, `message 17`, `table "messages"`. */
  readonly within?: string;
  /** Row, line or page number, counted from 1; of a byte its offset, from 0. */
  readonly number?: number;
  /** Line on a page, counted from 1. */
  readonly line?: number;
  readonly path?: string;
  /**
   * Offsets `[from, to)` of the record in its entry's text, as UTF-8 without a byte order mark. Only where spans were asked
   * for and the record stands in one piece.
   */
  readonly span?: readonly [from: number, to: number];
}

/** The same for all places in one row, page, line or object, whatever stands there in it. */
export function recordKey({ unit, within, number, line, path }: Place): string {
  return [unit, within ?? "", number ?? "", line ?? "", unit === "object" ? (path ?? "") : ""].join("\u0000");
}

/** `row 17, customerId` · `page 1, line 4` · `records[16].customerId` · `message 2, header To` · `byte 6699, bext`. */
export function placeText(place: Place): string {
  const inner = innerText(place);
  return place.within === undefined || place.within === "" ? inner : `${place.within}, ${inner}`;
}

function innerText(place: Place): string {
  const path = place.path ?? "";
  switch (place.unit) {
    case "row":
    case "line":
    case "page":
    case "byte": {
      let text = `${place.unit} ${place.number ?? "?"}`;
      if (place.line !== undefined) text += `, line ${place.line}`;
      return path === "" ? text : `${text}, ${path}`;
    }
    case "tag":
    case "header":
      return `${place.unit} ${path}`;
    case "name":
      return "the entry's name";
    case "entry":
      return "the entry as a whole";
    case "object":
      return path === "" ? "the whole document" : path;
  }
}
