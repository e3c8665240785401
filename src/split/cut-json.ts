import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  scalarEnd,
  spaceEnd,
  stringEnd,
  valueEnd,
} from "./json-scan.ts";
import { CannotCut, Runs, type RecordSpan, type Run } from "./runs.ts";

/** A document, a list or an object some of whose parts are held. */
interface Frame {
  /** The byte that closes it; undefined for the sequence of documents. */
  readonly close: number | undefined;
  own: number;
  held: number;
}

/**
 * Takes JSON (one document, or several that follow one another) apart. `held`: the objects and arrays that are held, none
 * of them within another, in their order. Both parts are JSON again, and the enclosing brackets and keys go both ways.
 * Throws `CannotCut` for what is not strictly JSON.
 */
export function cutJson(text: Uint8Array, held: readonly RecordSpan[]): readonly Run[] {
  const around = enclosing(text, held);
  const ends = new Map(held.map(({ from, to }) => [from, to]));
  const runs = new Runs();
  let found = 0;
  const frames: Frame[] = [{ close: undefined, own: 0, held: 0 }];
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const isSequence = frame.close === undefined;
    const space = spaceEnd(text, runs.end);
    // White space behind a document belongs to it: the end of its line.
    if (space === text.length && isSequence) break;
    if (text[space] === frame.close && !isSequence) {
      runs.upTo(space + 1, true, true);
      frames.pop();
      if (frames.length === 1) runs.upTo(spaceEnd(text, space + 1), true, true);
      continue;
    }
    const isFirst = frame.own + frame.held === 0;
    const from = isFirst || isSequence ? space : afterComma(text, space);
    const value = frame.close === CLOSE_OBJECT ? afterKey(text, from) : from;
    const isAround = around.has(value);
    const to = ends.get(value);
    const isOwn = isAround || to === undefined;
    const isHeld = isAround || to !== undefined;
    // A comma stands before the second of each part.
    if (isFirst || isSequence) runs.upTo(from, true, true);
    else runs.upTo(from, isOwn && frame.own > 0, isHeld && frame.held > 0);
    if (isOwn) frame.own += 1;
    if (isHeld) frame.held += 1;
    if (isAround) {
      runs.upTo(value + 1, true, true);
      frames.push({ close: text[value] === OPEN_LIST ? CLOSE_LIST : CLOSE_OBJECT, own: 0, held: 0 });
      continue;
    }
    const end = valueEnd(text, value);
    if (to !== undefined && end !== to) throw new CannotCut("its records are not where they were read");
    if (to !== undefined) found += 1;
    runs.upTo(isSequence ? spaceEnd(text, end) : end, isOwn, isHeld);
  }
  if (frames.length !== 1) throw new CannotCut("it breaks off");
  if (found !== held.length) throw new CannotCut("its records are not where they were read");
  runs.upTo(text.length, true, true);
  return runs.all;
}

/** Where the objects and arrays begin that enclose what is held. */
function enclosing(text: Uint8Array, held: readonly RecordSpan[]): ReadonlySet<number> {
  const around = new Set<number>();
  const open: number[] = [];
  let next = 0;
  for (let at = 0; at < text.length && next < held.length;) {
    const byte = text[at];
    if (at === held[next]?.from) {
      for (let index = open.length - 1; index >= 0; index -= 1) {
        const start = open[index] ?? 0;
        if (around.has(start)) break;
        around.add(start);
      }
      at = held[next]?.to ?? at + 1;
      next += 1;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      open.push(at);
      at += 1;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      open.pop();
      at += 1;
    } else if (byte === QUOTE) at = stringEnd(text, at);
    else if (byte === COMMA || byte === COLON || spaceEnd(text, at) > at)
      at = Math.max(at + 1, spaceEnd(text, at));
    else at = scalarEnd(text, at);
  }
  if (next < held.length) throw new CannotCut("its records are not where they were read");
  return around;
}

function afterComma(text: Uint8Array, at: number): number {
  if (text[at] !== COMMA) throw new CannotCut("a comma is missing in it");
  return spaceEnd(text, at + 1);
}

function afterKey(text: Uint8Array, at: number): number {
  if (text[at] !== QUOTE) throw new CannotCut("it is written in a way that only some programs read as JSON");
  const colon = spaceEnd(text, stringEnd(text, at));
  if (text[colon] !== COLON) throw new CannotCut("a colon is missing in it");
  return spaceEnd(text, colon + 1);
}
