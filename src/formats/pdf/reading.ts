import { NotInspected } from "../../model/errors.ts";
import { linesOf, type PageLine } from "./lines.ts";
import type { PdfDocument } from "./load.ts";
import type { PdfFile } from "./file.ts";
import type { Reporter } from "./report.ts";
import type { PdfStreams } from "./streams.ts";
import type { Whereabouts } from "./strings.ts";
import type { Structure } from "./structure.ts";

/** Lines that one page may yield before it is over a limit; a page of small print has some 200. */
const MAX_PAGE_LINES = 100_000;

/** Everything that is known of a document while it is read. */
export interface Reading {
  readonly file: PdfFile;
  readonly structure: Structure;
  readonly streams: PdfStreams;
  readonly report: Reporter;
  readonly where: Whereabouts;
  /** Why it was not read wholly; said once everything that can be read was reported. */
  readonly problems: NotInspected[];
  /** To be called for each page: thousands of them take longer than a reader may be silent. */
  readonly progress: () => void;
}

/** What an earlier state of a document is called, or the last one. */
export function revisionName(index: number, count: number): string {
  return `revision ${index + 1} of ${count}`;
}

export function textsOf(lines: readonly PageLine[]): string[] {
  return lines.map((line) => line.text);
}

/** The lines of text of a page. */
export async function pageLines(document: PdfDocument, number: number): Promise<PageLine[]> {
  const page = await document.getPage(number);
  try {
    const content = await page.getTextContent({ disableNormalization: true });
    const lines = linesOf(content.items);
    if (lines.length > MAX_PAGE_LINES)
      throw new NotInspected("over-limit", `page ${number} has more than ${MAX_PAGE_LINES} lines`);
    return lines;
  } finally {
    page.cleanup();
  }
}
