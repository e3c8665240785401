import type { PdfFile, PdfObject } from "./file.ts";
import type { Structure } from "./structure.ts";
import type { PdfValue } from "./syntax.ts";
import { baseKey, dictOf, written, writtenDict } from "./values.ts";

/** Wider than any page (a PDF's largest is 14,400 units): pdf.js leaves out what stands beside the page. */
const EVERYWHERE = "[-1000000 -1000000 1000000 1000000]";

const BOXES = new Set(["MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox"]);

/** Pages below one node of the page tree; pdf.js looks through all siblings for each page. */
const KIDS_PER_NODE = 128;

export interface Rearranged {
  /** The pages to be read, in this order. */
  readonly pages: readonly PdfObject[];
  /** Forms to be read as if they were pages, behind them. */
  readonly forms: readonly { readonly object: PdfObject; readonly resources: PdfValue | undefined }[];
  /** Streams to be read as if they were empty. */
  readonly emptied: readonly PdfObject[];
}

/** Bytes of one row of the table of objects: its type, its offset, its generation. */
const ROW = { type: 1, offset: 4, generation: 3, all: 8 };

/**
 * The file with an update behind it that lists exactly these pages, every object that was found in the file, and no
 * edges behind which text is left out. pdf.js by itself goes by the counts of the page tree and by the tables of the
 * file; what these leave out it takes for empty without a word. Undefined where the file has no root to change.
 */
export function rearranged(file: PdfFile, structure: Structure, what: Rearranged): Uint8Array | undefined {
  const { root } = structure;
  if (root === undefined) return undefined;
  const writer = new UpdateWriter(file);
  const kids: string[] = what.pages.map((page) => {
    writer.put(page.number, page.generation, pageDict(page.value));
    return `${page.number} ${page.generation} R`;
  });
  const top = writer.nextNumber();
  for (const { object, resources } of what.forms) {
    const own = resources === undefined ? "<< >>" : written(resources);
    const content = `/Contents ${object.number} ${object.generation} R /Resources ${own}`;
    const number = writer.nextNumber();
    writer.put(number, 0, `<< /Type /Page /Parent ${top} 0 R /MediaBox ${EVERYWHERE} ${content} >>`);
    kids.push(`${number} 0 R`);
  }
  const nodes: string[] = [];
  for (let first = 0; first < kids.length; first += KIDS_PER_NODE) {
    const below = kids.slice(first, first + KIDS_PER_NODE);
    const number = writer.nextNumber();
    const list = `/Count ${below.length} /Kids [${below.join(" ")}]`;
    writer.put(number, 0, `<< /Type /Pages /Parent ${top} 0 R ${list} >>`);
    nodes.push(`${number} 0 R`);
  }
  writer.put(top, 0, `<< /Type /Pages /Count ${kids.length} /Kids [${nodes.join(" ")}] >>`);
  for (const object of what.emptied)
    writer.put(object.number, object.generation, "<< /Length 0 >>\nstream\n\nendstream");
  const kept = [...(dictOf(root.value)?.entries ?? [])].filter(([key]) => key !== "Pages");
  writer.put(root.number, root.generation, `<< /Pages ${top} 0 R ${writtenDict(kept).slice(3)}`);
  return writer.end(root);
}

function pageDict(value: PdfValue): string {
  const kept = [...(dictOf(value)?.entries ?? [])].filter(
    ([key]) => !BOXES.has(baseKey(key)) && key !== "Type",
  );
  return `<< /Type /Page /MediaBox ${EVERYWHERE} /CropBox ${EVERYWHERE} ${writtenDict(kept).slice(3)}`;
}

type Row = readonly [type: number, offset: number, generation: number];

/** Puts objects behind a file, and a table of all objects behind these. */
class UpdateWriter {
  readonly #file: PdfFile;
  readonly #start: number;
  readonly #parts: string[] = ["\n"];
  readonly #rows = new Map<number, Row>();
  #at: number;
  #free: number;

  constructor(file: PdfFile) {
    this.#file = file;
    this.#start = file.bytes.length - file.header;
    this.#at = this.#start + 1;
    this.#free = file.highest + 1;
    for (const object of file.latest()) {
      const { number, generation, at, packedIn } = object;
      if (packedIn === undefined) this.#rows.set(number, [1, at - file.header, generation]);
      // Its stream's number was given to something else: the object is written once more.
      else if (!file.isLatest(packedIn.holder)) this.put(number, 0, written(object.value));
      else this.#rows.set(number, [2, packedIn.holder.number, packedIn.index]);
    }
  }

  nextNumber(): number {
    this.#free += 1;
    return this.#free - 1;
  }

  put(number: number, generation: number, text: string): void {
    const object = `${number} ${generation} obj\n${text}\nendobj\n`;
    this.#rows.set(number, [1, this.#at, generation]);
    this.#parts.push(object);
    this.#at += object.length;
  }

  end(root: PdfObject): Uint8Array {
    const number = this.nextNumber();
    this.#rows.set(number, [1, this.#at, 0]);
    const sorted = [...this.#rows].toSorted((a, b) => a[0] - b[0]);
    const table = Buffer.alloc(sorted.length * ROW.all);
    const index: number[] = [];
    for (const [position, [own, row]] of sorted.entries()) {
      if (position === 0 || sorted[position - 1]?.[0] !== own - 1) index.push(own, 0);
      index[index.length - 1] = (index.at(-1) ?? 0) + 1;
      let at = position * ROW.all;
      at = table.writeUIntBE(row[0], at, ROW.type);
      at = table.writeUIntBE(row[1], at, ROW.offset);
      table.writeUIntBE(row[2] & 0xffffff, at, ROW.generation);
    }
    const keys = [
      `/Type /XRef /Size ${number + 1} /W [${ROW.type} ${ROW.offset} ${ROW.generation}]`,
      `/Index [${index.join(" ")}] /Root ${root.number} ${root.generation} R /Length ${table.length}`,
    ];
    const last = this.#file.trailers.findLast(({ dict }) => dict.entries.has("Root"))?.dict.entries;
    for (const key of ["Encrypt", "ID"]) {
      const value = last?.get(key);
      if (value !== undefined) keys.push(`/${key} ${written(value)}`);
    }
    const head = `${this.#parts.join("")}${number} 0 obj\n<< ${keys.join(" ")} >>\nstream\n`;
    const tail = `\nendstream\nendobj\nstartxref\n${this.#at}\n%%EOF\n`;
    const update = Buffer.concat([Buffer.from(head, "latin1"), table, Buffer.from(tail, "latin1")]);
    const whole = new Uint8Array(this.#start + update.length);
    whole.set(this.#file.bytes.subarray(this.#file.header));
    whole.set(update, this.#start);
    return whole;
  }
}
