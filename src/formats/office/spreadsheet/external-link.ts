import { Cells, columnOf } from "../cells.ts";
import { Grid } from "../grid.ts";
import { OtherText } from "../other-text.ts";
import type { Report } from "../report.ts";
import { unescapeControl } from "../shared-strings.ts";
import type { Attributes, XmlHandler } from "../xml.ts";

/** What a workbook keeps of another one that it links to: names of its sheets, and the cells it has seen of them. */
export class ExternalLinkReader implements XmlHandler {
  readonly #report: Report;
  readonly #other: OtherText;
  readonly #cells = new Cells();
  #grid: Grid | undefined;
  #type = "";
  #column = -1;
  #value = "";
  #isValue = false;

  constructor(report: Report) {
    this.#report = report;
    this.#other = new OtherText(report.lines, (path) => ({ unit: "tag", within: "external link", path }));
  }

  open(name: string, attributes: Attributes): void {
    if (name === "sheetData") {
      this.end();
      this.#grid = new Grid(this.#report, {
        within: `external link, cached sheet ${attributes["sheetId"] ?? ""}`,
      });
    } else if (this.#grid === undefined) {
      this.#other.open(name, attributes);
    } else if (name === "row") {
      this.#column = -1;
      this.#cells.begin(Number(attributes["r"] ?? this.#cells.row + 1) || 1, false);
    } else if (name === "cell") {
      const column = columnOf(attributes["r"] ?? "");
      this.#column = column < 0 ? this.#column + 1 : column;
      this.#type = attributes["t"] ?? "";
      this.#value = "";
    } else if (name === "v") {
      this.#isValue = true;
    }
  }

  close(name: string): void {
    if (this.#grid === undefined) {
      this.#other.close();
    } else if (name === "sheetData") {
      this.end();
    } else if (name === "row") {
      this.#grid.row(this.#cells);
      this.#cells.begin(this.#cells.row + 1, false);
    } else if (name === "cell") {
      const text = unescapeControl(this.#value);
      if (text === "") return;
      this.#cells.swept += `${text}\n`;
      this.#cells.add(this.#column, text, this.#type === "" || this.#type === "n" ? "number" : "text");
    } else if (name === "v") {
      this.#isValue = false;
    }
  }

  text(text: string): void {
    if (this.#grid === undefined) this.#other.text(text);
    else if (this.#isValue) this.#value += text;
    else if (text.trim() !== "") this.#cells.swept += `${text}\n`;
  }

  aside(text: string): void {
    this.#cells.swept += `${text}\n`;
    this.#cells.beside += `${text}\n`;
  }

  end(): void {
    if (this.#grid === undefined) return;
    this.#grid.row(this.#cells);
    this.#cells.begin(this.#cells.row + 1, false);
    this.#grid.end();
    this.#grid = undefined;
  }
}
