/** Columns up to which a line is found by its number alone. */
const SHORT_LINE = 400;

/** Finds the line of a character in text that comes in pieces; asked in order, each piece is looked through once. */
export class LineCursor {
  #piece = "";
  #base = 0;
  #at = 0;
  #line = 1;
  #lineStart = 0;

  /** The next piece of the text. */
  add(piece: string): void {
    this.#advance(this.#piece.length);
    this.#base += this.#piece.length;
    this.#piece = piece;
    this.#at = 0;
  }

  /** Moves to the character at `index`, from the beginning of the text; what lies behind is not looked at again. */
  moveTo(index: number): void {
    this.#advance(index - this.#base);
  }

  get line(): number {
    return this.#line;
  }

  /** The column where the line is long, so that its number alone would not find it; 0 for a short one. */
  columnOf(index: number): number {
    const column = index - this.#lineStart + 1;
    return column > SHORT_LINE ? column : 0;
  }

  #advance(to: number): void {
    const end = Math.min(to, this.#piece.length);
    if (end <= this.#at) return;
    for (
      let at = this.#piece.indexOf("\n", this.#at);
      at >= 0 && at < end;
      at = this.#piece.indexOf("\n", at + 1)
    ) {
      this.#line += 1;
      this.#lineStart = this.#base + at + 1;
    }
    this.#at = end;
  }
}
