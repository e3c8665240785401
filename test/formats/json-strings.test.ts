import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonFormat } from "../../src/formats/json/index.ts";
import { repaired, unescaped } from "../../src/formats/json/escapes.ts";
import { isJson } from "../../src/formats/json/syntax.ts";
import { isWellFormed } from "../../src/formats/json/well-formed.ts";
import { told, type ReadOptions, type Told } from "../support/bytes.ts";

async function read(value: unknown, options: ReadOptions = {}): Promise<Told> {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return told(jsonFormat, Uint8Array.from(Buffer.from(text)), { accountKeys: ["customerId"], ...options });
}

const ACCOUNT = "amzn1.account.AHVR7AAM7TKHMHZP33O45L6YMBNQ";

describe("the quick look at a string", () => {
  const piece = fc.constantFrom(
    "{", "}", "[", "]", ",", ":", '"a"', "'b'", "c", "1", "-2.5e3", "true", " ", "\n", '"', "'", "\\", "é", "$", ".", "None", "\u000b",
  ); // prettier-ignore

  it("takes for a document what the reader does", () => {
    fc.assert(
      fc.property(fc.constantFrom("{", "["), fc.array(piece, { maxLength: 12 }), (first, pieces) => {
        const rest = pieces.join("");
        const quick = isWellFormed(Buffer.from(first + rest), 0, Buffer.byteLength(first + rest));
        // A comment leaves it to the reader.
        if (quick !== undefined) expect(quick).toBe(isJson(Buffer.from(`${first}/**/${rest}`), true));
      }),
      { numRuns: 5000 },
    );
  });
});

describe("JSON within a string", () => {
  it("is an object under the string's key, with a place of its own", async () => {
    const inner = JSON.stringify({ customerId: "N1", media: { list: [{ customerId: "N2" }] } });
    for (const chunkBytes of [1, 7, 10_000]) {
      const { values, places, open } = await read(
        { activities: [{}, { description: inner }] },
        { chunkBytes },
      );
      expect(values).toEqual([
        "activities:[]:description:customerId=N1",
        "activities:[]:description:media:list:[]:customerId=N2",
      ]);
      expect(places).toEqual(["activities[1].description", "activities[1].description → media.list[0]"]);
      expect(open).toBe(0);
    }
  });

  it("may be encoded twice, written by Python, surrounded by white space", async () => {
    const twice = JSON.stringify(JSON.stringify({ customerId: "N1" }));
    expect((await read({ a: twice })).values).toEqual(["a:customerId=N1"]);
    expect((await read({ a: "{'customerId': 'N1', 'b': None}" })).values).toEqual(["a:customerId=N1"]);
    expect((await read({ a: ' \n{"customerId":"N1"}\n' })).values).toEqual(["a:customerId=N1"]);
  });

  it("that was cut off is text", async () => {
    const { texts, refused } = await read({ a: '{"customerId": "N1", "b": "tex' });
    expect(refused).toBeUndefined();
    expect(texts).toEqual(['{"customerId": "N1", "b": "tex']);
  });

  it("is no other text that begins like it", async () => {
    const { values } = await read([
      { customerId: "[Verse 1]" },
      { customerId: "{title} has {count}" },
      { customerId: "{x" },
    ]);
    expect(values).toEqual([
      "[]:customerId=[Verse 1]",
      "[]:customerId={title} has {count}",
      "[]:customerId={x",
    ]);
  });

  it("is read when it is long, and over the limit when it is too long", async () => {
    const long = JSON.stringify({ x: "y".repeat(100_000), customerId: "N1" });
    for (const chunkBytes of [5000, 1_000_000])
      expect((await read([{ a: long }], { chunkBytes })).values).toEqual(["[]:a:customerId=N1"]);
    const huge = JSON.stringify({ x: "y".repeat(5_000_000), customerId: "N1" });
    for (const chunkBytes of [1_000_000, 10_000_000]) {
      const { refused, values } = await read([{ a: huge, customerId: "A1" }], { chunkBytes });
      expect(values).toEqual(["[]:customerId=A1"]);
      expect(refused?.reason).toBe("over-limit");
    }
    let deep = JSON.stringify({ customerId: "N1" });
    for (let level = 0; level < 6; level += 1) deep = JSON.stringify({ a: deep });
    expect((await read(deep)).refused?.reason).toBe("over-limit");
    expect((await read({ a: "[".repeat(600) + "]".repeat(600) })).refused?.reason).toBe("over-limit");
  });
});

describe("base64 in a string", () => {
  it("of text is searched, of anything else it is left alone", async () => {
    const item = Buffer.from(`${ACCOUNT}-SHOPPING_ITEM`).toString("base64");
    const { texts, decoded } = await read([{ itemId: item }]);
    expect(texts).toEqual([`${ACCOUNT}-SHOPPING_ITEM`]);
    expect(decoded).toEqual(texts);
    const others = [
      "SearchForStationByArtistAction",
      "0123456789abcdef0123456789abcdef",
      Buffer.alloc(40, 7).toString("base64"),
    ];
    for (const other of others) expect((await read([{ a: other }])).texts, other).toEqual([]);
  });

  it("of JSON is a document, also as the middle of a token, in letters of any language and laid out in lines", async () => {
    const claims = { name: "Jörg", customerId: "A4C34GWKR5R6R" };
    const cursor = Buffer.from(JSON.stringify(claims, undefined, 2)).toString("base64");
    expect((await read([{ cursor }])).values).toEqual(["[]:cursor:customerId=A4C34GWKR5R6R"]);
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const token = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.${"c2ln".repeat(10)}`;
    const { values, decoded } = await read([{ token }]);
    expect(values).toEqual(["[]:token:customerId=A4C34GWKR5R6R"]);
    expect(decoded).toEqual([JSON.stringify(claims)]);
    for (const other of ["eyJhbGciOiJIUzI1NiJ9.e30", "eyJhbGciOiJIUzI1NiJ9..", "www.example.org/eyJhbGciOiJ"])
      expect((await read([{ other }])).values, other).toEqual([]);
  });

  it("of a label and its value is a line, however short", async () => {
    const { texts } = await read([{ state: Buffer.from("customerId=A4C34GWKR5R6R").toString("base64") }]);
    expect(texts).toEqual(["customerId=A4C34GWKR5R6R"]);
  });

  it("of a file is an entry of its own, where it stands", async () => {
    const pdf = Buffer.from(`%PDF-1.4${"x".repeat(100)}`);
    const data = { a: pdf.toString("base64"), b: `data:image/png;base64,${pdf.toString("base64")}` };
    for (const mark of ["", "\ufeff"]) {
      const written = Buffer.from(mark + JSON.stringify(data));
      const { embedded } = await told(jsonFormat, Uint8Array.from(written));
      expect(embedded).toHaveLength(2);
      for (const { content } of embedded) {
        if (content.is !== "range") throw new Error("no range");
        const [start, length] = content.range;
        expect(Buffer.from(written.toString("latin1", start, start + length), "base64")).toEqual(pdf);
      }
    }
  });

  it("of a long file is found however the bytes are cut", async () => {
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(60_000, 0x5a)]);
    const written = Buffer.from(JSON.stringify([{ a: jpeg.toString("base64") }]));
    for (const chunkBytes of [3000, 100_000]) {
      const { embedded } = await told(jsonFormat, Uint8Array.from(written), { chunkBytes });
      const content = embedded[0]?.content;
      if (content?.is !== "range") throw new Error("no range");
      const [start, length] = content.range;
      expect(Buffer.from(written.toString("latin1", start, start + length), "base64")).toEqual(jpeg);
    }
    const escaped = Buffer.from(
      JSON.stringify([{ a: jpeg.toString("base64") }])
        .replaceAll("/", "\\/")
        .replace("Wlpa", "Wlpa\\n"),
    );
    for (const chunkBytes of [3000, 100_000]) {
      const { embedded } = await told(jsonFormat, Uint8Array.from(escaped), { chunkBytes });
      const content = embedded[0]?.content;
      expect(content?.is === "bytes" && Buffer.from(content.bytes).equals(jpeg)).toBe(true);
    }
  });

  it("that a data URI writes with percent signs is a file too", async () => {
    const { embedded } = await read({ a: "data:text/plain,hello%20Zo%C3%AB" });
    const content = embedded[0]?.content;
    expect(content?.is === "bytes" ? Buffer.from(content.bytes).toString() : "").toBe("hello Zoë");
  });
});

describe("text that was encoded as UTF-8 twice", () => {
  it("is repaired, in values and in keys", async () => {
    expect(repaired("Anna MÃ¼ller")).toBe("Anna Müller");
    expect(repaired("ð\u009f\u0098\u0080")).toBe("😀");
    expect(repaired("Ã–zil â€™s ðŸ˜€ â‚¬")).toBe("Özil ’s 😀 €");
    for (const text of ["Anna Müller", "plain", "東京 Ã¼", "100 Â§ é"])
      expect(repaired(text), text).toBeUndefined();
    const { values, decoded } = await told(
      jsonFormat,
      Uint8Array.from(
        Buffer.from(
          '{"name":"Anna M\\u00c3\\u00bcller","größe":"x","grÃ¶ÃŸe":"y"}'.replace(
            "grÃ¶ÃŸe",
            "gr\\u00c3\\u00b6\\u00c3\\u009fe",
          ),
        ),
      ),
      { accountKeys: ["name", "größe"] },
    );
    expect(values).toEqual(["name=Anna Müller", "größe=x", "größe=y"]);
    expect(decoded).toContain("Anna MÃ¼ller");
  });
});

describe("escapes", () => {
  it("stand for what JSON and JavaScript say", () => {
    expect(unescaped(String.raw`a\u0041\x42\u{43}\/\"\'\n\0\q`)).toBe("aABC/\"'\n\0q");
    expect(unescaped(String.raw`\ud83d\ude00 \u12 \u{110000}`)).toBe("😀 u12 u{110000}");
    for (const text of ["", "a\u2028b", '\u0000\u001f\\"/', "😀\ud800"]) {
      expect(unescaped(JSON.stringify(text).slice(1, -1))).toBe(text);
    }
  });

  it("make text that is told apart from the bytes", async () => {
    expect((await read('{"a":"x\\u0041A32TRBM6QOXJ5H"}')).decoded).toEqual(["xAA32TRBM6QOXJ5H"]);
    // A search through the bytes takes these for borders itself.
    expect((await read('{"a":"x\\nA32TRBM6QOXJ5H"}')).decoded).toEqual([]);
    expect((await read('{"a":"say \\"hi\\""}')).decoded).toEqual([]);
  });
});
