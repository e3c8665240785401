import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { CannotRun } from "../model/errors.ts";
import type { StrongKind } from "../model/kinds.ts";
import { number } from "../model/number.ts";
import { printable } from "../model/printable.ts";
import { KEY_ID_BYTES, type RegistryKey } from "./key.ts";
import { BLOCK_BYTES, ROW_BYTES } from "./machine-code.ts";

const MAGIC = Buffer.from("straycheck-reg\r\n", "latin1");
const VERSION = 1;
/** Every version keeps the size, the magic, the version and the digest at the end of its header. */
export const HEADER_BYTES = 512;
const SEAL_AT = 448;
const DIGEST_AT = 480;
/** Bytes of a sum behind each bucket of rows. */
export const SUM_BYTES = 4;
export const TENURE_BYTES = 12;
/** Bits of a row that are compared; the bits that tell its bucket come on top. */
const ROW_KEY_BITS = 64;
/** So that at least 80 bits confirm a hit. */
export const MIN_BUCKET_BITS = 16;
export const MAX_BUCKET_BITS = 24;

/** As the rows number them; never in another order. */
export const ROW_KINDS = [
  "account",
  "email",
  "phone",
  "person",
  "household",
  "device",
] as const satisfies readonly StrongKind[];

export const COUNTS = [
  "rows", "identifiers", "owners", "tenures", "repeated", "shared", "crowded", "placeholders", "leftOut",
  ...ROW_KINDS,
] as const; // prettier-ignore

/**
 * What a registry counts. `rows`: an identifier of an owner, as a kind, in one span of days. `shared`: identifiers of
 * several owners; `crowded`: of more rows than are kept. `repeated`: rows of the source that say what another says.
 * `placeholders` and `leftOut`: values of the source that are not in it. Kinds count rows.
 */
export type RegistryCounts = Readonly<Record<(typeof COUNTS)[number], number>>;

export const SECTIONS = ["index", "rows", "tenures", "filter"] as const;
export type SectionName = (typeof SECTIONS)[number];

export interface Section {
  readonly offset: number;
  readonly bytes: number;
  /** SHA-256. */
  readonly digest: Buffer;
}

export interface Header {
  readonly version: number;
  readonly keyId: Buffer;
  readonly bucketBits: number;
  /** Blocks of the Bloom filter. */
  readonly blocks: number;
  readonly counts: RegistryCounts;
  readonly sections: Readonly<Record<SectionName, Section>>;
  /** SHA-256 of the header, hexadecimal. */
  readonly digest: string;
}

const COUNTS_AT = 40;
const SECTIONS_AT = 192;
const SECTION_BYTES = 48;

/** All counts, each as `count` says. */
export function countsOf(count: (name: (typeof COUNTS)[number]) => number): RegistryCounts {
  return {
    rows: count("rows"),
    identifiers: count("identifiers"),
    owners: count("owners"),
    tenures: count("tenures"),
    repeated: count("repeated"),
    shared: count("shared"),
    crowded: count("crowded"),
    placeholders: count("placeholders"),
    leftOut: count("leftOut"),
    account: count("account"),
    email: count("email"),
    phone: count("phone"),
    person: count("person"),
    household: count("household"),
    device: count("device"),
  };
}

/** Bits that confirm a hit. */
export function confirmedBits({ bucketBits }: Pick<Header, "bucketBits">): number {
  return bucketBits + ROW_KEY_BITS;
}

/** The bytes of a header, sealed with the key. */
export function headerBytes(header: Omit<Header, "digest" | "version" | "keyId">, key: RegistryKey): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(VERSION, 16);
  key.id.copy(bytes, 24);
  bytes.writeUInt32LE(header.bucketBits, 32);
  bytes.writeUInt32LE(header.blocks, 36);
  for (const [index, name] of COUNTS.entries())
    bytes.writeBigUInt64LE(BigInt(header.counts[name]), COUNTS_AT + 8 * index);
  for (const [index, name] of SECTIONS.entries()) {
    const { offset, bytes: length, digest } = header.sections[name];
    const at = SECTIONS_AT + SECTION_BYTES * index;
    bytes.writeBigUInt64LE(BigInt(offset), at);
    bytes.writeBigUInt64LE(BigInt(length), at + 8);
    digest.copy(bytes, at + 16);
  }
  sealOf(bytes, key).copy(bytes, SEAL_AT);
  digestOf(bytes).copy(bytes, DIGEST_AT);
  return bytes;
}

/**
 * Reads a header. `size`: bytes of the whole file. Throws `CannotRun` with a sentence for what is no registry, damaged, cut off,
 * or made by a newer version.
 */
export function readHeader(bytes: Buffer, size: number, path: string): Header {
  if (bytes.length < MAGIC.length || !bytes.subarray(0, MAGIC.length).equals(MAGIC))
    throw broken(
      path,
      size === 0 ? "is empty: no registry" : "is no registry (straycheck registry build makes one)",
    );
  if (bytes.length < HEADER_BYTES) throw broken(path, `is cut off: ${size} bytes are left of it`);
  if (!digestOf(bytes).equals(bytes.subarray(DIGEST_AT, HEADER_BYTES)))
    throw broken(path, "is damaged: its header is not as it was written; build it again");
  const version = bytes.readUInt32LE(16);
  if (version !== VERSION)
    throw broken(
      path,
      `was made by a newer version of straycheck (form ${version}; this one knows ${VERSION})`,
    );
  const long = (at: number): number => Number(bytes.readBigUInt64LE(at));
  const count = (name: (typeof COUNTS)[number]): number => long(COUNTS_AT + 8 * COUNTS.indexOf(name));
  const section = (name: SectionName): Section => {
    const at = SECTIONS_AT + SECTION_BYTES * SECTIONS.indexOf(name);
    return { offset: long(at), bytes: long(at + 8), digest: Buffer.from(bytes.subarray(at + 16, at + 48)) };
  };
  const header: Header = {
    version,
    keyId: Buffer.from(bytes.subarray(24, 24 + KEY_ID_BYTES)),
    bucketBits: bytes.readUInt32LE(32),
    blocks: bytes.readUInt32LE(36),
    counts: countsOf(count),
    sections: {
      index: section("index"),
      rows: section("rows"),
      tenures: section("tenures"),
      filter: section("filter"),
    },
    digest: createHash("sha256").update(bytes).digest("hex"),
  };
  checkSizes(header, size, path);
  return header;
}

/** Throws `CannotRun` when a registry was made with another key, or its header by somebody who does not have it. */
export function checkKey(bytes: Buffer, { keyId }: Header, key: RegistryKey, path: string): void {
  if (!timingSafeEqual(keyId, key.id)) throw broken(path, "was made with another key than the one given");
  if (!timingSafeEqual(sealOf(bytes, key), bytes.subarray(SEAL_AT, DIGEST_AT)))
    throw broken(path, "was changed by somebody who does not have its key; build it again");
}

/** The sizes of the sections, in their order. */
export function sectionSizes(
  bucketBits: number,
  rows: number,
  tenures: number,
  blocks: number,
): readonly number[] {
  const buckets = 2 ** bucketBits;
  return [
    (buckets + 1) * 4,
    rows * ROW_BYTES + buckets * SUM_BYTES,
    tenures * TENURE_BYTES,
    blocks * BLOCK_BYTES,
  ];
}

function checkSizes(header: Header, size: number, path: string): void {
  const { bucketBits, blocks, counts, sections } = header;
  const isKnown = bucketBits >= MIN_BUCKET_BITS && bucketBits <= MAX_BUCKET_BITS && blocks > 0;
  let end = HEADER_BYTES;
  const fits = sectionSizes(bucketBits, counts.rows, counts.tenures, blocks).every((bytes, index) => {
    const section = sections[SECTIONS[index] ?? "index"];
    const isHere = section.offset === end && section.bytes === bytes;
    end += bytes;
    return isHere;
  });
  if (!isKnown || !fits) throw broken(path, "is damaged: its header contradicts itself; build it again");
  if (size < end)
    throw broken(
      path,
      `is cut off: ${number(size)} of ${number(end)} bytes are left of it; copy or build it again`,
    );
  if (size > end) throw broken(path, `is damaged: ${number(size - end)} bytes follow its end`);
}

function sealOf(bytes: Buffer, key: RegistryKey): Buffer {
  return createHmac("sha256", key.seal).update(bytes.subarray(0, SEAL_AT)).digest();
}

function digestOf(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes.subarray(0, DIGEST_AT)).digest();
}

/** What is wrong with a registry, as a sentence that names its file. */
export function broken(path: string, problem: string): CannotRun {
  return new CannotRun(`${printable(path)} ${problem}`);
}
