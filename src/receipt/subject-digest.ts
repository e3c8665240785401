import { createHmac, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { CannotRun } from "../model/errors.ts";
import type { Subject } from "../model/subject.ts";
import { Malformed, textAt, type JsonRecord } from "./members.ts";

/** What OWASP's password storage cheat sheet gives for 64 MiB: a guess costs a few tenths of a second. */
const SCRYPT = { N: 65_536, r: 8, p: 2, maxmem: 96 * 1024 * 1024 } as const;
const ALGORITHMS = ["scrypt-65536-8-2", "hmac-sha256"] as const;
const SALT_BYTES = 16;
const VALUE_BYTES = 32;
/** Bytes of a file that keys the digest: 128 bits at least, and no archive by mistake. */
const MIN_SUBJECT_KEY_BYTES = 16;
const MAX_SUBJECT_KEY_BYTES = 16 * 1024;

/** A digest of everything that was told of the person who asked. */
export interface SubjectDigest {
  /** `hmac-sha256` is keyed with a secret; `scrypt-…` is only salted, and slow to guess. */
  readonly algorithm: (typeof ALGORITHMS)[number];
  /** Hexadecimal, of this receipt alone: receipts of one person cannot be told to be. */
  readonly salt: string;
  readonly value: string;
}

/** The digest of a subject under a new salt. `key`: a secret that the verifier has, too. */
export function newSubjectDigest(subject: Subject, key: Buffer | undefined): Promise<SubjectDigest> {
  const algorithm = key === undefined ? "scrypt-65536-8-2" : "hmac-sha256";
  return digestOf(subject, algorithm, randomBytes(SALT_BYTES).toString("hex"), key);
}

/** Whether a digest is this subject's: the same identifiers, days, names and "none of these", in any order. */
export async function isSubjectOf(
  digest: SubjectDigest,
  subject: Subject,
  key: Buffer | undefined,
): Promise<boolean> {
  const { value } = await digestOf(subject, digest.algorithm, digest.salt, key);
  return timingSafeEqual(Buffer.from(value, "hex"), Buffer.from(digest.value, "hex"));
}

/** Reads a digest from a verified receipt. Throws `Malformed`. */
export function subjectDigestOf(record: JsonRecord): SubjectDigest {
  const written = textAt(record, "algorithm");
  const algorithm = ALGORITHMS.find((one) => one === written);
  if (algorithm === undefined)
    throw new Malformed(`the subject's digest is made in a way that is not known here`);
  const [salt, value] = [textAt(record, "salt"), textAt(record, "value")];
  if (!isHex(salt, SALT_BYTES) || !isHex(value, VALUE_BYTES))
    throw new Malformed("the subject's digest or its salt has another length");
  return { algorithm, salt, value };
}

/** The bytes of `--subject-key`, all of them. Throws `CannotRun` when they are too few for a secret. */
export function subjectKey(bytes: Buffer, fileName: string): Buffer {
  if (bytes.length < MIN_SUBJECT_KEY_BYTES)
    throw new CannotRun(
      `${fileName} holds ${bytes.length} bytes; the key of the subject's digest needs at least ${MIN_SUBJECT_KEY_BYTES} random ones (openssl rand -hex 32)`,
    );
  if (bytes.length > MAX_SUBJECT_KEY_BYTES)
    throw new CannotRun(`${fileName} is larger than 16 KiB: no key of the subject's digest`);
  return bytes;
}

async function digestOf(
  subject: Subject,
  algorithm: SubjectDigest["algorithm"],
  salt: string,
  key: Buffer | undefined,
): Promise<SubjectDigest> {
  const text = canonical(subject);
  const saltBytes = Buffer.from(salt, "hex");
  const value =
    algorithm === "hmac-sha256"
      ? createHmac("sha256", key ?? "")
          .update(saltBytes)
          .update(text)
          .digest("hex")
      : await stretched(text, saltBytes);
  return { algorithm, salt, value };
}

function stretched(text: string, salt: Buffer): Promise<string> {
  return new Promise((done, failed) => {
    scrypt(text, salt, VALUE_BYTES, SCRYPT, (error, value) => {
      if (error === null) done(value.toString("hex"));
      else failed(error);
    });
  });
}

/** All of the subject in one text, so that nobody can guess one identifier at a time. */
function canonical({ identifiers, none, names }: Subject): string {
  const told = identifiers.map(({ kind, key, hash = "", from = "", until = "" }) =>
    JSON.stringify([kind, key, hash, from, until]),
  );
  return JSON.stringify(["straycheck-subject/1", told.toSorted(), none.toSorted(), names.toSorted()]);
}

function isHex(text: string, bytes: number): boolean {
  return text.length === bytes * 2 && /^[0-9a-f]+$/.test(text);
}
