import { NotInspected } from "../../../model/errors.ts";
import { OtherText } from "../other-text.ts";
import type { Package } from "../package.ts";
import type { Graph, Part } from "../relationships.ts";
import type { Report } from "../report.ts";
import { rangeOf } from "../cells.ts";
import type { Range } from "../cells.ts";
import { SharedStrings, sharedStringsReader } from "../shared-strings.ts";
import { attribute, isYes, prefixed } from "../xml.ts";
import type { Attributes, XmlHandler } from "../xml.ts";
import { ExternalLinkReader } from "./external-link.ts";
import { PivotCaches } from "./pivot-cache.ts";
import { SheetReader, tableReference } from "./sheet.ts";
import type { SheetOptions } from "./sheet.ts";
import { Styles } from "./styles.ts";

/** Sheets of one workbook. */
const MAX_SHEETS = 65_536;

interface SheetEntry {
  readonly name: string;
  readonly id: string;
  readonly state: string;
}

/** What a workbook part says of its sheets. */
class WorkbookReader implements XmlHandler {
  readonly sheets: SheetEntry[] = [];
  from1904 = false;
  readonly #other: OtherText;

  constructor(other: OtherText) {
    this.#other = other;
  }

  open(name: string, attributes: Attributes): void {
    if (name === "sheet") {
      if (this.sheets.length >= MAX_SHEETS)
        throw new NotInspected("over-limit", `it has more than ${MAX_SHEETS} sheets`);
      this.sheets.push({
        name: attribute(attributes, "name") ?? "",
        id: prefixed(attributes, "id") ?? "",
        state: attribute(attributes, "state") ?? "",
      });
    } else if (name === "workbookPr") {
      this.from1904 = isYes(attribute(attributes, "date1904"));
    }
    this.#other.open(name, attributes);
  }

  close(): void {
    this.#other.close();
  }

  text(text: string): void {
    this.#other.text(text);
  }

  aside(text: string): void {
    this.#other.aside(text);
  }
}

/** Reads the parts of a workbook: all sheets, hidden ones too, then what is cached or written beside them. */
export async function readWorkbook(main: Part, graph: Graph, files: Package, report: Report): Promise<void> {
  const other = (within: string): OtherText =>
    new OtherText(report.lines, (path) => ({ unit: "tag", within, path }));
  const book = new WorkbookReader(other("workbook"));
  await files.read(main.name, () => book);
  const styles = new Styles(other("styles"));
  const strings = new SharedStrings();
  const own = graph.of(main.name);
  for (const { type, target } of own) {
    if (type === "styles") await files.read(target, () => styles);
  }
  const stringsRead = own.filter(({ type }) => type === "sharedstrings").map(({ target }) => target);
  for (const target of stringsRead) {
    await files.read(target, () => sharedStringsReader(strings, report));
  }
  const targets = new Map(own.map((one) => [one.id, one]));
  const named = new Map<string, string>();
  for (const sheet of book.sheets) {
    const target = targets.get(sheet.id);
    if (target === undefined || target.external) continue;
    if (!files.has(target.target)) {
      files.damaged(`the sheet ${sheet.name} is missing`);
      continue;
    }
    if (!named.has(target.target)) named.set(target.target, sheetWords(sheet));
  }
  // Sheets that the workbook's list leaves out, but its relationships name, are hidden best of all.
  for (const { type, target } of own) {
    if (type.endsWith("sheet") && !named.has(target)) named.set(target, `sheet ${target} (not listed)`);
  }
  const tables = await readTables(graph, files, report);
  for (const [target, within] of named) {
    const options: SheetOptions = {
      within,
      strings,
      isDate: styles.isDate,
      from1904: book.from1904,
      tables: tables.get(target) ?? [],
      doubt: (error) => files.doubt(error),
      damaged: (detail) => files.damaged(`${within}: ${detail}`),
    };
    await files.read(target, () => new SheetReader(report, options));
  }
  reportUnused(strings, report);
  const caches = new PivotCaches(graph, files, report);
  for (const part of graph.parts) if (part.type === "pivotcachedefinition") await caches.read(part.name);
  for (const part of graph.parts) {
    if (part.type === "externallink") await files.read(part.name, () => new ExternalLinkReader(report));
  }
}

function sheetWords({ name, state }: SheetEntry): string {
  const words = state === "hidden" ? " (hidden)" : state === "veryHidden" ? " (very hidden)" : "";
  return `sheet "${name}"${words}`;
}

/** Where the tables of each sheet lie. */
async function readTables(graph: Graph, files: Package, report: Report): Promise<Map<string, Range[]>> {
  const found = new Map<string, Range[]>();
  for (const { type, name, from } of graph.parts) {
    if (type !== "table") continue;
    await files.read(name, () => {
      const other = new OtherText(report.lines, (path) => ({ unit: "tag", within: "table", path }));
      return {
        open(element, attributes) {
          const reference = element === "table" ? tableReference(attributes) : undefined;
          const range = reference === undefined ? undefined : rangeOf(reference);
          if (range !== undefined) found.set(from, [...(found.get(from) ?? []), range]);
          other.open(element, attributes);
        },
        close: () => other.close(),
        text: (text) => other.text(text),
        aside: (text) => other.aside(text),
      };
    });
  }
  return found;
}

/** What deleted sheets leave behind. */
function reportUnused(strings: SharedStrings, report: Report): void {
  let index = 0;
  report.out.locate(() => ({ unit: "tag", path: `shared string ${index} (used by no cell)` }));
  for (; index < strings.length; index += 1) if (!strings.isUsed(index)) report.found(strings.text(index));
}
