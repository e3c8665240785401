import { describe, expect, it } from "vitest";
import { globMatches } from "../../src/model/glob.ts";

describe("globs", () => {
  it.each([
    ["docs/cover*.pdf", "docs/cover-letter.pdf"],
    ["docs/cover*.pdf", "Docs/COVER.PDF"],
    ["**/readme.txt", "readme.txt"],
    ["**/readme.txt", "a/b/readme.txt"],
    ["a/**/c.txt", "a/c.txt"],
    ["a/**/c.txt", "a/b/b/c.txt"],
    ["a/**", "a/b/c"],
    ["?.txt", "a.txt"],
    ["a*b*c", "aXbYbZc"],
    ["**/a/**/b", "x/a/y/a/z/b"],
  ])("%s matches %s", (glob, path) => {
    expect(globMatches(glob, path)).toBe(true);
  });

  it.each([
    ["docs/*.pdf", "docs/a/b.pdf"],
    ["*.pdf", "docs/b.pdf"],
    ["docs/cover.pdf", "docs/cover.pdf.exe"],
    ["?.txt", "ab.txt"],
    ["a.txt", "aXtxt"],
    ["a/**/c.txt", "b/a/c.txt"],
    ["", "a"],
  ])("%s does not match %s", (glob, path) => {
    expect(globMatches(glob, path)).toBe(false);
  });

  it("ends for patterns made to take long", () => {
    expect(globMatches(`${"*a".repeat(200)}b`, "a".repeat(2000))).toBe(false);
    expect(globMatches(`${"**/a/".repeat(50)}b`, "a/".repeat(500))).toBe(false);
  });
});
