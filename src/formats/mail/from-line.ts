/** Longest line that may begin a message. */
const MAX_FROM_LINE = 1024;

const WEEKDAY_OR_MONTH =
  /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b|\d{4}-\d\d-\d\d/;
const CLOCK = /\d\d?:\d\d/;
const YEAR = /(?:19|20)\d\d/;

/** `From anna@example.org Sat Jan  3 01:05:34 2018`: the line that begins a message of a mailbox, by what stands in it. */
export function isFromLine(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] !== 0x46 || to - from < 16 || to - from > MAX_FROM_LINE) return false;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");
  return text.startsWith("From ") && WEEKDAY_OR_MONTH.test(text) && CLOCK.test(text) && YEAR.test(text);
}

/** `Name:` with nothing but what a field name may hold before the colon (RFC 5322, 2.2), or one that `>` quotes. */
export function isFieldLine(bytes: Uint8Array, from: number, to: number): boolean {
  return fieldNameEnd(bytes, from, to) > from;
}

/** Longest name of a field, in bytes. */
const MAX_NAME = 256;

/** Where the colon after a field's name stands; -1 when the line is no field. */
export function fieldNameEnd(bytes: Uint8Array, from: number, to: number): number {
  const end = Math.min(to, from + MAX_NAME);
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x3a) return at > from ? at : -1;
    if (byte < 0x21 || byte > 0x7e) {
      // Old programs write blanks before the colon.
      if ((byte !== 0x20 && byte !== 0x09) || at === from) return -1;
      let colon = at;
      while (colon < end && (bytes[colon] === 0x20 || bytes[colon] === 0x09)) colon += 1;
      return bytes[colon] === 0x3a ? colon : -1;
    }
  }
  return -1;
}
