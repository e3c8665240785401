/** Characters 0x80 to 0xFF of code page 437, in which a ZIP's names are written unless it says otherwise. */
const CP437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";
/** The same of code page 850, which some readers take for it in Western Europe. */
const CP850 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0";
/** What Info-ZIP's unzip writes on Unix for names of an archive that says it was made on DOS (measured, 6.00). */
const INFO_ZIP =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×\u0083áíóúñÑªº¿®¬½¼¡«»¦¦¦¦¦ÁÂÀ©¦¦++¢¥++--+-+ãÃ++--¦-+¤ðÐÊËÈiÍÎÏ++¦_¦Ì¯ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±=¾¶§÷¸°¨·¹³²¦\u00a0";
/** Characters that code page 437 shows for 0x01 to 0x1F and 0x7F; programs that decode names with it may show them, too. */
const CP437_LOW = "☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼⌂";

interface CodePage {
  /** Undefined when a character is not in it. */
  encode(text: string): Buffer | undefined;
  /** Undefined when the bytes cannot be text of this kind. */
  decode(bytes: Buffer): string | undefined;
}

function pageOf(upper: string, low = ""): CodePage {
  const codes = new Map([
    ...Array.from(
      low,
      (character, index) => [character, low.length === index + 1 ? 0x7f : 1 + index] as const,
    ),
    ...Array.from(upper, (character, index) => [character, 0x80 + index] as const),
  ]);
  return {
    encode(text) {
      const bytes: number[] = [];
      for (const character of text) {
        const ascii = character.charCodeAt(0);
        const code = ascii < 0x80 ? ascii : codes.get(character);
        if (code === undefined) return undefined;
        bytes.push(code);
      }
      return Buffer.from(bytes);
    },
    decode: (bytes) =>
      Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : upper.charAt(byte - 0x80))).join(
        "",
      ),
  };
}

const LATIN1: CodePage = {
  encode: (text) => (/[^\0-\xff]/.test(text) ? undefined : Buffer.from(text, "latin1")),
  decode: (bytes) => bytes.toString("latin1"),
};

const UTF8: CodePage = {
  encode: (text) => (text.isWellFormed() ? Buffer.from(text, "utf8") : undefined),
  decode: (bytes) => decodeUtf8(bytes),
};

/** With a replacement character for each byte that is none, as Java writes names that it could not decode. */
const REPLACED: CodePage = {
  encode: () => undefined,
  decode: (bytes) => bytes.toString("utf8"),
};

const TRANSLITERATED: CodePage = { ...pageOf(INFO_ZIP), encode: () => undefined };

const PAGES: readonly CodePage[] = [
  UTF8,
  pageOf(CP437, CP437_LOW),
  pageOf(CP850),
  LATIN1,
  REPLACED,
  TRANSLITERATED,
];

const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text, or undefined for bytes that are no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return STRICT_UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Every text that a reader may make of the bytes of this name: their encoding is often not told. The name itself first. */
export function* decodings(name: string): Generator<string> {
  yield name;
  for (const from of PAGES) {
    const bytes = from.encode(name);
    if (bytes === undefined) continue;
    for (const to of PAGES) {
      const text = to.decode(bytes);
      if (text !== undefined) yield text;
    }
  }
}
