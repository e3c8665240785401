import { decodeAll } from "./charset.ts";
import { decodeWords, unescapeHex } from "./encoded-words.ts";

/** `text/plain; charset=utf-8` taken apart; names are in lower case. */
export interface Parameterised {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Parameters of one field that are read; more are no mail a program wrote. */
const MAX_PARAMETERS = 256;

/** Numbered pieces of one parameter that are put together. */
const MAX_PIECES = 256;

/** Reads a field with parameters (RFC 2045), also in pieces and with a charset (RFC 2231). One character for each byte. */
export function parseParameters(text: string): Parameterised {
  const pieces = splitOutsideQuotes(text, ";", MAX_PARAMETERS);
  const value = (pieces[0] ?? "")
    .replace(/\([^()]{0,1000}\)/g, "")
    .trim()
    .toLowerCase();
  const plain = new Map<string, string>();
  const parts = new Map<string, { text: string; isEncoded: boolean }[]>();
  for (const piece of pieces.slice(1)) {
    const equals = piece.indexOf("=");
    if (equals < 0) continue;
    const name = piece.slice(0, equals).trim().toLowerCase();
    const content = unquote(piece.slice(equals + 1).trim());
    const numbered = /^([^*]+)\*(\d{1,3})?(\*)?$/.exec(name);
    // Of two parameters with one name readers take different ones: the first counts here, as in most.
    if (numbered === null) {
      if (!plain.has(name)) plain.set(name, decodeWords(content));
      continue;
    }
    const [, base = "", index, star] = numbered;
    const at = Number(index ?? 0);
    if (at >= MAX_PIECES) continue;
    const list = parts.get(base) ?? [];
    list[at] ??= { text: content, isEncoded: index === undefined || star !== undefined };
    parts.set(base, list);
  }
  for (const [name, list] of parts) plain.set(name, joined(list));
  return { value, parameters: plain };
}

/** `utf-8'en'na%C3%AFve`; later pieces have no charset of their own. */
function joined(pieces: readonly { readonly text: string; readonly isEncoded: boolean }[]): string {
  let charset: string | undefined;
  let latin1 = "";
  let isFirst = true;
  for (const piece of pieces) {
    if (piece === undefined) continue;
    let { text } = piece;
    if (isFirst && piece.isEncoded) {
      const declared = /^([^']*)'[^']*'/.exec(text);
      if (declared !== null) {
        charset = declared[1];
        text = text.slice(declared[0].length);
      }
    }
    isFirst = false;
    latin1 += piece.isEncoded ? unescapeHex(text, "%") : text;
  }
  return decodeAll(Buffer.from(latin1, "latin1"), charset);
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text.replace(/\s.*$/s, "");
  const end = /^"((?:[^"\\]|\\.)*)/s.exec(text)?.[1] ?? "";
  return end.replace(/\\(["\\])/g, "$1");
}

/** Splits at a separator that stands in no quoted string. */
export function splitOutsideQuotes(text: string, separator: string, limit: number): string[] {
  const pieces: string[] = [];
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length && pieces.length < limit; at += 1) {
    const character = text[at];
    if (character === "\\" && quoted) at += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      pieces.push(text.slice(from, at));
      from = at + 1;
    }
  }
  if (pieces.length < limit) pieces.push(text.slice(from));
  return pieces;
}
