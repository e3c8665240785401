import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { knownNames } from "../../scripts/readers/names.ts";

const high = Buffer.from([0x80, 0x98, 0xe1]);

describe("names as readers deliver them", () => {
  it.each([
    // ours, delivered
    ["a/b.txt", "a/b.txt"],
    ["a/b.txt", "a"],
    ["./a//b/./c", "a/b/c"],
    ["/a", "a"],
    ["a\\b", "a/b"],
    ["C:\\a", "a"],
    ["../../a", "a"],
    ["c/../a", "a"],
    ["c/../a", "c/a"],
    ["a/", "a"],
    ["a\0.txt", "a"],
    ["a\u0001b", "ab"],
    ["a\u0001b", "a_b"],
    ["a\u0001b", "a^Ab"],
    // Code page 437 shows 0x01 as a face.
    ["a☺b", "a\u0001b"],
    ["a☺b", "ab"],
    ["☼►▼⌂", "\u000f\u0010\u001f\u007f"],
    ["a:b", "a_b"],
    ["a;1", "a"],
    ["é", "#U00e9"],
    ["#U00e9", "#U00e9"],
    // Bytes 0x80 0x98 0xE1 in code pages 437 and 850, Latin-1, with replacement characters, and as unzip writes them.
    ["Çÿß", "Çÿß"],
    ["Çÿß", high.toString("latin1")],
    ["Çÿß", "\ufffd\ufffd\ufffd"],
    ["Çÿß", "Çß"],
    // UTF-8 that the archive does not call by its name.
    ["├⌐", "é"],
    ["├⌐", "Ã©"],
  ])("know %j as %j", (ours, delivered) => {
    expect(knownNames([ours]).has(delivered)).toBe(true);
  });

  it.each([
    ["a.txt", "b.txt"],
    ["a_b", "ab"],
    ["a b", "a_b"],
    ["a/b", "b"],
    ["a", "a/b"],
    ["Müller", "Möller"],
  ])("do not take %j for %j", (ours, delivered) => {
    expect(knownNames([ours]).has(delivered)).toBe(false);
  });

  it("let any text stand for what a report masks", () => {
    const known = knownNames([], ["audio/A3…5H/1.wav"]);
    expect(known.has("audio/A32TRBM6QOXJ5H/1.wav")).toBe(true);
    expect(known.has("audio/A35/1.wav")).toBe(false);
    expect(known.has("audio")).toBe(false);
    expect(known.has("audio/B32TRBM6QOXJ5H/1.wav")).toBe(false);
  });

  it("know every name as it stands, after looking at all its other forms", () => {
    const character = fc.nat({ max: 0x2ff }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.string({ unit: character }), (name) => {
        const known = knownNames([name]);
        expect(known.has(`${name}not this`)).toBe(false);
        expect(known.has(name)).toBe(true);
      }),
    );
  });
});
