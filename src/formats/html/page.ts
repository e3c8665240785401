import { Attributes, namesSomebody, valueOf } from "./attributes.ts";
import { Cell } from "./cell.ts";
import { elementKind, isItem } from "./elements.ts";
import { Flow, RawText } from "./flow.ts";
import { Form } from "./form.ts";
import type { Frame, Role } from "./frame.ts";
import type { HtmlReport } from "./report.ts";
import { reportScript, reportStyle } from "./script.ts";
import { Table } from "./table.ts";

/** Characters of a list of classes. */
const MAX_CLASS = 1024;

/** Most columns or rows that a cell says it spans. */
const MAX_SPAN = 100;

/** Turns the elements of a page into lines, tables, fields and items. */
export class Page {
  readonly #report: HtmlReport;
  readonly #frames: Frame[] = [];
  readonly #tables: Table[] = [];
  /** Whether the attributes of each open table name somebody. */
  readonly #tableObjects: boolean[] = [];
  readonly #cells: { readonly cell: Cell; readonly table: Table | undefined }[] = [];
  readonly #flow: Flow;
  readonly #raw = new RawText();
  readonly #attributes: Attributes;
  readonly #form: Form;
  #tableCount = 0;
  #items = 0;
  #isInItem = false;
  #preformatted = 0;
  #term = "";
  /** An element whose content is no text for people. */
  #isRaw = false;

  constructor(report: HtmlReport) {
    this.#report = report;
    this.#flow = new Flow(report, (line) => this.#line(line));
    this.#form = new Form(report.labels);
    this.#attributes = new Attributes(
      report,
      (other) => this.#other(other),
      (text) => {
        if (this.#cells.length > 0 || this.#report.isInObject) return false;
        this.#flow.note(text);
        return true;
      },
    );
  }

  /** The next text begins a line. */
  get isAtLineStart(): boolean {
    return this.#flow.isEmpty;
  }

  get isInRaw(): boolean {
    return this.#isRaw;
  }

  /** `attributes`: names and values in turns, without those of the element's looks being left out. */
  openElement(name: string, attributes: readonly string[]): void {
    const kind = elementKind(name);
    if (kind.isBlock) this.#flow.flush();
    else this.#flow.border();
    const role = this.#begin(name, attributes);
    const type = role === "raw" ? (valueOf(attributes, "type") ?? "") : "";
    this.#frames.push({ name, kind, role, itemsDepth: 0, type });
    const shown = this.#form.shown(name, attributes);
    if (shown !== "") {
      this.#flow.add(shown);
      this.#flow.border();
    }
    const chosen = this.#form.chosen(name, attributes);
    if (chosen !== "") this.#other(() => this.#report.lines(chosen));
    if (kind.isPreformatted) this.#preformatted += 1;
    if (attributes.length > 0) this.#attributes.report(name, attributes);
  }

  closeElement(): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    if (frame.kind.isBlock) this.#flow.flush();
    else this.#flow.border();
    if (frame.kind.isPreformatted) this.#preformatted -= 1;
    this.#finish(frame);
  }

  text(text: string): void {
    if (this.#isRaw) {
      this.#raw.add(text);
      return;
    }
    if (this.#preformatted === 0 || !/[\r\n]/.test(text)) {
      this.#flow.add(text);
      return;
    }
    text.split(/\r\n|\n|\r/).forEach((line, index) => {
      if (index > 0) this.#flow.flush();
      if (line !== "") this.#flow.add(line);
    });
  }

  comment(text: string): void {
    if (/\S/.test(text)) this.#other(() => this.#report.markup(text));
  }

  end(): void {
    this.#flow.flush();
    while (this.#frames.length > 0) this.closeElement();
    this.#report.end();
  }

  /** What an element is; opens what it stands for. */
  #begin(name: string, attributes: readonly string[]): Role {
    switch (name) {
      case "script":
      case "style":
        this.#isRaw = true;
        return "raw";
      case "table":
        this.#structure();
        this.#tableCount += 1;
        // `<table data-thread-id="…">`
        this.#tableObjects.push(namesSomebody(attributes, this.#report.labels));
        if (this.#tableObjects.at(-1) === true) this.#report.openObject("captioned");
        this.#tables.push(new Table(this.#report, this.#tableCount));
        return "table";
      case "caption":
        if (this.#frames.at(-1)?.role !== "table") return "";
        this.#cells.push({ cell: new Cell(false, 1, 1), table: undefined });
        return "caption";
      case "thead":
        return this.#tables.length > 0 ? "head" : "";
      case "tfoot":
        return this.#tables.length > 0 ? "foot" : "";
      case "tr": {
        const table = this.#tables.at(-1);
        if (table === undefined) return "";
        const above = this.#frames.at(-1);
        const part = above?.role ?? "";
        if (above !== undefined && part !== "table" && part !== "head" && part !== "foot")
          this.#closeThrough("row");
        table.startRow(part === "head" ? "head" : part === "foot" ? "foot" : "body");
        return "row";
      }
      case "td":
      case "th": {
        const table = this.#tables.at(-1);
        if (table === undefined) return "";
        if (this.#frames.at(-1)?.role !== "row") this.#closeThrough("cell");
        if (attributes.length === 0) {
          this.#cells.push({ cell: new Cell(name === "th", 1, 1), table });
          return "cell";
        }
        const span = (which: string): number =>
          Math.min(MAX_SPAN, Math.max(1, Math.trunc(Number(valueOf(attributes, which) ?? 1)) || 1));
        this.#cells.push({ cell: new Cell(name === "th", span("colspan"), span("rowspan")), table });
        return "cell";
      }
      case "dl":
        this.#structure();
        this.#report.openObject("head");
        this.#term = "";
        return "fields";
      case "dt":
      case "dd":
        if (!this.#isInFields()) return "";
        this.#closeThrough("term", "definition");
        this.#cells.push({ cell: new Cell(false, 1, 1), table: undefined });
        return name === "dt" ? "term" : "definition";
      default:
        return this.#object(attributes);
    }
  }

  /** An item of a list, or an element whose attributes name somebody: what stands in it belongs together. */
  #object(attributes: readonly string[]): Role {
    if (attributes.length === 0) return "";
    const names = valueOf(attributes, "class") ?? "";
    if (!this.#isInItem && names !== "" && names.length < MAX_CLASS && isItem(names)) return this.#item();
    if (!namesSomebody(attributes, this.#report.labels)) return "";
    this.#structure();
    this.#report.openObject();
    return "object";
  }

  #item(): Role {
    this.#flow.flush();
    this.#openCells();
    const parent = this.#frames.at(-1);
    if (!this.#report.isInList && parent !== undefined) {
      this.#report.openList();
      parent.itemsDepth = this.#report.depth;
    }
    this.#items += 1;
    this.#isInItem = true;
    this.#report.enter(`item ${this.#items}`);
    this.#report.openObject();
    return "item";
  }

  /** Something begins that is no part of a line, a cell or a list of items. */
  #structure(): void {
    this.#flow.flush();
    this.#openCells();
    const { depth } = this.#report;
    const owner = this.#frames.findLast(({ itemsDepth }) => itemsDepth > 0);
    if (owner?.itemsDepth !== depth) return;
    owner.itemsDepth = 0;
    this.#report.closeList();
  }

  /** Ends the element of this role in the innermost table or list of fields, where its end tag is missing. */
  #closeThrough(...roles: readonly Role[]): void {
    const from = this.#frames.findLastIndex(
      ({ role }) => roles.includes(role) || role === "table" || role === "fields",
    );
    const found = this.#frames[from];
    if (found === undefined || !roles.includes(found.role)) return;
    this.#flow.flush();
    for (const frame of this.#frames.slice(from).toReversed()) {
      this.#finish(frame);
      frame.role = "";
    }
  }

  #finish(frame: Frame): void {
    if (frame.itemsDepth > 0 && frame.itemsDepth === this.#report.depth) this.#report.closeList();
    frame.itemsDepth = 0;
    switch (frame.role) {
      case "":
      case "head":
      case "foot":
        return;
      case "caption": {
        const cell = this.#cells.pop()?.cell;
        if (cell !== undefined && !cell.isOpen) this.#tables.at(-1)?.addCaption(cell);
        return;
      }
      case "object":
        this.#flow.flush();
        this.#report.closeObject();
        return;
      case "item":
        this.#isInItem = false;
        this.#report.closeObject();
        this.#report.leave();
        return;
      case "table":
        this.#tables.pop()?.end();
        if (this.#tableObjects.pop() === true) this.#report.closeObject();
        return;
      case "row":
        this.#tables.at(-1)?.endRow();
        return;
      case "cell": {
        const closed = this.#cells.pop();
        if (closed !== undefined) closed.table?.addCell(closed.cell);
        return;
      }
      case "term":
      case "definition": {
        const cell = this.#cells.pop()?.cell;
        if (cell === undefined) return;
        const name = frame.role === "term" ? "" : this.#term;
        if (frame.role === "term") this.#term = cell.text;
        if (!cell.isOpen) this.#report.cell(this.#report.labels.of(name), cell);
        return;
      }
      case "fields":
        this.#report.closeObject();
        return;
      case "raw": {
        this.#isRaw = false;
        const text = this.#raw.take();
        if (frame.name === "style") reportStyle(text, this.#report);
        else {
          this.#openCells();
          reportScript(text, frame.type, this.#report);
        }
      }
    }
  }

  /** Cells in which something has a structure of its own are reported as they come. */
  #openCells(): void {
    for (const { cell, table } of this.#cells) {
      if (cell.isOpen) continue;
      table?.openRow();
      cell.isOpen = true;
      this.#report.cell(this.#report.labels.of(""), cell);
    }
  }

  #isInFields(): boolean {
    return this.#frames.findLast(({ role }) => role === "fields" || role === "table")?.role === "fields";
  }

  #line(line: string): void {
    const cell = this.#cells.at(-1)?.cell;
    if (cell === undefined || cell.isOpen) this.#report.text(line);
    else if (!cell.add(line)) this.#openCells();
  }

  /** Something besides lines: it waits for the cell that it stands in. */
  #other(report: () => void): void {
    const cell = this.#cells.at(-1)?.cell;
    if (cell === undefined || cell.isOpen) report();
    else if (!cell.addOther(report)) this.#openCells();
  }
}
