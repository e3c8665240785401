import type { Container, Listed, Note } from "./container.ts";

/** Characters of notes that are kept of one container: ordinary headers hold a name or two. */
const MAX_NOTE_CHARACTERS = 16 * 1024 * 1024;
const MAX_NOTES = 100_000;

const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const PAX_VALUE = /^[\w.]+=(.+)$/s;
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

/** A container with what its headers say beside the files as one more entry, the last: a stranger may stand there. */
export function withHeaderTexts(container: Container): Container {
  const { entries, notes } = container;
  if (notes.length === 0) return container;
  // A pax record is a value under a keyword, and the value may be a field with a value of its own.
  const lines = notes.flatMap(({ text }) => [text, text.match(PAX_VALUE)?.[1] ?? ""]);
  const text = Buffer.from(lines.filter((line) => line !== "").join("\n"), "utf8");
  const entry: Listed = {
    path: "[comments and extra fields]",
    kind: "file",
    size: text.length,
    packed: text.length,
    locator: { in: "kept", bytes: text, size: text.length },
    found: "notes",
  };
  return { ...container, entries: [...entries, entry] };
}
