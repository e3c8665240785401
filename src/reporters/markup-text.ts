import { printable } from "../model/printable.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for XML 1.0 and HTML, between tags or in quotes; what XML may not hold, or could deceive a reader, is `\u{…}`. */
export function markupText(text: string): string {
  return printable(text.toWellFormed()).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
