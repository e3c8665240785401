import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlFormat } from "../../src/formats/html/index.ts";
import { joined, latin1, told, type ReadOptions, type Told } from "../support/bytes.ts";

const KEYS = ["customerId", "customer-id", "Customer ID"];

async function read(html: string, options: ReadOptions = {}): Promise<Told> {
  return told(htmlFormat, Uint8Array.from(Buffer.from(html)), { accountKeys: KEYS, ...options });
}

describe("the HTML format", () => {
  it("takes pages by their first element, XHTML behind its declaration, and other names only with an element", () => {
    for (const page of [
      "<!DOCTYPE html><html>",
      "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE><DL><p>",
      "\ufeff<html>",
      "<div class=x>",
      "<!-- saved --> <table>",
      '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd"><html xmlns="x"><svg ></svg>',
    ]) {
      expect(htmlFormat.sniff(Buffer.from(page), "a.bin"), page).toBe(2);
    }
    expect(htmlFormat.sniff(latin1("hello <b>you</b>"), "a.html")).toBe(2);
    for (const other of [
      "hello <b>you</b>",
      '<?xml version="1.0"?><gpx/>',
      "a < b",
      '{"a":"<html>"}',
      "",
      "<anna> hi\n",
    ])
      expect(htmlFormat.sniff(latin1(other), "a.txt"), other).toBe(0);
  });

  it("gives text line by line: blocks end a line, inline elements do not", async () => {
    const { texts, consumed } = await read(
      "<p>Name: <b>Anna</b> M&uuml;ller<br>second<div>third</div>fourth\n line",
    );
    expect(texts).toEqual(["Name: Anna Müller", "second", "third", "fourth line"]);
    expect(consumed).toBe(70);
  });

  it("puts an identifier that inline elements cut together, and hands it over as decoded", async () => {
    const { texts, decoded } = await read(
      "<p>id A32<b>TR</b>BM<i></i>6QOX&#74;5H</p><p>plain <b>text</b></p>",
    );
    expect(texts).toEqual(["id A32TRBM6QOXJ5H", "plain text"]);
    expect(decoded).toEqual(["id A32TRBM6QOXJ5H"]);
  });

  it("reads a label and its value that stand in elements of their own as one line", async () => {
    expect((await read("<div>Customer ID</div><div>A32</div>")).texts).toEqual([
      "Customer ID",
      "Customer ID: A32",
    ]);
    expect((await read("<p><span>Customer ID</span><span>A32</span></p>")).texts).toEqual([
      "Customer ID: A32",
    ]);
    // A sentence is no value.
    expect((await read("<h2>Customer ID</h2><p>A list of all numbers</p>")).texts).toEqual([
      "Customer ID",
      "A list of all numbers",
    ]);
  });

  it("reads attributes: data of an element make an object of it, addresses say what they hold", async () => {
    const data = await read('<div data-customer-id="A1" id="x"><p title="Tip: 1">hi</p></div>');
    expect(data.values).toEqual(["customer-id=A1"]);
    expect(data.texts).toEqual(["Tip: 1", "hi"]);
    const links = await read(
      '<a href="mailto:a%40b.example,c@d.example?cc=e@f.example">m</a><a href="tel:+49-170">t</a>' +
        '<a href="https://x.example/?customerId=A5&amp;z=1">q</a><a href="page.html">p</a><a onclick="go(\'A7\')">j</a>',
    );
    expect(links.texts).toEqual([
      "email: a@b.example",
      "email: c@d.example",
      "?cc=e@f.example",
      "phone: +49-170",
      "x.example/?customerId=A5&z=1",
      "go('A7')",
      "mtqpj",
    ]);
    const form = await read(
      '<meta name="author" content="Anna"><input type="hidden" name="customerId" value="A9">',
    );
    expect(form.texts).toEqual(["author: Anna", "customerId: A9"]);
  });

  it("says which files a line or a record names", async () => {
    const { texts } = await read(
      '<p>Account: <audio src="a%20b.mp3?x=1"></audio>A32</p><img src="https://x.example/a.png">',
    );
    expect(texts).toEqual(["Account:", "audio file: a b.mp3", "A32"]);
    const linked = await read(
      '<p>Account: A32 <a href="x/a.mp3">listen</a> <a href="more.html">more</a></p>',
    );
    expect(linked.texts).toEqual(["Account: A32 listen more  file: x/a.mp3"]);
    const record = await read('<div class="outer-cell mdl-cell"><audio src="a.mp3"></audio></div>', {
      accountKeys: ["audio file"],
    });
    expect(record.values).toEqual(["audio file=a.mp3"]);
  });

  it("reads each item of Takeout's activities and of Facebook's pages as an object of a list", async () => {
    for (const name of [
      "outer-cell mdl-cell",
      "pam _3-95 _2ph- _a6-g uiBoxWhite noborder",
      "pam uiBoxWhite noborder",
    ]) {
      const { places, open, texts } = await read(
        `<body><div class="grid"><div class="${name}"><p>Search</p></div>\n<div class="${name}"><p>Maps</p><br></div></div></body>`,
      );
      expect(texts).toEqual(["Search", "Maps"]);
      expect(places).toEqual(["item 1, line 1", "item 2, line 2"]);
      expect(open).toBe(0);
    }
  });

  it("takes any element for HTML under its name", () => {
    expect(htmlFormat.sniff(latin1("<x-card><b>a</b></x-card>"), "a.html")).toBe(2);
    expect(htmlFormat.sniff(latin1("<x-card><b>a</b></x-card>"), "a.xml")).toBe(0);
    expect(htmlFormat.sniff(latin1('<?xml version="1.0"?><x-card><b>a</b></x-card>'), "a.html")).toBe(0);
    expect(htmlFormat.sniff(latin1("<dl><dt>a<dd>b</dl>"), "a")).toBe(2);
  });

  it("reads elements that are commented out as it would read them in the page", async () => {
    const { texts } = await read(
      "<!-- <tr><td>Customer ID</td><td>A1</td></tr> --><!--[if mso]><p>Customer ID: A2</p><![endif]--><!-- <customerId>A3</customerId> -->",
    );
    expect(texts).toEqual([
      "Customer ID",
      "Customer ID: A1",
      "[if mso]>",
      "Customer ID: A2",
      "<![endif]",
      "customerId: A3",
    ]);
  });

  it("ends a label with its element, also where a space follows", async () => {
    const { texts } = await read(
      "<p><b>Customer ID</b> A1</p><p><b>Name</b> Anna <b>Customer ID</b> A2</p><p>your <b>name</b> here</p>",
    );
    expect(texts).toEqual(["Customer ID: A1", "Name Anna Customer ID: A2", "your name here"]);
  });

  it("reads declarations in scripts as fields, labels of inputs, and what is chosen in a list", async () => {
    const { texts } = await read(
      '<script>const customerId = "A1";</script><label for="c">Customer ID</label><input id="c" value="A2">' +
        '<select name="customerId"><option value="A3">x<option value="A4" selected>y</select>',
    );
    expect(texts).toContain('customerId = "A1";');
    expect(texts).toContain("Customer ID: A2");
    expect(texts).toContain("customerId: A4");
    expect(texts).not.toContain("customerId: A3");
  });

  it("reads JSON in scripts and attributes, searches other scripts and style sheets, and takes them for no record", async () => {
    const { values, places, texts, marks } = await read(
      '<script type="application/ld+json">[{"customerId":"A1"}]</script>\n<script>window.X = {"customerId": "A2"}; run(1);</script>' +
        "<script>const y = {customerId: 'A3', z: 1};</script><div data-props='{\"customerId\":\"A4\"}'></div>",
    );
    expect(values).toEqual(["[]:customerId=A1", "customerId=A2", "customerId=A3", "customerId=A4"]);
    expect(places[0]).toBe("script, line 1, [0]");
    expect(texts).toContain("; run(1);");
    expect(marks).toEqual(["content"].concat(marks.slice(1)));
    const code = await read(
      "<style>/* customerId: A1 */</style><script>var a = 1; // customerId: A2\n</script><!-- customerId: A3 -->",
    );
    expect(code.texts).toEqual(["/* customerId: A1 */", "var a = 1; // customerId: A2", "customerId: A3"]);
    expect(code.marks).toEqual([]);
  });

  it("makes files of what stands in `data:` addresses", async () => {
    const { embedded } = await read(
      '<img src="data:image/png;base64,iVBORw0KGgo="><p style="background:url(data:image/svg+xml,%3Csvg/%3E)">' +
        "<style>@font-face { src: url('data:font/woff2;base64,d09GMg==') }</style>",
    );
    expect(embedded.map(({ name }) => name)).toEqual(["data.png", "data.svg", "data.woff2"]);
    expect(
      embedded.map(({ content }) =>
        content.is === "bytes" ? Buffer.from(content.bytes).toString("latin1") : "",
      ),
    ).toEqual(["\x89PNG\r\n\x1a\n", "<svg/>", "wOF2"]);
  });

  it("reads the encoding that the page declares, and otherwise the one its bytes look like", async () => {
    const umlaut = joined('<html><meta charset="iso-8859-2"><p>Luk\xe1\xb9', "</html>");
    expect((await told(htmlFormat, umlaut)).texts).toEqual(["Lukáš"]);
    const wide = joined("\xff\xfe", Buffer.from("<p>Müller", "utf16le"));
    for (const bytes of [wide, latin1("<p>M\xfcller"), joined("\xef\xbb\xbf", Buffer.from("<p>Müller"))])
      expect((await told(htmlFormat, bytes, { chunkBytes: 7 })).texts).toEqual(["Müller"]);
    const unknown = await read('<meta charset="x-none"><p>A1</p>');
    expect(unknown.texts).toContain("A1");
    expect(unknown.refused?.reason).toBe("unsupported-format");
  });

  it("names the line of each text, and the column where a line is long", async () => {
    const { places } = await read(`<p>one\n<p>two\n\n<p>three${" ".repeat(500)}<p>four`);
    expect(places).toEqual(["line 1", "line 2", "line 4", "line 4, column 512"]);
  });

  it("says when a page ends within a tag, a script or declared JSON", async () => {
    for (const [page, words] of [
      ['<p>a<div data-customer-id="A32', "it ends within a tag"],
      ["<p>a<script>var x = ", "it ends within a script or a style sheet"],
      ['<script type="application/json">{"a":</script>', "a script that says it is JSON is none"],
    ] as const) {
      const { refused, open } = await read(page);
      expect([refused?.reason, refused?.message]).toEqual(["damaged", words]);
      expect(open).toBe(0);
    }
    expect((await read("<p>a &amp")).refused).toBeUndefined();
    const binary = joined(
      "<p>a",
      Uint8Array.from({ length: 40_000 }, (_, at) => (at * 7) % 32),
    );
    expect((await told(htmlFormat, binary)).refused?.reason).toMatch(/damaged|unknown-format/);
  });

  it("bounds what hostile pages nest, repeat and never end", async () => {
    for (const [page, words] of [
      ["<div>".repeat(2000), /elements in one another/],
      [`<p ${"a=1 ".repeat(20_000)}>`, /attributes/],
      [`<table><tr>${"<td>".repeat(20_000)}`, /cells/],
    ] as const) {
      const { refused, open } = await read(page);
      expect(refused?.reason).toBe("over-limit");
      expect(refused?.message).toMatch(words);
      expect(open).toBe(0);
    }
    const style = await read(`<style>${"url(data:,".repeat(20_000)}</style>`);
    expect(style.embedded).toHaveLength(1);
    expect((await read(`<p>${"x<i></i>".repeat(50_000)}`)).refused).toBeUndefined();
  });

  it("reads the same however the bytes are cut, and never fails but with a reason, whatever they are", async () => {
    const page =
      "<html><head><meta charset=utf-8><style>a{b:url(data:,x)}</style></head><body data-customer-id=A1><table><tr><th>T<th>customerId<tr>" +
      '<td rowspan=2>x<td>A1<tr><td><table><tr><td>customerId<td>A2</table></table><dl><dt>customerId<dd>A1<dd><div class="outer-cell">' +
      '<p>ü</p></div></dl><div><div class="outer-cell">a<table><tr><td>z</table></div>b</div><script>window.X={"customerId":"A9"};</script><!-- c -->';
    const whole = await read(page);
    for (const chunkBytes of [1, 7]) expect({ ...(await read(page, { chunkBytes })) }).toEqual({ ...whole });
    const tokens = page.match(/<[^>]*>|[^<]+/g) ?? [];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: tokens.length - 1 }), { maxLength: 60 }),
        fc.nat(400),
        fc.integer({ min: 1, max: 40 }),
        async (order, cut, chunkBytes) => {
          const text = order.map((index) => tokens[index]).join("");
          const { open } = await read(text.slice(0, Math.max(0, text.length - (cut % 7))), { chunkBytes });
          expect(open).toBe(0);
          expect((await read(page.slice(0, cut), { chunkBytes })).open).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});

const CASE = new URL(
  "../../../shared/cases/exports/purarue+google_takeout_parser/tests/testdata/HtmlTakeout/My%20Activity/Chrome/MyActivity.html",
  import.meta.url,
);

describe.skipIf(!existsSync(CASE))(
  "a real page of Google Takeout (skipped when ../shared/cases is absent)",
  () => {
    it("is read item by item", async () => {
      const { texts, places, refused, consumed, open } = await told(htmlFormat, readFileSync(CASE));
      expect(refused).toBeUndefined();
      expect(consumed).toBe(readFileSync(CASE).length);
      expect(open).toBe(0);
      expect(texts).toContain("Visited\u00a0https://productforums.google.com/forum/");
      expect(new Set(places.map((place) => /^item \d+/.exec(place)?.[0]).filter(Boolean)).size).toBe(3);
    });
  },
);
