import { plainText } from "../policy/yaml-file.ts";
import { complaint } from "../policy/complaint.ts";
import { MIN_SWEPT_CHARACTERS } from "../engine/check.ts";
import { csvRows } from "./subject/csv-rows.ts";
import { readTextFile } from "./subject/read-text-file.ts";

/** Columns that hold the item, by what such a list calls them. */
const COLUMNS = new Set(["id", "item", "item id", "item_id", "itemid", "name", "file", "path", "deleted"]);

/**
 * Reads the items that the subject had deleted: the column that is called after them, or the first one. Throws
 * `CannotRun` with the file and the line; an item that chance may write is an error, because it would be found everywhere.
 */
export async function readDeleted(path: string): Promise<readonly string[]> {
  const text = plainText(await readTextFile(path), path);
  const delimiter = text.slice(0, text.indexOf("\n") + 1 || undefined).includes(";") ? ";" : ",";
  const [first, ...others] = csvRows(text, delimiter, path);
  const named = (first?.cells ?? []).findIndex((cell) => COLUMNS.has(cell.trim().toLowerCase()));
  const rows = named < 0 && first !== undefined ? [first, ...others] : others;
  const items = rows.flatMap(({ line, cells }) => {
    const item = (cells[Math.max(0, named)] ?? "").trim();
    if (item === "") return [];
    if (item.length < MIN_SWEPT_CHARACTERS)
      throw complaint(
        path,
        line,
        `this item has fewer than ${MIN_SWEPT_CHARACTERS} characters; chance writes it anywhere`,
      );
    return [item];
  });
  if (items.length === 0) throw complaint(path, undefined, "the list of deleted items is empty");
  return [...new Set(items)];
}
