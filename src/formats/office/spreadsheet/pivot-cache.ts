import { NotInspected } from "../../../model/errors.ts";
import type { Place } from "../../../model/place.ts";
import { Cells } from "../cells.ts";
import type { CellKind } from "../cells.ts";
import { Grid } from "../grid.ts";
import { ColumnNames } from "../grid-columns.ts";
import { OtherText } from "../other-text.ts";
import type { Package } from "../package.ts";
import type { Graph } from "../relationships.ts";
import type { Report } from "../report.ts";
import { unescapeControl } from "../shared-strings.ts";
import type { Attributes, XmlHandler } from "../xml.ts";

/** Distinct values of all fields of one pivot cache. */
const MAX_ITEMS = 2_000_000;
/** Characters of them. */
const MAX_ITEM_CHARACTERS = 64 * 1024 * 1024;

interface Item {
  readonly text: string;
  readonly kind: CellKind;
  used: boolean;
}

interface Field {
  readonly name: string;
  readonly items: Item[];
}

/** Pivot tables keep the rows they were made of, also after those were deleted: rows with the names of their fields. */
export class PivotCaches {
  readonly #graph: Graph;
  readonly #files: Package;
  readonly #report: Report;
  #number = 0;

  constructor(graph: Graph, files: Package, report: Report) {
    this.#graph = graph;
    this.#files = files;
    this.#report = report;
  }

  async read(name: string): Promise<void> {
    this.#number += 1;
    const within = `pivot cache ${this.#number}`;
    const definition = new DefinitionReader(this.#report, within);
    await this.#files.read(name, () => definition);
    for (const { type, target, external } of this.#graph.of(name)) {
      if (type !== "pivotcacherecords" || external) continue;
      await this.#files.read(target, () => new RecordsReader(this.#report, within, definition.fields));
    }
    reportUnused(definition.fields, within, this.#report);
  }
}

/** Fields of a cache and the values that its rows share. */
class DefinitionReader implements XmlHandler {
  readonly fields: Field[] = [];
  readonly #report: Report;
  readonly #other: OtherText;
  readonly #within: string;
  #items: Item[] | undefined;
  #count = 0;
  #characters = 0;

  constructor(report: Report, within: string) {
    this.#report = report;
    this.#within = within;
    this.#other = new OtherText(report.lines, (path) => ({ unit: "tag", within, path }));
  }

  open(name: string, attributes: Attributes): void {
    if (name === "cacheField") {
      this.fields.push({ name: unescapeControl(attributes["name"] ?? ""), items: [] });
    } else if (name === "sharedItems") {
      this.#items = this.fields.at(-1)?.items;
    } else if (this.#items !== undefined) {
      const item = itemOf(name, attributes);
      if (item !== undefined) this.#add(this.#items, item);
    }
    // The value of an item is reported as what it is.
    if (this.#items === undefined || name === "sharedItems") this.#other.open(name, attributes);
    else this.#other.open(name, {});
  }

  close(name: string): void {
    if (name === "sharedItems") this.#items = undefined;
    this.#other.close();
  }

  text(text: string): void {
    this.#other.text(text);
  }

  aside(text: string): void {
    this.#other.aside(text);
  }

  #add(items: Item[], item: Item): void {
    this.#count += 1;
    this.#characters += item.text.length;
    if (this.#count > MAX_ITEMS || this.#characters > MAX_ITEM_CHARACTERS)
      throw new NotInspected("over-limit", `it keeps more than ${MAX_ITEMS} values`);
    items.push(item);
    const { name } = this.fields.at(-1) ?? { name: "" };
    this.#report.out.locate(() => ({ unit: "tag", within: this.#within, path: name }));
    this.#report.sweep(item.text);
  }
}

/** `<s v="text"/>`, `<n v="1"/>`, `<d v="2018-05-01T00:00:00"/>`, `<m/>` for nothing; undefined for other elements. */
function itemOf(name: string, attributes: Attributes): Item | undefined {
  if (!/^[sndbem]$/.test(name)) return undefined;
  return {
    text: unescapeControl(attributes["v"] ?? ""),
    kind: name === "n" ? "number" : "text",
    used: false,
  };
}

class RecordsReader implements XmlHandler {
  readonly #report: Report;
  readonly #fields: readonly Field[];
  readonly #grid: Grid;
  readonly #cells = new Cells();
  #row = 1;
  #field = 0;
  #inRow = false;

  constructor(report: Report, within: string, fields: readonly Field[]) {
    this.#report = report;
    this.#fields = fields;
    this.#grid = new Grid(report, {
      within,
      tables: [{ firstColumn: 0, firstRow: 1, lastColumn: Infinity, lastRow: Infinity }],
    });
    this.#cells.begin(1, false);
    for (const [column, field] of fields.entries()) this.#cells.add(column, field.name, "text");
    this.#grid.row(this.#cells);
  }

  open(name: string, attributes: Attributes): void {
    if (name === "r") {
      this.#row += 1;
      this.#field = 0;
      this.#inRow = true;
      this.#cells.begin(this.#row, false);
      return;
    }
    if (!this.#inRow) return;
    const { maxColumns } = this.#report.context.limits;
    if (this.#field >= maxColumns)
      throw new NotInspected("over-limit", `record ${this.#row - 1} has more than ${maxColumns} values`);
    const index = name === "x" ? Number(attributes["v"]) : -1;
    const shared = name === "x" ? this.#fields[this.#field]?.items[index] : undefined;
    if (shared !== undefined) shared.used = true;
    if (name === "x" && shared === undefined)
      throw new NotInspected("damaged", `record ${this.#row - 1} shows a value that is not there`);
    const item = shared ?? itemOf(name, attributes);
    if (item === undefined) return;
    if (item.text !== "") {
      if (shared === undefined) this.#cells.swept += `${item.text}\n`;
      this.#cells.add(this.#field, item.text, item.kind);
    }
    this.#field += 1;
  }

  close(name: string): void {
    if (name !== "r") return;
    this.#inRow = false;
    this.#grid.row(this.#cells);
  }

  text(text: string): void {
    if (text.trim() !== "") this.aside(text);
  }

  aside(text: string): void {
    this.#cells.beside += `${text}\n`;
    this.#cells.swept += `${text}\n`;
  }

  end(): void {
    this.#grid.end();
  }
}

/** Values of a cache that none of its rows has: rows that are gone, or were never saved. */
function reportUnused(fields: readonly Field[], within: string, report: Report): void {
  const names = new ColumnNames(report.context.plan);
  for (const { name, items } of fields) {
    const left = items.filter((item) => !item.used && item.text !== "");
    if (left.length === 0) continue;
    const place = (): Place => ({ unit: "tag", within, path: `${name} (used by no row)` });
    report.out.locate(place);
    const use = names.identifies(name) ? names.known(name) : undefined;
    if (use === undefined) {
      for (const { text } of left) report.found(text);
      continue;
    }
    report.out.content();
    report.out.openList(false, false);
    for (const { text } of left) {
      report.out.openObject();
      report.out.value(use, text);
      report.out.closeObject();
    }
    report.out.closeList();
  }
}
