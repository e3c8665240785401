import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parquetFormat } from "../../src/formats/parquet/index.ts";
import { joined, latin1, told } from "../support/bytes.ts";
import { parquetOf, type ParquetColumn } from "../../fixtures/support/parquet.ts";

const accountKeys = ["customerId", "time"];
const COLUMNS: readonly ParquetColumn[] = [
  { name: "customerId", type: 6, converted: 0, values: ["C-104233", "C-104277"] },
  { name: "time", type: 2, converted: 10, values: [1_525_155_631_000_000n, 1_525_155_632_000_000n] },
  { name: "other", type: 6, values: ['{"customerId": "C-5"}', "x"] },
];

test.each([
  ["as they are", {}],
  ["packed with gzip", { codec: 2, pack: (page: Uint8Array) => Uint8Array.from(gzipSync(page)) }],
])("rows are read from pages %s", async (_, options) => {
  const bytes = parquetOf(COLUMNS, { ...options, metadata: { note: "account: C-9" } });
  for (const chunkBytes of [1, 7, bytes.length]) {
    const seen = await told(parquetFormat, bytes, { accountKeys, chunkBytes });
    expect(seen.refused).toBeUndefined();
    expect(seen.values.map((value) => value.replace(/^.*?:?([^:]*=)/, "$1"))).toEqual([
      "customerId=C-104233",
      "time=2018-05-01T06:20:31.000Z",
      "customerId=C-5",
      "customerId=C-104277",
      "time=2018-05-01T06:20:32.000Z",
    ]);
    expect(seen.places).toContain("row 2");
    expect(seen.texts.join("\n")).toContain("account: C-9");
    expect(seen.decoded).toContain("C-104277");
    expect(seen.consumed).toBe(bytes.length);
    expect(seen.open).toBe(0);
  }
});

test("numbers keep all their digits", async () => {
  const bytes = parquetOf([{ name: "customerId", type: 2, values: [9_223_372_036_854_775_807n] }]);
  const seen = await told(parquetFormat, bytes, { accountKeys });
  expect(seen.values).toEqual(["[]:customerId=9223372036854775807"]);
});

test("decimals without a fraction keep all their digits, as warehouses write their numbers", async () => {
  // The bytes of 7017280452245743464, which is more than a double holds.
  const bytes = parquetOf([{ name: "customerId", type: 6, converted: 5, values: ["abcdefgh"] }]);
  const seen = await told(parquetFormat, bytes, { accountKeys });
  expect(seen.values).toEqual(["[]:customerId=7017280452245743464"]);
});

test("what the footer says of a column may stand behind the column once more, and nothing else may", async () => {
  const bytes = parquetOf(COLUMNS, { repeatsFooter: true });
  const seen = await told(parquetFormat, bytes, { accountKeys });
  expect(seen.refused).toBeUndefined();
  expect(seen.values).toContain("[]:customerId=C-104277");
  const at = Buffer.from(bytes).indexOf("customerId");
  bytes[at] = 0x58;
  expect((await told(parquetFormat, bytes)).refused?.message).toMatch(
    /^from byte \d+ on something belongs to no/,
  );
});

test("what cannot be read says why, and its text is looked through all the same", async () => {
  const lzo = await told(parquetFormat, parquetOf(COLUMNS, { codec: 3 }));
  expect(lzo.refused?.reason).toBe("unsupported-compression");
  expect(lzo.texts.join("\n")).toContain("C-104277");
  const encrypted = await told(parquetFormat, joined(parquetOf(COLUMNS).subarray(0, -4), latin1("PARE")));
  expect(encrypted.refused?.reason).toBe("encrypted");
  const cut = await told(parquetFormat, parquetOf(COLUMNS).subarray(0, -1));
  expect(cut.refused?.reason).toBe("damaged");
  const fewer = await told(parquetFormat, parquetOf(COLUMNS, { rows: 5 }));
  expect(fewer.refused?.reason).toBe("damaged");
  const twice = await told(parquetFormat, parquetOf([...COLUMNS.slice(0, 1), ...COLUMNS.slice(0, 1)]));
  expect(twice.refused?.reason).toBe("unsupported-format");
});

/** Where the footer names the columns: up to the path of the first chunk of the column of owners. */
function schemaOf(parquet: Uint8Array): { readonly start: number; readonly end: number } {
  const bytes = Buffer.from(parquet);
  const start = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
  const name = bytes.indexOf("customerId", start);
  const path = bytes.indexOf("customerId", name + 1);
  expect([name, path].toSorted((a, b) => a - b)[0]).toBeGreaterThan(start);
  return { start, end: path + "customerId".length };
}

test("cut anywhere or changed anywhere, it is read, or it is refused", { timeout: 60_000 }, async () => {
  const bytes = parquetOf(COLUMNS);
  const schema = schemaOf(bytes);
  const mutation = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(
      fc.nat(bytes.length),
      fc.array(mutation, { maxLength: 4 }),
      fc.boolean(),
      async (length, changes, cut) => {
        const mutant = Uint8Array.from(bytes.subarray(0, cut ? length : bytes.length));
        for (const [at, value] of changes) if (at < mutant.length) mutant[at] = value;
        const seen = await told(parquetFormat, mutant, { accountKeys });
        expect(seen.open).toBe(0);
        const text = Buffer.from(mutant);
        if (seen.refused !== undefined || !text.includes("\u0008\0\0\0C-104277")) return;
        // A value whose length was changed may end early, and what follows it is not looked at. A column whose own name or
        // type is damaged means nothing any more.
        if (changes.some(([at, value]) => schema.start <= at && at < schema.end && value !== bytes[at]))
          return;
        expect([...seen.values, ...seen.texts].join("\n")).toContain("C-104277");
      },
    ),
    { numRuns: 300 },
  );
});
