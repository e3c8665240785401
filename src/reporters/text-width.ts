import { stripVTControlCharacters } from "node:util";
import { printable } from "../model/printable.ts";

/** Longer texts from a bundle are cut before they are measured at all. */
const MAX_CHARACTERS = 4096;

// East Asian Wide and Fullwidth blocks of Unicode's EastAsianWidth.txt, rounded up to whole blocks: a line that is
// measured too wide is cut a little early, one measured too narrow breaks the page.
const WIDE =
  /^[\u1100-\u115f\u231a\u231b\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1d300}-\u{1d37f}\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}]/u;

function characterWidth(character: string): number {
  if (character >= " " && character <= "~") return 1;
  // The emoji selector makes the character before it one column wider.
  if (character === "\ufe0f") return 1;
  if (NO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Columns that `text` takes on a terminal; colour codes take none. */
export function visibleWidth(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) width += characterWidth(character);
  return width;
}

/** Text from a bundle as it may be printed: escaped, without towers of combining marks, of a bounded length. */
export function safe(text: string): string {
  const bounded =
    text.length <= MAX_CHARACTERS
      ? text
      : `${text.slice(0, MAX_CHARACTERS / 2)}…${text.slice(-MAX_CHARACTERS / 2)}`;
  return printable(bounded).replace(/(\p{M}{4})\p{M}+/gu, "$1");
}

/** The longest start of `text` within `width` columns. */
function start(text: string, width: number): string {
  let taken = "";
  let used = 0;
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) break;
    taken += character;
  }
  return taken;
}

/** The longest end of `text` within `width` columns. */
function end(text: string, width: number): string {
  const taken: string[] = [];
  let used = 0;
  for (const character of Array.from(text).reverse()) {
    used += characterWidth(character);
    if (used > width) break;
    taken.unshift(character);
  }
  return taken.join("").replace(/^\p{M}+/u, "");
}

/** Escapes `text` and cuts its middle out where it is wider than `width` columns: both ends of a path say something. */
export function fit(text: string, width: number): string {
  const shown = safe(text);
  if (visibleWidth(shown) <= width) return shown;
  if (width < 2) return "…".slice(0, Math.max(0, width));
  const left = Math.floor((width - 1) / 2);
  return `${start(shown, left)}…${end(shown, width - 1 - left)}`;
}

/** Breaks escaped `text` between words into lines of at most `width` columns; a longer word is broken anywhere. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (word === "") continue;
    let rest = word;
    if (line !== "" && visibleWidth(line) + 1 + visibleWidth(rest) <= width) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== "") lines.push(line);
    while (visibleWidth(rest) > width) {
      const part = start(rest, width);
      if (part === "") break;
      lines.push(part);
      rest = rest.slice(part.length);
    }
    line = rest;
  }
  if (line !== "") lines.push(line);
  return lines;
}

/** Wraps `text` behind `prefix`; the following lines stand under its first word. */
export function hanging(prefix: string, text: string, width: number): string[] {
  const indent = visibleWidth(prefix);
  return wrap(text, width - indent).map((line, index) => (index === 0 ? prefix : " ".repeat(indent)) + line);
}

const COLOUR_CODE = /(\u001b\[[0-9;]*m)/; // eslint-disable-line no-control-regex -- these are chalk's own codes

/** The last guard: no line is wider than the page, whatever another measure of width believes. Keeps colour codes. */
export function clip(line: string, width: number): string {
  if (visibleWidth(line) <= width) return line;
  let left = width - 1;
  let cut = false;
  let text = "";
  for (const part of line.split(COLOUR_CODE)) {
    if (COLOUR_CODE.test(part)) {
      text += part;
    } else if (!cut) {
      const taken = start(part, left);
      left -= visibleWidth(taken);
      cut = taken !== part;
      text += cut ? `${taken}…` : taken;
    }
  }
  return text;
}
