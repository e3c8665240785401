/** What PDFDocEncoding has where Latin-1 has control characters (ISO 32000-2, D.3). */
const FROM_18 = "˘ˇˆ˙˝˛˚˜";
const FROM_80 = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\ufffd€";

/** A string meant for people: UTF-16 or UTF-8 after their mark, else PDFDocEncoding. */
export function textOfString(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xfe && second === 0xff) return withoutLanguage(decode("utf-16be", bytes.subarray(2)));
  if (first === 0xff && second === 0xfe) return withoutLanguage(decode("utf-16le", bytes.subarray(2)));
  if (first === 0xef && second === 0xbb && third === 0xbf) return decode("utf-8", bytes);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  // eslint-disable-next-line no-control-regex -- these are the codes that differ from Latin-1
  return text.replace(/[\u0018-\u001f\u0080-\u00a0]/g, fromDocEncoding);
}

function fromDocEncoding(character: string): string {
  const code = character.charCodeAt(0);
  return (code < 0x20 ? FROM_18[code - 0x18] : FROM_80[code - 0x80]) ?? character;
}

function decode(encoding: string, bytes: Uint8Array): string {
  return new TextDecoder(encoding).decode(bytes);
}

/** An escape before a part in another language: `ESC de ESC`. */
function withoutLanguage(text: string): string {
  // eslint-disable-next-line no-control-regex -- the escape is one
  return text.includes("\u001b") ? text.replace(/\u001b[A-Za-z]{2,5}\u001b/g, "") : text;
}

/** Share of control characters above which a string is no text but numbers, keys, digests. */
const MAX_CONTROL_SHARE = 0.1;

export function isText(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- these are the characters that are counted
  const controls = text.match(/[\u0000-\u0008\u000b\u000e-\u001f\u007f\ufffd]/g)?.length ?? 0;
  return controls <= text.length * MAX_CONTROL_SHARE;
}
