import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markupLines } from "../../src/formats/markup-text.ts";

function texts(markup: string): readonly string[] | undefined {
  return markupLines(markup)?.map(({ text }) => text);
}

describe("markup within something else", () => {
  it("is text where no element ends in it", () => {
    for (const text of ["a < b and c > d", "<anna> hello", "if (a</b/.x) return", ""])
      expect(texts(text), text).toBeUndefined();
  });

  it("gives elements that are fields with their names, and those of HTML without", () => {
    expect(texts("<ns:order><ns:customerId>A1</ns:customerId><n/></ns:order>")).toEqual(["customerId: A1"]);
    expect(texts("<div><p>Hello <b>An</b>na</p><p>bye</p></div>")).toEqual(["Hello Anna", "bye"]);
    expect(texts("<o customerId=\"A&#49;\" n='2'/>")).toEqual([`customerId="A1" n='2'/`]);
  });

  it("puts a label before its value in a row and in a list of terms, and not across rows", () => {
    expect(texts("<tr><td>Customer ID</td><td>A1</td></tr>")).toEqual(["Customer ID", "Customer ID: A1"]);
    expect(texts("<dl><dt>Customer ID:<dd>A1</dl>")).toEqual(["Customer ID:", "Customer ID: A1"]);
    expect(texts("<tr><th>Customer ID</th></tr><tr><td>A1</td></tr>")).toEqual(["Customer ID", "A1"]);
  });

  it("counts the line ends before each line", () => {
    expect(markupLines("\n<a>x</a>\n\n<p>one</p>\n<p>two</p>")).toEqual([
      { text: "x", line: 3 },
      { text: "one", line: 3 },
      { text: "two", line: 4 },
    ]);
  });

  it("is read in time that grows with its length", () => {
    for (const piece of ["<td a=b>Customer ID</td>", "<a ", "</", "<a\t", "&#", "<p>\n"]) {
      const started = performance.now();
      markupLines(`${piece.repeat(40_000)}</p>`);
      expect(performance.now() - started, piece).toBeLessThan(2_000);
    }
  });

  it("loses no word, whatever is nested in whatever", () => {
    const word = fc.stringMatching(/^[a-z]{5}\d$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom("p", "b", "td", "x", "tr"), word)), (parts) => {
        const markup = parts.map(([name, text]) => `<${name}>${text}</${name}>`).join(" ");
        const read = (texts(`${markup}<br/>`) ?? []).join(" ");
        for (const [, text] of parts) expect(read).toContain(text);
      }),
    );
  });
});
