import { describe, expect, it } from "vitest";
import { NameIndex } from "../../src/attribution/links.ts";

/** The paths that a row of the first entry means by `target`; `#` marks entries of the second part. */
function meant(entries: readonly string[], target: string): string[] {
  const index = new NameIndex(
    entries.map((path) => ({ archive: path.startsWith("#") ? 1 : 0, name: path.replace("#", "") })),
  );
  return index.candidates(0, target).map((entry) => entries[entry] ?? "");
}

const TABLE: readonly (readonly [string, readonly string[], string, readonly string[]])[] = [
  ["a file beside it", ["a/i.csv", "a/1.wav"], "1.wav", ["a/1.wav"]],
  ["a file below it", ["a/i.csv", "a/b/c/1.wav"], "1.wav", ["a/b/c/1.wav"]],
  ["a path from its own folder", ["a/i.csv", "a/b/1.wav", "a/c/1.wav"], "b/1.wav", ["a/b/1.wav"]],
  ["a path from the archive's root", ["a/i.csv", "a/b/1.wav"], "a/b/1.wav", ["a/b/1.wav"]],
  ["a path with a slash in front", ["i.csv", "b/1.wav"], "/b/1.wav", ["b/1.wav"]],
  ["a path with a dot in front", ["a/i.csv", "a/1.wav"], "./1.wav", ["a/1.wav"]],
  ["backslashes in the row", ["a/i.csv", "a/b/1.wav"], "b\\1.wav", ["a/b/1.wav"]],
  ["backslashes in the archive", ["a\\i.csv", "a\\b\\1.wav"], "b/1.wav", ["a\\b\\1.wav"]],
  ["another case", ["a/i.csv", "a/b/1.WAV"], "B/1.wav", ["a/b/1.WAV"]],
  ["the path as written before one further down", ["i.csv", "1.wav", "b/1.wav"], "1.wav", ["1.wav"]],
  ["two candidates", ["i.csv", "a/1.wav", "b/1.wav"], "1.wav", ["a/1.wav", "b/1.wav"]],
  ["two entries of one path", ["i.csv", "1.wav", "1.wav"], "1.wav", ["1.wav", "1.wav"]],
  ["two entries that differ in case only", ["i.csv", "1.wav", "1.WAV"], "1.wav", ["1.wav", "1.WAV"]],
  ["a file in an upper folder", ["a/i.csv", "1.wav"], "1.wav", []],
  ["a file in an upper folder, by dots", ["a/i.csv", "1.wav"], "../1.wav", []],
  ["a file in a sibling folder", ["a/i.csv", "b/1.wav"], "b/1.wav", []],
  ["a file in a folder of a similar name", ["a/i.csv", "ab/1.wav"], "1.wav", []],
  ["a file whose name only ends so", ["i.csv", "x1.wav"], "1.wav", []],
  ["a file in another part", ["i.csv", "#1.wav"], "1.wav", []],
  ["itself", ["i.csv"], "i.csv", []],
  ["nothing", ["i.csv", "1.wav"], "", []],
];

describe("a row that names", () => {
  it.each(TABLE)("%s", (_name, entries, target, expected) => {
    expect(meant(entries, target)).toEqual(expected);
  });
});
