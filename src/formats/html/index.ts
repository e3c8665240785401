import { NotInspected } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import { textKindOf } from "../signatures.ts";
import { decodeHead } from "../utf8.ts";
import { markupText } from "../xml/decode.ts";

/** Web pages: lines, tables, definition lists, items of known exports, attributes, comments, embedded data. */
export const htmlFormat: Format = {
  name: "html",
  killable: false,
  about: {
    title:
      "HTML: pages of exports, among them Google Takeout's activities, Facebook's and Instagram's downloads",
    recognised: "an element of HTML at the beginning; under a name ending in `.html` any element",
    reads:
      "text line by line as people see it; tables by their headings, tables of labels and values, definition lists; items of Takeout, Facebook and Instagram as records; " +
      "captions, which count for all rows; `data-` and other attributes, addresses (`mailto:`, `tel:`, parameters), forms, `meta`; " +
      "comments, with the elements in them; JSON in scripts and attributes; " +
      "links to sound, pictures and other files (the record speaks for them); files in `data:` addresses as entries of their own",
    leaves:
      "scripts are not run: what only they would show is searched as text; what style sheets hide or show makes no difference; " +
      "a page that ends within a tag or a script is `damaged`",
    library: "htmlparser2",
  },
  sniff,
  read,
};

const NAMED = /\.(?:html?|xhtml|xht)$/i;
const HEAD_CHARACTERS = 8192;

function sniff(head: Uint8Array, name: string): Confidence {
  const kind = textKindOf(head);
  if (kind === "an HTML page") return 2;
  const isMarkup =
    kind === "an XML document" || kind === "a document with markup" || kind === "an SVG picture";
  if (!isMarkup && (kind !== undefined || !NAMED.test(name))) return 0;
  const text = decodeHead(head)?.slice(0, HEAD_CHARACTERS);
  if (text === undefined) return 0;
  // XHTML begins like XML, and parts of pages begin with any element.
  if (isMarkup) return XHTML.test(text) || (NAMED.test(name) && !PROLOG.test(text)) ? 2 : 0;
  return /<(?:[a-z][a-z0-9]*[\s/>]|!--)/i.test(text) ? 2 : 0;
}

const PROLOG = /^\s*<[?!](?!--)/;

// Each comment ends at its first end: otherwise a row of them can be read in very many ways.
const XHTML = /^(?:\ufeff|\s|<\?[^>]*>|<!--(?:(?!-->)[^])*-->|<!doctype[^>[]*>)*<html[\s>]/i;
const META = /<meta\s[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i;
const DECLARATION = /^\s*<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']/;

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const text = markupText(source, (head) => META.exec(head)?.[1] ?? DECLARATION.exec(head)?.[1]);
  // Loaded when the first page is met: most exports hold a handful of formats.
  const [{ HtmlReader }, { HtmlReport }] = await Promise.all([import("./reader.ts"), import("./report.ts")]);
  const report = new HtmlReport(context, out);
  const reader = new HtmlReader(report, context.limits);
  try {
    for await (const piece of text.pieces()) reader.write(piece);
    reader.end();
  } finally {
    reader.close();
  }
  const doubt = text.doubt() ?? report.doubt;
  if (doubt !== undefined) throw new NotInspected(doubt.reason, doubt.message);
  return text.consumed();
}
