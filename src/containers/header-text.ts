import type { Note } from "./container.ts";

/** Characters of notes that are kept of one container: ordinary headers hold a name or two. */
const MAX_NOTE_CHARACTERS = 16 * 1024 * 1024;
const MAX_NOTES = 100_000;

const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const BEYOND_ASCII = /[\u0080-\u00ff]/;

/** Text of a header whose encoding nothing declares: UTF-8 where it is valid, else Latin-1, so that no byte is lost. */
export function headerText(bytes: Buffer): string {
  const text = bytes.toString("latin1");
  if (!BEYOND_ASCII.test(text)) return text;
  try {
    return STRICT.decode(bytes);
  } catch {
    return text;
  }
}

/** Collects text beside the entries, equal text once, up to a bound. */
export class NoteBook {
  readonly #notes: Note[] = [];
  readonly #seen = new Set<string>();
  #characters = 0;
  #full = false;

  add(entry: number, where: string, text: string): void {
    if (text === "" || this.#seen.has(text)) return;
    if (this.#notes.length >= MAX_NOTES || this.#characters + text.length > MAX_NOTE_CHARACTERS) {
      this.#full = true;
      return;
    }
    this.#seen.add(text);
    this.#characters += text.length;
    this.#notes.push({ entry, where, text });
  }

  /** Some text found no room: a sentence part that says so. */
  overflow(): string | undefined {
    if (!this.#full) return undefined;
    return `its headers hold more text beside the files than is kept (${MAX_NOTES} texts, ${MAX_NOTE_CHARACTERS} characters); the rest was not searched`;
  }

  all(): readonly Note[] {
    return this.#notes;
  }
}
