import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { DEFAULT_POLICY } from "../../src/model/policy.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { envelopeOf } from "../../src/receipt/bundle.ts";
import type { Demands } from "../../src/receipt/demands.ts";
import { verifyReceipt } from "../../src/receipt/verify-receipt.ts";
import {
  ANNA_TOLD,
  bundleIn,
  keyPair,
  receiptFor,
  signed,
  statementIn,
  type BundleJson,
  type StatementJson,
} from "../support/receipts.ts";

const folder = mkdtempSync(join(tmpdir(), "straycheck-verify-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const zip = join(folder, "export.zip");
const BYTES = Buffer.from("PK: as good as an archive for this");
const pair = keyPair("ed25519");
/** Most tests are about something else than the slow digest that is made without it. */
const subjectKey = Buffer.alloc(32, 7);
let receipt = "";
beforeAll(async () => {
  receipt = await receiptFor(zip, BYTES, pair, { subjectKey });
});

/** The step that fails and its sentence, or "verified". */
async function outcome(
  text: string = receipt,
  {
    key = pair.verifying,
    paths = [zip],
    ...demands
  }: Partial<Demands> & { key?: typeof pair.verifying; paths?: string[] } = {},
): Promise<string> {
  const { isVerified, steps } = await verifyReceipt(envelopeOf(text, "r.json"), key, paths, {
    subject: ANNA_TOLD,
    request: ANNA_TOLD.ref,
    subjectKey,
    now: new Date(),
    ...demands,
  });
  const last = steps.at(-1);
  expect(last?.outcome === "failed").toBe(!isVerified);
  return isVerified ? "verified" : `${last?.name}: ${last?.words}`;
}

function tampered(change: (bundle: BundleJson) => void, text = receipt): string {
  const bundle = bundleIn(text);
  change(bundle);
  return JSON.stringify(bundle);
}

/** Signed by the right key, but other than straycheck writes it. */
function restated(change: (statement: StatementJson) => void): string {
  const statement = statementIn(receipt);
  change(statement);
  return signed(pair, statement);
}

describe("a receipt", () => {
  it("is verified with the public key, the bytes that were checked and the person", async () => {
    expect(await outcome()).toBe("verified");
    expect(await outcome(await receiptFor(zip, BYTES, keyPair("ed25519"), { subjectKey }))).toMatch(
      /^signature: /,
    );
    const other = keyPair("p256");
    const byOther = await receiptFor(zip, BYTES, other, { subjectKey });
    expect(await outcome(byOther, { key: other.verifying })).toBe("verified");
  });

  it("names what was checked by an in-toto statement that repeats no identifier", () => {
    const text = JSON.stringify(statementIn(receipt));
    expect(text).not.toMatch(/A1QX7M3K9T2B5D|1701234567|491701234567/i);
    expect(statementIn(receipt)).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: "export.zip", digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } }],
      predicate: {
        tool: { name: "straycheck", version: "0.1.0" },
        verdict: { outcome: "clean", exitCode: 0 },
        coverage: { entries: { inspected: expect.any(Number) } },
        policy: { digest: null, accepted: [] },
        layouts: [{ name: "amazon-alexa", given: false, digest: "d1" }],
        subject: { digest: { algorithm: "hmac-sha256" } },
      },
    });
  });

  it("may be in URL-safe base64 without padding, and hold members that nobody knows", async () => {
    const changed = tampered((bundle) => {
      const { dsseEnvelope: envelope } = bundle;
      const [signature] = envelope.signatures;
      envelope.payload = Buffer.from(envelope.payload, "base64").toString("base64url");
      if (signature !== undefined) signature.sig = Buffer.from(signature.sig, "base64").toString("base64url");
      Object.assign(bundle, { later: 1 });
      Object.assign(envelope, { later: [] });
    });
    expect(await outcome(changed)).toBe("verified");
    expect(await outcome(restated((statement) => Object.assign(statement.predicate, { later: {} })))).toBe(
      "verified",
    );
  });
});

describe("the signature does not hold", () => {
  it("for another key, also when the receipt calls it by the right name", async () => {
    const other = keyPair("ed25519");
    expect(await outcome(receipt, { key: other.verifying })).toMatch(
      /^signature: the signature is not this key's; the receipt names another one \(sha256 /,
    );
    const renamed = tampered((bundle) => (bundle.verificationMaterial.publicKey.hint = other.verifying.hint));
    expect(await outcome(renamed, { key: other.verifying })).toMatch(
      /^signature: .* what it signs was changed$/,
    );
    expect(await outcome(renamed)).toBe("verified");
    expect(await outcome(receipt, { key: keyPair("p256").verifying })).toMatch(/^signature: /);
  });

  it("when it was taken away, doubled, cut, or is none", async () => {
    const withSignatures = (signatures: unknown): string =>
      tampered((bundle) => Object.assign(bundle.dsseEnvelope, { signatures }));
    const [signature] = bundleIn(receipt).dsseEnvelope.signatures;
    for (const none of [undefined, [], {}, [{}], [{ sig: "" }], [7]])
      expect(await outcome(withSignatures(none))).toBe("signature: the receipt is not signed");
    expect(await outcome(withSignatures([signature, signature]))).toMatch(/^signature: .* 2 signatures/);
    expect(await outcome(withSignatures([{ sig: signature?.sig.slice(0, -8) }]))).toMatch(/^signature: /);
    expect(await outcome(withSignatures([{ sig: "<script>" }]))).toBe(
      "signature: the signature is no base64",
    );
  });

  it("when what it signs was swapped or changed, or said to be something else", async () => {
    const other = await receiptFor(join(folder, "other.zip"), Buffer.from("PK: other"), pair, { subjectKey });
    const { payload } = bundleIn(other).dsseEnvelope;
    expect(await outcome(tampered((bundle) => (bundle.dsseEnvelope.payload = payload)))).toMatch(
      /^signature: the signature is not this key's, or what it signs was changed$/,
    );
    expect(await outcome(tampered((bundle) => (bundle.dsseEnvelope.payloadType = "text/plain")))).toMatch(
      /^signature: /,
    );
    expect(await outcome(tampered((bundle) => (bundle.dsseEnvelope.payload = "%")))).toBe(
      "signature: the signed text is no base64",
    );
  });
});

describe("what is signed", () => {
  it("must be a statement of ours: the same key may sign other things", async () => {
    const text = JSON.stringify(statementIn(receipt));
    expect(await outcome(signed(pair, text, "text/plain"))).toMatch(
      /^payload-type: what is signed is no in-toto/,
    );
    expect(await outcome(signed(pair, "no JSON"))).toMatch(/^payload-type: .* not JSON$/);
    const about = restated((statement) => (statement.predicateType = "https://slsa.dev/provenance/v1"));
    expect(await outcome(about)).toMatch(/^payload-type: .* something else \(predicateType\)$/);
    const cut = restated((statement) => Object.assign(statement.predicate, { checkedAt: "yesterday" }));
    expect(await outcome(cut)).toMatch(/^payload-type: .* "checkedAt" is no time$/);
    const noDay = restated((statement) =>
      Object.assign(statement.predicate, { checkedAt: "2026-02-30T10:00:00Z" }),
    );
    expect(await outcome(noDay)).toMatch(/"checkedAt" is no time$/);
    expect(await outcome(signed(pair, text.replace('"verdict":', '"verdict":{},"verdict":')))).toMatch(
      /^payload-type: .* two members of the same name$/,
    );
    const unknown = restated((statement) =>
      Object.assign(statement.predicate.subject.digest, { algorithm: "md5" }),
    );
    expect(await outcome(unknown)).toMatch(/^payload-type: .* is not known here$/);
  });

  it("must say that the verdict is clean, without contradiction", async () => {
    const says = (verdict: object): string =>
      restated((statement) => Object.assign(statement.predicate.verdict, verdict));
    expect(await outcome(says({ outcome: "unproven", exitCode: 3 }))).toBe(
      "verdict: the verdict is unproven (exit code 3), not clean",
    );
    expect(await outcome(says({ codes: ["not-inspected"] }))).toMatch(/^verdict: .* contradict/);
    const missed = restated((statement) =>
      Object.assign(statement.predicate.coverage.entries, { notInspected: 1 }),
    );
    expect(await outcome(missed)).toMatch(/^verdict: .* contradict/);
    const stray = restated((statement) =>
      Object.assign(statement.predicate.coverage.recordings, { stray: 1 }),
    );
    expect(await outcome(stray)).toMatch(/^verdict: .* contradict/);
    for (const change of [
      { records: { total: 0, own: 0, stray: 0, conflict: 0, context: 0, unattributed: 0 } },
      { records: { total: 5, own: 4, stray: 0, conflict: 0, context: 0, unattributed: 1 } },
      { records: { total: 50, own: 4, stray: 0, conflict: 0, context: 0, unattributed: 0 } },
      { basis: { direct: 0, linked: 0, inherited: 50 } },
      { entries: { total: 9, inspected: 8, notInspected: 1, furniture: 0, accepted: 1 } },
      { entries: { total: 9, inspected: 1, notInspected: 0, furniture: 0, accepted: 0 } },
    ])
      expect(
        await outcome(restated((statement) => Object.assign(statement.predicate.coverage, change))),
        JSON.stringify(change),
      ).toMatch(/^verdict: .* contradict/);
  });
});

describe("the archive on the disk", () => {
  it("must have the bytes that were checked: one other byte is another archive", async () => {
    const changed = join(folder, "changed.zip");
    const bytes = Buffer.from(BYTES);
    bytes[7] = (bytes[7] ?? 0) ^ 1;
    writeFileSync(changed, bytes);
    expect(await outcome(receipt, { paths: [changed] })).toMatch(
      /^digest: .*changed\.zip is not what was checked: it has sha256 .{13}, the receipt is for sha256 .{13}$/,
    );
    writeFileSync(changed, BYTES);
    expect(await outcome(receipt, { paths: [changed] })).toBe("verified");
  });

  it("may be one of several parts; each that is given must be among those that were checked", async () => {
    const [one, two, three] = ["1", "2", "3"].map((name) => join(folder, `part${name}.zip`)) as [
      string,
      string,
      string,
    ];
    for (const path of [one, two, three]) writeFileSync(path, path);
    const text = await receiptFor(
      zip,
      BYTES,
      pair,
      { bundles: [one, two], subjectKey },
      {
        bundle: { sha256: null, name: "part1.zip, part2.zip" },
      },
    );
    expect(statementIn(text).subject.map(({ name }) => name)).toEqual(["part1.zip", "part2.zip"]);
    expect(await outcome(text, { paths: [one, two] })).toBe("verified");
    expect(await outcome(text, { paths: [two] })).toBe("verified");
    expect(await outcome(text, { paths: [one, three] })).toMatch(
      /^digest: .*part3\.zip is not what was checked/,
    );
  });

  it("must be a file: a folder has no digest", async () => {
    await expect(outcome(receipt, { paths: [folder] })).rejects.toThrow(
      /is a folder: a receipt is about the bytes/,
    );
    await expect(outcome(receipt, { paths: [join(folder, "nowhere.zip")] })).rejects.toThrow(/no such file/);
  });
});

describe("the policy", () => {
  const TEXT = "accept: [{ files: a.txt, why: unattributed, max: 1, reason: a letter, until: 2026-12-01 }]\n";
  const policy = parsePolicy(TEXT, "policy.yaml", "2026-11-21");
  const accepted = [{ files: "a.txt", why: "unattributed", entries: 1, state: "used" }] as const;
  const made = (): Promise<string> =>
    receiptFor(zip, BYTES, pair, { policy, subjectKey }, { policy: { digest: policy.digest, accepted } });

  it("must be the one that is given, if one is", async () => {
    const text = await made();
    expect(await outcome(text, { now: new Date("2026-12-01T23:00:00Z"), policy })).toBe("verified");
    const other = parsePolicy("counterparties: block\n", "p.yaml", "2026-11-21");
    expect(await outcome(text, { policy: other })).toMatch(
      /^policy: the check was made with the policy sha256 /,
    );
    expect(await outcome(receipt, { policy })).toMatch(
      /^policy: the check was made without a policy, not with/,
    );
    expect(await outcome(text, { policy: DEFAULT_POLICY })).toMatch(/^policy: /);
  });

  it("must still hold, where the verdict rests on it", async () => {
    expect(await outcome(await made(), { now: new Date("2026-12-02T00:00:01Z") })).toBe(
      "policy: the verdict rests on an exception (a.txt) that ended on 2026-12-01: check again",
    );
  });
});

describe("the person", () => {
  const told = (text: string) => parseSubject(text, "s.yaml", {});

  it("must be told as in the check, in whatever order and form", async () => {
    const csv =
      "ref,account,phone,device\nDSAR-2026-0417,,+49 170 1234567,\nDSAR-2026-0417,a1qx7m3k9t2b5d,,\n";
    const subject = { ...parseSubject(csv, "s.csv", {}), none: ANNA_TOLD.none };
    const same = { ...subject, identifiers: ANNA_TOLD.identifiers.toReversed() };
    expect(await outcome(receipt, { subject: same })).toBe("verified");
  });

  it("is another one with another identifier, one more, one less, other days, or none told", async () => {
    const identical = "phones: ['+49 170 1234567']\ndevices: []\n";
    for (const text of [
      `accounts: [A3ZK8W2P6R4N1V]\n${identical}`,
      `accounts: [A1QX7M3K9T2B5D, A3ZK8W2P6R4N1V]\n${identical}`,
      identical,
      `accounts: [{ id: A1QX7M3K9T2B5D, from: 2018-01-01 }]\n${identical}`,
      "accounts: [A1QX7M3K9T2B5D]\nphones: ['+49 170 1234567']\n",
      `accounts: [A1QX7M3K9T2B5D]\n${identical}names: [Anna Müller]\n`,
    ])
      expect(await outcome(receipt, { subject: told(text), request: "" }), text).toMatch(
        /^subject: another subject was checked for/,
      );
  });

  it("is not compared when that is asked for; the request still is", async () => {
    expect(await outcome(receipt, { subject: undefined, request: "" })).toBe("verified");
    expect(await outcome(receipt, { subject: undefined, request: "DSAR-2" })).toBe(
      "subject: the receipt is for the request DSAR-2026-0417, not for DSAR-2",
    );
  });

  it("is told by a digest that is another one in every receipt", async () => {
    const again = await receiptFor(zip, BYTES, pair, { subjectKey });
    const digests = [receipt, again].map((text) => statementIn(text).predicate.subject.digest.value);
    expect(digests[0]).not.toBe(digests[1]);
  });

  it("is told by a digest that nobody computes without the secret that it was made with", async () => {
    expect(await outcome(receipt, { subjectKey: Buffer.alloc(32, 8) })).toMatch(/^subject: .* another key$/);
    await expect(outcome(receipt, { subjectKey: undefined })).rejects.toThrow(
      "is keyed: give the key (--subject-key <file>)",
    );
  });

  it("is told without a secret by a digest that is slow to guess", async () => {
    const plain = await receiptFor(zip, BYTES, pair);
    expect(statementIn(plain).predicate.subject.digest.algorithm).toBe("scrypt-65536-8-2");
    expect(await outcome(plain, { subjectKey: undefined })).toBe("verified");
    const ben = told("ref: DSAR-2026-0417\naccounts: [A3ZK8W2P6R4N1V]\n");
    expect(await outcome(plain, { subject: ben, subjectKey: undefined })).toMatch(
      /^subject: another subject/,
    );
    expect(await outcome(plain)).toMatch(/^subject: .* made without a key/);
  });
});

describe("the age", () => {
  const HOUR = 3_600_000;
  const later = (hours: number): Date => new Date(Date.now() + hours * HOUR);

  it("must be at most what is wanted", async () => {
    expect(await outcome(receipt, { now: later(23), maxAge: 24 * HOUR })).toBe("verified");
    expect(await outcome(receipt, { now: later(25), maxAge: 24 * HOUR })).toMatch(
      /^age: the check began 25 hours ago \(2.*Z\); 24 hours is the most$/,
    );
    expect(await outcome(receipt, { now: later(9999) })).toBe("verified");
  });

  it("must not lie in the future, whatever age is wanted", async () => {
    expect(await outcome(receipt, { now: later(-1) })).toMatch(
      /^age: .* yet to come: one of the clocks is wrong$/,
    );
    expect(await outcome(receipt, { now: new Date(Date.now() - 20_000) })).toBe("verified");
  });
});

describe("what is no receipt", () => {
  it("is refused with a sentence that says why", () => {
    for (const [text, problem] of [
      ["", "r.json is empty: no receipt"],
      ["CLEAN export.zip", "r.json is no receipt: it is not JSON"],
      ["[]", "it is no JSON object"],
      ['"text"', "it is no JSON object"],
      ['{"schema":"straycheck-report/1"}', "it is no Sigstore bundle (mediaType)"],
      ['{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}', "it holds no signed statement"],
      ['{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","dsseEnvelope":{}}', "no payload"],
      ["[".repeat(100_000), "it is not JSON"],
      [receipt.replace('"payload":', '"payload":"","payload":'), "two members of the same name"],
    ] as const)
      expect(() => envelopeOf(text, "r.json"), text.slice(0, 40)).toThrow(problem);
  });
});
