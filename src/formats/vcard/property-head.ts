import { fromLatin1 } from "../mail/charset.ts";

/** What stands before the value of a property. */
export interface PropertyHead {
  /** In capitals, without its group (`item1.EMAIL`). */
  readonly name: string;
  /** Where the value begins in the unfolded line. */
  readonly valueAt: number;
  readonly isBase64: boolean;
  readonly isQuotedPrintable: boolean;
  /** The values of a parameter, joined by commas; undefined when it is not there. `name` in capitals. */
  parameter(name: string): string | undefined;
}

/** Longest head, in characters; a list of delegates is the longest that is written. */
const MAX_HEAD = 64 * 1024;

const NAME = /^(?:[A-Za-z0-9_-]{1,128}\.)?([A-Za-z0-9_/-]{1,128})(?=[;:])/;

/** `data:image/jpeg;base64,` as version 4 writes pictures. */
const DATA_URI = /^data:[^,]{0,200};base64,/i;

/**
 * Takes `item1.TEL;TYPE=home:` apart; undefined when the line is no property, or while the head goes on in what is folded
 * (`isWhole` false). One character for each byte.
 */
export function parseHead(line: string, isWhole: boolean): PropertyHead | undefined {
  const match = NAME.exec(line.slice(0, 300));
  if (match === null) return undefined;
  const colon = colonOutsideQuotes(line, match[0].length, isWhole);
  if (colon < 0) return undefined;
  const parameters = parametersOf(line.slice(match[0].length, colon));
  const encoding = (parameters.get("ENCODING") ?? parameters.get("") ?? "").toUpperCase();
  const uri = DATA_URI.exec(line.slice(colon + 1, colon + 256));
  return {
    name: (match[1] ?? "").toUpperCase(),
    valueAt: colon + 1 + (uri?.[0].length ?? 0),
    isBase64: uri !== null || /(?:^|,)(?:B|BASE64)$/.test(encoding),
    isQuotedPrintable: /(?:^|,)QUOTED-PRINTABLE$/.test(encoding),
    parameter: (name) => parameters.get(name),
  };
}

/** Without a quote that closes, a quotation mark is a character as any other: the first colon then ends the head. */
function colonOutsideQuotes(line: string, from: number, isWhole: boolean): number {
  let quoted = false;
  const end = Math.min(line.length, MAX_HEAD);
  for (let at = from; at < end; at += 1) {
    const character = line[at];
    if (character === '"') quoted = !quoted;
    else if (character === ":" && !quoted) return at;
  }
  return quoted && isWhole ? line.indexOf(":", from) : -1;
}

/** `;TYPE=home;ENCODING=B`; in version 2.1 also values without a name: `;HOME;QUOTED-PRINTABLE`. */
function parametersOf(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  let quoted = false;
  let from = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    if (at < text.length && (character !== ";" || quoted)) continue;
    const piece = text.slice(from, at);
    from = at + 1;
    if (piece === "") continue;
    const equals = piece.indexOf("=");
    const name = equals < 0 ? "" : piece.slice(0, equals).trim().toUpperCase();
    const value = fromLatin1(
      unescaped(
        piece
          .slice(equals + 1)
          .replace(/"/g, "")
          .trim(),
      ),
    );
    const known = parameters.get(name);
    parameters.set(name, known === undefined ? value : `${known},${value}`);
  }
  return parameters;
}

/** `^'`, `^n` and `^^` in parameters (RFC 6868). */
function unescaped(text: string): string {
  if (!text.includes("^")) return text;
  return text.replace(/\^(['n^])/g, (_, code: string) => (code === "'" ? '"' : code === "n" ? "\n" : "^"));
}

/** Text with `\n`, `\,` and `\;` in it, as its lines. */
export function linesOfText(value: string): string[] {
  return value
    .replace(/\\([nN,;\\:"])/g, (_, code: string) => (code === "n" || code === "N" ? "\n" : code))
    .split(/\r\n|\n|\r/);
}
