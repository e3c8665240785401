import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "../../src/model/identifier.ts";
import { createMasker, maskValue } from "../../src/model/mask.ts";

describe("a masked value", () => {
  it.each([
    ["A32TRBM6QOXJ5H", "A3…5H"],
    ["12345678", "12…78"],
    ["1234567", "…"],
    ["", "…"],
    ["😀😀😀😀😀😀😀", "…"],
  ])("of %j is %j", (value, expected) => {
    expect(maskValue(value)).toBe(expected);
  });
});

const SEPARATORS = ["", " ", "-", "_", ".", ":", "+", "~", "#"];
const identifier = fc.oneof(
  fc.stringMatching(/^[A-Z][0-9A-Z]{9,14}$/),
  fc.stringMatching(/^[0-9]{6,19}$/),
  fc.stringMatching(/^[a-z]{2,6}-[0-9]{4,8}$/),
  fc.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
  fc.stringMatching(/^\+49[1-9][0-9]{7,10}$/),
  fc.stringMatching(/^[a-z]{3,8}\.[a-z]{2,8}@[a-z]{3,8}\.(?:org|example)$/),
  fc.stringMatching(/^amzn1\.account\.[A-Z0-9]{20,28}$/),
);

/** What is left of a text when case and separators are taken away. */
const bare = (text: string): string => text.toLowerCase().replace(/[^a-z0-9@]/g, "");

describe("a masker", () => {
  it("leaves no identifier in any text, whatever stands around it and however it is written", () => {
    const around = fc.constantFrom(
      "",
      " ",
      "/",
      "_",
      "-",
      "export ",
      "\\",
      "(",
      "%3A",
      "a",
      "9",
      "…",
      "ü",
      "audio/2018-05-01_",
    );
    const write = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => text.toLowerCase(),
      (text) => text.toUpperCase(),
    );
    fc.assert(
      fc.property(identifier, around, around, write, (value, before, after, spell) => {
        const masked = createMasker([value]).text(`${before}${spell(value)}${after}.wav`);
        expect(bare(masked)).not.toContain(bare(value));
      }),
      { numRuns: 5000 },
    );
  });

  it("knows an identifier with separators that its canonical form has not", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Z0-9]{12,16}$/),
        fc.constantFrom(...SEPARATORS),
        (serial, separator) => {
          fc.pre(/\d/.test(serial));
          const spelt = (serial.match(/.{1,4}/g) ?? []).join(separator);
          const key = canonical("device", spelt) ?? "";
          expect(bare(createMasker([key]).text(`(${spelt})`))).not.toContain(bare(serial));
        },
      ),
    );
  });

  it("masks every e-mail address, known or not", () => {
    expect(createMasker([]).text("from ben.doe@example.org to you")).toBe("from be…rg to you");
  });

  it("knows an identifier that is percent-encoded, once or in a link in a link", () => {
    const encode = (text: string): string =>
      Array.from(text, (letter) => `%${letter.charCodeAt(0).toString(16)}`).join("");
    const spell = fc.constantFrom<(text: string) => string>(
      encodeURIComponent,
      encode,
      (text) => encodeURIComponent(encode(text)),
      (text) => encode(text).toUpperCase(),
    );
    fc.assert(
      fc.property(identifier, spell, (value, write) => {
        const masked = createMasker([value]).text(`mail/${write(value)}/x.txt`);
        expect(bare(masked)).not.toContain(bare(value));
        expect(masked).not.toContain(write(value).includes("%") ? write(value) : value);
      }),
    );
    expect(createMasker([]).text("to%20bob.doe%40example.org/x.txt")).toBe("to bo…rg/x.txt");
    expect(createMasker(["A32TRBM6QOXJ5H"]).text("100%25 sure%2Fno.txt")).toBe("100%25 sure%2Fno.txt");
  });

  it("leaves other text alone", () => {
    expect(createMasker(["A32TRBM6QOXJ5H"]).text("Alexa/transcripts.csv, row 17")).toBe(
      "Alexa/transcripts.csv, row 17",
    );
  });

  it("shows nothing of a short identifier", () => {
    expect(createMasker(["45678"]).text("chat/45678/x.json")).toBe("chat/…/x.json");
  });

  it("finds each of very many identifiers inside a longer run", () => {
    const many = Array.from(
      { length: 2_000 },
      (_, index) => `A${(index * 7919).toString(36).toUpperCase().padStart(12, "X")}7`,
    );
    const masker = createMasker(many);
    for (const one of [many[0], many[700], many[1_999]]) {
      const text = `audio/clip99${one ?? ""}v2.wav`;
      expect(masker.text(text)).not.toContain(one);
    }
  });
});
