/** A table that holds nothing itself: others of longer names hold what it shows. */
export interface VirtualTable {
  readonly name: string;
  /** What is added to its name: of the table with its rows, and of those that hold no row (terms, sizes, rectangles). */
  readonly holder: "content" | "rowid";
  readonly parts: readonly string[];
  /** The columns whose values the holder keeps, in its order. */
  readonly columns: readonly string[];
}

const SEARCH_PARTS = ["data", "idx", "docsize", "config", "segments", "segdir", "stat"] as const;
const PLACE_PARTS = ["node", "parent"] as const;

const OPENING =
  /^\s*CREATE\s+VIRTUAL\s+TABLE\b[^(]{0,1000}?\bUSING\s+(fts[345]|rtree|rtree_i32|geopoly)\s*\(/i;

/** The searches for words and for places among the items of a schema: the modules that come with SQLite. */
export function virtualTable({ name, sql }: { readonly name: string; readonly sql: string }): VirtualTable[] {
  const opening = OPENING.exec(sql);
  if (opening === null) return [];
  const columns = sql
    .slice(opening[0].length, Math.max(opening[0].length, sql.lastIndexOf(")")))
    .split(",")
    .filter((part) => !part.includes("="))
    .map((part) => part.trim().split(/\s/, 1)[0] ?? "");
  const named = (list: readonly string[]): readonly string[] =>
    list.map((column) => column.replace(/^["'`[]|["'`\]]$/g, ""));
  const module = (opening[1] ?? "").toLowerCase();
  if (module.startsWith("fts"))
    return [{ name, holder: "content", parts: SEARCH_PARTS, columns: named(columns) }];
  // A plus marks what an R-tree keeps besides its rectangles; a polygon is kept before all else.
  const kept =
    module === "geopoly"
      ? ["_shape", ...columns.filter((column) => column !== "")]
      : columns.filter((column) => column.startsWith("+")).map((column) => column.slice(1));
  return [{ name, holder: "rowid", parts: PLACE_PARTS, columns: named(kept) }];
}

/** FTS3 and FTS4 call the column `body` that comes second `c1body`, FTS5 calls it `c1`; an R-tree `a1`. */
export function titleOf({ columns, holder }: VirtualTable, name: string): string {
  const match = /^([ac])(\d{1,4})(.*)$/.exec(name);
  if (match === null) return name;
  const [, letter, index, title] = match;
  if ((letter === "a") !== (holder === "rowid")) return name;
  return title !== undefined && title !== "" ? title : (columns[Number(index)] ?? name);
}
