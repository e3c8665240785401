import { NotInspected, messageOf } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import type { Place } from "../../model/place.ts";
import { ascii } from "../bytes.ts";
import { eachPiece } from "../long-lines.ts";
import { endOfPdf } from "./end.ts";
import { annotationText, isUnread } from "./annotations.ts";
import { isReadable, linesOf } from "./lines.ts";
import type { PdfDocument } from "./load.ts";
import { openPdf } from "./load.ts";
import { readWhole } from "../whole.ts";

/** Lines that one page may yield before it is over a limit; a page of small print has some 200. */
const MAX_PAGE_LINES = 100_000;

/** PDF documents: the text of their pages, what they say of themselves, notes and links. Attachments are not read yet. */
export const pdfFormat: Format = {
  name: "pdf",
  killable: true,
  sniff(head: Uint8Array): Confidence {
    return /^(?:\xef\xbb\xbf)?\s{0,64}%PDF-\d/.test(ascii(head, 0, 80)) ? 3 : 0;
  },
  read: readPdf,
};

/** What was met on the way, to be said once everything that can be read was reported. */
interface Doubts {
  /** Pages that could be read only in part, by number. */
  readonly broken: number[];
  /** Pages without text. */
  readonly silent: number[];
  unread: number;
}

async function readPdf(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(source, context.limits.maxWholeBytes);
  const end = endOfPdf(bytes);
  out.content();
  try {
    // pdf.js looks for the end of a document from the end of the file: it must not find another one's.
    await readDocument(end < 0 ? bytes : bytes.subarray(0, end), out);
  } catch (error) {
    if (!(error instanceof NotInspected) || end < 0) throw error;
    throw new NotInspected(error.reason, error.message, end);
  }
  if (end < 0) throw new NotInspected("damaged", "its end is missing");
  return end;
}

async function readDocument(bytes: Uint8Array, out: Sink): Promise<void> {
  const doubts: Doubts = { broken: [], silent: [], unread: 0 };
  const pages = await withDocument(bytes, true, async (document) => {
    await reportProperties(document, out);
    for (let number = 1; number <= document.numPages; number += 1) {
      try {
        await reportPage(document, number, doubts, out);
      } catch (error) {
        if (error instanceof NotInspected) throw error;
        doubts.broken.push(number);
      }
    }
    doubts.unread += await countAttachments(document);
    return document.numPages;
  });
  if (doubts.broken.length > 0) await salvage(bytes, doubts, out);
  settle(doubts, pages);
}

async function withDocument<T>(
  bytes: Uint8Array,
  strict: boolean,
  use: (document: PdfDocument) => Promise<T>,
): Promise<T> {
  const task = await openPdf(bytes, strict);
  try {
    let document: PdfDocument;
    try {
      document = await task.promise;
    } catch (error) {
      throw openingError(error);
    }
    return await use(document);
  } finally {
    await task.destroy().catch(() => undefined);
  }
}

function openingError(error: unknown): NotInspected {
  if (error instanceof Error && error.name === "PasswordException") {
    return new NotInspected("encrypted", "it asks for a password");
  }
  return new NotInspected("damaged", `it cannot be opened as a PDF: ${messageOf(error)}`);
}

async function reportPage(document: PdfDocument, number: number, doubts: Doubts, out: Sink): Promise<void> {
  const page = await document.getPage(number);
  try {
    const content = await page.getTextContent({ disableNormalization: true });
    const lines = linesOf(content.items);
    if (lines.length > MAX_PAGE_LINES) {
      throw new NotInspected("over-limit", `page ${number} has more than ${MAX_PAGE_LINES} lines`);
    }
    report(out, lines, (line) => ({ unit: "page", number, line }));
    if (!isReadable(lines)) doubts.silent.push(number);
    for (const annotation of await page.getAnnotations()) {
      report(out, annotationText(annotation), () => ({
        unit: "page",
        number,
        path: annotation.subtype ?? "note",
      }));
      if (isUnread(annotation)) doubts.unread += 1;
    }
  } finally {
    page.cleanup();
  }
}

/** Reads the pages that failed again, leniently: what they still say may show whose they are. */
async function salvage(bytes: Uint8Array, doubts: Doubts, out: Sink): Promise<void> {
  await withDocument(bytes, false, async (document) => {
    const ignored: Doubts = { broken: [], silent: [], unread: 0 };
    for (const number of doubts.broken) {
      await reportPage(document, number, ignored, out).catch(() => undefined);
    }
  });
}

async function reportProperties(document: PdfDocument, out: Sink): Promise<void> {
  const { info, metadata } = await document.getMetadata();
  for (const [key, value] of Object.entries(info)) {
    reportProperty(out, key, value);
  }
  const raw = metadata?.getRaw();
  if (typeof raw === "string") {
    report(out, raw.split(/\r\n|\n|\r/), () => ({ unit: "tag", path: "XMP" }));
  }
}

/** Properties that pdf.js derives itself. */
const DERIVED = new Set(["PDFFormatVersion", "EncryptFilterName"]);

function reportProperty(out: Sink, key: string, value: unknown): void {
  if (typeof value === "string" && !DERIVED.has(key)) {
    report(out, [`${key}: ${value}`], () => ({ unit: "tag", path: key }));
  } else if (key === "Custom" && typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) reportProperty(out, name, inner);
  }
}

function report(out: Sink, lines: readonly string[], place: (line: number) => Place): void {
  let line = 0;
  out.locate(() => place(line));
  for (const text of lines) {
    line += 1;
    eachPiece(text, (piece) => {
      out.text(piece);
    });
  }
}

async function countAttachments(document: PdfDocument): Promise<number> {
  const attachments = await document.getAttachments();
  if (attachments instanceof Map) return attachments.size;
  return typeof attachments === "object" && attachments !== null ? Object.keys(attachments).length : 0;
}

/** Throws the gravest reason why the document was not read wholly. */
function settle(doubts: Doubts, pages: number): void {
  const broken = doubts.broken[0];
  if (broken !== undefined) {
    throw new NotInspected("damaged", `page ${broken} of ${pages} could not be read wholly`);
  }
  if (doubts.unread > 0) {
    const things =
      doubts.unread === 1
        ? "1 attachment or form field that is"
        : `${doubts.unread} attachments or form fields that are`;
    throw new NotInspected("unsupported-format", `it carries ${things} not read yet`);
  }
  const silent = doubts.silent[0];
  if (silent !== undefined) {
    throw new NotInspected("no-text", `page ${silent} of ${pages} holds no text that could be read`);
  }
}
