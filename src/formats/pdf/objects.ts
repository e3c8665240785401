import { NotInspected } from "../../model/errors.ts";
import { PdfFile, type PdfObject } from "./file.ts";
import { PdfReader, type PdfDict } from "./syntax.ts";
import { dictOf, nameOf, numberOf, referenceOf, wordOf } from "./values.ts";

/** Objects of one document, all its revisions together. */
const MAX_OBJECTS = 500_000;

/** Bytes that the packed objects of a document may unpack to. */
const MAX_PACKED_OBJECT_BYTES = 256 * 1024 * 1024;

/** How often the bytes of packed objects may be read until all of them were. */
const SANE_READING = 4;

/** Bytes by which the length of a stream may be wrong: writers count line ends in their own ways. */
const LENGTH_TOLERANCE = 4;

/** Finds every object in the bytes of a file, by looking for it instead of by its tables: these may leave some out. */
export function findObjects(bytes: Uint8Array, header: number): PdfObject[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const objects: PdfObject[] = [];
  let lengths: Map<number, number> | undefined;
  for (let at = buffer.indexOf("obj", header, "latin1"); at >= 0;) {
    const head = headBefore(bytes, at);
    if (head === undefined) {
      at = buffer.indexOf("obj", at + 3, "latin1");
      continue;
    }
    if (objects.length >= MAX_OBJECTS) break;
    const reader = new PdfReader(bytes, at + 3);
    const value = reader.next() ?? null;
    let end = reader.at;
    let data: PdfObject["data"];
    let isWhole = true;
    const dict = dictOf(value);
    if (dict !== undefined) {
      const start = streamStart(bytes, end);
      if (start !== undefined) {
        const length = dict.entries.get("Length");
        const reference = referenceOf(length);
        if (reference !== undefined) lengths ??= findNumbers(buffer, header);
        const told = reference === undefined ? numberOf(length) : lengths?.get(reference.number);
        const known = knownEnd(buffer, start, told);
        data = [start, known ?? guessedEnd(buffer, start)];
        end = data[1];
        isWhole = known !== undefined || Math.abs(data[1] - start - (told ?? Infinity)) <= LENGTH_TOLERANCE;
      }
    }
    objects.push({
      ...head,
      value,
      data,
      end,
      isWhole: isWhole && !reader.isBroken && endsWhole(buffer, end, data),
      packedIn: undefined,
    });
    at = buffer.indexOf("obj", Math.max(end, at + 3), "latin1");
  }
  return objects;
}

/** Whether what follows on an object that ends at `end` is its end, and not another object within its data. */
function endsWhole(buffer: Buffer, end: number, data: PdfObject["data"]): boolean {
  const next = wordOf(new PdfReader(buffer, end).next());
  if (data === undefined) return next === "endobj";
  return next?.startsWith("end") === true;
}

/** `17 0` before `obj`. */
function headBefore(
  bytes: Uint8Array,
  at: number,
): { readonly number: number; readonly generation: number; readonly at: number } | undefined {
  const generation = numberBefore(bytes, at);
  if (generation === undefined) return undefined;
  const number = numberBefore(bytes, generation.at);
  if (number === undefined || number.at === generation.at) return undefined;
  return { number: number.value, generation: generation.value, at: number.at };
}

function numberBefore(
  bytes: Uint8Array,
  end: number,
): { readonly value: number; readonly at: number } | undefined {
  let at = end;
  while (at > end - 8 && isWhite(bytes[at - 1])) at -= 1;
  const last = at;
  while (at > last - 10 && isDigit(bytes[at - 1])) at -= 1;
  if (at === last) return undefined;
  const value = Number.parseInt(Buffer.from(bytes.subarray(at, last)).toString("latin1"), 10);
  return { value, at };
}

function streamStart(bytes: Uint8Array, end: number): number | undefined {
  let at = end;
  while (isWhite(bytes[at])) at += 1;
  for (let index = 0; index < 6; index += 1)
    if (bytes[at + index] !== "stream".charCodeAt(index)) return undefined;
  at += 6;
  while (bytes[at] === 0x20) at += 1;
  if (bytes[at] === 13) at += 1;
  return bytes[at] === 10 ? at + 1 : at;
}

/** The end of a stream where its length says, when a mark stands there. */
function knownEnd(buffer: Buffer, start: number, told: number | undefined): number | undefined {
  if (told === undefined || !Number.isInteger(told) || told < 0) return undefined;
  const end = start + told;
  return /^\s*end(?:stream|obj)/.test(buffer.toString("latin1", end, end + 16)) ? end : undefined;
}

/** The end of a stream before the first `endstream`. */
function guessedEnd(buffer: Buffer, start: number): number {
  const end = buffer.indexOf("endstream", start, "latin1");
  if (end < 0) return buffer.length;
  if (buffer[end - 1] === 10) return buffer[end - 2] === 13 ? end - 2 : end - 1;
  return buffer[end - 1] === 13 ? end - 1 : end;
}

/** Objects that are a number: lengths of streams that were not known when those were written. */
function findNumbers(buffer: Buffer, header: number): Map<number, number> {
  const numbers = new Map<number, number>();
  for (
    let at = buffer.indexOf("obj", header, "latin1");
    at >= 0;
    at = buffer.indexOf("obj", at + 3, "latin1")
  ) {
    const next = buffer[at + 3] ?? 0;
    if (!isWhite(next) && !isDigit(next)) continue;
    const head = headBefore(buffer, at);
    const length =
      head === undefined ? null : /^\s*(\d{1,10})\s*endobj/.exec(buffer.toString("latin1", at + 3, at + 40));
    if (head !== undefined && length !== null) numbers.set(head.number, Number(length[1]));
  }
  return numbers;
}

/** The dictionaries behind the word `trailer`, and those of cross-reference streams. */
export function findTrailers(
  bytes: Uint8Array,
  header: number,
  objects: readonly PdfObject[],
): { readonly at: number; readonly dict: PdfDict }[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const trailers: { readonly at: number; readonly dict: PdfDict }[] = [];
  let index = 0;
  for (
    let at = buffer.indexOf("trailer", header, "latin1");
    at >= 0;
    at = buffer.indexOf("trailer", at + 7, "latin1")
  ) {
    while (index < objects.length && (objects[index]?.data?.[1] ?? objects[index]?.at ?? 0) < at) index += 1;
    const data = objects[index]?.data;
    if (data !== undefined && at >= data[0] && at < data[1]) continue;
    const dict = dictOf(new PdfReader(bytes, at + 7).next());
    if (dict !== undefined) trailers.push({ at, dict });
  }
  for (const object of objects) {
    const dict = dictOf(object.value);
    if (object.data !== undefined && nameOf(dict?.entries.get("Type")) === "XRef" && dict !== undefined)
      trailers.push({ at: object.at, dict });
  }
  return trailers.toSorted((a, b) => a.at - b.at);
}

/** Puts the objects that lie in streams of objects behind the stream that holds them. */
export function withPacked(file: PdfFile): PdfFile {
  const objects: PdfObject[] = [];
  const problems: NotInspected[] = [];
  if (file.objects.length >= MAX_OBJECTS) problems.push(tooMany());
  const cut = file.objects.find((object) => !object.isWhole);
  if (cut !== undefined) problems.push(new NotInspected("damaged", `object ${cut.number} is damaged`));
  const stray = strayByte(file);
  if (stray !== undefined)
    problems.push(new NotInspected("damaged", `what stands at byte ${stray} belongs to no object`));
  let bytes = 0;
  for (const object of file.objects) {
    objects.push(object);
    if (object.data === undefined || nameOf(dictOf(object.value)?.entries.get("Type")) !== "ObjStm") continue;
    try {
      const data = file.unpacked(object).bytes;
      bytes += data.length;
      if (bytes > MAX_PACKED_OBJECT_BYTES)
        throw new NotInspected(
          "over-limit",
          `its objects unpack to more than ${MAX_PACKED_OBJECT_BYTES} bytes`,
        );
      unpackObjects(file, object, data, objects);
    } catch (error) {
      if (!(error instanceof NotInspected)) throw error;
      problems.push(
        new NotInspected(error.reason, `object ${object.number} could not be read: ${error.message}`),
      );
    }
  }
  return new PdfFile({ ...partsOf(file), objects, problems });
}

function partsOf(file: PdfFile): Pick<PdfFile, "bytes" | "header" | "trailers" | "cipher"> {
  return { bytes: file.bytes, header: file.header, trailers: file.trailers, cipher: file.cipher };
}

/** What may stand between objects: tables of them, and where these begin. */
const BETWEEN = new Set(["xref", "trailer", "startxref", "n", "f", "endobj", "endstream"]);

/** The first byte between objects that is neither part of a table nor of a comment. */
function strayByte(file: PdfFile): number | undefined {
  let from = file.header;
  for (const { at, end } of [...file.objects, { at: file.bytes.length, end: 0 }]) {
    const reader = new PdfReader(file.bytes, from, at);
    for (let value = reader.next(); value !== undefined; value = reader.next()) {
      const word = wordOf(value);
      const isPlain = typeof value === "number" || dictOf(value) !== undefined;
      if (!isPlain && (word === undefined || !BETWEEN.has(word))) return reader.at;
    }
    from = end;
  }
  return undefined;
}

function tooMany(): NotInspected {
  return new NotInspected("over-limit", `it has more than ${MAX_OBJECTS} objects`);
}

function unpackObjects(file: PdfFile, holder: PdfObject, data: Uint8Array, objects: PdfObject[]): void {
  const first = numberOf(file.get(holder.value, "First"));
  const count = numberOf(file.get(holder.value, "N"));
  if (first === undefined || count === undefined)
    throw new NotInspected("damaged", "it does not say what it holds");
  const table = new PdfReader(data, 0, Math.min(first, data.length));
  let spent = 0;
  for (let index = 0; index < count; index += 1) {
    const number = numberOf(table.next());
    const offset = numberOf(table.next());
    if (number === undefined || offset === undefined)
      throw new NotInspected("damaged", "it holds fewer objects than it says");
    if (objects.length >= MAX_OBJECTS) throw tooMany();
    const reader = new PdfReader(data, first + offset);
    const value = reader.next() ?? null;
    // Each lies behind the one before; a table that leads to the same bytes again and again would cost any time.
    spent += Math.max(0, reader.at - first - offset);
    if (spent > SANE_READING * data.length)
      throw new NotInspected("damaged", "its objects lie in one another");
    objects.push({
      number,
      generation: 0,
      at: holder.at,
      value,
      data: undefined,
      end: holder.at,
      isWhole: true,
      packedIn: { holder, index },
    });
  }
}

function isWhite(byte: number | undefined): boolean {
  return byte === 0 || byte === 9 || byte === 10 || byte === 12 || byte === 13 || byte === 32;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
