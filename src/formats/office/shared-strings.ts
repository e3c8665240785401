import { NotInspected } from "../../model/errors.ts";
import type { Place } from "../../model/place.ts";
import type { Report } from "./report.ts";
import type { XmlHandler } from "./xml.ts";

const PAGE_BYTES = 1024 * 1024;
/** Bytes of all shared strings that are kept; a workbook of a million rows has some 50 MB of them. */
const MAX_TEXT_BYTES = 160 * 1024 * 1024;
const MAX_STRINGS = 4 * 1024 * 1024;
/** Characters that are kept and handed to the sweep at once: a place is as exact as that. */
const BATCH_CHARACTERS = 512;
/** More than what may stand within an identifier, so that none is found across two strings. */
const BETWEEN = "\n\n\n\n";

/** The strings that cells of a workbook share, as UTF-8 in pages: as many bytes as they have, whatever their number. */
export class SharedStrings {
  readonly #pages: Buffer[] = [];
  #free = PAGE_BYTES;
  #pageOf = new Uint16Array(1024);
  #starts = new Uint32Array(1024);
  #lengths = new Int32Array(1024);
  #used = new Uint8Array(1024);
  length = 0;

  /** Adds strings; `joined`: all of them with `BETWEEN` between. */
  add(texts: readonly string[], joined: string): void {
    // Of UTF-8 no character of a string takes more.
    if (this.#free + 3 * joined.length > PAGE_BYTES) {
      if ((this.#pages.length + 1) * PAGE_BYTES > MAX_TEXT_BYTES)
        throw new NotInspected("over-limit", `its strings are longer than ${MAX_TEXT_BYTES} bytes`);
      this.#pages.push(Buffer.allocUnsafeSlow(PAGE_BYTES));
      this.#free = 0;
    }
    const page = this.#pages.length - 1;
    const written = this.#pages[page]?.write(joined, this.#free, "utf8");
    const isAscii = written === joined.length;
    for (const text of texts) {
      const bytes = isAscii ? text.length : Buffer.byteLength(text);
      this.#note(page, this.#free, bytes);
      this.#free += bytes + BETWEEN.length;
    }
  }

  /** A string that is too long to be an identifier is reported by the reader, and only counted. */
  addLong(): void {
    this.#note(0, 0, -1);
  }

  #note(page: number, start: number, bytes: number): void {
    const index = this.length;
    if (index >= MAX_STRINGS) throw new NotInspected("over-limit", `it has more than ${MAX_STRINGS} strings`);
    if (index >= this.#starts.length) this.#grow();
    this.length = index + 1;
    this.#pageOf[index] = page;
    this.#starts[index] = start;
    this.#lengths[index] = bytes;
  }

  /** Notes that a cell shows it; false when there is no such string. */
  use(index: number): boolean {
    if (!Number.isInteger(index) || index < 0 || index >= this.length) return false;
    this.#used[index] = 1;
    return true;
  }

  isUsed(index: number): boolean {
    return this.#used[index] === 1;
  }

  /** The page that holds it; undefined for a string that was too long to be kept. */
  page(index: number): Buffer | undefined {
    return (this.#lengths[index] ?? -1) < 0 ? undefined : this.#pages[this.#pageOf[index] ?? 0];
  }

  start(index: number): number {
    return this.#starts[index] ?? 0;
  }

  end(index: number): number {
    return (this.#starts[index] ?? 0) + (this.#lengths[index] ?? 0);
  }

  text(index: number): string {
    return this.page(index)?.toString("utf8", this.start(index), this.end(index)) ?? "";
  }

  #grow(): void {
    const size = this.#starts.length * 2;
    this.#pageOf = larger(this.#pageOf, new Uint16Array(size));
    this.#starts = larger(this.#starts, new Uint32Array(size));
    this.#lengths = larger(this.#lengths, new Int32Array(size));
    this.#used = larger(this.#used, new Uint8Array(size));
  }
}

function larger<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Reads `sharedStrings.xml`: runs of rich text are one string, phonetic text is reported beside it. */
export function sharedStringsReader(strings: SharedStrings, report: Report): XmlHandler {
  const { maxValueBytes } = report.context.limits;
  let text = "";
  let phonetic = "";
  let inText = false;
  let inPhonetic = false;
  let batch: string[] = [];
  let characters = 0;
  const index = (): number => strings.length + batch.length;
  function flush(): void {
    if (batch.length === 0) return;
    const first = strings.length;
    const last = index() - 1;
    let texts = batch;
    let joined = texts.join(BETWEEN);
    if (joined.includes(ESCAPE)) {
      texts = texts.map(unescapeControl);
      joined = texts.join(BETWEEN);
    }
    const path = first === last ? `shared string ${first}` : `shared strings ${first} to ${last}`;
    report.out.locate(() => ({ unit: "tag", path }));
    report.sweep(joined);
    batch = [];
    characters = 0;
    strings.add(texts, joined);
  }
  function place(): () => Place {
    const own = index();
    return () => ({ unit: "tag", path: `shared string ${own}` });
  }
  function aside(value: string): void {
    report.lines(value, place());
  }
  function endOfString(): void {
    add(text);
    text = "";
    phonetic = "";
  }
  function add(written: string): void {
    if (phonetic !== "") aside(unescapeControl(phonetic));
    if (3 * written.length > maxValueBytes && Buffer.byteLength(written) > maxValueBytes) {
      // A long one is no identifier, but running text all the same.
      flush();
      report.lines(unescapeControl(written), place());
      strings.addLong();
      return;
    }
    batch.push(written);
    characters += written.length + BETWEEN.length;
    if (characters > BATCH_CHARACTERS) flush();
  }
  return {
    string: add,
    open(name) {
      if (name === "t") inText = true;
      else if (name === "rPh") inPhonetic = true;
    },
    close(name) {
      if (name === "t") inText = false;
      else if (name === "rPh") inPhonetic = false;
      else if (name === "si") endOfString();
    },
    text(value) {
      if (inPhonetic && inText) phonetic += value;
      else if (inText) text += value;
      else if (value.trim() !== "") aside(value);
    },
    aside,
    end: flush,
  };
}

const ESCAPE = "_x";

/** Excel writes characters that XML cannot hold, and whatever else it likes, as `_x000D_`. */
export function unescapeControl(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
