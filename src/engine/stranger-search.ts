import { Buffer } from "node:buffer";
import { isWeak } from "../model/kinds.ts";
import type { Subject } from "../model/subject.ts";
import { IdentifierScanner, MIN_SWEPT_CHARACTERS, WantedTable, type Wanted } from "../sweep/identifiers.ts";

/** Letters and digits that a short identifier has at least, one of them a digit: chance writes shorter ones. */
const MIN_SHORT_LETTERS = 5;
/** Runs of letters and digits that a short identifier is written in (`C-1042`, `12/345`). */
const MAX_SHORT_RUNS = 3;
/** Bytes that are looked through as one text. */
const MAX_TEXT_BYTES = 65_536;

/**
 * Tells whether one of these strangers is named in some bytes of UTF-8. The sweep, and shorter identifiers too: what is asked
 * about is text that belongs to no record, so nothing is called a stray by it.
 */
export function searchFor(strangers: Iterable<Wanted>, subject: Subject): (bytes: Uint8Array) => boolean {
  const mine = new Set(subject.identifiers.map(({ key }) => key));
  const wanted = [...strangers].filter(({ kind, key }) => !isWeak(kind) && key !== "" && !mine.has(key));
  if (wanted.length === 0) return () => false;
  const own = subject.identifiers.flatMap(({ key, written }) => [key, written]);
  const ownShort = new Set(own.map(bareForm));
  const short = new Set(
    wanted
      .filter(({ key }) => key.length < MIN_SWEPT_CHARACTERS)
      .map(({ key }) => bareForm(key))
      .filter((bare) => bare.length >= MIN_SHORT_LETTERS && /\d/.test(bare) && !ownShort.has(bare)),
  );
  const table = new WantedTable(wanted, own);
  let isFound = false;
  const found = (): void => void (isFound = true);
  // Names come by the hundred thousand, and a scanner for bytes keeps room for many of them.
  const ofTexts = new IdentifierScanner(table, found);
  const isIn = (bytes: Uint8Array): boolean => {
    isFound = false;
    if (bytes.length <= MAX_TEXT_BYTES) ofTexts.look(Buffer.from(bytes).toString("utf8"));
    else {
      const scanner = new IdentifierScanner(table, found);
      scanner.push(bytes);
      scanner.end();
    }
    return isFound || (short.size > 0 && holdsShort(Buffer.from(bytes).toString("latin1"), short));
  };
  return (bytes) => {
    if (isIn(bytes)) return true;
    const text = Buffer.from(bytes).toString("latin1");
    const plain = unescaped(text);
    return plain !== text && isIn(Buffer.from(plain));
  };
}

function holdsShort(text: string, short: ReadonlySet<string>): boolean {
  const before: string[] = [];
  for (const [run] of text.matchAll(/[0-9A-Za-z]+/g)) {
    before.push(run.toLowerCase());
    if (before.length > MAX_SHORT_RUNS) before.shift();
    let joined = "";
    for (const one of before.toReversed()) if (short.has((joined = one + joined))) return true;
  }
  return false;
}

function bareForm(text: string): string {
  return text.toLowerCase().replace(/[^0-9a-z]/g, "");
}

/** Characters that JSON and links write as escapes. */
function unescaped(text: string): string {
  return text.replace(/(?:\\u00|%)([2-7][0-9a-f])|\\(\/)/gi, (_, digits: string | undefined) =>
    digits === undefined ? "/" : String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
