import { CannotRun, Interrupted } from "../model/errors.ts";
import { Changed, digestArchive, mustBeArchive, shortDigest, type ArchiveDigest } from "./archives.ts";
import type { Envelope } from "./bundle.ts";
import { checkAge, checkPolicy, checkReleased, checkSubject, checkVerdict, type Demands } from "./demands.ts";
import { fromBase64, isSigned, PAYLOAD_TYPE } from "./dsse.ts";
import type { ReceiptKey } from "./keys.ts";
import { Malformed } from "./members.ts";
import { readStatement, type ReadReceipt } from "./statement.ts";
import { Course, StepFailed, type Passed, type Step } from "./steps.ts";

/** Digests that a sentence lists. */
const MAX_LISTED = 3;

/** What verifying a receipt came to. */
export interface Verification {
  readonly isVerified: boolean;
  /** Up to the first that failed, in their order. */
  readonly steps: readonly Step[];
  /** What the receipt says; undefined unless its signature holds. */
  readonly receipt: ReadReceipt | undefined;
  /** The archives as they are on the disk; those that were read. */
  readonly archives: readonly ArchiveDigest[];
}

/**
 * Holds a receipt to a public key, to the archives on the disk and to the demands, step by step; the first that fails
 * ends it. Nothing that the signature does not cover is looked at. Throws `CannotRun` for files that cannot be read, and
 * `Interrupted`.
 */
export async function verifyReceipt(
  envelope: Envelope,
  key: ReceiptKey,
  paths: readonly string[],
  demands: Demands,
  signal?: AbortSignal,
): Promise<Verification> {
  for (const path of paths) mustBeArchive(path);
  const course = new Course();
  const archives: ArchiveDigest[] = [];
  let receipt: ReadReceipt | undefined;
  try {
    await course.take("key", () => ({ words: `${key.algorithm}, ${keyWords(key.hint)}` }));
    const { payload } = await course.take("signature", () => verifiedPayload(envelope, key));
    const { read } = await course.take("payload-type", () => statementOf(envelope.payloadType, payload));
    receipt = read;
    await course.take("digest", async () => {
      for (const path of paths) archives.push(await archiveOf(path, read, signal));
      const different = new Set(archives.map(({ sha256 }) => sha256)).size;
      return { words: different < read.parts.length ? partsWords(different, read) : "what was checked" };
    });
    await course.take("verdict", () => checkVerdict(read));
    await course.take("policy", () => checkPolicy(read, demands));
    await course.take("subject", () => checkSubject(read, demands));
    await course.take("age", () => checkAge(read, demands));
    if (signal?.aborted === true) throw new Interrupted();
    const { ledger, now } = demands;
    if (ledger !== undefined)
      await course.take("released", () => checkReleased(ledger, requestOf(read, demands), archives, now));
    return { isVerified: true, steps: course.steps, receipt, archives };
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return { isVerified: false, steps: course.steps, receipt, archives };
  }
}

/** The bytes that the signature is of. Nothing else of the receipt is ever read. */
function verifiedPayload(
  { payload, payloadType, signatures, hint }: Envelope,
  key: ReceiptKey,
): Passed & { readonly payload: Buffer } {
  const [signature, ...others] = signatures;
  if (signature === undefined || signature === "") throw new StepFailed("the receipt is not signed");
  if (others.length > 0)
    throw new StepFailed(`the receipt has ${signatures.length} signatures; a Sigstore bundle has one`);
  const body = fromBase64(payload);
  const bytes = fromBase64(signature);
  if (body === undefined || bytes === undefined)
    throw new StepFailed(`the ${body === undefined ? "signed text" : "signature"} is no base64`);
  if (isSigned(key, payloadType, body, bytes)) return { words: "this key's", payload: body };
  throw new StepFailed(
    hint === undefined || hint === key.hint
      ? "the signature is not this key's, or what it signs was changed"
      : `the signature is not this key's; the receipt names another one (${keyWords(hint)})`,
  );
}

function statementOf(payloadType: string, payload: Buffer): Passed & { readonly read: ReadReceipt } {
  if (payloadType !== PAYLOAD_TYPE) throw new StepFailed("what is signed is no in-toto statement");
  try {
    const read = readStatement(payload);
    return { words: `a receipt of straycheck ${read.version}`, read };
  } catch (error) {
    if (error instanceof Malformed)
      throw new StepFailed(`what is signed is no receipt of straycheck: ${error.message}`);
    throw error;
  }
}

async function archiveOf(
  path: string,
  { parts }: ReadReceipt,
  signal: AbortSignal | undefined,
): Promise<ArchiveDigest> {
  let archive: ArchiveDigest;
  try {
    archive = await digestArchive(path, signal);
  } catch (error) {
    if (error instanceof Changed) throw new StepFailed(error.message);
    throw error;
  }
  const checked = parts.map(({ sha256 }) => sha256);
  if (checked.includes(archive.sha256)) return archive;
  const listed =
    checked.slice(0, MAX_LISTED).map(shortDigest).join(", ") + (checked.length > MAX_LISTED ? ", …" : "");
  throw new StepFailed(
    `${path} is not what was checked: it has ${shortDigest(archive.sha256)}, the receipt is for ${listed}`,
  );
}

function partsWords(number: number, { parts }: ReadReceipt): string {
  return `${number} of the ${parts.length} parts that were checked`;
}

/** Whom a release is noted for. */
function requestOf(receipt: ReadReceipt, demands: Demands): string {
  const request = receipt.request === "" ? demands.request : receipt.request;
  if (request === "")
    throw new CannotRun(
      "--released notes the request's number, and none is told: --ref, or ref in the subject file",
    );
  return request;
}

/** A hint is the digest of a key, unless somebody else wrote it. */
function keyWords(hint: string): string {
  const bytes = fromBase64(hint);
  return bytes?.length === 32 ? shortDigest(bytes.toString("hex")) : "by a name that is no digest";
}
