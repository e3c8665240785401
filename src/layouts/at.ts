/** A path pattern of a layout: `a.b[].c`, or `**.c` for any depth. */
export interface At {
  readonly source: string;
  readonly anywhere: boolean;
  /** In lower case; `[]` for an array. */
  readonly segments: readonly string[];
}

/** Last segment of an `at` that means the keys of an object, not a value: `ChatHistory.{}`. */
export const KEYS = "{}";

/** Reads an `at`; a `.` inside a name is written `\.`. Throws an `Error` that says what is wrong with it. */
export function parseAt(source: string): At {
  const segments: string[] = [];
  for (const piece of splitDots(source)) {
    let name = piece;
    let arrays = 0;
    while (name.endsWith("[]")) {
      name = name.slice(0, -2);
      arrays += 1;
    }
    if (name.trim() === "" && (arrays === 0 || segments.length > 0))
      throw new Error(`"${source}" has an empty name in it`);
    if (name.trim() !== "") segments.push(foldKey(name));
    for (let i = 0; i < arrays; i += 1) segments.push("[]");
  }
  const anywhere = segments[0] === "**";
  if (anywhere) segments.shift();
  if (segments.includes("**")) throw new Error(`"${source}" may have "**" only at its start`);
  if (segments.slice(0, -1).includes(KEYS)) throw new Error(`"${source}" may have "{}" only at its end`);
  if (segments.length === 0) throw new Error(`"${source}" names no field`);
  return { source, anywhere, segments };
}

/** Whether `path` (already folded) is what `at` describes. */
export function matchesAt(at: At, path: readonly string[]): boolean {
  const offset = path.length - at.segments.length;
  if (offset < 0 || (offset > 0 && !at.anywhere)) return false;
  return at.segments.every((segment, index) => path[offset + index] === segment);
}

/** The form in which keys and column names are compared with an `at`. */
export function foldKey(key: string): string {
  return key.trim().toLowerCase();
}

function splitDots(source: string): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (let i = 0; i < source.length; i += 1) {
    const character = source[i] ?? "";
    if (character === "\\" && i + 1 < source.length) {
      i += 1;
      piece += source[i] ?? "";
    } else if (character === ".") {
      pieces.push(piece);
      piece = "";
    } else {
      piece += character;
    }
  }
  return [...pieces, piece];
}
