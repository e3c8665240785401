import { NotInspected } from "../../model/errors.ts";
import { EncodedPictures } from "./encoded-pictures.ts";
import { OtherText } from "./other-text.ts";
import { Paragraphs } from "./paragraphs.ts";
import type { Report } from "./report.ts";
import { SpreadsheetTable } from "./spreadsheet/open-table.ts";
import { attribute } from "./xml.ts";
import type { Attributes, XmlHandler } from "./xml.ts";

/** Spaces that one element may stand for. */
const MAX_SPACES = 1024;
/** Notes within notes; programs write none. */
const MAX_NOTES = 64;
/** Styles of tables that hide them. */
const MAX_STYLES = 65_536;

/** `content.xml` and `styles.xml` of OpenDocument: paragraphs, tables, sheets, notes, changes, form fields. */
export class OpenDocumentText implements XmlHandler {
  readonly #report: Report;
  readonly #paragraphs: Paragraphs;
  readonly #other: OtherText;
  readonly #hiddenStyles = new Set<string>();
  #within: string;
  #style = "";
  #isSpreadsheet = false;
  #sheet: SpreadsheetTable | undefined;
  /** Open paragraphs: text outside of them is what an element says. */
  #depth = 0;
  /** How many were open around each note: its number, author and date are no part of them. */
  readonly #around: number[] = [];
  #text = "";
  #columns = 1;
  readonly #pictures: EncodedPictures;
  readonly #doubt: (error: NotInspected) => void;

  /** `doubt`: something in it could not be read. */
  constructor(report: Report, within: string, doubt: (error: NotInspected) => void) {
    this.#report = report;
    this.#doubt = doubt;
    this.#pictures = new EncodedPictures(report, doubt);
    this.#within = within;
    this.#paragraphs = new Paragraphs(report, () => this.#within);
    this.#other = new OtherText(
      (text, place) => {
        this.#beside(text, place().path ?? "");
      },
      (path) => ({ unit: "tag", path }),
    );
  }

  open(name: string, attributes: Attributes): void {
    this.#flush(name);
    switch (name) {
      case "spreadsheet":
        this.#isSpreadsheet = true;
        break;
      case "style":
        this.#style = attribute(attributes, "name") ?? "";
        break;
      case "table-properties":
        if (attribute(attributes, "display") === "false" && this.#hiddenStyles.size < MAX_STYLES)
          this.#hiddenStyles.add(this.#style);
        break;
      case "p":
      case "h":
        this.#depth += 1;
        if (this.#sheet === undefined) this.#paragraphs.openParagraph();
        return;
      case "s":
        this.#add(" ".repeat(Math.min(Number(attribute(attributes, "c") ?? "1") || 1, MAX_SPACES)));
        return;
      case "tab":
        this.#add("\t");
        return;
      case "line-break":
        this.#add("\n");
        return;
      case "binary-data":
        this.#pictures.open();
        break;
      case "frame":
        this.#pictures.name = attribute(attributes, "name") ?? "";
        break;
      case "note":
        this.#openBeside();
        break;
      case "annotation":
        this.#openBeside();
        this.#sheet?.openAnnotation();
        break;
      case "deletion":
        this.#within = "deleted text";
        break;
      default:
        if (this.#openTable(name, attributes)) return;
    }
    this.#other.attributes(name, attributes);
  }

  close(name: string): void {
    this.#flush(name);
    switch (name) {
      case "p":
      case "h":
        this.#depth = Math.max(0, this.#depth - 1);
        if (this.#sheet === undefined) this.#paragraphs.closeParagraph();
        else this.#sheet.endParagraph();
        return;
      case "binary-data":
        this.#pictures.close();
        return;
      case "note":
        this.#depth = this.#around.pop() ?? this.#depth;
        return;
      case "annotation":
        this.#depth = this.#around.pop() ?? this.#depth;
        this.#sheet?.closeAnnotation();
        return;
      case "deletion":
        this.#within = "";
        return;
      case "spreadsheet":
        this.#isSpreadsheet = false;
        return;
      case "table":
        if (this.#sheet === undefined) this.#paragraphs.closeTable();
        else if (this.#sheet.closeTable()) this.#sheet = undefined;
        return;
      case "table-row":
        if (this.#sheet === undefined) this.#paragraphs.closeRow();
        else this.#sheet.closeRow();
        return;
      case "table-cell":
      case "covered-table-cell":
        if (this.#sheet === undefined) this.#paragraphs.closeCell(this.#columns);
        else this.#sheet.closeCell();
        return;
      default:
    }
  }

  text(text: string): void {
    if (this.#pictures.take(text)) return;
    if (this.#depth > 0) this.#add(text);
    else this.#text += text;
  }

  aside(text: string): void {
    this.#beside(text, "comment");
  }

  end(): void {
    this.#sheet?.end();
    this.#sheet = undefined;
    this.#paragraphs.end();
  }

  /** Tables of a spreadsheet are sheets, those of a text are tables. Returns whether the element is part of one. */
  #openTable(name: string, attributes: Attributes): boolean {
    const sheet = this.#sheet;
    switch (name) {
      case "table":
        this.#other.attributes(name, attributes);
        if (sheet !== undefined) sheet.openTable();
        else if (this.#isSpreadsheet) this.#sheet = this.#openSheet(attributes);
        else this.#paragraphs.openTable();
        return true;
      case "table-column":
        sheet?.openColumn(attributes);
        return sheet !== undefined;
      case "table-row":
        if (sheet === undefined) this.#paragraphs.openRow();
        else sheet.openRow(attributes);
        return sheet !== undefined;
      case "table-cell":
      case "covered-table-cell":
        this.#columns = Number(attribute(attributes, "number-columns-repeated") ?? "1") || 1;
        if (sheet === undefined) return false;
        sheet.openCell(attributes);
        return true;
      default:
        return false;
    }
  }

  #openSheet(attributes: Attributes): SpreadsheetTable {
    const name = attribute(attributes, "name") ?? "";
    const hidden = this.#hiddenStyles.has(attribute(attributes, "style-name") ?? "");
    return new SpreadsheetTable(this.#report, `sheet "${name}"${hidden ? " (hidden)" : ""}`, this.#doubt);
  }

  #openBeside(): void {
    if (this.#around.length >= MAX_NOTES)
      throw new NotInspected("over-limit", `notes in it stand in one another more than ${MAX_NOTES} deep`);
    this.#around.push(this.#depth);
    this.#depth = 0;
  }

  #add(text: string): void {
    if (this.#sheet !== undefined) this.#sheet.add(text);
    else this.#paragraphs.add(text);
  }

  #beside(text: string, path: string): void {
    if (this.#sheet !== undefined) this.#sheet.beside(text);
    else this.#paragraphs.attribute(text, path);
  }

  #flush(name: string): void {
    const text = this.#text.trim();
    if (text.length > this.#report.context.limits.maxWholeBytes)
      throw new NotInspected("over-limit", "a text in it is too long");
    this.#text = "";
    if (text === "") return;
    if (this.#sheet !== undefined) this.#sheet.beside(`${name}: ${text}`);
    else this.#paragraphs.line(`${name}: ${text}`, name);
  }
}
