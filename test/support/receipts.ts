import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { writeFileSync } from "node:fs";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { DEFAULT_POLICY } from "../../src/model/policy.ts";
import type { ReportEvent } from "../../src/model/report.ts";
import { bundleText } from "../../src/receipt/bundle.ts";
import { PAYLOAD_TYPE, signEnvelope } from "../../src/receipt/dsse.ts";
import { signingKey, verifyingKey, type ReceiptKey } from "../../src/receipt/keys.ts";
import { beginReceipt, type PendingReceipt, type ReceiptOptions } from "../../src/receipt/make-receipt.ts";
import type { Receipt } from "../../src/receipt/statement.ts";
import { report, type ReportParts } from "../reporters/reports.ts";

/** A pair of keys, as the files that people make with openssl. */
export interface KeyPair {
  readonly privatePem: string;
  readonly publicPem: string;
  readonly signing: ReceiptKey;
  readonly verifying: ReceiptKey;
}

export function pemOf(key: KeyObject): string {
  return String(key.export({ type: key.type === "private" ? "pkcs8" : "spki", format: "pem" }));
}

export function keyPair(kind: "ed25519" | "p256"): KeyPair {
  const { privateKey, publicKey } =
    kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const [privatePem, publicPem] = [pemOf(privateKey), pemOf(publicKey)];
  return {
    privatePem,
    publicPem,
    signing: signingKey(Buffer.from(privatePem), "key.pem"),
    verifying: verifyingKey(Buffer.from(publicPem), "pub.pem"),
  };
}

export const ANNA_TOLD = parseSubject(
  "ref: DSAR-2026-0417\naccounts: [A1QX7M3K9T2B5D]\nphones: ['+49 170 1234567']\ndevices: []\n",
  "anna.yaml",
  {},
);

/** What a check of the archive at `path` says, clean unless `parts` says otherwise. */
export function eventsAbout(bytes: Uint8Array, parts: ReportParts = {}): readonly ReportEvent[] {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return report({ ...parts, bundle: { sha256, bytes: bytes.length, ...parts.bundle } });
}

export function begin(
  path: string,
  { signing }: KeyPair,
  more: Partial<ReceiptOptions> = {},
): Promise<PendingReceipt> {
  return beginReceipt({
    bundles: [path],
    subject: ANNA_TOLD,
    policy: DEFAULT_POLICY,
    key: signing,
    passwords: false,
    deletedItems: 0,
    signal: new AbortController().signal,
    ...more,
  });
}

/** Writes an archive and the receipt of its check. */
export async function receiptFor(
  path: string,
  bytes: Uint8Array,
  pair: KeyPair,
  more: Partial<ReceiptOptions> = {},
  parts: ReportParts = {},
): Promise<string> {
  writeFileSync(path, bytes);
  const pending = await begin(path, pair, more);
  for (const event of eventsAbout(bytes, parts)) pending.see(event);
  await pending.confirm();
  const text = pending.seal();
  if (text === undefined) throw new Error("a check that was not clean");
  return text;
}

/** A Sigstore bundle as it is written, to be tampered with. */
export interface BundleJson {
  mediaType: string;
  verificationMaterial: { publicKey: { hint: string }; tlogEntries: unknown[] };
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string; keyid: string }[] };
}

export interface StatementJson {
  _type: string;
  subject: { name: string; digest: { sha256: string } }[];
  predicateType: string;
  predicate: Receipt;
}

export function bundleIn(receipt: string): BundleJson {
  return JSON.parse(receipt);
}

/** What a receipt signs. */
export function statementIn(receipt: string): StatementJson {
  return JSON.parse(Buffer.from(bundleIn(receipt).dsseEnvelope.payload, "base64").toString("utf8"));
}

/** Signs any statement, as somebody with the key could. */
export function signed(pair: KeyPair, statement: unknown, type: string = PAYLOAD_TYPE): string {
  const payload = Buffer.from(typeof statement === "string" ? statement : JSON.stringify(statement));
  return bundleText(payload, type, signEnvelope(pair.signing, type, payload), pair.signing.hint);
}
