import type { FieldUse } from "../model/field.ts";
import type { Vocabulary } from "./generic.ts";

const IDS = new Set(["id", "_id", "uuid", "guid"]);

/** The last name in a path of an entry, without its ending. */
export function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.indexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

/** The generic layout in a file that lists conversations (`conversations.json`): there `id` is the conversation's. */
export function threadListWords(vocabulary: Vocabulary): Vocabulary {
  const thread: FieldUse = { is: "thread", field: "id" };
  return {
    ...vocabulary,
    use: (path, table) => vocabulary.use(path, table) ?? (isIdOfRow(path, table) ? thread : undefined),
  };
}

/** In an array that is the document, or in a column. */
function isIdOfRow(path: readonly string[], table: boolean): boolean {
  const key = (path.at(-1) ?? "").trim().toLowerCase();
  const depth = path.filter((segment) => segment !== "[]").length;
  return IDS.has(key) && depth === 1 && (table || path[0] === "[]");
}
