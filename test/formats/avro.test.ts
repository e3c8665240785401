import * as zlib from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { avroFormat } from "../../src/formats/avro/index.ts";
import { joined, latin1, told } from "../support/bytes.ts";

const accountKeys = ["customerId", "time"];
const SYNC = latin1("0123456789abcdef");

function long(value: bigint | number): Uint8Array {
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  const bytes: number[] = [];
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.from([...bytes, Number(rest)]);
}

function text(value: string): Uint8Array {
  const bytes = new TextEncoder().encode(value);
  return joined(long(bytes.length), bytes);
}

interface File {
  readonly schema: unknown;
  readonly records: readonly Uint8Array[];
  readonly codec?: string;
  readonly pack?: (block: Uint8Array) => Uint8Array;
}

function avro({ schema, records, codec, pack = (block) => block }: File): Uint8Array {
  const metadata = [
    ["avro.schema", JSON.stringify(schema)],
    ...(codec === undefined ? [] : [["avro.codec", codec]]),
  ];
  const block = pack(joined(...records));
  return joined(
    "Obj\x01",
    long(metadata.length),
    ...metadata.flatMap((pair) => pair.map(text)),
    long(0),
    SYNC,
    long(records.length),
    long(block.length),
    block,
    SYNC,
  );
}

const ORDER = {
  type: "record",
  name: "Order",
  doc: "orders of account: C-9",
  fields: [
    { name: "customerId", type: "string" },
    { name: "time", type: { type: "long", logicalType: "timestamp-micros" } },
    { name: "lines", type: { type: "array", items: { type: "map", values: ["null", "long"] } } },
    { name: "next", type: ["null", "Order"] },
  ],
};

function order(customer: string, next: Uint8Array = long(0)): Uint8Array {
  const lines = joined(
    long(1),
    joined(long(-1), long(9), text("customerId"), long(1), long(9007199254740993n), long(0)),
    long(0),
  );
  return joined(text(customer), long(1_525_155_631_000_000), lines, next);
}

const records = [order("C-104233"), order("C-104277", joined(long(1), order("C-1")))];

test.each([
  ["null", undefined],
  ["deflate", (block: Uint8Array) => Uint8Array.from(zlib.deflateRawSync(block))],
  // One literal of up to 2^16 bytes.
  [
    "snappy",
    (block: Uint8Array) =>
      joined(
        Uint8Array.of(
          (block.length & 0x7f) | 0x80,
          block.length >> 7,
          61 << 2,
          (block.length - 1) & 0xff,
          (block.length - 1) >> 8,
        ),
        block,
        new Uint8Array(4),
      ),
  ],
])("records are read from blocks packed with %s", async (codec, pack) => {
  const bytes = avro({ schema: ORDER, records, codec, ...(pack === undefined ? {} : { pack }) });
  for (const chunkBytes of [1, 7, bytes.length]) {
    const seen = await told(avroFormat, bytes, { accountKeys, chunkBytes });
    expect(seen.refused).toBeUndefined();
    expect(seen.values.map((value) => value.replace(/^.*?:([^:]*=)/, "$1"))).toEqual([
      "customerId=C-104233",
      "time=2018-05-01T06:20:31.000Z",
      "customerId=9007199254740993",
      "customerId=C-104277",
      "time=2018-05-01T06:20:31.000Z",
      "customerId=9007199254740993",
      "customerId=C-1",
      "time=2018-05-01T06:20:31.000Z",
      "customerId=9007199254740993",
    ]);
    expect(seen.places).toContain("row 2");
    expect(seen.texts.join("\n")).toContain("account: C-9");
    expect(seen.decoded.includes("C-104277")).toBe(codec !== "null");
    expect(seen.consumed).toBe(bytes.length);
    expect(seen.open).toBe(0);
  }
});

test.skipIf(typeof zlib.zstdCompressSync !== "function")(
  "blocks packed with Zstandard are read",
  async () => {
    const pack = (block: Uint8Array): Uint8Array => Uint8Array.from(zlib.zstdCompressSync(block));
    const seen = await told(avroFormat, avro({ schema: ORDER, records, codec: "zstandard", pack }), {
      accountKeys,
    });
    expect(seen.refused).toBeUndefined();
    expect(seen.values).toContain("[]:customerId=C-104277");
  },
);

test("a codec that nothing here unpacks is a reason, and so is data behind the last block", async () => {
  const strange = await told(avroFormat, avro({ schema: ORDER, records, codec: "bzip2" }));
  expect(strange.refused?.reason).toBe("unsupported-compression");
  const bytes = avro({ schema: ORDER, records });
  const longer = await told(avroFormat, joined(bytes, "account: C-104299"), { accountKeys });
  expect(longer.refused?.reason).toBe("damaged");
  expect(longer.refused?.consumed).toBe(bytes.length);
  expect(longer.values).toHaveLength(9);
});

test("a list of endless nulls, a schema without end and a block that unpacks too far are refused", async () => {
  const nulls = avro({ schema: { type: "array", items: "null" }, records: [joined(long(2 ** 50), long(0))] });
  expect((await told(avroFormat, nulls)).refused?.reason).toBe("damaged");
  let deep: unknown = "int";
  for (let level = 0; level < 2000; level += 1) deep = { type: "array", items: deep };
  expect((await told(avroFormat, avro({ schema: deep, records: [] }))).refused?.reason).toBe("over-limit");
  const zeros = Uint8Array.from(zlib.deflateRawSync(new Uint8Array(1_000_000)));
  const bomb = avro({ schema: "null", records: [long(0)], codec: "deflate", pack: () => zeros });
  const seen = await told(avroFormat, bomb, { limits: { maxWholeBytes: 100_000 } });
  expect(seen.refused?.reason).toBe("damaged");
});

test("cut anywhere or changed anywhere, it is read, or it is refused", { timeout: 30_000 }, async () => {
  const bytes = avro({ schema: ORDER, records });
  const mutation = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(
      fc.nat(bytes.length),
      fc.array(mutation, { maxLength: 6 }),
      fc.boolean(),
      async (length, changes, cut) => {
        const mutant = Uint8Array.from(bytes.subarray(0, cut ? length : bytes.length));
        for (const [at, value] of changes) if (at < mutant.length) mutant[at] = value;
        const seen = await told(avroFormat, mutant, { accountKeys });
        expect(seen.open).toBe(0);
      },
    ),
    { numRuns: 500 },
  );
});
