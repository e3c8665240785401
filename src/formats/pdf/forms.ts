import { NotInspected } from "../../model/errors.ts";
import type { Place } from "../../model/place.ts";
import { drawingOf } from "./content.ts";
import { pageLines, textsOf, type Reading } from "./reading.ts";
import { isReadable } from "./lines.ts";
import { withDocument } from "./load.ts";
import type { PdfFile, PdfObject } from "./file.ts";
import type { Drawings } from "./pages.ts";
import { shownLines } from "./shown.ts";
import { fieldName } from "./strings.ts";
import { inherited } from "./structure.ts";
import type { PdfValue } from "./syntax.ts";
import { rearranged } from "./update.ts";
import { dictOf, eachWithin, nameOf, referenceOf } from "./values.ts";

/** Forms, looks of notes and fields, and patterns with text that no page paints, of one document. */
const MAX_FORMS = 5_000;

/** What shows text without being part of a page that is read as such. */
export interface Hidden {
  readonly object: PdfObject;
  /** Undefined for a page. */
  readonly resources: PdfValue | undefined;
  readonly isPage: boolean;
  /** The field whose look it is. */
  readonly field: string;
}

/** What shows text in a file without being painted by a page, as far as it says anything new. */
export function formsOf(reading: Reading, drawings: Drawings): Hidden[] {
  const { file, structure, streams, report } = reading;
  const fields = fieldsOfLooks(file);
  const hidden: Hidden[] = structure.lostPages.map((object) => {
    drawings.page(object);
    return { object, resources: undefined, isPage: true, field: "" };
  });
  for (const object of [...streams.ofRole("form"), ...streams.ofRole("content")]) {
    if (!file.isLatest(object) || drawings.painted.has(object.number)) continue;
    const bytes = streams.bytes(object);
    const { shown, alternates } = drawingOf(bytes);
    report.fresh(alternates, () => reading.where(object, "text that stands for a drawing"));
    if (shown === 0) continue;
    const raw = shownLines(bytes);
    if (raw.length > 0 && raw.every((line) => report.isKnown(line))) continue;
    const page = structure.pages[(structure.pageOf(object) ?? 0) - 1];
    const resources =
      file.get(object.value, "Resources") ??
      (page === undefined ? undefined : inherited(file, page.value, "Resources"));
    hidden.push({ object, resources, isPage: false, field: fields.get(object.number) ?? "" });
  }
  return hidden;
}

/** Reads forms as if they were pages. `earlier`: the name of the state of the document that they belong to. */
export async function reportForms(reading: Reading, hidden: readonly Hidden[], earlier = ""): Promise<void> {
  const { file, structure, streams, report, problems } = reading;
  if (hidden.length === 0) return;
  if (hidden.length > MAX_FORMS)
    problems.push(new NotInspected("over-limit", `it has more than ${MAX_FORMS} forms that no page shows`));
  const pages = hidden.filter(({ isPage }) => isPage);
  const forms = hidden.filter(({ isPage }) => !isPage).slice(0, MAX_FORMS);
  const arranged = rearranged(file, structure, {
    pages: pages.map(({ object }) => object),
    forms,
    emptied: [...streams.bombs],
  });
  const all = [...pages, ...forms];
  if (arranged === undefined) {
    for (const one of all) reportRaw(reading, one, earlier);
    return;
  }
  try {
    await withDocument(arranged, true, async (document) => {
      for (const [index, one] of all.entries()) {
        const lines = await pageLines(document, index + 1).then(textsOf, () => undefined);
        if (lines === undefined || (lines.length > 0 && !isReadable(lines))) reportRaw(reading, one, earlier);
        else report.fresh(labelled(lines, one.field, reading), placeOf(reading, one, earlier));
      }
    });
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
    for (const one of all) reportRaw(reading, one, earlier);
  }
}

function labelled(lines: readonly string[], field: string, { report }: Reading): string[] {
  const [first, ...others] = lines;
  if (first === undefined || field === "" || report.isKnown(first)) return [...lines];
  return [`${field}: ${first}`, ...others];
}

function placeOf(
  { structure, where }: Reading,
  { object, isPage }: Hidden,
  earlier: string,
): (line: number) => Place {
  return (line) => {
    const place = where(object, isPage ? `line ${line}` : `look, line ${line}`);
    if (structure.pageOf(object) === undefined || earlier === "") return place;
    return { ...place, within: earlier };
  };
}

/** The texts of what pdf.js could not read, without its fonts; a page's may then be anything. */
function reportRaw(reading: Reading, one: Hidden, earlier: string): void {
  const { file, streams, report, problems } = reading;
  const objects = one.isPage ? [] : [one.object];
  for (const object of objects)
    report.fresh(shownLines(streams.bytes(object)), placeOf(reading, one, earlier));
  if (file.isLatest(one.object) && reading.structure.isUsed(one.object))
    problems.push(new NotInspected("damaged", `object ${one.object.number} could not be read wholly`));
}

/** Names of form fields by the streams that show what they look like. */
function fieldsOfLooks(file: PdfFile): Map<number, string> {
  const fields = new Map<number, string>();
  for (const object of file.objects) {
    eachWithin(object.value, "", (value) => {
      const dict = dictOf(value);
      const looks = dict?.entries.get("AP");
      if (dict === undefined || looks === undefined || nameOf(dict.entries.get("Subtype")) !== "Widget")
        return;
      const name = fieldName(file, object, dict);
      eachWithin(file.resolve(looks) ?? null, "", (look) => {
        const reference = referenceOf(look);
        if (reference !== undefined) fields.set(reference.number, name);
      });
    });
  }
  return fields;
}
