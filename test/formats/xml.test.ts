import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { xmlFormat } from "../../src/formats/xml/index.ts";
import { joined, latin1, told, type ReadOptions, type Told } from "../support/bytes.ts";

async function read(xml: string, options: ReadOptions = {}): Promise<Told> {
  return told(xmlFormat, Uint8Array.from(Buffer.from(xml)), {
    accountKeys: ["customerId", "[]", "#text"],
    ...options,
  });
}

describe("the XML format", () => {
  it("takes documents by their declaration or their first element, and no chat", () => {
    for (const xml of [
      '<?xml version="1.0"?><a/>',
      "\ufeff<gpx version='1'></gpx>",
      "<!DOCTYPE plist><plist/>",
      "<svg></svg>",
    ])
      expect(xmlFormat.sniff(Buffer.from(xml), "a")).toBe(2);
    for (const other of ["<html><p>", "<anna> hello\n<ben> hi", "a <b/>", "{}", ""])
      expect(xmlFormat.sniff(Buffer.from(other), "a.xml")).toBe(0);
  });

  it("makes lists of siblings of one name, and objects of single ones", async () => {
    const { values, places, open, consumed } = await read(
      '<?xml version="1.0"?>\n<export>\n <p:record xmlns:p="u" p:customerId="A1"/>\n <other/>\n <record><customerId> A2 </customerId></record>\n' +
        " <single><customerId>A3</customerId></single></export>\n",
    );
    expect(values).toEqual([
      "export:record:[]:customerId=A1",
      "export:record:[]:customerId=A2",
      "export:single:customerId=A3",
    ]);
    expect(places).toEqual([
      "line 3, export/p:record[1]/@p:customerId",
      "line 5, export/record[2]/customerId",
      "line 6, export/single/customerId",
    ]);
    expect(open).toBe(0);
    expect(consumed).toBe(187);
  });

  it("names the text of an element with attributes `#text`, and lists values", async () => {
    const { values } = await read(
      '<e><customerId type="x">A1</customerId><n customerId="A2">t</n><m>x</m><m>y</m></e>',
    );
    expect(values).toEqual([
      "e:customerId:#text=A1",
      "e:n:customerId=A2",
      "e:n:#text=t",
      "e:m:[]=x",
      "e:m:[]=y",
    ]);
  });

  it("reads fields that attributes name, and the keys of property lists", async () => {
    const { values } = await read(
      '<map><string name="customerId">A1</string><entry key="customerId" value="A2"/><Data name="customerId"><value>A3</value></Data></map>',
    );
    expect(values).toEqual(["map:customerId=A1", "map:customerId=A2", "map:customerId=A3"]);
    const plist = await read(
      '<plist version="1.0"><dict><key>customerId</key><string>A1</string><key>list</key><array>' +
        "<dict><key>customerId</key><string>A2</string></dict><dict/></array></dict></plist>",
    );
    expect(plist.values).toEqual(["plist:customerId=A1", "plist:list:[]:customerId=A2"]);
    expect(plist.places[1]).toBe("line 1, plist/dict/array/dict[1]/string");
  });

  it("gives mixed content, comments, instructions and sentences as lines", async () => {
    const { texts, decoded, marks } = await read(
      '<?xml version="1.0"?><!-- one --><?app two?><e><p>Customer: A3<b>2</b> and <i>x</i></p><q>Kunde: A5\n of it</q><r><![CDATA[a<b]]></r></e>',
    );
    expect(texts).toEqual([" one ", "app two", "Customer: A32 and x", "Kunde: A5", "of it"]);
    expect(decoded).toEqual(["Customer: A32 and x"]);
    expect(marks).toEqual(["content"]);
    expect((await read("<e><!-- customerId: A1 --></e>")).marks).toEqual([]);
  });

  it("hands over what references hide", async () => {
    expect((await read("<e><customerId>A&#51;2</customerId></e>")).decoded).toEqual(["A32"]);
    expect((await read("<e a='1&amp;2'><customerId>A32</customerId></e>")).decoded).toEqual(["1&2"]);
    expect((await read("<e><customerId>A<!-- -->3</customerId></e>")).decoded).toEqual(["A3"]);
  });

  it("keeps lists apart from objects also where documents are too large to be held back", async () => {
    const record = "<r><customerId>A1</customerId><x><y/><y/></x></r>";
    const whole = await read(`<e>${record.repeat(3)}</e>`);
    const long = await read(`<e>${record.repeat(3000)}</e>`);
    expect(new Set(long.values)).toEqual(new Set(whole.values));
    expect(long.values).toHaveLength(3000);
    expect(long.places.at(-1)).toBe("line 1, e/r[3000]/customerId");
    // The first is reported before anything can say that more of its name follow.
    const large = `<r><customerId>A1</customerId>${"<z/>".repeat(1500)}<customerId>A2</customerId></r>`;
    expect((await read(`<e>${large}${record}</e>`)).values).toEqual([
      "e:r:customerId=A1",
      "e:r:customerId:[]=A2",
      "e:r:[]:customerId=A1",
    ]);
  });

  it("makes files of base64 and `data:` addresses, and documents of JSON", async () => {
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(80, 1)]).toString(
      "base64",
    );
    const { embedded, values } = await read(
      `<mms><part ct="image/jpeg" name="a.jpg" data="${jpeg}"/><image href="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"/>` +
        '<payload>{"customerId":"A1"}</payload></mms>',
    );
    expect(embedded.map(({ name }) => name)).toEqual(["a.jpg", "data.png"]);
    expect(values).toEqual(["customerId=A1"]);
  });

  it("expands and fetches nothing, and says so", async () => {
    const bomb = `<!DOCTYPE l [<!ENTITY a "customerId: A1"><!ENTITY b "${"&a;".repeat(10)}">]><l>\n<x>&b;</x><customerId>A2</customerId></l>`;
    const { refused, values, texts } = await read(bomb);
    expect([refused?.reason, refused?.message]).toEqual([
      "unsupported-format",
      "from line 2 on it uses entities that it declares itself, which are not expanded",
    ]);
    expect(values).toEqual(["l:customerId=A2"]);
    expect(texts[0]).toContain("customerId: A1");
    const outside = await read(
      '<!DOCTYPE l SYSTEM "http://127.0.0.1/x.dtd" [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>',
    );
    expect(outside.refused?.reason).toBe("unsupported-format");
    // Declared and not used.
    expect((await read('<!DOCTYPE l [<!ENTITY a "b">]><l>x</l>')).refused).toBeUndefined();
    for (const undeclared of ["<l>&nbsp;</l>", "<l>&constructor;</l>"])
      expect((await read(undeclared)).refused?.reason).toBe("damaged");
  });

  it("keeps what was read before a mistake, and names its line", async () => {
    for (const [xml, words] of [
      ["<e>\n<customerId>A1</customerId>\n<x>", "line 3: unclosed tag: x; what follows was not read"],
      [
        "<e>\n<customerId>A1</customerId>\n</f></e>",
        "line 3: unexpected close tag; what follows was not read",
      ],
      [
        "<e>\n<customerId>A1</customerId>\n<x a=1/></e>",
        "line 3: unquoted attribute value; what follows was not read",
      ],
    ] as const) {
      const { refused, values, open } = await read(xml);
      expect([refused?.reason, refused?.message]).toEqual(["damaged", words]);
      expect(values).toEqual(["e:customerId=A1"]);
      expect(open).toBe(0);
    }
  });

  it("reads emoji that telephones write as two half characters, and control characters", async () => {
    const { values, refused } = await read(
      `<e><customerId>A1</customerId><b>&#55357;&#56832;\u0008${" text".repeat(40)}</b></e>`,
    );
    expect(values).toEqual(["e:customerId=A1"]);
    expect(refused).toBeUndefined();
  });

  it("leaves what follows the document to others", async () => {
    for (const [xml, end] of [
      ["<ä>ü</ä>\n<b/>", 12],
      ["<a/> text", 4],
      ["<a/>\n<!-- c -->\n<?x y?>\n", 24],
    ] as const) {
      expect((await read(xml)).consumed).toBe(end === 12 ? Buffer.byteLength("<ä>ü</ä>") : end);
      expect((await read(xml, { chunkBytes: 1 })).consumed).toBe(
        end === 12 ? Buffer.byteLength("<ä>ü</ä>") : end,
      );
    }
    const wide = joined("\xff\xfe", Buffer.from("<a>x</a><b/>", "utf16le"));
    expect((await told(xmlFormat, wide)).consumed).toBe(18);
  });

  it("reads UTF-8, UTF-16, Latin-1 and what else Node.js knows, and says when it does not", async () => {
    const wide = Buffer.from('<?xml version="1.0" encoding="utf-16"?><e>a: Müller 1</e>', "utf16le");
    for (const bytes of [
      joined("\xff\xfe", wide),
      joined("\xfe\xff", Buffer.from(wide).swap16()),
      wide,
      latin1('<?xml version="1.0" encoding="ISO-8859-1"?><e>a: M\xfcller 1</e>'),
      joined("\xef\xbb\xbf", Buffer.from("<e>a: Müller 1</e>")),
    ])
      expect((await told(xmlFormat, Uint8Array.from(bytes), { chunkBytes: 7 })).texts).toEqual([
        "a: Müller 1",
      ]);
    const unknown = await read('<?xml version="1.0" encoding="x-none"?><e><customerId>A1</customerId></e>');
    expect(unknown.values).toEqual(["e:customerId=A1"]);
    expect(unknown.refused?.reason).toBe("unsupported-format");
  });

  it("bounds nesting and attributes", async () => {
    expect((await read("<a>".repeat(600))).refused?.message).toBe("line 1: elements nested deeper than 512");
    const attributes = Array.from({ length: 17_000 }, (_, index) => `a${index}=""`).join(" ");
    expect((await read(`<a ${attributes}/>`)).refused?.reason).toBe("over-limit");
    const { open, refused } = await read(`<a>${"<b>".repeat(400)}${"x<c/>".repeat(3000)}`);
    expect([open, refused?.reason]).toEqual([0, "damaged"]);
  });

  it("reads the same however the bytes are cut, and never fails but with a reason, whatever they are", async () => {
    const xml =
      '<?xml version="1.0"?><!DOCTYPE e [<!ENTITY a "b">]><e><record customerId="A1"><x/>tü<y>z</y></record><record/><p:q xmlns:p="u">&amp;&#65;' +
      '<![CDATA[x]]></p:q><!-- c --><?pi x?><field name="customerId">A</field><plist><dict><key>customerId</key><string>A</string></dict></plist></e>';
    const whole = await read(xml);
    for (const chunkBytes of [1, 7]) expect(await read(xml, { chunkBytes })).toEqual(whole);
    const tokens = xml.match(/<[^>]*>|[^<]+/g) ?? [];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: tokens.length - 1 }), { maxLength: 60 }),
        fc.nat(400),
        fc.integer({ min: 1, max: 40 }),
        async (order, cut, chunkBytes) => {
          const text = order.map((index) => tokens[index]).join("");
          expect((await read(text, { chunkBytes })).open).toBe(0);
          const { open, refused } = await read(xml.slice(0, cut), { chunkBytes });
          expect(open).toBe(0);
          if (cut > 0 && cut < xml.length) expect(refused).toBeDefined();
        },
      ),
      { numRuns: 60 },
    );
  });

  it("reads documents within its text: commented out, in CDATA, escaped", async () => {
    const { texts } = await read(
      '<e><!-- <customerId>A1</customerId> --><p><![CDATA[<o n="1">\n<customerId>A2</customerId></o>]]></p>' +
        "<q>&lt;customerId&gt;A3&lt;/customerId&gt;</q></e>",
    );
    expect(texts).toEqual(["customerId: A1", 'n="1"', "customerId: A2", "customerId: A3"]);
  });

  it("reads a name and a value in elements of their own as a field, and text between structures as a line", async () => {
    const { values, texts } = await read(
      "<m><entry><key>customerId</key><value>A1</value></entry><entry><key>city</key><value>B</value></entry>" +
        "<o><n>1</n></o>Customer: A2<o><n>2</n></o></m>",
    );
    expect(values).toEqual(["m:customerId=A1"]);
    expect(texts).toContain("Customer: A2");
  });
});
