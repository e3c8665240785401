import { NotInspected } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import { bySignature } from "../signatures.ts";
import { decodeHead } from "../utf8.ts";

const KINDS = new Set(["an Office document", "an OpenDocument file", "an EPUB book"]);
const FLAT =
  /^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,1000}-->\s*)?<(?:\w{1,40}:)?document\s[^>]*"urn:oasis:names:tc:opendocument:xmlns:office:1\.0"/;

/** Bytes of `mimetype`, a file of one line. */
const MAX_MIME_BYTES = 1024;

/** Office documents: XLSX, DOCX, PPTX and OpenDocument, all sheets and parts, also those that nobody sees. */
export const officeFormat: Format = {
  name: "office",
  killable: false,
  readsMembers: true,
  about: {
    title: "Office documents (XLSX, DOCX, PPTX, ODT, ODS, ODP, flat OpenDocument)",
    recognised:
      "a ZIP whose first file is `[Content_Types].xml`, `mimetype`, or lies in `_rels/`, `docProps/`, `word/`, `xl/` or `ppt/`; XML whose root is an OpenDocument",
    reads:
      "every part that relationships (or the OpenDocument manifest) reach. Sheets, hidden and very hidden ones too, row by row under their header, with inline, shared and phonetic text, formulas, merged cells, dates by number format; shared strings that no cell shows; comments, defined names, rows and left-over values of pivot caches, cached cells of external links, connections, hyperlinks, charts, drawings. Paragraphs, tables, headers, footers, notes, comments, tracked changes with deleted text, hidden text, text boxes, field codes, document variables, custom XML; slides, hidden ones too, with notes and comments; properties and addresses outside of the document; text in settings of printers (not what their drivers pack), in what Writer keeps of its layout, and in drawings that stand for a chart or formula (SVM)",
    leaves:
      "pictures (also those in base64 in flat OpenDocument), embedded files, macros (`vbaProject.bin`), data models and parts that nothing names are entries of their own. XLSB is `unsupported-format`, what OpenDocument encrypts `encrypted`; a cell of OpenDocument repeated beyond the columns of a sheet, four million repeated cells in one sheet, and identifiers in cells that are merged behind the first 4,000 rows or 40,000 cells of a sheet are `over-limit`; XML that is not well-formed is `damaged`, XML that declares entities `unsupported-format`. An integer of more than 15 digits that a spreadsheet may have rounded proves nothing",
    library: "saxes",
  },
  sniff(head: Uint8Array): Confidence {
    const known = bySignature(head);
    if (known !== undefined) return KINDS.has(known.what) ? 3 : 0;
    return isFlat(head) ? 3 : 0;
  },
  read: readOffice,
};

async function readOffice(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  // Loaded when the first document is met.
  const [{ readFlat, readOpenDocument }, { readOpenXml }, { Package }, { Report }] = await Promise.all([
    import("./open-document.ts"),
    import("./open-xml.ts"),
    import("./package.ts"),
    import("./report.ts"),
  ]);
  const report = new Report(context, out);
  if (source.members === undefined) return readFlat(source, report);
  const files = new Package(await source.members(), context.limits);
  if (files.has("[Content_Types].xml")) {
    await readOpenXml(files, report);
  } else {
    const mime = await files.readText("mimetype", MAX_MIME_BYTES);
    const isBook = mime.startsWith("application/epub+zip");
    const isComplete = files.has("content.xml") || isBook;
    if (!isComplete && !files.has("META-INF/manifest.xml"))
      throw new NotInspected("damaged", "it begins like an Office document, but is none", source.size);
    await readOpenDocument(files, report);
    if (!isComplete) files.damaged("its content is missing");
  }
  files.settle(source.size);
  return source.size;
}

function isFlat(head: Uint8Array): boolean {
  const text = decodeHead(head.subarray(0, 8192));
  return text !== undefined && FLAT.test(text);
}
