import { NotInspected } from "../../model/errors.ts";
import type { Report } from "./report.ts";
import type { XmlHandler } from "./xml.ts";

const PAGE_BYTES = 1024 * 1024;
/** Bytes of all shared strings that are kept; a workbook of a million rows has some 50 MB of them. */
const MAX_TEXT_BYTES = 160 * 1024 * 1024;
const MAX_STRINGS = 4 * 1024 * 1024;
/** Characters that are handed to the sweep at once. */
const BATCH_CHARACTERS = 8 * 1024;

/** The strings that cells of a workbook share, as UTF-8 in pages: as many bytes as they have, whatever their number. */
export class SharedStrings {
  readonly #pages: Buffer[] = [];
  #free = PAGE_BYTES;
  #pageOf = new Uint16Array(1024);
  #starts = new Uint32Array(1024);
  #lengths = new Int32Array(1024);
  #used = new Uint8Array(1024);
  length = 0;

  /** Adds a string; one that is longer than `maxBytes` was reported by the reader and is only counted. */
  add(text: string, maxBytes: number): void {
    const index = this.length;
    if (index >= MAX_STRINGS) throw new NotInspected("over-limit", `it has more than ${MAX_STRINGS} strings`);
    if (index >= this.#starts.length) this.#grow();
    this.length = index + 1;
    const bytes = Buffer.byteLength(text);
    if (bytes > maxBytes || bytes > PAGE_BYTES) {
      this.#lengths[index] = -1;
      return;
    }
    if (this.#free + bytes > PAGE_BYTES) {
      if ((this.#pages.length + 1) * PAGE_BYTES > MAX_TEXT_BYTES)
        throw new NotInspected("over-limit", `its strings are longer than ${MAX_TEXT_BYTES} bytes`);
      this.#pages.push(Buffer.allocUnsafeSlow(PAGE_BYTES));
      this.#free = 0;
    }
    const page = this.#pages.length - 1;
    this.#pages[page]?.write(text, this.#free, "utf8");
    this.#pageOf[index] = page;
    this.#starts[index] = this.#free;
    this.#lengths[index] = bytes;
    this.#free += bytes;
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
  const batch: string[] = [];
  let characters = 0;
  let first = 0;
  function flush(): void {
    if (batch.length === 0) return;
    const from = first;
    report.out.locate(() => ({ unit: "tag", path: `shared string ${from} and following` }));
    report.sweep(batch.join("\n"));
    batch.length = 0;
    characters = 0;
  }
  function hand(value: string): void {
    if (batch.length === 0) first = strings.length;
    batch.push(value);
    characters += value.length;
    if (characters > BATCH_CHARACTERS) flush();
  }
  function aside(value: string): void {
    const index = strings.length;
    report.lines(value, () => ({ unit: "tag", path: `shared string ${index}` }));
  }
  function endOfString(): void {
    const value = unescapeControl(text);
    if (value !== "") hand(value);
    if (phonetic !== "") aside(unescapeControl(phonetic));
    // A long one is no identifier, but running text all the same.
    if (Buffer.byteLength(value) > maxValueBytes) {
      const index = strings.length;
      report.out.locate(() => ({ unit: "tag", path: `shared string ${index}` }));
      report.found(value);
    }
    strings.add(value, maxValueBytes);
    text = "";
    phonetic = "";
  }
  return {
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

/** Excel writes characters that XML cannot hold, and whatever else it likes, as `_x000D_`. */
export function unescapeControl(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
