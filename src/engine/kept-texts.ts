/** Characters of unpacked text that a worker keeps for a second reading. */
const MAX_KEPT_CHARACTERS = 4 * 1024 * 1024;

/**
 * Text that formats unpacked, kept for the search for strangers: a document is parsed once more only where it is too long
 * to be kept, where another thread read it, or where something was found in it.
 */
export class KeptTexts {
  /** Undefined: there was more than could be kept. */
  readonly #texts = new Map<number, string[] | undefined>();
  #characters = 0;

  add(row: number, text: string): void {
    const known = this.#texts.get(row);
    if (known === undefined && this.#texts.has(row)) return;
    if (this.#characters + text.length > MAX_KEPT_CHARACTERS) {
      for (const kept of known ?? []) this.#characters -= kept.length;
      this.#texts.set(row, undefined);
      return;
    }
    this.#characters += text.length;
    if (known === undefined) this.#texts.set(row, [text]);
    else known.push(text);
  }

  /** What was unpacked of the entry `row`; undefined when it was not kept. Not kept any longer. */
  take(row: number): readonly string[] | undefined {
    const texts = this.#texts.get(row);
    this.#texts.delete(row);
    return texts;
  }
}
