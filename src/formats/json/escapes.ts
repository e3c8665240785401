const HEX = /^[0-9a-fA-F]+$/;
const NAMED: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "0": "\0",
  "\n": "",
};

/** What the inside of a string stands for, by the rules of JSON where they hold and of JavaScript where not. */
export function unescaped(inside: string): string {
  let at = inside.indexOf("\\");
  if (at < 0) return inside;
  let text = "";
  let from = 0;
  for (; at >= 0; at = inside.indexOf("\\", from)) {
    text += inside.slice(from, at);
    const escape = inside[at + 1] ?? "";
    const code = escape === "u" || escape === "x" ? codeAt(inside, at + 1) : undefined;
    text += code === undefined ? (NAMED[escape] ?? escape) : code.text;
    from = at + 1 + (code?.length ?? 1);
    if (escape === "\r" && inside[from] === "\n") from += 1;
  }
  return text + inside.slice(from);
}

/** The character of `u0041`, `u{41}` or `x41`; surrogates come in two escapes, and may be alone. */
function codeAt(inside: string, at: number): { readonly text: string; readonly length: number } | undefined {
  const isWide = inside[at] === "u";
  if (isWide && inside[at + 1] === "{") {
    const digits = /^[0-9a-fA-F]{1,6}(?=\})/.exec(inside.slice(at + 2, at + 9))?.[0] ?? "";
    const code = Number.parseInt(digits, 16);
    return code <= 0x10ffff ? { text: String.fromCodePoint(code), length: digits.length + 3 } : undefined;
  }
  const digits = inside.slice(at + 1, at + (isWide ? 5 : 3));
  if (digits.length !== (isWide ? 4 : 2) || !HEX.test(digits)) return undefined;
  return { text: String.fromCharCode(Number.parseInt(digits, 16)), length: digits.length + 1 };
}

/** What Windows-1252 has at 0x80 to 0x9F in place of Latin-1; where it has nothing, the control characters are kept. */
const WINDOWS = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const WINDOWS_BYTES = new Map(Array.from(WINDOWS, (character, index) => [character, 0x80 + index]));
const BEYOND = /[\u0100-\uffff]/g;

/** Two characters that may be one, written as UTF-8 and read as Latin-1 or Windows-1252. */
const DOUBLE = new RegExp(`[\\u00c2-\\u00f4][\\u0080-\\u00bf${WINDOWS}]`);
const NARROW = new RegExp(`^[\\u0000-\\u00ff${WINDOWS}]*$`);

/**
 * Text that was encoded as UTF-8 twice, in the form it once had: `MÃ¼ller` is `Müller` (Facebook and Instagram write all
 * of their JSON so). Undefined when it was not.
 */
export function repaired(text: string): string | undefined {
  if (!DOUBLE.test(text) || !NARROW.test(text)) return undefined;
  const narrow = text.replace(BEYOND, (character) => String.fromCharCode(WINDOWS_BYTES.get(character) ?? 0));
  const made = Buffer.from(narrow, "latin1").toString("utf8");
  return made.includes("\ufffd") ? undefined : made;
}
