import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutRows } from "../../src/split/cut-csv.ts";
import { bytesOf, CannotCut, partOf } from "../../src/split/runs.ts";
import { textBytesOf, type ReadAs } from "../../src/split/text-bytes.ts";

const MARKS: Readonly<Record<ReadAs, string>> = {
  "utf-8": "\ufeff",
  "utf-16le": "\ufeff",
  "utf-16be": "\ufeff",
  "windows-1252": "",
};

function encoded(text: string, encoding: ReadAs, mark: boolean): Buffer {
  const whole = (mark ? MARKS[encoding] : "") + text;
  if (encoding === "utf-8") return Buffer.from(whole);
  if (encoding === "windows-1252") return Buffer.from(whole, "latin1");
  const bytes = Buffer.from(whole, "utf16le");
  return encoding === "utf-16le" ? bytes : bytes.swap16();
}

/** Takes the rows of a table apart, which begins with a header. */
function cut(rows: readonly (readonly [text: string, held: boolean])[], encoding: ReadAs, mark: boolean) {
  const header = "id;größe\r\n";
  const bytes = encoded(header + rows.map(([text]) => text).join(""), encoding, mark);
  const content = textBytesOf(bytes, encoding);
  let at = Buffer.byteLength(header);
  const spans = rows.map(([text, held]) => {
    const from = at;
    at += Buffer.byteLength(text);
    return { from, to: at, held };
  });
  const runs = content.inFile(cutRows(content.text.length, spans));
  const sizes = bytesOf(runs);
  expect(sizes.own + sizes.held + sizes.both + sizes.neither).toBe(bytes.length);
  const expected = (side: boolean): Buffer =>
    encoded(
      header +
        rows
          .filter(([, held]) => held === side)
          .map(([text]) => text)
          .join(""),
      encoding,
      mark,
    );
  expect(partOf(bytes, runs, "own").equals(expected(false))).toBe(true);
  expect(partOf(bytes, runs, "held").equals(expected(true))).toBe(true);
}

describe("a table that is taken apart", () => {
  it("keeps its header, encoding, byte order mark, quotes and line ends, row by row", () => {
    const row = fc.tuple(
      fc.array(fc.constantFrom("a", "ü", "€", '"x""\n"', ";", " ", "ß"), { maxLength: 6 }),
      fc.constantFrom("\r\n", "\n", "\r"),
      fc.boolean(),
    );
    const encoding = fc.constantFrom<ReadAs>("utf-8", "utf-16le", "utf-16be", "windows-1252");
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), encoding, fc.boolean(), (rows, readAs, mark) => {
        // Latin-1 has no euro sign.
        const of = (text: string): string => (readAs === "windows-1252" ? text.replaceAll("€", "é") : text);
        cut(
          rows.map(([cells, end, held]) => [of(`r${cells.join("")}${end}`), held]),
          readAs,
          mark,
        );
      }),
    );
  });

  it("counts characters of two units, and halves of them", () => {
    for (const encoding of ["utf-16le", "utf-16be"] as const)
      cut(
        [
          ["😀;1\n", true],
          ["x😀😀;2\n", false],
          ["ö;3", true],
        ],
        encoding,
        true,
      );
  });

  it("is refused where its rows overlap, hold zero bytes, or are no text", () => {
    const rows = [
      { from: 0, to: 4, held: false },
      { from: 2, to: 6, held: true },
    ];
    expect(() => cutRows(6, rows)).toThrow(CannotCut);
    expect(() => cutRows(3, rows)).toThrow(CannotCut);
    expect(() => textBytesOf(Buffer.from("a\0b"), "utf-8")).toThrow(CannotCut);
    expect(() => textBytesOf(Buffer.from("a"), undefined)).toThrow(CannotCut);
  });
});
