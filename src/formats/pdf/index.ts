import { NotInspected } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import { ascii } from "../bytes.ts";
import { eachRun } from "../printable-runs.ts";
import { readWhole } from "../whole.ts";
import { endOfPdf } from "./end.ts";

/** Bytes from the beginning in which programs look for the header of a PDF. */
const HEADER_BYTES = 1024;

/** PDF documents: everything in them that is text, seen or not; attached files become entries of their own. */
export const pdfFormat: Format = {
  name: "pdf",
  killable: true,
  about: {
    title: "PDF documents",
    recognised: "`%PDF-` at the beginning, or within the first 1,024 bytes with an object behind it",
    reads:
      "text of every page, also beside its edges, in hidden layers, under black boxes, and of pages that no page tree " +
      "lists; tables by their header line; form fields (values, defaults, choices, what they look like, XFA); notes, " +
      "links, properties, XMP, bookmarks, scripts, texts for screen readers and every other string; what pages and " +
      "objects were before the document was changed (64 revisions, 1,000 pages); objects that nothing uses; documents " +
      "that open with an empty password. Attached files, and sounds, become entries of their own (1,000 files, 256 MiB)",
    leaves:
      "pictures: a page whose picture takes half of it and that has fewer than 200 letters, or that has none and is " +
      "drawn, makes the entry not-inspected (`no-text`), and so does a page in fonts that do not say what their signs " +
      "mean; a picture on a page with more text, and what photos say of themselves, is only seen by the sweep. A " +
      "password: `encrypted`. Streams that unpack to more than 64 MiB, or 256 MiB together: `over-limit`. Damage, also " +
      "where it was repaired: `damaged`",
    library: "pdfjs-dist",
  },
  sniff(head: Uint8Array): Confidence {
    const beginning = ascii(head, 0, HEADER_BYTES);
    if (/^(?:\xef\xbb\xbf)?\s{0,64}%PDF-\d/.test(beginning)) return 3;
    // Behind other bytes it may be a PDF all the same, unless these say that it is something else.
    const header = beginning.search(/%PDF-\d\.\d/);
    return header >= 0 && /\d\s+\d+\s+obj\b/.test(ascii(head, header, HEADER_BYTES)) ? 1 : 0;
  },
  read: readPdf,
};

async function readPdf(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(source, context.limits.maxWholeBytes);
  const end = endOfPdf(bytes);
  out.content();
  // Loaded when the first PDF is met.
  const { readDocument } = await import("./document.ts");
  try {
    // pdf.js looks for the end of a document from the end of the file: it must not find another one's.
    const header = Math.max(0, ascii(bytes, 0, HEADER_BYTES).indexOf("%PDF-"));
    if (header > 0) reportBefore(bytes.subarray(0, header), out);
    await readDocument(end < 0 ? bytes : bytes.subarray(0, end), header, context, out);
  } catch (error) {
    if (!(error instanceof NotInspected) || end < 0) throw error;
    throw new NotInspected(error.reason, error.message, end);
  }
  if (end < 0) throw new NotInspected("damaged", "its end is missing");
  return end;
}

/** What stands before the header. */
function reportBefore(bytes: Uint8Array, out: Sink): void {
  out.locate(() => ({ unit: "byte", number: 0, path: "before the header" }));
  eachRun(bytes, (run) => {
    out.text(run);
  });
}
