/** Characters in a row that make text of bytes; shorter runs are chance. */
export const MIN_RUN_CHARACTERS = 6;

/** Text within bytes: runs of at least six printable characters, as Latin-1 or UTF-8, and as UTF-16 of either order. */
export function eachRun(bytes: Uint8Array, give: (text: string) => void): void {
  eachNarrowRun(bytes, give);
  eachWideRun(bytes, give);
}

/** Bytes of text in Latin-1 and UTF-8. */
export function isPrintable(byte: number): boolean {
  return byte === 0x09 || (byte >= 0x20 && byte !== 0x7f);
}

function eachNarrowRun(bytes: Uint8Array, give: (text: string) => void): void {
  let from = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    if (at < bytes.length && isPrintable(bytes[at] ?? 0)) continue;
    if (at - from >= MIN_RUN_CHARACTERS) give(decode(bytes.subarray(from, at)));
    from = at + 1;
  }
}

function decode(run: Uint8Array): string {
  const text = new TextDecoder("utf-8").decode(run);
  return text.includes("\ufffd") ? Buffer.from(run).toString("latin1") : text;
}

/** Every other byte zero and the ones between printable ASCII: UTF-16 as identifiers are written in it. */
function eachWideRun(bytes: Uint8Array, give: (text: string) => void): void {
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1];
    if (byte >= 0x20 && byte < 0x7f && next === 0) {
      text += String.fromCharCode(byte);
      at += 2;
      continue;
    }
    if (text.length >= MIN_RUN_CHARACTERS) give(text);
    text = "";
    at += 1;
  }
  if (text.length >= MIN_RUN_CHARACTERS) give(text);
}
