/** Decodes bytes that come in pieces; the last piece is followed by a call without bytes. */
export type Decode = (bytes?: Uint8Array) => string;

// eslint-disable-next-line no-control-regex -- anything else than ASCII
const NOT_ASCII = /[^\u0000-\u007f]/;

/** Mail in UTF-7 (RFC 2152) is rare and old, and no decoder of the platform reads it. */
const UTF_7 = /^(?:x-)?(?:unicode-[12]-[01]-)?utf-?7$/i;

/**
 * A decoder for a charset as mail and address books name it. Without a name, or with one that nobody knows, the text is
 * UTF-8 where it can be and Windows-1252 otherwise: every byte is read.
 */
export function decoderOf(charset: string | undefined): Decode {
  const label = (charset ?? "").trim().replace(/^"|"$/g, "").replace(/\*.*$/, "");
  if (UTF_7.test(label)) return utf7();
  if (/^utf-?8$/i.test(label)) return utf8(false);
  if (label === "" || /^(?:us-)?ascii$|^unknown|^8bit$|^default$/i.test(label)) return utf8(true);
  try {
    const decoder = new TextDecoder(label.replace(/^(?:x-)?(?:cp|windows|win)-?(\d{3,4})$/i, "windows-$1"));
    return (bytes) => (bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true }));
  } catch {
    return utf8(true);
  }
}

/** Bytes as text, all at once. */
export function decodeAll(bytes: Uint8Array, charset: string | undefined): string {
  if (charset === undefined || charset === "" || /^"?(?:utf-?8|us-ascii)"?$/i.test(charset)) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
    return text.includes("\ufffd") ? WINDOWS_1252.decode(bytes) : text;
  }
  const decode = decoderOf(charset);
  return decode(bytes) + decode();
}

/** Text that was read as Latin-1 although it may be UTF-8: what 8-bit headers are. */
export function fromLatin1(text: string, charset?: string): string {
  return NOT_ASCII.test(text) ? decodeAll(Buffer.from(text, "latin1"), charset) : text;
}

/** Whether ASCII characters do not stand in such text as bytes of their own. */
export function isWide(charset: string | undefined): boolean {
  return /^"?\s*(?:utf-?(?:16|32)|ucs-?[24]|iso-10646|unicode|utf-?7|unicode-1-1-utf-7)/i.test(charset ?? "");
}

function utf8(mayBeOther: boolean): Decode {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return (bytes) => {
    if (bytes === undefined) return decoder.decode();
    const text = decoder.decode(bytes, { stream: true });
    return mayBeOther && text.includes("\ufffd") ? WINDOWS_1252.decode(bytes) : text;
  };
}

const WINDOWS_1252 = new TextDecoder("windows-1252");

/** Runs of `+` … `-` are UTF-16 in base64; all else stands as it is. */
function utf7(): Decode {
  let run: string | undefined;
  const flush = (): string => {
    const encoded = run ?? "";
    run = undefined;
    return encoded === "" ? "+" : utf16(Buffer.from(encoded, "base64"));
  };
  return (bytes) => {
    if (bytes === undefined) return run === undefined ? "" : flush();
    let text = "";
    for (const byte of bytes) {
      const character = String.fromCharCode(byte);
      if (run === undefined) {
        if (character === "+") run = "";
        else text += character;
      } else if (/[A-Za-z0-9+/]/.test(character)) {
        run += character;
        if (run.length >= MAX_UTF7_RUN) text += flush();
      } else {
        text += flush();
        if (character !== "-") text += character;
      }
    }
    return text;
  };
}

/** Characters of base64 in a row that are read at once; a multiple of eight, so that no character is cut. */
const MAX_UTF7_RUN = 8192;

function utf16(bytes: Buffer): string {
  let text = "";
  for (let at = 0; at + 1 < bytes.length; at += 2) text += String.fromCharCode(bytes.readUInt16BE(at));
  return text;
}
