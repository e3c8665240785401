import type { Confidence } from "../../model/format.ts";
import { decodeHead } from "../utf8.ts";

const HEAD_BYTES = 16 * 1024;
const LINES_LOOKED_AT = 200;

const NAMED = /\.ya?ml$/i;
const KEY = `(?:"[^"]{0,200}"|'[^']{0,200}'|[^\\s#"'{}[\\],&*!|>%@\`:-][^#:{}[\\]]{0,80}|<<)`;
/** `key:`, `key: value`, `- key: value`, `- value`. */
const PAIR = new RegExp(`^ {0,200}(?:- {1,20}){0,20}${KEY}:(?: |$)`);
const ITEM = /^ {0,200}-(?: |$)/;
const NESTED_PAIR = new RegExp(`^ {2,200}${KEY}:(?: |$)`);

/** By a directive or the mark of a document; by its name where it is plausible; by shape where lists hold pairs. */
export function sniffYaml(head: Uint8Array, name: string): Confidence {
  const text = decodeHead(head.subarray(0, HEAD_BYTES));
  if (text === undefined) return 0;
  if (/^%YAML \d/.test(text)) return 3;
  const lines = text.split(/\r\n|\n|\r/, LINES_LOOKED_AT);
  if (head.length > HEAD_BYTES) lines.pop();
  const shape = shapeOf(lines);
  if (NAMED.test(name)) return shape.pairs + shape.items > 0 || shape.marks > 0 ? 2 : 0;
  // The front matter of a page ends with the mark it began with, and the page follows.
  if (shape.others > 0 || /\.(?:md|markdown|mdx|html?|ini|properties|log|eml|conf)$/i.test(name)) return 0;
  if (lines[0] === "---" && shape.pairs + shape.items >= 2) return 2;
  return shape.pairs >= 3 && shape.itemPairs > 0 && shape.nested > 0 ? 2 : 0;
}

interface Shape {
  pairs: number;
  items: number;
  /** Items that begin with a pair. */
  itemPairs: number;
  nested: number;
  marks: number;
  /** Lines that are nothing of the kind and continue nothing. */
  others: number;
}

function shapeOf(lines: readonly string[]): Shape {
  const shape: Shape = { pairs: 0, items: 0, itemPairs: 0, nested: 0, marks: 0, others: 0 };
  for (const line of lines) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(line)) shape.marks += 1;
    else if (PAIR.test(line)) {
      shape.pairs += 1;
      if (ITEM.test(line)) shape.itemPairs += 1;
      if (NESTED_PAIR.test(line)) shape.nested += 1;
    } else if (ITEM.test(line)) shape.items += 1;
    else if (!/^ {2}/.test(line)) shape.others += 1;
  }
  return shape;
}
