import type { PdfFile, PdfObject } from "./file.ts";
import type { PdfDict, PdfValue } from "./syntax.ts";
import { dictOf, eachWithin, itemsOf, nameOf, referenceOf } from "./values.ts";

/** Pages of one document. */
export const MAX_PAGES = 200_000;

/** What of a document leads where. */
export interface Structure {
  readonly root: PdfObject | undefined;
  /** Pages in reading order. */
  readonly pages: readonly PdfObject[];
  /** Pages that stand in the file without being part of the document. */
  readonly lostPages: readonly PdfObject[];
  /** The number of the page, from 1, that an object belongs to. */
  pageOf(object: PdfObject): number | undefined;
  isUsed(object: PdfObject): boolean;
}

/** Keys that lead back up, or to other pages. */
const UPWARDS = new Set([
  "Parent",
  "P",
  "Dest",
  "D",
  "Pg",
  "StructParent",
  "B",
  "N'",
  "Prev",
  "IRT",
  "Popup",
]);

export function structureOf(file: PdfFile): Structure {
  const root =
    file.trailers
      .map(({ dict }) => referenceOf(dict.entries.get("Root")))
      .map((reference) => (reference === undefined ? undefined : file.object(reference.number)))
      .findLast((object) => object !== undefined) ??
    file.objects.findLast(({ value }) => nameOf(dictOf(value)?.entries.get("Type")) === "Catalog");
  const pages = walkPages(file, root);
  const used = reachable(file);
  const listed = new Set(pages.map((page) => page.number));
  const lostPages = file.objects.filter(
    (object) => isPage(object.value) && file.isLatest(object) && !listed.has(object.number),
  );
  let owners: Map<number, number> | undefined;
  return {
    root,
    pages,
    lostPages,
    pageOf(object) {
      owners ??= ownersOf(file, pages);
      return owners.get(object.number);
    },
    isUsed: (object) => used.has(object.number),
  };
}

function isPage(value: PdfValue): boolean {
  return nameOf(dictOf(value)?.entries.get("Type")) === "Page";
}

/** The leaves of the page tree, whatever counts stand in it; each node once. */
function walkPages(file: PdfFile, root: PdfObject | undefined): PdfObject[] {
  const pages: PdfObject[] = [];
  const seen = new Set<number>();
  const waiting: PdfValue[] = [dictOf(root?.value)?.entries.get("Pages") ?? null];
  while (waiting.length > 0 && pages.length <= MAX_PAGES) {
    const reference = referenceOf(waiting.pop());
    const object = reference === undefined ? undefined : file.object(reference.number);
    if (object === undefined || seen.has(object.number)) continue;
    seen.add(object.number);
    const dict = dictOf(object.value);
    if (dict === undefined) continue;
    const kids = file.resolve(dict.entries.get("Kids"));
    if (kids === undefined || (isPage(object.value) && itemsOf(kids).length === 0)) pages.push(object);
    else waiting.push(...itemsOf(kids).toReversed());
  }
  return pages;
}

/** Numbers of all objects that any trailer leads to. */
function reachable(file: PdfFile): Set<number> {
  const used = new Set<number>();
  const waiting: PdfValue[] = file.trailers.map(({ dict }) => dict);
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    eachWithin(value, "", (inner) => {
      const reference = referenceOf(inner);
      if (reference === undefined || used.has(reference.number)) return;
      used.add(reference.number);
      const object = file.object(reference.number);
      if (object !== undefined) waiting.push(object.value);
    });
  }
  return used;
}

/** The first page that leads to each object, not by way of another page. */
function ownersOf(file: PdfFile, pages: readonly PdfObject[]): Map<number, number> {
  const owners = new Map<number, number>();
  for (const [index, page] of pages.entries()) owners.set(page.number, index + 1);
  for (const [index, page] of pages.entries()) {
    eachBelow(file, page, (object) => {
      if (owners.has(object.number)) return false;
      owners.set(object.number, index + 1);
      return true;
    });
  }
  return owners;
}

/** Visits what a page is made of; `visit` says whether to go on from an object. */
export function eachBelow(file: PdfFile, page: PdfObject, visit: (object: PdfObject) => boolean): void {
  const waiting: PdfObject[] = [page];
  for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
    eachWithin(object.value, "", (value, key) => {
      const reference = UPWARDS.has(key) ? undefined : referenceOf(value);
      const found = reference === undefined ? undefined : file.object(reference.number);
      if (found !== undefined && visit(found)) waiting.push(found);
    });
  }
}

/** A page's own value of a key, or the one it inherits. */
export function inherited(file: PdfFile, page: PdfValue, key: string): PdfValue | undefined {
  let dict: PdfDict | undefined = dictOf(page);
  for (let steps = 0; dict !== undefined && steps < 64; steps += 1) {
    const value = file.resolve(dict.entries.get(key));
    if (value !== undefined && value !== null) return value;
    dict = dictOf(file.resolve(dict.entries.get("Parent")));
  }
  return undefined;
}
