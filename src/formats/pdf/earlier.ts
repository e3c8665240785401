import { NotInspected } from "../../model/errors.ts";
import { pageLines, revisionName, textsOf, type Reading } from "./reading.ts";
import { formsOf, reportForms } from "./forms.ts";
import { withDocument } from "./load.ts";
import { Drawings, pagesInWords } from "./pages.ts";
import {
  MAX_REVISIONS,
  MAX_REVISION_BYTES,
  MAX_REVISION_PAGES,
  changedPages,
  revisionAt,
} from "./revisions.ts";
import { PdfStreams } from "./streams.ts";
import { structureOf } from "./structure.ts";
import { rearranged } from "./update.ts";

/**
 * Reports the lines that stood on pages before somebody changed them: the file still holds them. `ends`: where each
 * state of the document ends, the last included.
 */
export async function reportRevisions(reading: Reading, ends: readonly number[]): Promise<void> {
  let pages = 0;
  let bytes = 0;
  for (const [index, end] of ends.slice(0, -1).entries()) {
    const name = revisionName(index, ends.length);
    if (index >= MAX_REVISIONS) {
      reading.problems.push(
        new NotInspected("over-limit", `it has ${ends.length} revisions, too many to be read`),
      );
      return;
    }
    const file = revisionAt(reading.file, end);
    const structure = structureOf(file);
    // Objects that were replaced since may have stood on any of them.
    if (structure.pages.length === 0 && file.objects.some((object) => !reading.file.isLatest(object)))
      reading.problems.push(new NotInspected("damaged", `the pages of ${name} of it cannot be found`));
    const changed = changedPages(file, structure, reading.file, reading.structure);
    pages += changed.length;
    bytes += changed.length === 0 ? 0 : end;
    if (pages > MAX_REVISION_PAGES || bytes > MAX_REVISION_BYTES) {
      reading.problems.push(
        new NotInspected("over-limit", `too many pages were changed since ${name} of it`),
      );
      return;
    }
    const streams = new PdfStreams(file);
    const earlier: Reading = { ...reading, file, structure, streams };
    for (const bomb of reading.streams.bombs) streams.bombs.add(bomb);
    await readChanged(earlier, changed, name);
    const drawings = new Drawings(file, streams);
    for (const page of structure.pages) drawings.page(page);
    const forms = formsOf(earlier, drawings).filter(({ object }) => !reading.file.isLatest(object));
    await reportForms(earlier, forms, name);
  }
}

async function readChanged(
  reading: Reading,
  changed: Reading["structure"]["pages"],
  name: string,
): Promise<void> {
  const { file, structure, streams, report, problems } = reading;
  if (changed.length === 0) return;
  const arranged = rearranged(file, structure, {
    pages: changed,
    forms: [],
    emptied: [...streams.bombs],
  });
  const numbers = changed.map((page) => structure.pages.indexOf(page) + 1);
  const broken: number[] = [];
  try {
    await withDocument(arranged ?? new Uint8Array(file.bytes), true, async (document) => {
      for (const [index, number] of numbers.entries()) {
        const lines = await pageLines(document, index + 1).then(textsOf, () => undefined);
        if (lines === undefined) broken.push(number);
        report.fresh(lines ?? [], (line) => ({ unit: "page", within: name, number, line }));
      }
    });
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
    problems.push(new NotInspected(error.reason, `${name} could not be read: ${error.message}`));
  }
  if (broken.length > 0) {
    const which = pagesInWords(broken, structure.pages.length);
    problems.push(new NotInspected("damaged", `${which} of ${name} could not be read wholly`));
  }
}
