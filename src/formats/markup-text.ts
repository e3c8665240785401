/** A line of the text that markup holds. */
export interface MarkupLine {
  readonly text: string;
  /** Line ends before it. */
  readonly line: number;
}

/** A tag: `/` of an end tag, name, attributes. Each `<` ends the search for the end of the one before it. */
const TAG = /<(\/?)([A-Za-z_][\w.:-]{0,80})((?:\s[^<>]{0,16384})?\/?)>/g;

/** Elements of HTML that stand within a line. */
const INLINE =
  /^(?:a|abbr|b|bdi|bdo|big|cite|code|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|strong|sub|sup|tt|u|wbr)$/i;

/** Elements of HTML whose name says nothing of what stands in them. */
const HTML =
  /^(?:address|article|aside|blockquote|body|button|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|html|legend|li|main|nav|ol|option|p|pre|section|select|summary|table|tbody|td|textarea|tfoot|th|thead|title|tr|ul)$/i;

/** Elements within which a label belongs to what follows it. */
const PAIR_BORDER = /^(?:tr|table|dl|ul|ol)$/i;

/** Characters of a label, and of a value that follows it without a mark between them. */
const MAX_LABEL = 60;
const MAX_VALUE = 120;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/**
 * The lines of markup that stands within something else (a commented-out row of a table, a document in CDATA): `name:
 * text` for elements that are fields, text of HTML, attributes as they are written. Undefined for text without end tags.
 */
export function markupLines(text: string): readonly MarkupLine[] | undefined {
  if (!text.includes("</") && !text.includes("/>")) return undefined;
  const lines: MarkupLine[] = [];
  let at = 0;
  let line = 0;
  let lineEnd = text.indexOf("\n");
  /** Text of the line so far, and the element that opened directly before it. */
  let held = "";
  let opened = "";
  let label = "";
  let tags = 0;
  const lineAt = (offset: number): number => {
    while (lineEnd >= 0 && lineEnd < offset) {
      line += 1;
      lineEnd = text.indexOf("\n", lineEnd + 1);
    }
    return line;
  };
  const flush = (offset: number, closed: string): void => {
    const words = plain(held);
    held = "";
    if (words === "") return;
    const isField = closed !== "" && closed === opened && !HTML.test(closed);
    const isValue = label !== "" && words.length <= MAX_VALUE && /^[^:=]*[\d@]/.test(words);
    if (isField) lines.push({ text: `${withoutPrefix(closed)}: ${words}`, line: lineAt(offset) });
    else lines.push({ text: isValue ? `${label}: ${words}` : words, line: lineAt(offset) });
    const isLabel = !isField && words.length <= MAX_LABEL && /^\p{L}[^:=\d@]*:?$/u.test(words);
    label = isLabel ? words.replace(/[\s:]{1,9}$/, "") : "";
  };
  TAG.lastIndex = 0;
  const expression = new RegExp(TAG);
  for (let tag = expression.exec(text); tag !== null; tag = expression.exec(text)) {
    const [whole, slash, name = "", attributes = ""] = tag;
    tags += 1;
    held += text.slice(at, tag.index);
    at = tag.index + whole.length;
    if (!INLINE.test(name)) {
      flush(tag.index, slash === "/" ? name : "");
      opened = slash === "/" || attributes.endsWith("/") ? "" : name;
      if (PAIR_BORDER.test(name)) label = "";
    }
    if (attributes.includes("=")) lines.push({ text: decoded(attributes).trim(), line: lineAt(tag.index) });
  }
  if (tags === 0) return undefined;
  held += text.slice(at);
  flush(text.length, "");
  return lines;
}

function plain(text: string): string {
  return decoded(text).replace(/\s+/g, " ").trim();
}

function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === "string") return ENTITIES[name.toLowerCase()] ?? whole;
    const code = typeof decimal === "string" ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
