import { NotInspected } from "../../model/errors.ts";
import type { FieldPlan } from "../../model/field.ts";
import type { Place } from "../../model/place.ts";
import { isReadable, type PageLine } from "./lines.ts";
import { withDocument, type PdfDocument } from "./load.ts";
import { contentsOf, isPartlyDark, isUnreadable, noText, pagesInWords, type Drawings } from "./pages.ts";
import { pageLines, textsOf, type Reading } from "./reading.ts";
import type { Reporter } from "./report.ts";
import { shownLines } from "./shown.ts";
import { Tables } from "./tables.ts";
import { rearranged } from "./update.ts";

/** Of pages whose objects are not known: no text is then as good as a picture. */
const UNKNOWN_DRAWING = { picture: 1, strokes: 0, alternates: [], shown: 0 };

/** Pages by number, from 1, of which not everything could be read. */
interface Doubts {
  readonly silent: number[];
  readonly broken: number[];
}

/** Reports the lines of all pages of the document as it is now. */
export async function readPages(reading: Reading, drawings: Drawings, plan: FieldPlan): Promise<void> {
  const { problems } = reading;
  const doubts: Doubts = { silent: [], broken: [] };
  const count = await readAll(reading, drawings, plan, doubts);
  if (doubts.broken.length > 0) {
    await salvage(reading, doubts.broken);
    problems.push(
      new NotInspected("damaged", `${pagesInWords(doubts.broken, count)} could not be read wholly`),
    );
  }
  if (doubts.silent.length > 0) problems.push(noText(doubts.silent, count));
}

/** Returns the number of pages. */
async function readAll(
  reading: Reading,
  drawings: Drawings,
  plan: FieldPlan,
  doubts: Doubts,
): Promise<number> {
  const { report, problems, structure } = reading;
  const tables = new Tables(plan);
  return withPages(reading, true, async (document, losses) => {
    const isArranged = document.numPages === structure.pages.length;
    for (let number = 1; number <= document.numPages; number += 1) {
      reading.progress();
      const before = losses();
      let lines: readonly PageLine[];
      try {
        lines = await pageLines(document, number);
      } catch (error) {
        if (error instanceof NotInspected) problems.push(error);
        doubts.broken.push(number);
        continue;
      }
      reportTabled(tables, lines, number, report);
      const page = isArranged ? structure.pages[number - 1] : undefined;
      const drawing = page === undefined ? UNKNOWN_DRAWING : drawings.page(page);
      report.fresh(drawing.alternates, () => ({
        unit: "page",
        number,
        path: "text that stands for a drawing",
      }));
      const letters = lettersOf(lines);
      if (losses() > before || isPartlyDark(letters, drawing)) doubts.broken.push(number);
      else if (isUnreadable(letters, isReadable(textsOf(lines)), drawing)) doubts.silent.push(number);
    }
    return document.numPages;
  });
}

/** Opens the document with all its pages listed; should that fail, as it is: pdf.js repairs much. */
async function withPages<T>(reading: Reading, strict: boolean, use: Use<T>): Promise<T> {
  const { file, structure, streams, problems } = reading;
  const { pages } = structure;
  const arranged =
    pages.length === 0
      ? undefined
      : rearranged(file, structure, { pages, forms: [], emptied: [...streams.bombs] });
  if (arranged === undefined) return withDocument(new Uint8Array(file.bytes), strict, use);
  try {
    return await withDocument(arranged, strict, use);
  } catch (error) {
    if (!(error instanceof NotInspected) || error.reason !== "damaged") throw error;
    if (strict) problems.push(error);
    return withDocument(new Uint8Array(file.bytes), strict, use);
  }
}

type Use<T> = (document: PdfDocument, losses: () => number) => Promise<T>;

/** Reads the pages that failed again, leniently: what they still say may show whose they are. */
async function salvage(reading: Reading, broken: readonly number[]): Promise<void> {
  const { file, structure, streams, report } = reading;
  const place =
    (number: number) =>
    (line: number): Place => ({ unit: "page", number, line });
  await withPages(reading, false, async (document) => {
    for (const number of broken) {
      const lines = await pageLines(document, number).then(textsOf, () => []);
      report.fresh(lines, place(number));
    }
  }).catch(() => undefined);
  for (const number of broken) {
    const page = structure.pages[number - 1];
    const contents = page === undefined ? [] : contentsOf(file, page.value);
    for (const object of contents) report.fresh(shownLines(streams.bytes(object)), place(number));
  }
}

function reportTabled(tables: Tables, lines: readonly PageLine[], number: number, report: Reporter): void {
  const rows = tables.read(lines);
  report.lines(
    rows.map((row) => row.text),
    (line) => {
      const column = rows[line - 1]?.column ?? "";
      return { unit: "page", number, line, ...(column === "" ? {} : { path: column }) };
    },
  );
}

function lettersOf(lines: readonly PageLine[]): number {
  let letters = 0;
  for (const line of lines) letters += line.text.replaceAll(" ", "").length;
  return letters;
}
