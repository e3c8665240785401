/** Characters of a cell that wait for the rest of it. */
const MAX_CELL_CHARACTERS = 64 * 1024;

/** Links and attributes of a cell. */
const MAX_CELL_OTHERS = 1_000;

const NO_LINES: readonly string[] = [];
const NOTHING: readonly (() => void)[] = [];

/** What stands in a cell of a table, or in a term or a definition, until it is complete. */
export class Cell {
  readonly isHeading: boolean;
  readonly columns: number;
  readonly rows: number;
  /** It is reported as it comes: too long, or with a structure of its own in it. */
  isOpen = false;
  /** Its lines, with a space between them. */
  text = "";
  #lines: string[] | undefined;
  #others: (() => void)[] | undefined;

  constructor(isHeading: boolean, columns: number, rows: number) {
    this.isHeading = isHeading;
    this.columns = columns;
    this.rows = rows;
  }

  /** False when it is full. */
  add(line: string): boolean {
    if (this.text === "") {
      this.text = line;
    } else {
      (this.#lines ??= [this.text]).push(line);
      this.text += ` ${line}`;
    }
    return this.text.length <= MAX_CELL_CHARACTERS;
  }

  /** Something besides its lines: a link, an attribute. False when it is full. */
  addOther(report: () => void): boolean {
    (this.#others ??= []).push(report);
    return this.#others.length <= MAX_CELL_OTHERS;
  }

  get lines(): readonly string[] {
    return this.#lines ?? (this.text === "" ? NO_LINES : [this.text]);
  }

  /** What is to be reported besides its lines. */
  get others(): readonly (() => void)[] {
    return this.#others ?? NOTHING;
  }

  get isEmpty(): boolean {
    return this.text === "" && this.#others === undefined;
  }
}
