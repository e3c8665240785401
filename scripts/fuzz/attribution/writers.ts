import { pdfOfLines } from "../../../fixtures/support/pdf.ts";
import { escaped, writeXlsx } from "../../../fixtures/support/office-writer.ts";
import { databaseOf } from "../../../fixtures/support/sqlite.ts";
import { tableText } from "../../../fixtures/support/text.ts";

export type Cells = Readonly<Record<string, string | number>>;

/** Formats in which a table can come. */
export const FORMATS = [
  "csv",
  "csv",
  "semicolon",
  "tsv",
  "json",
  "json",
  "wrapped",
  "ndjson",
  "xml",
  "html",
  "xlsx",
  "yaml",
  "js",
  "sqlite",
  "lines",
  "pdf",
] as const;
export type Format = (typeof FORMATS)[number];

const ENDINGS: Readonly<Record<Format, string>> = {
  csv: "csv",
  semicolon: "csv",
  tsv: "tsv",
  json: "json",
  wrapped: "json",
  ndjson: "ndjson",
  xml: "xml",
  html: "html",
  xlsx: "xlsx",
  yaml: "yaml",
  js: "js",
  sqlite: "db",
  lines: "txt",
  pdf: "pdf",
};

/** A table in one format, one record for each row; `path` has no ending. */
export function writeTable(
  format: Format,
  path: string,
  columns: readonly string[],
  rows: readonly Cells[],
): { readonly path: string; readonly bytes: Uint8Array } {
  const bytes = bytesOf(format, path, columns, rows);
  return {
    path: `${path}.${ENDINGS[format]}`,
    bytes: typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes,
  };
}

function bytesOf(
  format: Format,
  path: string,
  columns: readonly string[],
  rows: readonly Cells[],
): string | Uint8Array {
  const cells = rows.map((row) => columns.map((column) => row[column] ?? ""));
  const name = path.slice(path.lastIndexOf("/") + 1);
  const json = rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column] ?? null])));
  switch (format) {
    case "csv":
      return `\uFEFF${tableText(columns, cells)}`;
    case "semicolon":
      return tableText(columns, cells, ";");
    case "tsv":
      return tableText(columns, cells, "\t");
    case "json":
      return JSON.stringify(json, null, 1);
    case "wrapped":
      return JSON.stringify({ exportVersion: 2, [name]: json });
    case "ndjson":
      return `${json.map((row) => JSON.stringify(row)).join("\n")}\n`;
    case "js":
      return `window.EXPORT.${identifier(name)}.part0 = ${JSON.stringify(json)};\n`;
    case "xml":
      return xml(columns, cells);
    case "html":
      return html(name, columns, cells);
    case "xlsx":
      return writeXlsx({ sheets: [{ name: "Sheet1", rows: [columns, ...cells] }] });
    case "yaml":
      return yaml(columns, cells);
    case "sqlite":
      return database(identifier(name), columns, cells);
    case "lines":
      return `${lines(columns, cells).join("\n")}\n`;
    case "pdf":
      return pdfOfLines(lines(columns, cells));
  }
}

function xml(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const names = columns.map(identifier);
  const items = rows.map(
    (row) =>
      `  <item>${row.map((cell, at) => `<${names[at]}>${escaped(String(cell))}</${names[at]}>`).join("")}</item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<items>\n${items.join("\n")}\n</items>\n`;
}

function html(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const line = (tag: string, cells: readonly (string | number)[]): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(String(cell))}</${tag}>`).join("")}</tr>`;
  return `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title></head><body><table>\n${[line("th", columns), ...rows.map((row) => line("td", row))].join("\n")}\n</table></body></html>\n`;
}

function yaml(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return rows
    .map((row) => `- ${row.map((cell, at) => `"${columns[at]}": ${JSON.stringify(cell)}`).join("\n  ")}\n`)
    .join("");
}

function database(
  table: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Uint8Array {
  const names = columns.map((column) => `"${column}"`).join(", ");
  const quoted = (cell: string | number): string =>
    typeof cell === "number" ? String(cell) : `'${cell.replaceAll("'", "''")}'`;
  const inserts = rows.map((row) => `INSERT INTO "${table}" VALUES (${row.map(quoted).join(", ")});`);
  return databaseOf(`CREATE TABLE "${table}" (${names}); ${inserts.join(" ")}`);
}

function lines(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  return rows.map((row) => row.map((cell, at) => `${columns[at]}: ${cell}`).join("   "));
}

/** A name that XML, JavaScript and SQL take. */
function identifier(text: string): string {
  return text.replace(/[^\p{L}\p{N}_]/gu, "_");
}
