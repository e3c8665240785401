import { seeded, type Random } from "../../fixtures/support/random.ts";

/** A file that is read as it is, and in many damaged forms. */
export interface Sample {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Mutant {
  readonly sample: Sample;
  readonly seed: number;
  /** What was done to it, in words. */
  readonly how: string;
  readonly name: string;
  readonly bytes: Buffer;
}

type Mutate = (bytes: Buffer, random: Random, sample: Sample) => Buffer;

const MAGIC_BYTES = 16;

const MUTATIONS: readonly (readonly [how: string, mutate: Mutate])[] = [
  ["cut off", (bytes, random) => bytes.subarray(0, random.whole(0, bytes.length))],
  ["its beginning cut off", (bytes, random) => bytes.subarray(random.whole(0, bytes.length))],
  ["random bytes after the magic", (bytes, random) => randomAfter(bytes, random)],
  ["some bits flipped", (bytes, random) => flipped(bytes, random)],
  ["one byte changed", (bytes, random) => changed(bytes, random, 1)],
  ["some bytes changed", (bytes, random) => changed(bytes, random, random.whole(2, 12))],
  ["a stretch of zeros", (bytes, random) => filled(bytes, random, 0)],
  ["a stretch of 0xFF", (bytes, random) => filled(bytes, random, 0xff)],
  ["a stretch twice", (bytes, random) => twice(bytes, random)],
  ["a stretch gone", (bytes, random) => without(bytes, random)],
  ["a size changed", (bytes, random) => sizeChanged(bytes, random)],
  ["a digit changed", (bytes, random) => digitChanged(bytes, random)],
  ["a mark changed", (bytes, random) => markChanged(bytes, random)],
  ["a line moved", (bytes, random) => lineMoved(bytes, random)],
  ["nested again and again", (bytes, random) => nested(bytes, random)],
  ["another name", (bytes) => bytes],
];

const NAMES = [
  "x",
  "a.json",
  "a.csv",
  "a.txt",
  "a.wav",
  "a.mp3",
  "a.pdf",
  "a.xlsx",
  "a.html",
  "a.xml",
  "a.eml",
  "a.jpg",
];

/** The mutant of a seed: the same seed gives the same mutant. */
export function mutantOf(samples: readonly Sample[], seed: number): Mutant {
  const random = seeded(seed);
  const sample = samples[random.whole(0, samples.length - 1)] ?? { name: "empty", bytes: Buffer.alloc(0) };
  const [how, mutate] = MUTATIONS[random.whole(0, MUTATIONS.length - 1)] ?? [
    "as it is",
    (bytes: Buffer) => bytes,
  ];
  const isRenamed = how === "another name" || random.next() < 0.05;
  const name = isRenamed ? (NAMES[random.whole(0, NAMES.length - 1)] ?? "x") : sample.name;
  return { sample, seed, how, name, bytes: Buffer.from(mutate(Buffer.from(sample.bytes), random, sample)) };
}

function stretch(bytes: Buffer, random: Random): readonly [from: number, to: number] {
  const from = random.whole(0, Math.max(0, bytes.length - 1));
  return [from, Math.min(bytes.length, from + random.whole(1, Math.max(1, bytes.length >> 3)))];
}

function randomAfter(bytes: Buffer, random: Random): Buffer {
  const length = random.whole(0, 4096);
  const tail = Buffer.from(Array.from({ length }, () => random.whole(0, 255)));
  return Buffer.concat([bytes.subarray(0, MAGIC_BYTES), tail]);
}

function flipped(bytes: Buffer, random: Random): Buffer {
  for (let bits = random.whole(1, 8); bits > 0 && bytes.length > 0; bits -= 1) {
    const at = random.whole(0, bytes.length - 1);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.whole(0, 7));
  }
  return bytes;
}

function changed(bytes: Buffer, random: Random, many: number): Buffer {
  for (let count = 0; count < many && bytes.length > 0; count += 1)
    bytes[random.whole(0, bytes.length - 1)] = random.whole(0, 255);
  return bytes;
}

function filled(bytes: Buffer, random: Random, value: number): Buffer {
  const [from, to] = stretch(bytes, random);
  return bytes.fill(value, from, to);
}

function twice(bytes: Buffer, random: Random): Buffer {
  const [from, to] = stretch(bytes, random);
  return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
}

function without(bytes: Buffer, random: Random): Buffer {
  const [from, to] = stretch(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
}

const SIZES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** Four bytes become a number at the edge of something, in either order. */
function sizeChanged(bytes: Buffer, random: Random): Buffer {
  if (bytes.length < 8) return bytes;
  const at = random.whole(0, Math.min(bytes.length, 4096) - 4);
  const size = SIZES[random.whole(0, SIZES.length - 1)] ?? 0;
  if (random.next() < 0.5) bytes.writeUInt32LE(size >>> 0, at);
  else bytes.writeUInt32BE(size >>> 0, at);
  return bytes;
}

function digitChanged(bytes: Buffer, random: Random): Buffer {
  return charactersChanged(bytes, random, /[0-9]/, "0123456789");
}

function markChanged(bytes: Buffer, random: Random): Buffer {
  return charactersChanged(bytes, random, /[^0-9A-Za-z\s]/, "\"'<>&{}[]():;,=/\\|\n\r\t\0 -");
}

function charactersChanged(bytes: Buffer, random: Random, which: RegExp, by: string): Buffer {
  for (let tries = 0; tries < 64 && bytes.length > 0; tries += 1) {
    const at = random.whole(0, bytes.length - 1);
    if (!which.test(String.fromCharCode(bytes[at] ?? 0))) continue;
    bytes[at] = by.charCodeAt(random.whole(0, by.length - 1));
    break;
  }
  return bytes;
}

function lineMoved(bytes: Buffer, random: Random): Buffer {
  const lines = bytes.toString("latin1").split("\n");
  const [line = ""] = lines.splice(random.whole(0, lines.length - 1), 1);
  lines.splice(random.whole(0, lines.length), 0, line);
  return Buffer.from(lines.join("\n"), "latin1");
}

/** A short stretch a thousand times: what opens something opens it again. */
function nested(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0) return bytes;
  const from = random.whole(0, bytes.length - 1);
  const to = Math.min(bytes.length, from + random.whole(1, 24));
  const many = Array.from({ length: random.whole(100, 5_000) }, () => bytes.subarray(from, to));
  return Buffer.concat([bytes.subarray(0, from), ...many, bytes.subarray(to)]);
}
