import type { FieldUse, IdentifierUse, LineHit } from "../model/field.ts";
import { EMAIL, isPlaceholder } from "../model/identifier.ts";
import { isWeak } from "../model/kinds.ts";
import { labelBefore } from "./labels.ts";
import { emailAt, fileNameAt, phoneAt, timeAt, tokenAt, type Value } from "./values.ts";

/** What a line is read with. */
export interface LineContext {
  /** What a field of this name means, whoever says so; undefined for names that mean nothing. */
  readonly named: (label: string) => FieldUse | undefined;
  readonly tokens: (text: string) => readonly LineHit[];
}

/** Longest part of a line, in characters, that is read; more is no line that a person wrote. */
const MAX_LINE = 65_536;
const MAX_HITS = 4_096;
const SEPARATORS = /[:=：]/g;
const SHA256 = /^[0-9a-f]{64}$/i;
const NONE: readonly LineHit[] = [];

/**
 * Reads `label: value` and `label = value`. A label at a field's place (start of the line, after a gap, a tab, a
 * separator or a bracket) is a field; the same words in the middle of a sentence only mention somebody.
 */
export function createLineReader(context: LineContext): (line: string) => readonly LineHit[] {
  const mentions = new Map<IdentifierUse, IdentifierUse>();
  const mentionOf = (use: IdentifierUse): IdentifierUse => {
    const known = mentions.get(use);
    if (known !== undefined) return known;
    const made: IdentifierUse = { ...use, role: use.role === "catalogue" ? "catalogue" : "reference" };
    if (mentions.size > MAX_HITS) mentions.clear();
    mentions.set(use, made);
    return made;
  };

  return (whole) => {
    const line = whole.length > MAX_LINE ? whole.slice(0, MAX_LINE) : whole;
    const tokens = context.tokens(line);
    if (!line.includes(":") && !line.includes("=") && !line.includes("：")) return tokens;
    const hits: LineHit[] = [];
    SEPARATORS.lastIndex = 0;
    let from = 0;
    for (;;) {
      SEPARATORS.lastIndex = from;
      const separator = SEPARATORS.exec(line)?.index;
      if (separator === undefined || hits.length >= MAX_HITS) break;
      from = separator + 1;
      // `customerId => A32…`, `customerId := A32…`.
      if (line[from] === "=" || line[from] === ">") from += 1;
      const label = labelBefore(line, separator, context.named);
      if (label === undefined) continue;
      const value = valueFor(label.use, line, from);
      if (value === undefined) continue;
      const found = hitsOf(label.use, value.text);
      if (found.length === 0) continue;
      for (const hit of found) {
        if (!label.mention) hits.push(hit);
        else if (hit.use.is === "identifier") hits.push({ use: mentionOf(hit.use), text: hit.text });
      }
      from = Math.max(from, value.end);
    }
    if (hits.length === 0) return tokens;
    const own = tokens.filter(
      (token) => !hits.some((hit) => hit.text === token.text && hit.use.is === token.use.is),
    );
    return own.length === 0 ? hits : [...hits, ...own];
  };
}

function valueFor(use: FieldUse, line: string, from: number): Value | undefined {
  switch (use.is) {
    case "time":
    case "taken":
      return timeAt(line, from);
    case "names-file":
      return fileNameAt(line, from);
    case "composite":
      return tokenAt(line, from);
    case "identifier":
      if (use.kind === "email") return emailAt(line, from);
      return use.kind === "phone" ? phoneAt(line, from) : tokenAt(line, from);
    case "sha256": {
      const value = tokenAt(line, from);
      return value !== undefined && SHA256.test(value.text) ? value : undefined;
    }
    case "thread":
    case "size":
    case "count":
    case "hour":
    case "duration":
    case "inline":
      return undefined;
  }
}

/** What a labelled value says; a composite is taken apart here, so that a line yields plain uses only. */
function hitsOf(use: FieldUse, text: string): readonly LineHit[] {
  if (use.is === "composite") return (use.parts(text) ?? NONE).flatMap((part) => hitsOf(part.use, part.text));
  if (use.is !== "identifier") return [{ use, text }];
  if (use.kind === "any" || isWeak(use.kind) || use.role === "catalogue" || isPlaceholder(text)) return NONE;
  return use.kind === "email" || use.kind === "phone" || isIdLike(text) ? [{ use, text }] : NONE;
}

/** Words follow labels too (`Customer ID: see below`); an identifier has a digit or is an address. */
function isIdLike(text: string): boolean {
  return text.length >= 3 && (/\d/.test(text) || EMAIL.test(text));
}
