import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEntry, subjectOf } from "../support/entry.ts";
import { referenceRecords, written, type Meaning, type Node } from "../support/record-reference.ts";

const MINE = "A32TRBM6QOXJ5H";
const OTHER = "A4C34GWKR5R6R";
const SUBJECT = subjectOf(`
ref: T
accounts: [${MINE}]
devices: [G090LF1181840BFC]
emails: [anna@example.org]
`);

const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  customerId: {
    [`"${MINE}"`]: "mine account",
    [`"${OTHER}"`]: "foreign account",
    '"998877"': "untold account",
    '"n/a"': "",
    null: "",
  },
  deviceId: { '"G090LF1181840BFC"': "mine device", '"G090LF1181840BFD"': "foreign device", '"0"': "" },
  sender: { '"anna@example.org"': "mine email party", '"ben@example.org"': "foreign email party" },
  note: { '"hello"': "", "17": "", '""': "", true: "" },
};
const meaning: Meaning = (key, json) => VALUES[key]?.[json] || undefined;

const scalarEntry = fc
  .constantFrom("customerId", "customerId", "deviceId", "sender", "note", "note")
  .chain((key) => fc.tuple(fc.constant(key), fc.constantFrom(...Object.keys(VALUES[key] ?? {}))))
  .map(([key, json]): readonly [string, Node] => [key, { is: "scalar", json }]);

const { object: objectTree, array: arrayTree } = fc.letrec<{
  object: Node;
  array: Node;
  entry: readonly [string, Node];
}>((tie) => ({
  entry: fc.oneof(
    { maxDepth: 6, depthSize: "max", depthIdentifier: "json" },
    scalarEntry,
    fc.tuple(fc.constantFrom("data", "meta", "rows", "blocks"), tie("object")),
    fc.tuple(fc.constantFrom("data", "rows", "rows", "blocks"), tie("array")),
  ),
  object: fc
    .array(tie("entry"), { maxLength: 4, size: "max", depthIdentifier: "json" })
    .map((entries): Node => ({ is: "object", entries })),
  array: fc
    .array(
      fc.oneof(
        { maxDepth: 6, depthSize: "max", depthIdentifier: "json" },
        {
          arbitrary: fc.constantFrom('"text"', "3", "null").map((json): Node => ({ is: "scalar", json })),
          weight: 1,
        },
        { arbitrary: tie("object"), weight: 5 },
        { arbitrary: tie("array"), weight: 1 },
      ),
      { maxLength: 4, size: "max", depthIdentifier: "json" },
    )
    .map((items): Node => ({ is: "array", items })),
}));

describe("records in JSON", () => {
  it("are those that the plain recursive reading of the design finds, however the bytes are cut", async () => {
    const chunkBytes = fc.constantFrom(1, 7, 4096);
    await fc.assert(
      fc.asyncProperty(fc.oneof(objectTree, arrayTree), chunkBytes, async (document, cut) => {
        const read = await readEntry(written(document), SUBJECT, { chunkBytes: cut });
        expect(read.problem).toBeUndefined();
        expect(read.counts).toEqual(referenceRecords(document, meaning));
      }),
      { numRuns: 1500 },
    );
  });

  it("are the same as lines of NDJSON and as the elements of one array", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(objectTree, { minLength: 2, maxLength: 5 }), async (documents) => {
        const lines = await readEntry(documents.map(written).join("\n"), SUBJECT);
        const array = await readEntry(written({ is: "array", items: documents }), SUBJECT);
        expect(lines.counts).toEqual(array.counts);
      }),
      { numRuns: 300 },
    );
  });
});

const own = { customerId: MINE };
const foreign = { customerId: OTHER };

/** The law and the readings of it where it is silent, each with its counts. */
const TABLE: readonly (readonly [string, unknown, Record<string, number>])[] = [
  [
    "the elements of an array, one of which names an owner",
    [own, { note: 1 }, foreign],
    { own: 1, unattributed: 1, stray: 1 },
  ],
  ["elements that came before the first owner", [{ note: 1 }, { note: 2 }, own], { own: 1, unattributed: 2 }],
  ["a nested object of an element belongs to it", [{ profile: foreign, customerId: MINE }], { conflict: 1 }],
  [
    "a nested array of an element belongs to it",
    [{ customerId: MINE, items: [foreign, foreign] }],
    { conflict: 1 },
  ],
  ["… also when the owner is only known later", [{ items: [foreign, foreign] }, own], { stray: 1, own: 1 }],
  ["… and however deep", [{ customerId: MINE, a: { b: [{ c: [[foreign]] }] } }], { conflict: 1 }],
  [
    "an inner array, when the outer elements name nobody",
    [{ items: [own, foreign] }, { items: [own] }],
    { own: 2, stray: 1 },
  ],
  ["a wrapper's owner that comes first", { customerId: OTHER, rows: [own, own] }, { stray: 1, conflict: 2 }],
  ["a wrapper's owner that comes last", { rows: [own, own], customerId: OTHER }, { stray: 1, conflict: 2 }],
  ["a sibling object's owner", { rows: [{ note: 1 }], profile: foreign }, { stray: 2 }],
  ["a sibling deep in another object", { a: { b: { c: foreign } }, rows: [{ note: 1 }] }, { stray: 2 }],
  [
    "a nearer object that names an owner itself",
    { user: foreign, mine: { customerId: MINE, rows: [{ note: 1 }] } },
    { stray: 1, own: 2 },
  ],
  ["two objects beside one another", { a: own, b: foreign }, { own: 1, stray: 1 }],
  ["an object with its nested ones", { customerId: MINE, profile: foreign }, { conflict: 1 }],
  ["an object without owner and arrays", { a: { b: { note: 1 } } }, { unattributed: 1 }],
  [
    "an array in which nothing names an owner, beside one that qualifies",
    { a: [own], b: [{ note: 1 }, { note: 2 }] },
    { own: 1, unattributed: 2 },
  ],
  [
    "the outermost of nested arrays, when nothing names an owner",
    [{ rows: [{ note: 1 }, { note: 2 }] }],
    { unattributed: 1 },
  ],
  ["arrays of arrays", [[own, foreign], [{ note: 1 }]], { own: 1, stray: 1, unattributed: 1 }],
  [
    "scalars in a list belong to the object",
    { deviceIds: ["G090LF1181840BFC"], rows: [{ note: 1 }] },
    { own: 2 },
  ],
  ["an empty array", [], {}],
  ["an empty object", {}, {}],
  ["nothing but empty values", { a: null, b: "", c: [], d: {}, e: false }, {}],
  ["a lone text", "hello", { unattributed: 1 }],
];

describe("records", () => {
  it.each(TABLE)("of %s", async (_name, document, counts) => {
    expect((await readEntry(JSON.stringify(document), SUBJECT)).counts).toEqual(counts);
  });

  it("count both values of a key that is written twice", async () => {
    expect((await readEntry(`[{"customerId":"${MINE}","customerId":"${OTHER}"}]`, SUBJECT)).counts).toEqual({
      conflict: 1,
    });
  });

  it("see through escapes in keys and values", async () => {
    const text = `[{"customer\\u0049d":"\\u0041${OTHER.slice(1)}"}]`;
    expect((await readEntry(text, SUBJECT)).counts).toEqual({ stray: 1 });
  });

  it("keep what was found before the document breaks off", async () => {
    const read = await readEntry(`{"rows":[{"customerId":"${OTHER}"},{"customerId":"${MINE}"`, SUBJECT);
    expect(read.problem).toBe("damaged");
    expect(read.counts).toEqual({ stray: 1, own: 1 });
  });
});

describe("what a record says of files, times and threads", () => {
  const A_FILE = { exists: ["a.wav", "b.wav"] };

  it("includes its nested objects, in an array or not", async () => {
    const record = { customerId: MINE, recording: { file: "a.wav" } };
    for (const document of [record, [record], { rows: [record] }]) {
      const { links } = await readEntry(JSON.stringify(document), SUBJECT, A_FILE);
      expect(links.map(({ target }) => target)).toEqual(["a.wav"]);
    }
  });

  it("speaks for a file only where the record itself names an owner", async () => {
    const { links } = await readEntry(
      JSON.stringify({ customerId: MINE, rows: [{ file: "a.wav" }] }),
      SUBJECT,
      A_FILE,
    );
    // A row that names nobody only describes the file.
    expect(links.map(({ claims }) => claims)).toEqual([[]]);
  });

  it("includes the files of a list", async () => {
    const { links } = await readEntry(
      JSON.stringify([{ customerId: MINE, attachments: ["a.wav", "b.wav"] }]),
      SUBJECT,
      A_FILE,
    );
    expect(links.map(({ target }) => target)).toEqual(["a.wav", "b.wav"]);
  });

  it("counts names of files that are not there", async () => {
    const { links, missing } = await readEntry(
      JSON.stringify([{ customerId: MINE, file: "gone.wav" }]),
      SUBJECT,
      A_FILE,
    );
    expect(links).toEqual([]);
    expect(missing).toEqual({ count: 1, own: 1, examples: ["gone.wav"] });
  });

  it("takes the thread of the object that encloses the messages", async () => {
    const messages = [{ sender: "ben@example.org", note: 1 }];
    for (const document of [
      { conversationId: "t-17", messages },
      { messages, conversationId: "t-17" },
      { head: { conversationId: "t-17" }, messages },
      { chats: { one: { conversationId: "t-17", messages } } },
    ]) {
      const { evidence } = await readEntry(JSON.stringify(document), SUBJECT);
      expect(evidence.map(({ thread }) => thread)).toEqual(["t-17"]);
    }
  });

  it("prefers a message's own thread", async () => {
    const document = {
      conversationId: "t-17",
      messages: [{ conversationId: "t-18", sender: "ben@example.org" }],
    };
    expect((await readEntry(JSON.stringify(document), SUBJECT)).evidence.map(({ thread }) => thread)).toEqual(
      ["t-18"],
    );
  });

  it("measures an interval by a time in a nested object", async () => {
    const subject = subjectOf(
      "ref: T\ndevices: [{ id: G090LF1181840BFC, from: 2018-03-01, until: 2018-09-30 }]",
    );
    const document = (time: string): unknown => ({ deviceId: "G090LF1181840BFC", event: { time } });
    for (const [time, counts] of [
      ["2018-05-01T00:00:00Z", { own: 1 }],
      ["2018-12-01T00:00:00Z", { stray: 1 }],
      ["2018-10-01T12:00:00Z", { unattributed: 1 }],
    ] as const) {
      expect((await readEntry(JSON.stringify(document(time)), subject)).counts).toEqual(counts);
      expect((await readEntry(JSON.stringify([document(time)]), subject)).counts).toEqual(counts);
    }
  });

  it("takes a line between the elements of a list that names an owner for a record", async () => {
    const counts = async (text: string): Promise<unknown> => (await readEntry(text, SUBJECT)).counts;
    const mine = `{"customerId":"${MINE}"}`;
    expect(await counts(`[${mine},/* customerId=${OTHER} */${mine}]`)).toEqual({ own: 2, stray: 1 });
    expect(await counts(`[${mine},/* customerId=${MINE} */${mine}]`)).toEqual({ own: 3 });
    expect(await counts(`[${mine},/* sorted by time */${mine}]`)).toEqual({ own: 2 });
    expect(
      await counts(`- customerId: ${MINE}\n# customerId: ${OTHER}\n- customerId: ${MINE}\n  a:\n    b: 1\n`),
    ).toEqual({
      own: 2,
      stray: 1,
    });
  });
});
