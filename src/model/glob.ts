/**
 * Matches a path against a glob: `*` within a segment, `**` across segments, `?` one character. Case-insensitive,
 * because recipients' file systems are. Linear time: it backtracks to the last star only.
 */
export function globMatches(glob: string, path: string): boolean {
  return segmentsMatch(globSegments(glob), globSegments(path));
}

/** A glob or a path as `segmentsMatch` takes it, for those that are matched more than once. */
export function globSegments(text: string): readonly string[] {
  return text.toLowerCase().split("/");
}

/** `globMatches` of what `globSegments` gave. */
export function segmentsMatch(patterns: readonly string[], segments: readonly string[]): boolean {
  let p = 0;
  let s = 0;
  let starAt = -1;
  let starFrom = 0;
  while (s < segments.length) {
    const pattern = patterns[p];
    if (pattern === "**") {
      starAt = p;
      starFrom = s;
      p += 1;
    } else if (pattern !== undefined && segmentMatches(pattern, segments[s] ?? "")) {
      p += 1;
      s += 1;
    } else if (starAt >= 0) {
      p = starAt + 1;
      starFrom += 1;
      s = starFrom;
    } else {
      return false;
    }
  }
  while (patterns[p] === "**") p += 1;
  return p === patterns.length;
}

function segmentMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let starAt = -1;
  let starFrom = 0;
  while (t < text.length) {
    const character = pattern[p];
    if (character === "*") {
      starAt = p;
      starFrom = t;
      p += 1;
    } else if (character === "?" || (character !== undefined && character === text[t])) {
      p += 1;
      t += 1;
    } else if (starAt >= 0) {
      p = starAt + 1;
      starFrom += 1;
      t = starFrom;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p += 1;
  return p === pattern.length;
}
