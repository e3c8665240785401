import { describe, expect, it } from "vitest";
import { htmlFormat } from "../../src/formats/html/index.ts";
import { told, type ReadOptions, type Told } from "../support/bytes.ts";

const KEYS = ["customerId", "Customer ID", "Time"];

async function read(html: string, options: ReadOptions = {}): Promise<Told> {
  return told(htmlFormat, Uint8Array.from(Buffer.from(html)), { accountKeys: KEYS, ...options });
}

const ROWS = "<tr><td>1</td><td>A1</td></tr><tr><td>2</td><td>A2</td></tr>";

describe("tables in HTML", () => {
  it("take the names of their columns from headings, a `thead`, or a first row that is known", async () => {
    for (const head of [
      "<tr><th>Time</th><th>Customer ID</th></tr>",
      "<thead><tr><td>Time</td><td>Customer ID</td></tr></thead>",
      "<tr><td>Time</td><td>Customer ID</td></tr>",
      "<tr><th colspan=2>All of it</th></tr><tr><th>Time</th><th>Customer ID</th></tr>",
    ]) {
      const { values, open } = await read(`<table>${head}${ROWS}</table>`);
      expect(values, head).toEqual(["Time=1", "Customer ID=A1", "Time=2", "Customer ID=A2"]);
      expect(open).toBe(0);
    }
  });

  it("name the row in each place, and the table by its number", async () => {
    const { places } = await read(
      `<table><tr><td>a</table><table><tr><th>x</th><th>customerId</th></tr>${ROWS}</table>`,
    );
    expect(places.at(-1)).toBe("table 2, row 3");
  });

  it("of labels and values are the fields of one object", async () => {
    for (const table of [
      "<tr><td>Customer ID:</td><td>A1</td></tr><tr><td>Name</td><td>Anna</td></tr>",
      "<tr><th>Customer ID</th><td>A1</td></tr><tr><th>Name</th><td>Anna</td></tr>",
      "<tr><td>Name</td><td>Anna</td></tr><tr><td>Customer ID</td><td><b>A1</b></td></tr>",
      "<tr><td>Customer ID</td><td>A1</td><td>Name</td><td>Anna</td></tr>",
    ]) {
      const { values, open } = await read(`<table>${table}</table>`);
      expect(values, table).toEqual(["Customer ID=A1"]);
      expect(open).toBe(0);
    }
    const several = await read("<table><tr><th>Customer ID</th><td>A1</td><td>A2</td></tr></table>");
    expect(several.values).toEqual(["Customer ID=A1", "Customer ID=A2"]);
  });

  it("let cells reach over columns and rows", async () => {
    const { values } = await read(
      "<table><tr><th colspan=2>x</th><th>customerId</th></tr><tr><td>1</td><td>2</td><td rowspan=2>A1</td></tr>" +
        "<tr><td>3</td><td>4</td></tr><tr><td colspan=2>5</td><td>A2</td></tr></table>",
    );
    expect(values).toEqual(["customerId=A1", "customerId=A1", "customerId=A2"]);
  });

  it("are read where end tags are missing", async () => {
    const { values, open } = await read(
      "<table><tr><th>Time<th>customerId<tr><td><b>1<td>A1<tr><td>2<td>A2</table>",
    );
    expect(values).toEqual(["Time=1", "customerId=A1", "Time=2", "customerId=A2"]);
    expect(open).toBe(0);
  });

  it("that only lay a page out give lines, and what stands in their cells is read by itself", async () => {
    const { texts, values, open } = await read(
      "<table><tr><td>menu</td><td><h1>Data</h1><table><tr><th>customerId</th></tr><tr><td>A1</td></tr></table></td></tr></table>",
    );
    expect(values).toEqual(["customerId=A1"]);
    expect(texts).toEqual(["menu", "Data", "customerId"]);
    expect(open).toBe(0);
  });

  it("without known names are rows of text", async () => {
    const { texts, places } = await read(
      "<table><tr><td>a</td><td>b</td><td>c: d</td></tr><tr><td>e</td></tr></table>",
    );
    expect(texts).toEqual(["a", "b", "c: d", "e"]);
    expect(places[2]).toBe("table 1, row 1");
  });

  it("keep a cell that is too long for a value as text", async () => {
    const { texts, values } = await read(
      `<table><tr><th>customerId</th></tr><tr><td>${"x ".repeat(40_000)}</td></tr></table>`,
    );
    expect(values).toEqual([]);
    expect(texts.length).toBeGreaterThan(1);
  });

  it("stand beside lists of terms and definitions, each an object", async () => {
    const { values, texts, open } = await read(
      "<dl><dt>Customer ID<dd>A1<dd>A2<dt>Name</dt><dd>Anna</dd></dl><dl><div><dt>customerId</dt><dd><p>A3</p></dd></div></dl>",
    );
    expect(values).toEqual(["Customer ID=A1", "Customer ID=A2", "customerId=A3"]);
    expect(texts).toEqual(["Customer ID", "Name", "Anna", "customerId"]);
    expect(open).toBe(0);
  });

  it("count their captions for all rows, and sums in a `tfoot` for no record", async () => {
    const { values, places, texts, open } = await read(
      "<table><caption>Customer ID: A7</caption><tr><th>Time</th><th>Total</th></tr><tr><td>1</td><td>3</td></tr>" +
        "<tfoot><tr><td></td><td>3</td></tr></tfoot></table>",
    );
    expect(values).toEqual(["Time=1"]);
    expect(texts[0]).toBe("Customer ID: A7");
    expect(places[0]).toBe("table 1, line 1");
    expect(open).toBe(0);
    const foot = await read(
      "<table><tr><th>Time</th><th>Customer ID</th></tr><tr><td>1</td><td>A1</td></tr>" +
        "<tfoot><tr><td>2</td><td>A2</td></tr></tfoot></table>",
    );
    expect(foot.values).toContain("Customer ID=A2");
  });

  it("name a column by both rows of their headings where only both say what it is", async () => {
    const { values } = await read(
      '<table><tr><th rowspan="2">Order</th><th colspan="2">Customer</th></tr><tr><th>ID</th><th>City</th></tr>' +
        "<tr><td>1</td><td>A1</td><td>B</td></tr></table>",
    );
    expect(values).toEqual(["Customer ID=A1"]);
  });
});
