const SPACE = 0x20;
const QUOTE = 0x22;
const AMPERSAND = 0x26;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const LETTER_R = 0x72;
const LETTER_S = 0x73;
const LETTER_T = 0x74;

const VALUE = Uint8Array.from(Buffer.from("<v>"));
const END = Uint8Array.from(Buffer.from("</v></c>"));

/** A cell of a sheet as Office programs write nearly all of them: `<c r="B2" s="1" t="s"><v>7</v></c>`. */
export class ShortCell {
  column = 0;
  row = 0;
  type = "";
  style = -1;
  value = "";
  /** Position behind it. */
  end = 0;

  /** Reads the cell whose tag begins there; false for one that is written in another way, or not at hand to its end. */
  read(text: string, tag: number): boolean {
    if (text.charCodeAt(tag + 2) !== SPACE) return false;
    let at = tag + 3;
    let column = -1;
    let row = 0;
    let type = "";
    let style = -1;
    for (;;) {
      const key = text.charCodeAt(at);
      if (text.charCodeAt(at + 1) !== EQUALS || text.charCodeAt(at + 2) !== QUOTE) return false;
      at += 3;
      const start = at;
      if (key === LETTER_R && column < 0) {
        let letters = 0;
        for (; isCapital(text.charCodeAt(at)); at += 1) letters = letters * 26 + text.charCodeAt(at) - 0x40;
        if (at === start || at - start > 3) return false;
        const digits = at;
        for (; isDigit(text.charCodeAt(at)); at += 1) row = row * 10 + text.charCodeAt(at) - 0x30;
        if (at === digits || at - digits > 7) return false;
        column = letters - 1;
      } else if (key === LETTER_S && style < 0) {
        style = 0;
        for (; isDigit(text.charCodeAt(at)); at += 1) style = style * 10 + text.charCodeAt(at) - 0x30;
        if (at === start || at - start > 7) return false;
      } else if (key === LETTER_T && type === "") {
        while (isLetter(text.charCodeAt(at))) at += 1;
        if (at === start) return false;
        type = text.slice(start, at);
      } else {
        return false;
      }
      if (text.charCodeAt(at) !== QUOTE) return false;
      const behind = text.charCodeAt(at + 1);
      at += 2;
      if (behind === GREATER) break;
      if (behind !== SPACE) return false;
    }
    if (column < 0 || !stands(text, at, VALUE)) return false;
    at += 3;
    const start = at;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === LESS) break;
      // References, and the end of what is at hand.
      if (code === AMPERSAND || Number.isNaN(code)) return false;
      at += 1;
    }
    if (!stands(text, at, END)) return false;
    this.column = column;
    this.row = row;
    this.type = type;
    this.style = style;
    this.value = text.slice(start, at);
    this.end = at + END.length;
    return true;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

function isLetter(code: number): boolean {
  return isCapital(code & 0xdf) && code < 0x80;
}

/** What `startsWith` does, without leaving compiled code for so few characters. */
function stands(text: string, at: number, codes: Uint8Array): boolean {
  for (let index = 0; index < codes.length; index += 1)
    if (text.charCodeAt(at + index) !== codes[index]) return false;
  return true;
}
