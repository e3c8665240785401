import { createPublicKey } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFromJSON } from "@sigstore/bundle";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import { afterAll, describe, expect, it } from "vitest";
import { bundleIn, keyPair, receiptFor, type KeyPair } from "../support/receipts.ts";

const folder = mkdtempSync(join(tmpdir(), "straycheck-sigstore-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const subjectKey = Buffer.alloc(32, 7);

/** Verifies a bundle with the library of Sigstore, as others would: no transparency log, one key that is known. */
function verifyWithSigstore(receipt: string, { publicPem, verifying }: KeyPair): void {
  const trust = toTrustMaterial(
    {
      mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
      tlogs: [],
      certificateAuthorities: [],
      ctlogs: [],
      timestampAuthorities: [],
    },
    (hint) => {
      if (hint !== verifying.hint) throw new Error(`no key ${hint}`);
      return { publicKey: createPublicKey(publicPem), validFor: () => true };
    },
  );
  const verifier = new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
  verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(receipt))));
}

describe.each(["ed25519", "p256"] as const)("a receipt signed with %s", (kind) => {
  const pair = keyPair(kind);
  const made = (name: string): Promise<string> =>
    receiptFor(join(folder, name), Buffer.from(`PK ${name}`), pair, { subjectKey });

  it("is a bundle that Sigstore's own verifier takes", async () => {
    verifyWithSigstore(await made("a.zip"), pair);
  });

  it("is refused by it with one byte changed, another statement, or another key", async () => {
    const receipt = await made("a.zip");
    const changed = bundleIn(receipt);
    changed.dsseEnvelope.payload = bundleIn(await made("b.zip")).dsseEnvelope.payload;
    expect(() => verifyWithSigstore(JSON.stringify(changed), pair)).toThrow(/signature/i);
    const other = keyPair(kind);
    const renamed = bundleIn(receipt);
    renamed.verificationMaterial.publicKey.hint = other.verifying.hint;
    expect(() => verifyWithSigstore(JSON.stringify(renamed), other)).toThrow(/signature/i);
    expect(() => verifyWithSigstore(receipt, other)).toThrow(/no key/);
  });
});
