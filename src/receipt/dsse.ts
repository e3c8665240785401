import { sign, verify } from "node:crypto";
import type { ReceiptKey } from "./keys.ts";

/** Type of the signed bytes: an in-toto statement. */
export const PAYLOAD_TYPE = "application/vnd.in-toto+json";

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** What DSSE signs: type and body with their lengths in bytes, so that neither can be taken for the other. */
export function preAuthEncoding(type: string, body: Buffer): Buffer {
  const typeBytes = Buffer.from(type);
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${typeBytes.length} `),
    typeBytes,
    Buffer.from(` ${body.length} `),
    body,
  ]);
}

/** The signature of a body: ECDSA in DER over SHA-256, or Ed25519. `key`: private. */
export function signEnvelope({ key, algorithm }: ReceiptKey, type: string, body: Buffer): Buffer {
  return sign(digestFor(algorithm), preAuthEncoding(type, body), key);
}

/** Whether the signature is this key's, of this body and type. A signature of any bytes is only wrong, never an error. */
export function isSigned(
  { key, algorithm }: ReceiptKey,
  type: string,
  body: Buffer,
  signature: Buffer,
): boolean {
  try {
    return verify(digestFor(algorithm), preAuthEncoding(type, body), key, signature);
  } catch {
    return false;
  }
}

/** Bytes of base64, standard or URL-safe, padded or not; undefined for any other text. */
export function fromBase64(text: string): Buffer | undefined {
  return BASE64.test(text) && text.replace(/=+$/, "").length % 4 !== 1
    ? Buffer.from(text, "base64")
    : undefined;
}

function digestFor(algorithm: ReceiptKey["algorithm"]): "sha256" | null {
  return algorithm === "Ed25519" ? null : "sha256";
}
