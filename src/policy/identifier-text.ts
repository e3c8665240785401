import { canonical, isDamagedNumber, isPlaceholder } from "../model/identifier.ts";
import type { Kind } from "../model/kinds.ts";
import { printable } from "../model/printable.ts";
import { shown } from "./complaint.ts";

const MAX_IDENTIFIER = 512;

/** An identifier that a person wrote: its canonical form, or the sentence part that says why it is none. */
type WrittenIdentifier = { readonly key: string } | { readonly problem: string };

/** Checks an identifier of a subject or policy file, in which a value that proves nothing is an error. */
export function writtenIdentifier(kind: Kind, text: string): WrittenIdentifier {
  const trimmed = text.trim();
  if (trimmed === "") return { problem: "the value is empty" };
  if (trimmed.length > MAX_IDENTIFIER)
    return { problem: `${shown(trimmed)} is longer than ${MAX_IDENTIFIER} characters` };
  if (isDamagedNumber(trimmed)) {
    return { problem: `${shown(trimmed)} is a number that a spreadsheet has rounded; write all its digits` };
  }
  if (isPlaceholder(trimmed)) return { problem: `${shown(trimmed)} is a placeholder that names nobody` };
  // Pasted from a web page or a PDF; it would never match, and nobody would see why.
  if (printable(trimmed) !== trimmed || trimmed.includes("\ufffd")) {
    return { problem: `${shown(trimmed)} holds a character that cannot be seen or is damaged` };
  }
  const key = canonical(kind, trimmed);
  if (key === undefined || key === "" || isPlaceholder(key))
    return { problem: `${shown(trimmed)} is ${noIdentifier(kind)}` };
  return { key };
}

function noIdentifier(kind: Kind): string {
  switch (kind) {
    case "email":
      return "no e-mail address";
    case "phone":
      return "no phone number";
    default:
      return `no ${kind} identifier`;
  }
}
