// Control characters, bidi controls, zero-width characters, line separators, lone surrogates, tags, private use:
// exactly the characters that must not reach a terminal.
const UNSAFE =
  // eslint-disable-next-line no-control-regex -- see above
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff\u{e0000}-\u{e0fff}]/gu;

/** Makes text from a bundle safe to print: what could steer a terminal or reorder a line becomes `\u{…}`. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? "?"}}`);
}
