import { NotInspected } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import { textKindOf } from "../signatures.ts";
import { markupText } from "./decode.ts";
import type { Stop } from "./reader.ts";

/** XML documents and SVG pictures: elements and attributes as objects, lists and values. */
export const xmlFormat: Format = {
  name: "xml",
  killable: false,
  about: {
    title: "XML: exports, Apple Health, SMS backups, GPX, KML, feeds, property lists, SVG",
    recognised: "an XML declaration, or an element at the beginning that is none of HTML",
    reads:
      "elements, attributes, text, CDATA, comments, instructions and the document type, with documents within them; siblings of " +
      'one name are a list; `<field name="…">`, `<key>` beside `<value>`, and the keys of property lists are fields; files in `data:` addresses and in base64 are ' +
      "entries of their own. An SVG picture that only draws is furniture if it is the size of an icon or very simple",
    leaves:
      "entities that a document declares are never expanded, and nothing is fetched: a document that uses some is not " +
      "inspected (`unsupported-format`). What follows a mistake is not read (`damaged`), nor is an encoding that " +
      "Node.js does not know",
    library: "saxes",
  },
  sniff,
  read,
};

function sniff(head: Uint8Array): Confidence {
  const kind = textKindOf(head);
  return kind === "an XML document" || kind === "a document with markup" || kind === "an SVG picture" ? 2 : 0;
}

const DECLARED = /^\s*<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']/;

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const text = markupText(source, (head) => DECLARED.exec(head)?.[1]);
  // Loaded when the first document is met: most exports hold a handful of formats.
  const [{ XmlReader }, { XmlReport }, { SvgJudge }, { XmlTree }] = await Promise.all([
    import("./reader.ts"),
    import("./report.ts"),
    import("./svg.ts"),
    import("./tree.ts"),
  ]);
  const svg = new SvgJudge();
  const report = new XmlReport(context.plan, out, context.limits);
  const tree = new XmlTree(report, context.limits);
  const reader = new XmlReader(tree, svg, context.limits);
  let stop: Stop | undefined;
  let rootEnd: number | undefined;
  let isFirst = true;
  try {
    for await (const piece of text.pieces()) {
      // White space before the declaration is a mistake that changes nothing.
      const own: string = isFirst ? piece.trimStart() : piece;
      reader.skip(piece.length - own.length);
      const before = reader.length - (piece.length - own.length);
      stop = reader.write(own);
      if (reader.rootEnd >= 0) rootEnd ??= text.byteAt(reader.rootEnd - before);
      if (stop !== undefined) break;
      isFirst &&= own === "";
    }
    stop ??= reader.end();
  } finally {
    tree.end();
  }
  // What follows a whole document is an entry of its own; a mistake within one ends it.
  const consumed = stop?.is === "trailing" ? rootEnd : undefined;
  if (stop !== undefined && consumed === undefined)
    throw new NotInspected("damaged", `${stop.words}; what follows was not read`);
  const doubt = text.doubt() ?? reader.doubt() ?? report.doubt;
  if (doubt !== undefined) throw new NotInspected(doubt.reason, doubt.message, consumed);
  if (svg.isFurniture()) out.furniture();
  return consumed ?? text.consumed();
}
