import { narrowText } from "../media/tag-text.ts";
import type { View } from "../media/parts.ts";
import { u16, u32 } from "../bytes.ts";
import type { Walk } from "./walk.ts";

/** Data sets of the application record that hold text about people and pictures (IPTC-IIM 4.2, 2:xx). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [5, "ObjectName"],
  [25, "Keywords"],
  [40, "SpecialInstructions"],
  [65, "OriginatingProgram"],
  [80, "By-line"],
  [85, "By-lineTitle"],
  [103, "OriginalTransmissionReference"],
  [105, "Headline"],
  [110, "Credit"],
  [115, "Source"],
  [116, "CopyrightNotice"],
  [118, "Contact"],
  [120, "Caption-Abstract"],
  [122, "Writer-Editor"],
  [221, "Prefs"],
]);

const APPLICATION_RECORD = 2;

/** Data sets of IPTC-IIM, each with its text; what is no data set is bytes. */
export function addIptc(walk: Walk, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  walk.parts.holds(view, path, from, to);
  let at = from;
  while (at + 5 <= to && bytes[at] === 0x1c) {
    const record = bytes[at + 1] ?? 0;
    const number = bytes[at + 2] ?? 0;
    const short = u16(bytes, at + 3, false);
    // The length of a long one stands behind the length of its length.
    const wide = (short & 0x8000) !== 0 ? short & 0x7fff : 0;
    if (wide > 4) break;
    const content = at + 5 + wide;
    const length = wide === 0 ? short : Math.floor(u32(bytes, at + 5, false) / 256 ** (4 - wide));
    const end = content + length;
    if (end > to) break;
    const name = record === APPLICATION_RECORD ? NAMES.get(number) : undefined;
    const named = `${path}/${name ?? `${record}:${number}`}`;
    const text = narrowText(bytes.subarray(content, end));
    if (isText(bytes, content, end))
      walk.parts.text(view, named, content, end, name === undefined ? [] : ["iptc", name], text);
    else walk.parts.bytes(view, named, content, end);
    at = end;
  }
  walk.parts.bytes(view, `${path}/rest`, at, to);
}

function isText(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
  }
  return true;
}
