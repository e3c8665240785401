import { NotInspected } from "../../model/errors.ts";
import { drawingOf, areaOf, times, type Drawing, type Matrix } from "./content.ts";
import type { PdfFile, PdfObject } from "./file.ts";
import type { PdfStreams } from "./streams.ts";
import { inherited } from "./structure.ts";
import type { PdfValue } from "./syntax.ts";
import { dictOf, itemsOf, nameOf, numberOf, referenceOf } from "./values.ts";

/** What a page draws besides its text. */
export interface PageDrawing {
  /** Share of the page that its largest picture takes, 0 to 1 and more. */
  readonly picture: number;
  readonly strokes: number;
  readonly alternates: readonly string[];
  /** Bytes of the texts that are shown, blanks aside. */
  readonly shown: number;
}

interface Found {
  picture: number;
  strokes: number;
  readonly alternates: string[];
  shown: number;
  readonly repeated: Map<number, number>;
}

/** Forms that paint forms: how deep; writers use two or three. */
const MAX_FORM_NESTING = 16;

/** Forms that one page may paint, repetitions counted. */
const MAX_PAINTED = 20_000;

/** Reads what pages draw, and remembers which forms were painted by any. */
export class Drawings {
  readonly #file: PdfFile;
  readonly #streams: PdfStreams;
  readonly #known = new Map<PdfObject, Drawing>();
  readonly painted = new Set<number>();

  constructor(file: PdfFile, streams: PdfStreams) {
    this.#file = file;
    this.#streams = streams;
  }

  page(page: PdfObject): PageDrawing {
    const resources = inherited(this.#file, page.value, "Resources");
    const found: Found = { picture: 0, strokes: 0, alternates: [], shown: 0, repeated: new Map() };
    const area = this.#pageArea(page.value);
    for (const object of contentsOf(this.#file, page.value)) this.painted.add(object.number);
    const drawing = drawingOf(this.#contents(page.value));
    this.#add(drawing, resources, area, [1, 0, 0, 1], 0, { left: MAX_PAINTED }, found);
    return { ...found, shown: found.shown - blanks(found.repeated) };
  }

  #add(
    drawing: Drawing,
    resources: PdfValue | undefined,
    area: number,
    around: Matrix,
    nesting: number,
    budget: { left: number },
    found: Found,
  ): void {
    found.strokes += drawing.strokes;
    found.shown += drawing.shown;
    for (const [sign, bytes] of drawing.repeated)
      found.repeated.set(sign, (found.repeated.get(sign) ?? 0) + bytes);
    for (const alternate of drawing.alternates) found.alternates.push(alternate);
    for (const matrix of drawing.inlinePictures)
      found.picture = Math.max(found.picture, areaOf(times(matrix, around)) / area);
    const objects = this.#file.get(resources, "XObject");
    for (const { name, matrix } of drawing.painted) {
      budget.left -= 1;
      if (budget.left < 0) return;
      const reference = referenceOf(dictOf(objects)?.entries.get(name));
      const object = reference === undefined ? undefined : this.#file.object(reference.number);
      if (object === undefined) continue;
      const here = times(matrix, around);
      if (nameOf(this.#file.get(object.value, "Subtype")) !== "Form") {
        found.picture = Math.max(found.picture, areaOf(here) / area);
        continue;
      }
      this.painted.add(object.number);
      if (nesting >= MAX_FORM_NESTING) continue;
      const own = itemsOf(this.#file.get(object.value, "Matrix")).map((item) => numberOf(item) ?? 0);
      const inner = own.length >= 4 ? times(own, here) : here;
      const known = this.#known.get(object) ?? drawingOf(this.#streams.bytes(object));
      this.#known.set(object, known);
      const ownResources = this.#file.get(object.value, "Resources") ?? resources;
      this.#add(known, ownResources, area, inner, nesting + 1, budget, found);
    }
  }

  #contents(page: PdfValue): Uint8Array {
    const parts = contentsOf(this.#file, page).flatMap((object) => [
      this.#streams.bytes(object),
      Buffer.from("\n"),
    ]);
    return parts.length === 2 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
  }

  #pageArea(page: PdfValue): number {
    const box = itemsOf(inherited(this.#file, page, "CropBox") ?? inherited(this.#file, page, "MediaBox"));
    const [left = 0, bottom = 0, right = 612, top = 792] = box.map((side) =>
      numberOf(this.#file.resolve(side)),
    );
    return Math.max(1, Math.abs((right - left) * (top - bottom)));
  }
}

/** The streams of a page's content, in their order. */
export function contentsOf(file: PdfFile, page: PdfValue): PdfObject[] {
  const value = dictOf(page)?.entries.get("Contents");
  const listed = itemsOf(file.resolve(value));
  return (listed.length > 0 ? listed : [value ?? null]).flatMap((item) => {
    const reference = referenceOf(item);
    const object = reference === undefined ? undefined : file.object(reference.number);
    return object === undefined ? [] : [object];
  });
}

/** Letters below which a page with a large picture says little: a page number, a stamp of the scanner. */
export const FEW_LETTERS = 200;

/** Share of the page from which on a picture may hold what the page is about. */
const LARGE_PICTURE = 0.5;

/** Lines and boxes that decorate; letters drawn as curves take ten each. */
const FEW_STROKES = 64;

/** Why a page may say more than its text, undefined when it does not. */
export function isUnreadable(letters: number, isReadable: boolean, drawing: PageDrawing): boolean {
  if (letters > 0 && !isReadable) return true;
  if (letters < FEW_LETTERS && drawing.picture >= LARGE_PICTURE) return true;
  return letters === 0 && (drawing.picture > 0 || drawing.strokes > FEW_STROKES);
}

/** Bytes that one letter is shown with at most; wide letters take two. */
export const MAX_LETTER_BYTES = 4;

/** Signs that a page shows again and again by themselves: blank lines, bullets, rules; from four on they may be letters. */
const MAX_BLANK_SIGNS = 3;

/** Bytes of texts with which, whatever the signs mean, nothing can be said. */
function blanks(repeated: ReadonlyMap<number, number>): number {
  if (repeated.size > MAX_BLANK_SIGNS) return 0;
  return [...repeated.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/** Whether a page shows texts that did not become letters. */
export function isPartlyDark(letters: number, drawing: PageDrawing): boolean {
  return letters * MAX_LETTER_BYTES < drawing.shown;
}

/** `pages 3-7 and 9 of 12`. */
export function pagesInWords(numbers: readonly number[], pages: number): string {
  const runs: string[] = [];
  for (let index = 0; index < numbers.length;) {
    let last = index;
    while (numbers[last + 1] === (numbers[last] ?? 0) + 1) last += 1;
    const [from = 0, to = 0] = [numbers[index], numbers[last]];
    runs.push(from === to ? String(from) : `${from}-${to}`);
    index = last + 1;
  }
  const shown = runs.slice(0, MAX_RUNS_SHOWN);
  if (runs.length > shown.length) shown.push("more");
  const list =
    shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
  return `${numbers.length === 1 ? "page" : "pages"} ${list} of ${pages}`;
}

const MAX_RUNS_SHOWN = 5;

export function noText(numbers: readonly number[], pages: number): NotInspected {
  const verb = numbers.length === 1 ? "holds" : "hold";
  return new NotInspected(
    "no-text",
    `${pagesInWords(numbers, pages)} ${verb} pictures, or signs, instead of text that could be read`,
  );
}
