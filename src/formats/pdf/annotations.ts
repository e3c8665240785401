import type { PdfAnnotation } from "./load.ts";

/** What an annotation says: the value of a form field after its name, a note and its author, where a link leads. */
export function annotationText(annotation: PdfAnnotation): string[] {
  const lines: string[] = [];
  const value = valueText(annotation.fieldValue);
  if (value !== "") lines.push(`${annotation.fieldName ?? "field"}: ${value}`);
  const author = annotation.titleObj?.str ?? "";
  if (author !== "") lines.push(`Author: ${author}`);
  for (const text of [annotation.contentsObj?.str, annotation.unsafeUrl ?? annotation.url]) {
    if (text !== undefined && text !== "") lines.push(...text.split(/\r\n|\n|\r/));
  }
  return lines;
}

function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.filter((part) => typeof part === "string").join(", ");
  return "";
}

/** Kinds whose content is not read wholly yet: how a form field looks may differ from its value, files lie within. */
const UNREAD = new Set(["Widget", "FileAttachment", "Sound", "Movie", "Screen", "RichMedia", "3D"]);

export function isUnread(annotation: PdfAnnotation): boolean {
  return UNREAD.has(annotation.subtype ?? "");
}
