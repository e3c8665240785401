import { IdentifierScanner, WantedTable } from "../../src/sweep/identifiers.ts";
import type { Reading } from "./entry-court.ts";
import type { Mutant } from "./mutants.ts";

/** Formats that pack what they hold with a checksum: a change of one byte must be noticed. */
const PACKED = new Set(["office", "pdf"]);

/**
 * The law: a damaged file is never clean with fewer identifiers seen than the whole one, unless it says that it was not
 * inspected or the bytes are really gone. Returns what is broken, in words.
 */
export function broken(mutant: Mutant, before: Reading, after: Reading): string | undefined {
  if (after.fate.kind === "not-inspected") {
    return after.fate.reason === "crashed" ? `its reader crashed: ${after.fate.detail}` : undefined;
  }
  // Unattributed and foreign records are never clean, and of furniture nothing is claimed.
  const isClean =
    after.attribution === "own" || after.attribution === "context" || after.attribution === null;
  if (!isClean) return undefined;
  const lost = [...before.foreign].filter((key) => !after.foreign.has(key) && key !== "");
  if (lost.length === 0) return undefined;
  const still = stillIn(mutant.bytes, lost, after);
  if (still !== undefined && mayUnname(mutant, lost, after)) return undefined;
  if (still !== undefined && isDemoted(mutant, lost, after)) return undefined;
  if (still !== undefined) return `${after.attribution ?? "without a record"}, but ${still} is still in it`;
  // What a file packs cannot be searched for from outside: it must have been seen before, and be gone with its bytes.
  const wasPlain = stillIn(mutant.sample.bytes, lost, { ...after, others: [], hasKept: false }) !== undefined;
  return wasPlain || after.hasKept || !PACKED.has(after.fate.format)
    ? undefined
    : `${after.attribution ?? "without a record"}, and ${lost[0] ?? ""} was packed`;
}

/**
 * Changed bytes may have changed the name of a field, or the mark that made it one: then an unlabelled value is left,
 * which names nobody (a column `cusXomerId`), and that is no fault of a reader. So the first line (of a table: the names)
 * and every line with the identifier must be as they were.
 */
function mayUnname({ bytes, sample }: Mutant, keys: readonly string[], { fate }: Reading): boolean {
  if (PACKED.has(fate.kind === "inspected" ? fate.format : "")) return false;
  const before = sample.bytes.toString("latin1").split(LINE_END);
  const after = bytes.toString("latin1").split(LINE_END);
  const isIn = new Set(before);
  const naming = after.filter((line) => keys.some((key) => line.replaceAll("\0", "").includes(key)));
  return after[0] !== before[0] || naming.length === 0 || naming.some((line) => !isIn.has(line));
}

/** The line that made them owners is gone, and where they still stand they were seen in another role (`To:` of a mail). */
function isDemoted({ bytes, sample }: Mutant, keys: readonly string[], { seen }: Reading): boolean {
  const after = new Set(bytes.toString("latin1").split(LINE_END));
  const before = sample.bytes.toString("latin1").split(LINE_END);
  return keys.every((key) => seen.has(key) && before.some((line) => line.includes(key) && !after.has(line)));
}

const LINE_END = /\r\n|\r|\n/;

/** One of the identifiers that stands in bytes that are no entry of their own. */
function stillIn(bytes: Uint8Array, keys: readonly string[], { others }: Reading): string | undefined {
  const kinds = ["account", "email", "device", "household", "person"] as const;
  const wanted = keys.flatMap((key) => kinds.map((kind) => ({ kind, key })));
  let found: string | undefined;
  const scanner = new IdentifierScanner(new WantedTable(wanted), (index, offset) => {
    if (others.some(([start, length]) => offset >= start && offset < start + length)) return;
    found ??= wanted[index]?.key;
  });
  scanner.push(bytes);
  scanner.end();
  return found;
}
