import { plainText } from "../policy/yaml-file.ts";
import { complaint, shown } from "../policy/complaint.ts";
import { MIN_SWEPT_CHARACTERS } from "../engine/check.ts";
import { csvRows, type CsvRow } from "./subject/csv-rows.ts";
import { readTextFile } from "./subject/read-text-file.ts";

const EMPTY = "the list of deleted items is empty";
/** Columns that hold the item, by what such a list calls them. */
const COLUMNS = new Set(["id", "item", "item id", "item_id", "itemid", "name", "file", "path", "deleted"]);

/**
 * Reads the items that the subject had deleted: the column that is called after them, or the first one. Throws
 * `CannotRun` with the file and the line; an item that chance may write is an error, because it would be found everywhere.
 */
export async function readDeleted(path: string): Promise<readonly string[]> {
  const [first, ...others] = await rowsOf(path);
  const named = columnOf(first, (name) => COLUMNS.has(name));
  const rows = named < 0 && first !== undefined ? [first, ...others] : others;
  const items = rows.flatMap((row) => itemOf(path, row, Math.max(0, named)) ?? []);
  if (items.length === 0) throw complaint(path, undefined, EMPTY);
  return [...new Set(items)];
}

/**
 * Reads the items that the people of a batch had deleted: the column that is called after them, and `ref`, which says whose
 * they were. Throws `CannotRun` with the file and the line, also for a request that is none of `refs`.
 */
export async function readDeletedOf(
  path: string,
  refs: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const [first, ...rows] = await rowsOf(path);
  const [refAt, itemAt] = [columnOf(first, (name) => name === "ref"), columnOf(first, (name) => COLUMNS.has(name))];
  if (refAt < 0) throw complaint(path, first?.line, 'it needs the column "ref", which says whose item is which');
  if (itemAt < 0) throw complaint(path, first?.line, 'it needs the column "item" with what was deleted');
  const all = new Map<string, Set<string>>();
  for (const row of rows) {
    const item = itemOf(path, row, itemAt);
    if (item === undefined) continue;
    const ref = (row.cells[refAt] ?? "").trim();
    if (!refs.has(ref)) throw complaint(path, row.line, `no request of the batch is called ${shown(ref)}`);
    const items = all.get(ref) ?? new Set();
    all.set(ref, items.add(item));
  }
  if (all.size === 0) throw complaint(path, undefined, EMPTY);
  return new Map([...all].map(([ref, items]) => [ref, [...items]]));
} // prettier-ignore

async function rowsOf(path: string): Promise<readonly CsvRow[]> {
  const text = plainText(await readTextFile(path), path);
  const delimiter = text.slice(0, text.indexOf("\n") + 1 || undefined).includes(";") ? ";" : ",";
  return csvRows(text, delimiter, path);
}

function columnOf(header: CsvRow | undefined, isIt: (name: string) => boolean): number {
  return (header?.cells ?? []).findIndex((cell) => isIt(cell.trim().toLowerCase()));
}

function itemOf(path: string, { line, cells }: CsvRow, at: number): string | undefined {
  const item = (cells[at] ?? "").trim();
  if (item === "") return undefined;
  if (item.length >= MIN_SWEPT_CHARACTERS) return item;
  const problem = `this item has fewer than ${MIN_SWEPT_CHARACTERS} characters; chance writes it anywhere`;
  throw complaint(path, line, problem);
}
