/** Characters of a line that are looked at in one go; longer lines are cut. */
export const MAX_LINE_CHARACTERS = 64 * 1024;

/** Characters that two pieces of a cut line share, so that no identifier is cut in two. */
export const LINE_OVERLAP_CHARACTERS = 512;

/** Gives a line whole, or in overlapping pieces when it is longer than `MAX_LINE_CHARACTERS`. */
export function eachPiece(line: string, give: (piece: string) => void): void {
  if (line.length <= MAX_LINE_CHARACTERS) {
    give(line);
    return;
  }
  let from = 0;
  while (from + MAX_LINE_CHARACTERS < line.length) {
    give(line.slice(from, from + MAX_LINE_CHARACTERS));
    from += MAX_LINE_CHARACTERS - LINE_OVERLAP_CHARACTERS;
  }
  give(line.slice(from));
}
