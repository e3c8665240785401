import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readXml } from "../../src/formats/office/xml.ts";
import type { XmlHandler } from "../../src/formats/office/xml.ts";
import { NotInspected } from "../../src/model/errors.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { sourceOf } from "../support/bytes.ts";

const limits = { ...DEFAULT_LIMITS, maxDepth: 5 };

/** What is told of an XML file, in words; text that came in pieces is put together. */
async function told(xml: string | Uint8Array, chunkBytes = 1 << 16, asCells = false): Promise<string[]> {
  const events: string[] = [];
  let text = "";
  let depth = 0;
  const say = (event: string): void => {
    // White space around the document is no text of it.
    if (text.trim() !== "" || (text !== "" && depth > 0)) events.push(`text ${text}`);
    text = "";
    events.push(event);
  };
  const handler: XmlHandler = {
    open: (name, attributes) => {
      const sorted = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
      say(`open ${name} ${JSON.stringify(sorted)}`);
      depth += 1;
    },
    close: (name) => {
      say(`close ${name}`);
      depth -= 1;
    },
    text: (piece) => {
      text += piece;
    },
    aside: (words) => say(`aside ${words}`),
    ...(asCells && {
      cell: (...cell) => {
        say(`cell ${cell.join(" ")}`);
        return true;
      },
      string: (value) => say(`string ${value}`),
    }),
  };
  try {
    await readXml(sourceOf(Buffer.from(xml), chunkBytes).chunks(), limits, handler);
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
    say(`refused ${error.reason}`);
  }
  if (text.trim() !== "") say("end");
  return events;
}

/** The same by the full parser alone: a comment before everything hands the file over to it. */
async function toldFully(xml: string): Promise<string[]> {
  const events = await told(`<!--full-->${xml}`);
  return events.filter((event) => event !== "aside full");
}

const SHEET =
  '<s:sheetData xmlns:s="urn:s"><row r="1"><c r="A1" t="s"><v>12</v></c><c r="AB1" s="3"><v>4.5</v></c>' +
  "<c r='C1' t=\"inlineStr\"><is><t>a &lt;b&gt; &#x41;&#66; \u00fc\u{1f600}</t></is></c><f>A1&amp;B1</f><e/>\n</row></s:sheetData>";
const piece = fc.constantFrom(
  "<",
  ">",
  "/",
  '"',
  "'",
  "&",
  ";",
  "=",
  " ",
  "\n",
  "\r",
  "\t",
  "]]>",
  "<![CDATA[x]]>",
  "<!--c-->",
  "<?p i?>",

  "&amp;",
  "&#0;",
  "&#65;",
  "&x;",
  "<a>",
  "</a>",
  "<a/>",
  "<__proto__ a='1'/>",
  ' constructor="x"',
  ' a="1" a="2"',
  "\u0001",
  "\ufffe",
  "\u00e4",
  "<!DOCTYPE a>",
  "xml",
  ":",
  "<c>",
  "</c>",
  "<v>",
);

describe("the quick reader of XML", () => {
  it("tells what the full one tells, of whatever is well-formed and whatever is not", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(SHEET.length),
        fc.nat(6),
        fc.array(piece, { maxLength: 4 }),
        fc.constantFrom(1, 7, 1 << 16),
        async (at, removed, pieces, chunkBytes) => {
          const xml = SHEET.slice(0, at) + pieces.join("") + SHEET.slice(at + removed);
          // A character cut in two by the mutation is none.
          fc.pre(xml.isWellFormed());
          const full = await toldFully(xml);
          const quick = await told(xml, chunkBytes);
          const refused = full.findIndex((event) => event.startsWith("refused"));
          if (refused < 0) expect(quick).toEqual(full);
          // How much was told before a mistake is found does not matter.
          else expect(quick.at(-1)?.startsWith("refused") ?? false).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("tells short cells and strings in one go, and others by their tags", async () => {
    const row =
      '<row><c r="B7" t="s"><v>12</v></c><c r="AA7" s="3"><v>4.5</v></c><c r="B7" x="1"><v>1</v></c></row>';
    expect(await told(row, 1 << 16, true)).toEqual([
      "open row []",
      "cell 1 7 s -1 12",
      "cell 26 7  3 4.5",
      'open c [["r","B7"],["x","1"]]',
      "open v []",
      "text 1",
      "close v",
      "close c",
      "close row",
    ]);
    expect(await told("<sst><si><t>a &amp; b</t></si><si><t>c<r/></t></si></sst>", 1 << 16, true)).toEqual([
      "open sst []",
      "string a & b",
      "open si []",
      "open t []",
      "text c",
      "open r []",
      "close r",
      "close t",
      "close si",
      "close sst",
    ]);
  });

  it("reads UTF-16 and the line ends of Windows", async () => {
    const xml = '\ufeff<?xml version="1.0" encoding="UTF-16"?>\r\n<a b="1">x\r\ny</a>\r\n';
    expect(await told(Buffer.from(xml, "utf16le"))).toEqual(['open a [["b","1"]]', "text x\ny", "close a"]);
    expect(await told('<?xml version="1.0"?>\r\n<a b="1">x\r\ny</a>\r\n', 3)).toEqual([
      'open a [["b","1"]]',
      "text x\ny",
      "close a",
    ]);
  });
});
