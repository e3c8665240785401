import { textOfString } from "./text-string.ts";
import { PdfReader, type PdfValue } from "./syntax.ts";
import { bytesOf, dictOf, itemsOf, nameOf, numberOf } from "./values.ts";

/** What a content stream does besides showing text; nothing is drawn. */
export interface Drawing {
  /** Names of the forms and pictures that it paints, and how large, in the units around it. */
  readonly painted: readonly { readonly name: string; readonly matrix: Matrix }[];
  /** Pictures within the stream itself. */
  readonly inlinePictures: readonly Matrix[];
  /** Lines, curves and rectangles. */
  readonly strokes: number;
  /** Texts that stand for what is drawn (`ActualText`, `Alt`, `E`). */
  readonly alternates: readonly string[];
  /** Bytes of the texts that are shown, spaces and the zeros of wide letters aside. */
  readonly shown: number;
  /** Of these, by sign, the bytes of texts that are one sign, or the same one again and again: blanks, bullets, leaders. */
  readonly repeated: ReadonlyMap<number, number>;
}

/** a, b, c, d of a transformation; where it moves to does not matter. */
export type Matrix = readonly [number, number, number, number];

const UNIT: Matrix = [1, 0, 0, 1];
const MAX_STATES = 512;
const MAX_OPERANDS = 64;
const STROKES = new Set(["l", "c", "v", "y", "re"]);
const SHOWS = new Set(["Tj", "TJ", "'", '"']);

export function drawingOf(bytes: Uint8Array): Drawing {
  const painted: { name: string; matrix: Matrix }[] = [];
  const inlinePictures: Matrix[] = [];
  const alternates: string[] = [];
  const states: Matrix[] = [];
  let matrix = UNIT;
  let strokes = 0;
  let shown = 0;
  const repeated = new Map<number, number>();
  const reader = new PdfReader(bytes);
  const operands: PdfValue[] = [];
  for (let value = reader.next(); value !== undefined; value = reader.next()) {
    if (typeof value !== "object" || value?.is !== "word") {
      if (operands.length < MAX_OPERANDS) operands.push(value);
      continue;
    }
    const { word } = value;
    if (STROKES.has(word)) strokes += 1;
    else if (SHOWS.has(word)) {
      const count = shownBytes(operands.at(-1));
      const sign = onlySign(operands.at(-1));
      shown += count;
      if (sign !== undefined) repeated.set(sign, (repeated.get(sign) ?? 0) + count);
    } else if (word === "q" && states.length < MAX_STATES) states.push(matrix);
    else if (word === "Q") matrix = states.pop() ?? matrix;
    else if (word === "cm")
      matrix = times(
        operands.map((operand) => numberOf(operand) ?? 0),
        matrix,
      );
    else if (word === "Do") {
      const name = nameOf(operands.at(-1));
      if (name !== undefined) painted.push({ name, matrix });
    } else if (word === "BI") {
      skipInlinePicture(bytes, reader);
      inlinePictures.push(matrix);
    } else if (word === "BDC" || word === "DP") alternates.push(...alternatesOf(operands.at(-1)));
    operands.length = 0;
  }
  return { painted, inlinePictures, strokes, alternates, shown, repeated };
}

function shownBytes(value: PdfValue | undefined): number {
  let count = 0;
  for (const byte of bytesOf(value) ?? []) if (byte !== 0 && byte !== 0x20) count += 1;
  for (const item of itemsOf(value)) count += shownBytes(item);
  return count;
}

/** The sign, of one byte or two, that a text consists of; undefined where there are several, or none. */
function onlySign(value: PdfValue | undefined): number | undefined {
  const parts = [value, ...itemsOf(value)].map(bytesOf).filter((bytes) => bytes !== undefined);
  const [first = 0, second = first] = parts[0] ?? [];
  const isNarrow = parts.every((bytes) => bytes.every((byte) => byte === first));
  if (isNarrow) return first;
  const isWide = parts.every(
    (bytes) =>
      bytes.length % 2 === 0 && bytes.every((byte, index) => byte === (index % 2 === 0 ? first : second)),
  );
  return isWide ? first * 256 + second : undefined;
}

/** The first matrix, then the second. */
export function times(first: readonly number[], second: Matrix): Matrix {
  const [a = 1, b = 0, c = 0, d = 1] = first;
  const [e, f, g, h] = second;
  return [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
}

export function areaOf(matrix: Matrix): number {
  return Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]);
}

/** The texts in the properties of marked content. */
function alternatesOf(properties: PdfValue | undefined): string[] {
  const entries = dictOf(properties)?.entries;
  return ["ActualText", "Alt", "E"].flatMap((key) => {
    const bytes = bytesOf(entries?.get(key));
    return bytes === undefined ? [] : [textOfString(bytes)];
  });
}

/** Past the `EI` that ends a picture: one between white space, with something that is an operator or nothing behind. */
function skipInlinePicture(bytes: Uint8Array, reader: PdfReader): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const data = buffer.indexOf("ID", reader.at, "latin1");
  let at = buffer.indexOf("EI", data < 0 ? reader.at : data, "latin1");
  while (
    at >= 0 &&
    !/^[\s\0]EI(?:$|[\s\0])[\x20-\x7e\s]{0,8}$/.test(buffer.toString("latin1", at - 1, at + 11))
  )
    at = buffer.indexOf("EI", at + 2, "latin1");
  reader.at = at < 0 ? bytes.length : at + 2;
}
