import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AT, BLOCK_BYTES, ROW_BYTES } from "../../src/registry/machine-code.ts";
import { createMachine } from "../../src/registry/machine.ts";

const KEY = Uint8Array.from({ length: 16 }, (_, index) => index);

/** Of 0, 1, 2 … bytes 00 01 02 … under the key 00 … 0f: `vectors_sip128` of the reference implementation. */
const VECTORS = [
  "a3817f04ba25a8e66df67214c7550293",
  "da87c1d86b99af44347659119b22fc45",
  "8177228da4a45dc7fca38bdef60affe4",
  "9c70b60c5267a94e5f33b6b02985ed51",
  "f88164c12d9c8faf7d0f6e7c7bcd5579",
  "1368875980776f8854527a07690e9627",
  "14eeca338b208613485ea0308fd7a15e",
  "a1f1ebbed8dbc153c0b84aa61ff08239",
  "3b62a9ba6258f5610f83e264f31497b4",
  "264499060ad9baabc47f8b02bb6d71ed",
  "00110dc378146956c95447d3f3d0fbba",
  "0151c568386b6677a2b4dc6f81e5dc18",
  "d626b266905ef35882634df68532c125",
  "9869e247e9c08b10d029934fc4b952f7",
  "31fcefac66d7de9c7ec7485fe4494902",
  "5493e99933b0a8117e08ec0f97cfc3d9",
];

const hashOf = (machine: ReturnType<typeof createMachine>): string =>
  Buffer.from(machine.bytes().subarray(AT.hash, AT.hash + 16)).toString("hex");

describe("the hash", () => {
  it("is SipHash-2-4 with 128 bits", () => {
    const machine = createMachine(KEY);
    for (const [length, wanted] of VECTORS.entries()) {
      // What an earlier text left behind the end must not count.
      machine.bytes().fill(0xff, AT.text, AT.text + 32);
      for (let index = 0; index < length; index++) machine.bytes()[AT.text + index] = index;
      machine.hash(length);
      expect(hashOf(machine)).toBe(wanted);
    }
  });

  it("is of the text's UTF-8, whatever the text", () => {
    const machine = createMachine(KEY);
    fc.assert(
      fc.property(fc.array(fc.nat(0x10ffff), { maxLength: 40 }), (points) => {
        const text = String.fromCodePoint(...points);
        machine.hashText(text);
        const found = hashOf(machine);
        const bytes = Buffer.from(text);
        machine.bytes().set(bytes, AT.text);
        machine.hash(bytes.length);
        expect(found).toBe(hashOf(machine));
      }),
    );
  });
});

describe("the Bloom filter", () => {
  it("never denies what was marked, and denies most of the rest", () => {
    const machine = createMachine(KEY);
    const blocks = 100;
    expect(machine.reserve(AT.blocks + blocks * BLOCK_BYTES)).toBe(true);
    const hashed = (text: string): readonly [number, number] => {
      machine.hashText(text);
      const [place = 0, bits = 0] = machine.words();
      return [place, bits];
    };
    const known = Array.from({ length: 2000 }, (_, index) => `known ${index}`);
    for (const text of known) machine.mark(...hashed(text), blocks, 0);
    expect(known.every((text) => machine.probe(...hashed(text), blocks, 0) === 1)).toBe(true);
    const passed = Array.from({ length: 2000 }, (_, index) =>
      machine.probe(...hashed(`other ${index}`), blocks, 0),
    );
    expect(passed.filter((one) => one === 1).length).toBeLessThan(40);
  });
});

describe("the search in a bucket", () => {
  it("finds the first of equal rows, and no others", () => {
    const machine = createMachine(KEY);
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 0n, max: 40n }), { maxLength: 60 }),
        fc.bigInt({ min: 0n, max: 40n }),
        (found, asked) => {
          // As far apart as keys of 64 bits are, also as unsigned numbers.
          const spread = (value: bigint): bigint => BigInt.asUintN(64, value * 0x0600000100000001n);
          const keys = found.map(spread).toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
          const bytes = Buffer.from(machine.bytes().buffer);
          for (const [index, key] of keys.entries())
            bytes.writeBigUInt64LE(key, AT.bucket + index * ROW_BYTES);
          const wanted = spread(asked);
          const [low, high] = [Number(wanted & 0xffffffffn), Number(wanted >> 32n)];
          expect(machine.find(AT.bucket, keys.length, low, high)).toBe(keys.indexOf(wanted));
        },
      ),
    );
  });

  it("notices every changed bit, and another bucket's rows", () => {
    const machine = createMachine(KEY);
    const rows = 5;
    for (let index = 0; index < rows * ROW_BYTES; index++) machine.bytes()[AT.bucket + index] = index * 7;
    const sum = machine.checksum(AT.bucket, rows, 17);
    expect(machine.checksum(AT.bucket, rows, 18)).not.toBe(sum);
    for (let bit = 0; bit < rows * ROW_BYTES * 8; bit++) {
      const at = AT.bucket + (bit >> 3);
      const before = machine.bytes()[at] ?? 0;
      machine.bytes()[at] = before ^ (1 << (bit & 7));
      expect(machine.checksum(AT.bucket, rows, 17)).not.toBe(sum);
      machine.bytes()[at] = before;
    }
  });
});
