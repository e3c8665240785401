import type { PdfDict, PdfReference, PdfValue } from "./syntax.ts";

export function dictOf(value: PdfValue | undefined): PdfDict | undefined {
  return isObject(value) && value.is === "dict" ? value : undefined;
}

export function itemsOf(value: PdfValue | undefined): readonly PdfValue[] {
  return isObject(value) && value.is === "array" ? value.items : [];
}

/** The text of a name, undefined for anything else. */
export function nameOf(value: PdfValue | undefined): string | undefined {
  return isObject(value) && value.is === "name" ? value.name : undefined;
}

export function bytesOf(value: PdfValue | undefined): Uint8Array | undefined {
  return isObject(value) && value.is === "text" ? value.bytes : undefined;
}

export function referenceOf(value: PdfValue | undefined): PdfReference | undefined {
  return isObject(value) && value.is === "reference" ? value : undefined;
}

export function wordOf(value: PdfValue | undefined): string | undefined {
  return isObject(value) && value.is === "word" ? value.word : undefined;
}

export function numberOf(value: PdfValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function isObject(value: PdfValue | undefined): value is Exclude<PdfValue, number | boolean | null> {
  return typeof value === "object" && value !== null;
}

/** Calls `visit` for everything in `value` with the key of the dictionary it stands under; itself included. */
export function eachWithin(
  value: PdfValue,
  key: string,
  visit: (value: PdfValue, key: string, holder: PdfDict | undefined) => void,
  holder?: PdfDict,
): void {
  visit(value, key, holder);
  if (!isObject(value)) return;
  if (value.is === "array") for (const item of value.items) eachWithin(item, key, visit, holder);
  else if (value.is === "dict") {
    for (const [name, inner] of value.entries) eachWithin(inner, baseKey(name), visit, value);
  }
}

/** The key as it was written, of one that stood more than once in its dictionary. */
export function baseKey(key: string): string {
  const mark = key.lastIndexOf("'");
  return mark > 0 && /^\d+$/.test(key.slice(mark + 1)) ? key.slice(0, mark) : key;
}

/** Writes an object as it would stand in a file. Strings come in hex, so every byte stays. */
export function written(value: PdfValue): string {
  if (!isObject(value)) return typeof value === "number" ? plainNumber(value) : String(value);
  switch (value.is) {
    case "name":
      return `/${value.name.replace(/[^!"$&'*+,\-.0-9:;=?@A-Z\\^_`a-z|~]/g, escapedCharacter)}`;
    case "text":
      return `<${Buffer.from(value.bytes).toString("hex")}>`;
    case "reference":
      return `${value.number} ${value.generation} R`;
    case "word":
      return "null";
    case "array":
      return `[${value.items.map(written).join(" ")}]`;
    case "dict":
      return writtenDict(value.entries);
  }
}

export function writtenDict(entries: Iterable<readonly [string, PdfValue]>): string {
  const parts = [...entries].map(([key, value]) => `${written({ is: "name", name: key })} ${written(value)}`);
  return `<< ${parts.join(" ")} >>`;
}

function escapedCharacter(character: string): string {
  return `#${(character.charCodeAt(0) & 0xff).toString(16).padStart(2, "0")}`;
}

/** Without an exponent, which PDF does not know. */
function plainNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : value.toFixed(6);
}
