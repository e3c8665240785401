import type { FieldPlan } from "../../model/field.ts";
import type { Sink } from "../../model/format.ts";
import type { Limits } from "../../model/limits.ts";
import { eachPiece } from "../long-lines.ts";
import { filledOf, shapeOf } from "./cells.ts";
import type { Knows } from "./tables.ts";

type Row = readonly string[];

/** Lines above the first table that are kept, because they count for the tables that follow it, too. */
const MAX_KEPT_LINES = 64;

/**
 * What is open while tables are read: each table with the lines around it is an object, its rows are the elements of a
 * list, and rows of a name and a value are one element together.
 */
export class Outline {
  /** The row being read, counted from 1. */
  row = 0;
  /** Where it stands in the text. */
  from = 0;
  to = 0;
  hasContent = false;
  readonly knows: Knows;
  readonly #plan: FieldPlan;
  readonly #sink: Sink;
  readonly #limits: Limits;
  #isOpen = false;
  #isInList = false;
  #isInPairs = false;
  #firstKey = "";
  #objectRow = 0;
  #pairsRow = 0;
  /** Where what is being closed began. */
  #opening: number | undefined;
  readonly #kept: Row[] = [];
  #isFirst = true;
  readonly #spans: boolean;

  constructor(plan: FieldPlan, sink: Sink, limits: Limits, knows: Knows, spans = false) {
    this.#spans = spans;
    this.#plan = plan;
    this.#sink = sink;
    this.#limits = limits;
    this.knows = knows;
    this.locate();
  }

  /** Tells the sink where it stands; to be called again after something else has. */
  locate(): void {
    this.#sink.locate(() => {
      const number = this.#opening ?? this.row;
      return this.#spans && this.to > this.from
        ? { unit: "row", number, span: [this.from, this.to] }
        : { unit: "row", number };
    });
  }

  openTable(): void {
    this.close();
    this.#sink.openObject();
    this.#isOpen = true;
    this.#objectRow = 0;
  }

  openList(): void {
    if (this.#isInList) return;
    this.#sink.openList(false, false);
    this.#isInList = true;
  }

  close(): void {
    this.#closePairs();
    if (this.#isInList) this.#sink.closeList();
    this.#isInList = false;
    if (this.#isOpen) this.#closeObject(this.#objectRow);
    this.#isOpen = false;
  }

  content(): void {
    if (this.hasContent) return;
    this.hasContent = true;
    this.#sink.content();
  }

  text(text: string): void {
    if (text.trim() !== "") eachPiece(text, (piece) => this.#sink.text(piece));
  }

  /** A line above or below a table; `whole` as it is written. */
  line(cells: Row, whole: string | undefined, isAbove: boolean): void {
    const filled = filledOf(cells);
    if (filled.length === 0) return;
    if (this.#objectRow === 0) this.#objectRow = this.row;
    if (filled.some((cell) => shapeOf(cell) !== "word")) this.content();
    if (isAbove && this.#isFirst && this.#kept.length < MAX_KEPT_LINES) this.#kept.push(filled);
    if (whole === undefined) for (const cell of filled) this.text(cell);
    else this.text(whole);
    this.#pairsOf(filled);
  }

  /** What stands above the first table counts for the next ones too, unless the lines above one say whose it is. */
  inherit(lines: readonly Row[]): void {
    this.#isFirst = false;
    if (lines.some((line) => this.#namesOwner(filledOf(line)))) return;
    for (const filled of this.#kept) {
      for (const cell of filled) this.text(cell);
      this.#pairsOf(filled);
    }
  }

  /** A name and its values: a field of one record; the first name once more begins another. */
  pair(written: string, values: Row): void {
    const key = keyOf(written);
    this.content();
    this.openList();
    if (key === this.#firstKey) this.#closePairs();
    if (!this.#isInPairs) {
      this.#firstKey = key;
      this.#pairsRow = this.row;
      this.#sink.openObject();
      this.#isInPairs = true;
    }
    for (const value of values) this.#field(key, value);
  }

  #closePairs(): void {
    if (this.#isInPairs) this.#closeObject(this.#pairsRow);
    this.#isInPairs = false;
  }

  /** A record of several rows is found again where it begins. */
  #closeObject(row: number): void {
    const { to } = this;
    // It is no row, and does not stand in one piece.
    this.to = this.from;
    this.#opening = row === 0 ? undefined : row;
    this.#sink.closeObject();
    this.#opening = undefined;
    this.to = to;
  }

  #field(key: string, value: string): void {
    if (value.trim() === "") return;
    const use = this.knows(key) ? this.#plan.use([key]) : undefined;
    if (use === undefined) this.text(value);
    else if (value.length <= this.#limits.maxValueBytes) this.#sink.value(use, value);
  }

  /** Names with their values beside them, in a line above a table. */
  #pairsOf(filled: Row): void {
    for (const [index, cell] of filled.entries()) {
      const value = filled[index + 1];
      const key = keyOf(cell);
      if (value !== undefined && this.knows(key) && !this.knows(value.trim())) this.#field(key, value);
    }
  }

  #namesOwner(filled: Row): boolean {
    return filled.some(
      (cell, index) =>
        (index + 1 < filled.length && this.knows(keyOf(cell))) ||
        this.#plan.line(cell).some(({ use }) => use.is === "identifier" && use.role === "owner"),
    );
  }
}

function keyOf(cell: string): string {
  return cell.trim().replace(/:$/, "");
}
