import { describe, expect, it } from "vitest";
import { jsonFormat, readJsonText } from "../../src/formats/json/index.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { joined, told, type ReadOptions, type Told } from "../support/bytes.ts";

const KEYS = ["customerId", "customer_id", "text"];

function utf8(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text));
}

/** What is read of a text, which must not depend on how its bytes are cut. */
async function read(text: string | Uint8Array, options: ReadOptions = {}): Promise<Told> {
  const bytes = typeof text === "string" ? utf8(text) : text;
  const all = { accountKeys: KEYS, name: "a.json", ...options };
  const whole = await told(jsonFormat, bytes, all);
  for (const chunkBytes of typeof text === "string" && bytes.length > 0 ? [1, 7] : []) {
    const cut = await told(jsonFormat, bytes, { ...all, chunkBytes });
    expect(cut.refused?.message).toBe(whole.refused?.message);
    expect({ ...cut, refused: undefined }).toEqual({ ...whole, refused: undefined });
  }
  expect(whole.open).toBe(0);
  return whole;
}

describe("JavaScript around JSON", () => {
  it("is passed over: assignments, calls, exports and guards", async () => {
    for (const text of [
      'window.YTD.tweet.part0 = [ {"customerId":"A1"} ]',
      '/**/cb({"customerId":"A1"});',
      'cb && cb({"customerId":"A1"})',
      'export default {"customerId":"A1"};',
      'module.exports = {"customerId":"A1"}',
      ')]}\',\n[{"customerId":"A1"}]',
      'for(;;);{"customerId":"A1"}',
      '"use strict";\nvar x = {"customerId":"A1"};',
      'window["__DATA__"] = JSON.parse("{\\"customerId\\":\\"A1\\"}");',
    ]) {
      expect(jsonFormat.sniff(utf8(text), "a.js"), text).toBe(3);
      const { values, refused } = await read(text);
      expect(refused, text).toBeUndefined();
      expect(
        values.map((value) => value.replace("[]:", "")),
        text,
      ).toEqual(["customerId=A1"]);
    }
  });

  it("may assign several documents, each told by the name of its variable", async () => {
    const { values, places, refused } = await read(
      'var a = {"customerId":"A1"};\nlet b = [{"customerId":"B2"}];',
    );
    expect(refused).toBeUndefined();
    expect(values).toEqual(["customerId=A1", "[]:customerId=B2"]);
    expect(places).toEqual(["the whole document", "b: [0]"]);
  });

  it("that does more than hold data is no JSON", () => {
    for (const text of [
      "var x = 5; function f() { return { a: 1 }; }",
      "define(['a', 'b'], function (a) { return a; });",
      "(window.webpackJsonp=window.webpackJsonp||[]).push([[0],{1:function(e){}}]);",
      "Hello (3 people) are here",
      "[section]\nkey=value\n",
      "[2018-05-01 10:00:00] started",
    ])
      expect(jsonFormat.sniff(utf8(text), "a.js"), text).toBe(0);
  });
});

describe("several documents in one file", () => {
  it("are read line by line, and broken lines are told while all others are read", async () => {
    const text =
      '{"customerId":"A1"}\n\n{"customerId":"B2"\n{"customerId":"C3"}\r\n{"customerId":"D4","x":"never closed, and much longer than that\n{"customerId":"E5"}\n{"customerId":"F6","x":';
    const { values, places, refused } = await read(text, { name: "a.ndjson" });
    expect(values.map((value) => value.slice(-2))).toEqual(["A1", "B2", "C3", "D4", "E5", "F6"]);
    expect(places).toEqual(["line 1", "line 3", "line 4", "line 5", "line 6", "line 7"]);
    expect(refused?.reason).toBe("damaged");
    expect(refused?.message).toBe("3 of its lines are no JSON, the first is line 3; the others were read");
  });

  it("may begin with a broken line", async () => {
    const { values, refused } = await read('{"customerId":"A1"\n{"customerId":"B2"}\n{"customerId":"C3"}\n');
    expect(values).toHaveLength(3);
    expect(refused?.message).toBe("line 1 is no JSON; the others were read");
  });

  it("may stand behind record separators", async () => {
    const text = '\u001e{"customerId":"A1"}\n\u001e{"customerId":"B2"\n\u001e{"customerId":"C3"}\n';
    expect(jsonFormat.sniff(utf8(text), "a.log")).toBe(3);
    const { values, places, refused } = await read(text);
    expect(values).toHaveLength(3);
    expect(places).toEqual(["line 1", "line 2", "line 3"]);
    expect(refused?.message).toContain("line 2 is no JSON");
  });

  it("may follow one another without anything between, also behind a long one", async () => {
    expect((await read('{"customerId":"A1"}{"customerId":"B2"}')).values).toHaveLength(2);
    const long = `{"customerId":"A1","x":"${"y".repeat(70_000)}"}\n{"customerId":"B2"}\n{"customerId":"C3"}`;
    const { values, refused } = await read(utf8(long));
    expect(refused).toBeUndefined();
    expect(values).toHaveLength(3);
  });
});

describe("what is no strict JSON", () => {
  it("is read as JavaScript and Python write it, and comments are text", async () => {
    const text =
      "// customerId: X\n{customerId: 'A\\'1', /* note */ \"x\": [1,2,], y: NaN, z: undefined, n: 0x1f, m: .5, 'text': None,}";
    expect(jsonFormat.sniff(utf8(text), "a.txt")).toBe(3);
    const { values, texts, refused } = await read(text);
    expect(refused).toBeUndefined();
    expect(values).toEqual(["customerId=A'1"]);
    expect(texts).toEqual(["customerId: X", "note"]);
  });

  it("is damaged from the first fault on, with what was read", async () => {
    for (const text of [
      '{"customerId":"A1","b":',
      '{"customerId":"A1"} and more',
      '{"customerId":"A1","b":…}',
      '[{"customerId":"A1"},,{"customerId":"B2"}]',
      '{"customerId":"A1" /* never closed',
      '`{"customerId":"A1"}',
    ]) {
      const { values, refused } = await read(text);
      expect(
        values.map((value) => value.slice(-2)),
        text,
      ).toEqual(["A1"]);
      expect(refused?.reason, text).toBe("damaged");
    }
  });

  it("may be empty, white space, a value alone", async () => {
    for (const text of ["", " \n\t", "null", "[]", "{}", "true", '""']) {
      const { refused, marks } = await read(text);
      expect(refused, text).toBeUndefined();
      expect(marks, text).toEqual([]);
    }
    expect((await read("42")).marks).toEqual(["content"]);
    expect((await read('"customerId: A1 of Anna"')).texts).toEqual(["customerId: A1 of Anna"]);
  });

  it("comes in several encodings", async () => {
    const text = '{"customerId":"Zoë"}';
    const wide = Buffer.from(`\ufeff${text}`, "utf16le");
    for (const bytes of [
      utf8(`\ufeff${text}`),
      Uint8Array.from(wide),
      Uint8Array.from(Buffer.from(wide).swap16()),
      Uint8Array.from(Buffer.from(text, "latin1")),
    ]) {
      const { values, refused } = await read(bytes);
      expect(refused).toBeUndefined();
      expect(values).toEqual(["customerId=Zoë"]);
    }
  });
});

describe("values", () => {
  it("keep all digits and both values of a key that comes twice", async () => {
    const { values } = await read(
      '{"customerId":12345678901234567890,"customerId":"B2","text":1.5E+15,"a\\u0000b":1,"text":"\\ud800x"}',
    );
    expect(values).toEqual([
      "customerId=12345678901234567890",
      "customerId=B2",
      "text=1.5E+15",
      "text=\ud800x",
    ]);
  });

  it("are passed over when they are too long, in flat memory", async () => {
    const { values, refused } = await told(
      jsonFormat,
      utf8(`{"a":"${"x\\n".repeat(100_000)}","customerId":"A1"}`),
      {
        accountKeys: ["a", "customerId"],
        chunkBytes: 1000,
      },
    );
    expect(refused).toBeUndefined();
    expect(values).toEqual(["customerId=A1"]);
  });

  it("nested deeper than the limit are over it", async () => {
    const { refused } = await read("[".repeat(600));
    expect(refused?.reason).toBe("over-limit");
  });
});

describe("tables", () => {
  it("have columns by their first row, which is no record", async () => {
    const { values, places } = await read('[["customer_id","text"],["A1","x"],["B2","y","more"]]');
    expect(values).toEqual(["[]:customer_id=A1", "[]:text=x", "[]:customer_id=B2", "[]:text=y"]);
    expect(places).toEqual(["[1]", "[1]", "[2]", "[2]"]);
    expect((await read('["customer_id","text"]\n["A1","x"]\n')).values).toEqual([
      "[]:customer_id=A1",
      "[]:text=x",
    ]);
  });

  it("have columns by an array beside the rows", async () => {
    expect((await read('{"columns":["customer_id","n"],"rows":[["A1",1],["B2",2]]}')).values).toEqual([
      "rows:[]:customer_id=A1",
      "rows:[]:customer_id=B2",
    ]);
    expect(
      (await read('{"fields":[{"name":"n","type":"x"},{"name":"customer_id"}],"data":[[1,"A1"]]}')).values,
    ).toEqual(["data:[]:customer_id=A1"]);
  });

  it("whose names follow their rows are not read", async () => {
    const { refused } = await read('{"rows":[["A1","x"]],"columns":["customer_id","text"]}');
    expect(refused?.reason).toBe("unsupported-format");
    expect((await read('{"rows":[["A1","x"]],"columns":["red","blue"]}')).refused).toBeUndefined();
  });

  it("have cells that are objects, as Google's charts write them", async () => {
    const cols = [
      { id: "A", label: "customerId", type: "string" },
      { id: "", label: "n", type: "number" },
    ];
    const rows = [{ c: [{ v: "N1", f: "x" }, { v: 2 }] }, { c: [null, { v: 3 }] }, { c: [{ v: "N2" }] }];
    const table = JSON.stringify({ version: "0.6", table: { cols, rows } });
    for (const text of [table, `google.visualization.Query.setResponse(${table});`]) {
      const { values, open } = await read(text);
      expect(values).toEqual(["table:rows:[]:customerId=N1", "table:rows:[]:customerId=N2"]);
      expect(open).toBe(0);
    }
  });

  it("says that the columns of a chart's table came behind its rows", async () => {
    const rows = [{ c: [{ v: "A32TRBM6QOXJ5H" }] }];
    const late = JSON.stringify({ table: { rows, cols: [{ label: "customerId" }] } });
    expect((await told(jsonFormat, utf8(late), { accountKeys: ["customerId"] })).refused?.reason).toBe(
      "unsupported-format",
    );
    const none = JSON.stringify({ rows: [{ c: ["a"] }], cols: ["letter"] });
    expect((await told(jsonFormat, utf8(none), { accountKeys: ["customerId"] })).refused).toBeUndefined();
  });

  it("are no tables when no layout knows a column", async () => {
    const { texts } = await read('[["first name here","last name here"],["one two three","four five six"]]');
    expect(texts).toHaveLength(4);
  });
});

describe("JSON in another format", () => {
  it("is read at the place of what it lies in, and a script is not", async () => {
    const values: string[] = [];
    const { open, refused } = await told(
      {
        ...jsonFormat,
        read: (_source, { plan }, out) => {
          const place = { place: () => ({ unit: "tag", path: "script" }) as const };
          expect(readJsonText(utf8("function f() { return {}; }"), plan, out, DEFAULT_LIMITS, place)).toBe(
            false,
          );
          expect(
            readJsonText(utf8('window.x = [{"customerId":"A1"}];'), plan, out, DEFAULT_LIMITS, place),
          ).toBe(true);
          return Promise.resolve(0);
        },
      },
      utf8("x"),
      { accountKeys: KEYS },
    ).then((result) => {
      values.push(...result.values, ...result.places);
      return result;
    });
    expect(refused).toBeUndefined();
    expect(open).toBe(0);
    expect(values).toEqual(["[]:customerId=A1", "tag script, [0]"]);
  });
});

describe("values that stand under their type", () => {
  it.each([
    ["MongoDB", { customerId: { $numberLong: "1122334455667788990" } }],
    ["DynamoDB", { Item: { customerId: { N: "1122334455667788990" } } }],
    ["Firestore", { fields: { customerId: { stringValue: "1122334455667788990" } } }],
    ["XML as JSON", { customerId: { "#text": "1122334455667788990" } }],
  ])("are values of the field above: %s", async (_name, value) => {
    const bytes = Uint8Array.from(Buffer.from(JSON.stringify([value])));
    const { values } = await told(jsonFormat, bytes, { accountKeys: ["customerId"] });
    expect(values.map((one) => one.replace(/^.*:/, ""))).toEqual(["customerId=1122334455667788990"]);
  });
});

describe("a short document that breaks off", () => {
  it("is damaged, and what was there is read", async () => {
    const text = Buffer.from('[{"customerId":"C-104277"},{"customerId":"C-1"', "utf16le");
    const seen = await told(jsonFormat, joined("\xff\xfe", text, "x"), { accountKeys: ["customerId"] });
    expect(seen.refused?.reason).toBe("damaged");
    expect(seen.values[0]).toBe("[]:customerId=C-104277");
    expect(seen.open).toBe(0);
  });
});
