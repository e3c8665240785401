import type { PdfTextItem } from "./load.ts";

/** A gap between two pieces, in widths of a character, above which they stand in different columns. */
const COLUMN_GAP = 1.5;

/** A gap, in widths of a character, above which there is a space between two pieces. */
const SPACE_GAP = 0.2;

/** How far two baselines may differ, in heights of a character, and still be one line. */
const LINE_TOLERANCE = 0.35;

/** A line of a page, and its parts between which there are gaps wide enough for columns. */
export interface PageLine {
  readonly text: string;
  readonly cells: readonly Cell[];
}

export interface Cell {
  readonly text: string;
  /** Where it begins and ends in the direction of writing, in points. */
  readonly from: number;
  readonly to: number;
}

interface Piece {
  readonly text: string;
  /** Direction of writing in degrees, rounded. */
  readonly angle: number;
  /** Position in the direction of writing, and across it; in points. */
  readonly along: number;
  readonly across: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Puts the pieces of text of a page together to lines, from top to bottom. Columns of a line are kept apart by two spaces,
 * so that a label at the beginning of a column can still be told as such.
 */
export function linesOf(items: readonly PdfTextItem[]): PageLine[] {
  const pieces: Piece[] = [];
  for (const item of items) {
    const piece = pieceOf(item);
    if (piece !== undefined) pieces.push(piece);
  }
  pieces.sort((a, b) => a.angle - b.angle || b.across - a.across || a.along - b.along);
  const lines: PageLine[] = [];
  let line: Piece[] = [];
  for (const piece of pieces) {
    const first = line[0];
    if (first !== undefined && !sameLine(first, piece)) {
      lines.push(join(line));
      line = [];
    }
    line.push(piece);
  }
  if (line.length > 0) lines.push(join(line));
  return lines;
}

function pieceOf(item: PdfTextItem): Piece | undefined {
  const text = item.str ?? "";
  if (text.trim() === "") return undefined;
  const [a = 1, b = 0, c = 0, d = 1, x = 0, y = 0] = item.transform ?? [];
  const angle = Math.round((Math.atan2(b, a) * 180) / Math.PI);
  const radians = (angle * Math.PI) / 180;
  const size = Math.hypot(c, d);
  return {
    text,
    angle,
    along: x * Math.cos(radians) + y * Math.sin(radians),
    across: y * Math.cos(radians) - x * Math.sin(radians),
    width: Math.abs(item.width ?? 0),
    height: item.height !== undefined && item.height > 0 ? item.height : size,
  };
}

function sameLine(a: Piece, b: Piece): boolean {
  const height = Math.max(1, Math.min(a.height, b.height));
  return a.angle === b.angle && Math.abs(a.across - b.across) <= height * LINE_TOLERANCE;
}

function join(line: readonly Piece[]): PageLine {
  const ordered = line.toSorted((a, b) => a.along - b.along);
  const cells: Cell[] = [];
  let text = "";
  let from = 0;
  let end = 0;
  for (const piece of ordered) {
    const characterWidth = piece.width > 0 ? piece.width / piece.text.length : piece.height / 2;
    if (text !== "") {
      const gap = piece.along - end;
      // Writing that starts far before the last piece ended lies over it: it is no continuation.
      if (gap > characterWidth * COLUMN_GAP || gap < -characterWidth) {
        cells.push({ text, from, to: end });
        text = "";
      } else if (gap > characterWidth * SPACE_GAP) text += " ";
    }
    if (text === "") from = piece.along;
    text += piece.text;
    end = Math.max(end, piece.along + piece.width);
  }
  cells.push({ text, from, to: end });
  return { text: cells.map((cell) => cell.text).join("  "), cells };
}

// What fonts without a mapping to characters yield: control characters, U+FFFD, private use.
// eslint-disable-next-line no-control-regex -- these are exactly the characters that are counted
const UNMAPPED = /[\u0000-\u0008\u000e-\u001f\ufffd\ue000-\uf8ff]/g;

/** Whether lines hold text at all, or mostly signs that a font does not say the meaning of. */
export function isReadable(lines: readonly string[]): boolean {
  let characters = 0;
  let unmapped = 0;
  for (const line of lines) {
    characters += line.length;
    unmapped += line.match(UNMAPPED)?.length ?? 0;
  }
  return characters > 0 && unmapped * 5 < characters;
}
