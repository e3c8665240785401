/**
 * Where a person finds a value again inside an entry. `path` is untrusted text (column names, JSON keys, tag names);
 * it is masked and escaped when it is printed, never before.
 */
export interface Place {
  readonly unit: "row" | "object" | "line" | "page" | "tag" | "name" | "entry";
  /** Row, line or page number, counted from 1. */
  readonly number?: number;
  /** Line on a page, counted from 1. */
  readonly line?: number;
  readonly path?: string;
}

/** `row 17, customerId` · `page 1, line 4` · `records[16].customerId` · `tag TXXX:customerId`. */
export function placeText(place: Place): string {
  const path = place.path ?? "";
  switch (place.unit) {
    case "row":
    case "line":
    case "page": {
      let text = `${place.unit} ${place.number ?? "?"}`;
      if (place.line !== undefined) text += `, line ${place.line}`;
      return path === "" ? text : `${text}, ${path}`;
    }
    case "tag":
      return `tag ${path}`;
    case "name":
      return "the entry's name";
    case "entry":
      return "the entry as a whole";
    case "object":
      return path === "" ? "the whole document" : path;
  }
}
