import { CannotCut, type Run } from "./runs.ts";

/** How the bytes of a text were read. */
export type ReadAs = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** A text as UTF-8 without a byte order mark, and the way back to its bytes. */
export interface TextBytes {
  readonly text: Uint8Array;
  /** The same runs, by offsets of the file. A byte order mark goes both ways. Throws `CannotCut`. */
  inFile(runs: readonly Run[]): readonly Run[];
}

/** `readAs`: undefined for what is no text. Throws `CannotCut`. */
export function textBytesOf(bytes: Uint8Array, readAs: ReadAs | undefined): TextBytes {
  if (readAs === undefined) throw new CannotCut("it is no text");
  if (readAs !== "utf-16le" && readAs !== "utf-16be" && bytes.includes(0))
    throw new CannotCut("it holds zero bytes");
  const mark = markOf(bytes, readAs);
  if (readAs === "utf-8")
    return { text: bytes.subarray(mark), inFile: (runs) => shifted(runs, (offset) => offset + mark, mark) };
  const text = Buffer.from(new TextDecoder(readAs).decode(bytes));
  return {
    text,
    inFile(runs) {
      const lengths = lengthsOf(bytes, mark, readAs);
      let read = 0;
      let at = mark;
      return shifted(
        runs,
        (offset) => {
          for (; read < offset; at += lengths.width) read += lengths.at(at);
          if (read > offset) throw new CannotCut("a record ends within a character");
          return at;
        },
        mark,
      );
    },
  };
}

function markOf(bytes: Uint8Array, readAs: ReadAs): number {
  const [a, b, c] = bytes;
  if (readAs === "utf-8") return a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
  if (readAs === "utf-16le") return a === 0xff && b === 0xfe ? 2 : 0;
  if (readAs === "utf-16be") return a === 0xfe && b === 0xff ? 2 : 0;
  return 0;
}

/** Runs follow one another, so only where they end has to be found, in ascending order. */
function shifted(runs: readonly Run[], fileOffset: (offset: number) => number, mark: number): readonly Run[] {
  const made: Run[] = mark === 0 ? [] : [{ from: 0, to: mark, own: true, held: true }];
  let from = mark;
  for (const { to, own, held } of runs) {
    const end = fileOffset(to);
    made.push({ from, to: end, own, held });
    from = end;
  }
  return made;
}

/** How many bytes of UTF-8 each unit of the text became. */
function lengthsOf(
  bytes: Uint8Array,
  mark: number,
  readAs: ReadAs,
): { readonly width: number; at(offset: number): number } {
  if (readAs === "windows-1252") {
    const decoder = new TextDecoder(readAs);
    const lengths = Uint8Array.from({ length: 256 }, (_, byte) =>
      Buffer.byteLength(decoder.decode(Uint8Array.of(byte))),
    );
    return { width: 1, at: (offset) => lengths[bytes[offset] ?? 0] ?? 1 };
  }
  const low = readAs === "utf-16le" ? 0 : 1;
  const unitAt = (offset: number): number =>
    ((bytes[offset + 1 - low] ?? 0) << 8) | (bytes[offset + low] ?? 0);
  return {
    width: 2,
    at(offset) {
      const unit = unitAt(offset);
      if (unit < 0x80) return 1;
      if (unit < 0x800) return 2;
      const isPair = isHigh(unit) && isLow(unitAt(offset + 2));
      // Both halves of a character of four bytes, whichever comes first.
      if (isPair || (isLow(unit) && offset - 2 >= mark && isHigh(unitAt(offset - 2)))) return 2;
      return 3;
    },
  };
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
