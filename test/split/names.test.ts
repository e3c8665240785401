import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EntryNames, safePath } from "../../src/split/names.ts";

describe("the names of what is written", () => {
  it("are those of the bundle where those are safe", () => {
    for (const name of [
      "a.csv",
      "Übersicht/Größe (1).csv",
      "a/.hidden",
      "日本/語.json",
      "a b/c",
      "e\u0301.txt",
    ])
      expect(new EntryNames().file(name)).toBe(name);
  });

  it.each([
    ["../../etc/passwd", "__/__/etc/passwd"],
    ["/etc/passwd", "etc/passwd"],
    ["C:\\Windows\\a.txt", "C_/Windows/a.txt"],
    ["a/./b//c.txt", "a/b/c.txt"],
    ["a\u0000.txt\u202egpj.exe", "a_.txt_gpj.exe"],
    ["aux.txt", "_aux.txt"],
    ["a. /b.", "a__/b_"],
    ["", "_"],
    ["..", "__"],
    ["\ud800x", "_x"],
  ])("are changed where they are not: %j", (path, name) => {
    expect(safePath(path)).toBe(name);
  });

  it("come once, however a file system compares them", () => {
    const names = new EntryNames();
    expect(["a/B.csv", "a/b.csv", "A/B.CSV", "a/b (2).csv"].map((name) => names.file(name))).toEqual([
      "a/B.csv",
      "a/b (2).csv",
      "A/B (3).CSV",
      "a/b (2) (2).csv",
    ]);
    expect(names.file("a")).toBe("a (2)");
    expect(names.folder("a/")).toBe("a/");
    expect(names.folder("a/")).toBeUndefined();
    expect(names.folder("a/b.csv/")).toBeUndefined();
    expect(names.file("a/B.csv/c")).not.toBe("a/B.csv/c");
  });

  it("are safe, short and different, whatever they were", () => {
    const path = fc.string({
      unit: fc.constantFrom(..."aA/\\.: \u202e(2)ü日".split(""), "\u0000", "😀", "\ud800"),
      maxLength: 600,
    });
    fc.assert(
      fc.property(fc.array(path, { maxLength: 6 }), (paths) => {
        const names = new EntryNames();
        const given = paths.map((one) => names.file(one));
        expect(new Set(given.map((name) => name.normalize("NFKC").toLowerCase())).size).toBe(given.length);
        for (const name of given) {
          expect(name.isWellFormed()).toBe(true);
          for (const segment of name.split("/")) {
            expect(segment).not.toMatch(/[\\:\u202e\p{Cc}]|[. ]$|^$/u);
            expect(Buffer.byteLength(segment)).toBeLessThanOrEqual(255);
          }
        }
      }),
    );
  });
});
