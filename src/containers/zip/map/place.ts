import type { Bytes } from "../../bytes.ts";
import { readDirectoryEntry } from "./directory.ts";
import type { Ending } from "./ends.ts";
import type { Observations } from "./observations.ts";
import { SIGNATURE } from "./records.ts";

/** Where the directory is, and what has to be added to the offsets that are written in it. */
export interface Place {
  readonly start: number;
  readonly shift: number;
  /** Where other readers would look for it: `[start, shift]`. */
  readonly others: readonly (readonly [start: number, shift: number])[];
}

/**
 * Finds the directory. Most readers take the one that ends where the end records begin and shift all offsets by what
 * the written place is off; others believe the written place. Where the two differ, both are looked at.
 */
export function locateDirectory(
  bytes: Bytes,
  headers: Bytes,
  ending: Ending,
  observations: Observations,
): Place {
  const adjacent = ending.start - ending.directoryBytes;
  const written = ending.directoryAt;
  const shift = adjacent - written;
  const isEmpty = ending.entries === 0 && ending.directoryBytes === 0;
  if (ending.zip64At !== undefined && ending.zip64 !== undefined) {
    const expected = ending.zip64At + (isCentral(bytes, adjacent) ? shift : 0);
    if (expected !== ending.zip64.at && ending.zip64At !== ending.zip64.at)
      observations.add("zip64-disagrees", -1, "its zip64 locator points beside the zip64 record");
  }
  if (shift === 0) return { start: adjacent, shift: 0, others: othersOf(ending, adjacent) };
  const atAdjacent = isCentral(bytes, adjacent);
  const atWritten = isCentral(bytes, written);
  if (isEmpty && !atWritten) {
    observations.add("directory-moved", -1, "its end record points to a directory that is not there");
    return { start: ending.start, shift: 0, others: othersOf(ending, ending.start) };
  }
  if (atAdjacent && !atWritten) {
    const where = firstLocal(bytes, headers, adjacent, ending.start, shift);
    if (where === "shifted" && shift > 0) {
      observations.add("offsets-shifted", -1, `${shift} bytes stand before it that its offsets do not count`);
      return { start: adjacent, shift, others: othersOf(ending, adjacent) };
    }
    observations.add(
      "directory-moved",
      -1,
      `its directory lies ${shift} bytes from where its end record says${wrapped(shift)}`,
    );
    return {
      start: adjacent,
      shift: where === "shifted" ? shift : 0,
      others: [...othersOf(ending, adjacent), [adjacent, where === "shifted" ? 0 : shift]],
    };
  }
  if (atAdjacent) {
    observations.add(
      "directory-moved",
      -1,
      "it has two directories: where the end record points to, and before it",
    );
    const own = firstLocal(bytes, headers, adjacent, ending.start, shift) === "shifted" ? shift : 0;
    return {
      start: adjacent,
      shift: own,
      others: [...othersOf(ending, adjacent), [written, 0], [adjacent, own === 0 ? shift : 0]],
    };
  }
  if (atWritten) {
    observations.add(
      "directory-size-disagrees",
      -1,
      `its directory is said to be ${ending.directoryBytes} bytes long, and does not end at its end record`,
    );
    return { start: written, shift: 0, others: othersOf(ending, written) };
  }
  observations.add("directory-damaged", -1, "its end record points to no directory");
  return { start: ending.start, shift: 0, others: othersOf(ending, ending.start) };
}

/** macOS Archive Utility knows no zip64 (thejoshwolfe/yauzl#69). */
function wrapped(shift: number): string {
  return shift > 0 && shift % 0x1_0000_0000 === 0
    ? ": its sizes and places were cut to 32 bits, as the macOS Archive Utility does beyond 4 GiB"
    : "";
}

function othersOf(ending: Ending, start: number): Place["others"] {
  return ending.others
    .flatMap(([at, length]): (readonly [number, number])[] => [
      [at, 0],
      [ending.start - length, ending.start - length - at],
    ])
    .filter(([at]) => at !== start);
}

function isCentral(bytes: Bytes, at: number): boolean {
  return bytes.view(at, 4)?.readUInt32LE(0) === SIGNATURE.central;
}

function firstLocal(
  bytes: Bytes,
  headers: Bytes,
  at: number,
  limit: number,
  shift: number,
): "shifted" | "written" | "none" {
  const first = readDirectoryEntry(bytes, at, limit);
  if (first === undefined) return "none";
  const isLocal = (offset: number): boolean => headers.view(offset, 4)?.readUInt32LE(0) === SIGNATURE.local;
  if (isLocal(first.offset + shift)) return "shifted";
  return isLocal(first.offset) ? "written" : "none";
}
