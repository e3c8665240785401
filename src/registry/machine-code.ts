import {
  get,
  give,
  int,
  long,
  moduleOf,
  set,
  until,
  when,
  type Code,
  type WasmFunction,
} from "./assembler.ts";

/** Where in the memory of the module something stands, in bytes. */
export const AT = {
  /** The key of SipHash, 16 bytes. */
  key: 0,
  /** The hash, 16 bytes. */
  hash: 16,
  /** The text that is hashed. */
  text: 64,
  /** One bucket of rows. */
  bucket: 8192,
  /** Behind all these: the blocks of the Bloom filter. */
  blocks: 65_536,
} as const;

export const ROW_BYTES = 12;
export const BLOCK_BYTES = 32;

/** What Parquet's split-block Bloom filter multiplies with (parquet-format, BloomFilter.md). */
const SALTS = [
  0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31,
] as const;

const PRIME = 0x9e3779b97f4a7c15n;

/** The code of `machine.ts`. */
export function machineCode(): Uint8Array<ArrayBuffer> {
  return moduleOf([hash(), bloom("mark"), bloom("probe"), find(), checksum()]);
}

/** SipHash-2-4 with 128 bits (Aumasson and Bernstein; the reference's `siphash.c`) of the first `length` bytes of the text. */
function hash(): WasmFunction {
  const [length, v0, v1, v2, v3, word, at, end] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
  const add = (to: number, from: number): Code => set(to, long.add(get(to), get(from)));
  const mix = (one: number, bits: bigint, other: number): Code =>
    set(one, long.xor(long.turnLeft(get(one), long.of(bits)), get(other)));
  const swap = (one: number): Code => set(one, long.turnLeft(get(one), long.of(32n)));
  const round: Code = [
    [add(v0, v1), mix(v1, 13n, v0), swap(v0), add(v2, v3), mix(v3, 16n, v2)],
    [add(v0, v3), mix(v3, 21n, v0), add(v2, v1), mix(v1, 17n, v2), swap(v2)],
  ].flat(2);
  const rounds = (count: number): Code => Array.from({ length: count }, () => round).flat();
  const start = (one: number, offset: number, constant: bigint): Code =>
    set(one, long.xor(long.load(int.of(AT.key), offset), long.of(constant)));
  const flip = (one: number, bits: bigint): Code => set(one, long.xor(get(one), long.of(bits)));
  const absorb: Code = [
    ...set(v3, long.xor(get(v3), get(word))),
    ...rounds(2),
    ...set(v0, long.xor(get(v0), get(word))),
  ];
  const output = (offset: number): Code =>
    long.store(int.of(AT.hash), long.xor(long.xor(get(v0), get(v1)), long.xor(get(v2), get(v3))), offset);
  const restBits = long.left(long.and(long.ofInt(get(length)), long.of(7n)), long.of(3n));
  const rest = long.and(long.load(get(at)), long.subtract(long.left(long.of(1n), restBits), long.of(1n)));
  const body: Code = [
    ...start(v0, 0, 0x736f6d6570736575n),
    // 0xee asks for 128 bits.
    ...start(v1, 8, 0x646f72616e646f6dn ^ 0xeen),
    ...start(v2, 0, 0x6c7967656e657261n),
    ...start(v3, 8, 0x7465646279746573n),
    ...set(at, int.of(AT.text)),
    ...set(end, int.add(get(at), int.and(get(length), int.of(~7)))),
    ...until(int.isAtLeast(get(at), get(end)), [
      ...set(word, long.load(get(at))),
      ...absorb,
      ...set(at, int.add(get(at), int.of(8))),
    ]),
    ...set(word, long.or(rest, long.left(long.ofInt(get(length)), long.of(56n)))),
    ...absorb,
    ...flip(v2, 0xeen),
    ...rounds(4),
    ...output(0),
    ...flip(v1, 0xddn),
    ...rounds(4),
    ...output(8),
  ];
  return { name: "hash", parameters: 1, hasResult: false, longs: 5, ints: 2, body };
}

/**
 * `mark` adds a hash to the Bloom filter, `probe` says whether it may be in it. `first` is the number of the block that
 * stands at `AT.blocks`. The block is told by one word of the hash, in its order; the bits in it by the other.
 */
function bloom(name: "mark" | "probe"): WasmFunction {
  const [blockWord, bitWord, blocks, first, at] = [0, 1, 2, 3, 4] as const;
  const block = int.ofLong(
    long.right(long.multiply(long.ofInt(get(blockWord)), long.ofInt(get(blocks))), long.of(32n)),
  );
  const fromFirst = int.add(block, int.multiply(get(first), int.of(-1)));
  const steps = SALTS.map((salt, index): Code => {
    const bit = int.left(int.of(1), int.right(int.multiply(get(bitWord), int.of(salt)), int.of(27)));
    const word = int.load(get(at), index * 4);
    return name === "mark"
      ? int.store(get(at), int.or(word, bit), index * 4)
      : when(int.isZero(int.and(word, bit)), give(int.of(0)));
  });
  const body: Code = [
    ...set(at, int.add(int.multiply(fromFirst, int.of(BLOCK_BYTES)), int.of(AT.blocks))),
    ...steps.flat(),
    ...int.of(1),
  ];
  return { name, parameters: 4, hasResult: true, longs: 0, ints: 1, body };
}

/** The number of the first of `rows` rows at `at` that begins with these two words, or -1. */
function find(): WasmFunction {
  const [at, rows, low, high, wanted, from, to, middle] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
  const row = (number: number): Code =>
    long.load(int.add(get(at), int.multiply(get(number), int.of(ROW_BYTES))));
  const body: Code = [
    ...set(wanted, long.or(long.left(long.ofInt(get(high)), long.of(32n)), long.ofInt(get(low)))),
    ...set(to, get(rows)),
    ...until(int.isAtLeast(get(from), get(to)), [
      ...set(middle, int.right(int.add(get(from), get(to)), int.of(1))),
      ...when(
        long.isBelow(row(middle), get(wanted)),
        set(from, int.add(get(middle), int.of(1))),
        set(to, get(middle)),
      ),
    ]),
    ...when(int.isBelow(get(from), get(rows)), when(long.isEqual(row(from), get(wanted)), give(get(from)))),
    ...int.of(-1),
  ];
  return { name: "find", parameters: 4, hasResult: true, longs: 1, ints: 3, body };
}

/** 32 bits that tell whether a bucket of rows is as it was written, and the bucket of this number. Guards against accidents. */
function checksum(): WasmFunction {
  const [at, rows, bucket, keys, owners, end] = [0, 1, 2, 3, 4, 5] as const;
  const stir = (one: number, word: Code): Code => [
    ...set(one, long.multiply(long.xor(get(one), word), long.of(PRIME))),
    ...set(one, long.xor(get(one), long.right(get(one), long.of(29n)))),
  ];
  const body: Code = [
    ...set(keys, long.ofInt(get(bucket))),
    ...set(owners, long.ofInt(get(rows))),
    ...set(end, int.add(get(at), int.multiply(get(rows), int.of(ROW_BYTES)))),
    ...until(int.isAtLeast(get(at), get(end)), [
      ...stir(keys, long.load(get(at))),
      ...stir(owners, long.ofInt(int.load(get(at), 8))),
      ...set(at, int.add(get(at), int.of(ROW_BYTES))),
    ]),
    ...stir(keys, get(owners)),
    ...int.ofLong(long.xor(get(keys), long.right(get(keys), long.of(32n)))),
  ];
  return { name: "checksum", parameters: 3, hasResult: true, longs: 2, ints: 1, body };
}
