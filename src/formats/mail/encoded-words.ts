import { decodeAll, fromLatin1 } from "./charset.ts";

/** `=?charset?B|Q?text?=`; the charset may name a language (RFC 2231). */
const WORD = /=\?([^?*\s]{1,64})(?:\*[^?\s]{0,32})?\?([BbQq])\?([^?]*)\?=/g;

/**
 * The text of a header field: encoded words (RFC 2047) decoded, also where they stand in places the standard does not
 * allow, 8-bit text read as what it is. `text` holds a character for each byte.
 */
export function decodeWords(text: string): string {
  if (!text.includes("=?")) return fromLatin1(text);
  let decoded = "";
  let pending: { readonly charset: string; bytes: Buffer } | undefined;
  let end = 0;
  const flush = (): void => {
    if (pending !== undefined) decoded += decodeAll(pending.bytes, pending.charset);
    pending = undefined;
  };
  for (const match of text.matchAll(WORD)) {
    const [whole, charset = "", encoding = "", content = ""] = match;
    const between = text.slice(end, match.index);
    // White space between two encoded words is no text, and a character may be cut between them.
    const joins = pending !== undefined && between.trim() === "";
    if (!joins) {
      flush();
      decoded += fromLatin1(between);
    }
    const bytes = encoding.toUpperCase() === "B" ? Buffer.from(content, "base64") : fromQ(content);
    if (pending !== undefined && pending.charset === charset.toLowerCase()) {
      pending.bytes = Buffer.concat([pending.bytes, bytes]);
    } else {
      flush();
      pending = { charset: charset.toLowerCase(), bytes };
    }
    end = match.index + whole.length;
  }
  flush();
  return decoded + fromLatin1(text.slice(end));
}

function fromQ(content: string): Buffer {
  return Buffer.from(unescapeHex(content.replace(/_/g, " "), "="), "latin1");
}

/** `=41` or `%41` as the character of that code. */
export function unescapeHex(text: string, mark: "=" | "%"): string {
  if (!text.includes(mark)) return text;
  const expression = mark === "=" ? /=([0-9A-Fa-f]{2})/g : /%([0-9A-Fa-f]{2})/g;
  return text.replace(expression, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
