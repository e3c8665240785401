import { boxAt, type Box } from "../boxes.ts";
import { u32 } from "../bytes.ts";
import { addAttachment } from "./attachments.ts";
import type { FactName } from "../media/facts.ts";
import type { PartList, View } from "../media/parts.ts";
import { addPicture } from "./pictures.ts";
import { narrowText, wideText } from "../media/tag-text.ts";

/** Kinds of values (QuickTime File Format, well-known types). */
const UTF8 = 1;
const UTF16 = 2;
const PICTURES = new Set([12, 13, 14, 27]);

const FACTS: ReadonlyMap<string, FactName> = new Map([
  ["\xa9too", "encoder"],
  ["com.apple.quicktime.software", "encoder"],
  ["com.apple.quicktime.model", "device"],
  ["com.android.model", "device"],
  ["com.samsung.android.model", "device"],
]);

/** A box of `keys`: the names of the items of a list, which are numbered from 1. */
export function readKeys(parts: PartList, view: View, box: Box, path: string, keys: string[]): void {
  const { bytes } = view;
  // Each list of keys is about the list of items that follows it.
  keys.length = 0;
  let at = box.content + 8;
  for (let key = boxAt(bytes, at, box.end); key !== undefined && key.end <= box.end; key = boxAt(bytes, at, box.end)) {
    if (u32(bytes, at, false) === 0) break;
    const name = narrowText(bytes.subarray(key.content, key.end));
    keys.push(name);
    parts.text(view, `${path}[${keys.length}]`, key.content, key.end, [], name);
    at = key.end;
  }
  parts.bytes(view, path, at, box.end);
} // prettier-ignore

/** An item by its four characters, or by the number of its key. */
export function itemName(bytes: Uint8Array, box: Box, keys: readonly string[]): string {
  return keys[u32(bytes, box.from + 4, false) - 1] ?? box.type;
}

/** Adds an item: its values, and for a free-form one (`----`) who named it and how. */
export function addItem(parts: PartList, view: View, item: Box, path: string, keys: readonly string[]): void {
  const { bytes } = view;
  const names: string[] = [];
  let at = item.content;
  for (let box = boxAt(bytes, at, item.end); box !== undefined && box.end <= item.end; box = boxAt(bytes, at, item.end)) {
    const { type, content, end } = box;
    if (u32(bytes, at, false) === 0) break;
    if (type === "data") {
      const own = keys.length > 0 ? itemName(bytes, item, keys).split(".") : [item.type];
      addValue(parts, view, [path, ...names].join(":"), [...own, ...names], content, end);
    } else if (type === "mean" || type === "name") {
      const from = Math.min(content + 4, end);
      const text = narrowText(bytes.subarray(from, end));
      names.push(text);
      parts.text(view, `${path}/${type}`, from, end, [], text);
    } else parts.bytes(view, `${path}/${type}`, content, end);
    at = end;
  }
  parts.bytes(view, `${path}/rest`, at, item.end);
} // prettier-ignore

/** A value behind its kind and its language. */
function addValue(
  parts: PartList,
  view: View,
  path: string,
  keys: readonly string[],
  content: number,
  end: number,
): void {
  const { bytes } = view;
  const from = Math.min(content + 8, end);
  const kind = u32(bytes, content, false) & 0xffffff;
  if (PICTURES.has(kind)) addPicture(parts, view, path, from, end);
  else if (kind === UTF8 || kind === UTF16) {
    const value = bytes.subarray(from, end);
    const text = kind === UTF8 ? narrowText(value) : wideText(value, false);
    parts.text(view, path, from, end, keys, text);
    const fact = FACTS.get(keys.length === 1 ? (keys[0] ?? "") : keys.join("."));
    if (fact !== undefined) parts.fact(fact, text);
  } else addAttachment(parts, view, path, from, end, "", keys);
}
