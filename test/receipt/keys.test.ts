import { generateKeyPairSync } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isSigned, signEnvelope } from "../../src/receipt/dsse.ts";
import { signingKey, verifyingKey } from "../../src/receipt/keys.ts";
import { keyPair, pemOf } from "../support/receipts.ts";

const signing = (text: string | Buffer, password?: string): unknown =>
  signingKey(Buffer.from(text), "key.pem", password);
const verifying = (text: string | Buffer): unknown => verifyingKey(Buffer.from(text), "pub.pem");
const ed = keyPair("ed25519");

describe("a key of the wrong kind is named", () => {
  it("RSA, another curve, and keys that cannot sign", () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const x25519 = generateKeyPairSync("x25519");
    for (const [pair, words] of [
      [rsa, "an RSA key"],
      [p384, "an ECDSA key on another curve (secp384r1)"],
      [x25519, "a key that cannot sign (X25519)"],
    ] as const) {
      const sentence = `holds ${words}; receipts take Ed25519 or ECDSA P-256`;
      expect(() => signing(pemOf(pair.privateKey))).toThrow(`key.pem ${sentence}`);
      expect(() => verifying(pemOf(pair.publicKey))).toThrow(`pub.pem ${sentence}`);
    }
  });

  it("a public one where the private one is needed, and the other way round", () => {
    expect(() => signing(ed.publicPem)).toThrow(
      "key.pem holds a public key; receipts are signed with the private",
    );
    expect(() => verifying(ed.privatePem)).toThrow(
      "pub.pem holds a private key; receipts are verified with the public",
    );
  });

  it("certificates, and the keys of other tools", () => {
    const named = (label: string): string => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;
    for (const read of [signing, verifying]) {
      expect(() => read(named("CERTIFICATE"))).toThrow(/holds a certificate[,;]/);
      expect(() => read(named("OPENSSH PRIVATE KEY"))).toThrow("a key of OpenSSH");
      expect(() => read(named("ENCRYPTED SIGSTORE PRIVATE KEY"))).toThrow("cosign's own encryption");
      expect(() => read(named("PGP PUBLIC KEY BLOCK"))).toThrow('"PGP PUBLIC KEY BLOCK", which is no key');
    }
  });

  it("what is no key at all, more than one, or damaged", () => {
    for (const read of [signing, verifying]) {
      expect(() => read("")).toThrow("is empty: no key");
      expect(() => read("hunter2")).toThrow(/holds no (private|public) key in PEM/);
      expect(() => read(Buffer.from([0x30, 0x2a, 0x00]))).toThrow("looks like a key in DER");
      expect(() => read("x".repeat(17 * 1024))).toThrow("larger than 16 KiB");
      expect(() => read(ed.privatePem + ed.publicPem)).toThrow("holds 2 keys or certificates");
    }
    expect(() => signing(ed.privatePem.replace(/\n.{8}/, "\nAAAAAAAA"))).toThrow("it is damaged");
    expect(() => verifying(ed.publicPem.replace(/\n.{8}/, "\nAAAAAAAA"))).toThrow("it is damaged");
    expect(() => signing("x".repeat(10_000) + "-----BEGIN A-----".repeat(300))).toThrow("no private key");
  });
});

it("a key may be written in UTF-16, as PowerShell redirects, and with its lines ended as on Windows", () => {
  const wide = Buffer.from(`\ufeff${ed.publicPem.replaceAll("\n", "\r\n")}`, "utf16le");
  expect(verifying(wide)).toMatchObject({ hint: ed.verifying.hint });
});

describe("an encrypted private key", () => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const forms = [
    String(
      privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "correct horse" }),
    ),
    String(
      privateKey.export({ type: "sec1", format: "pem", cipher: "aes-256-cbc", passphrase: "correct horse" }),
    ),
  ];

  it("opens with its password, in both forms that OpenSSL writes", () => {
    for (const pem of forms)
      expect(signing(pem, "correct horse")).toMatchObject({ algorithm: "ECDSA P-256" });
  });

  it("is said to need one, or to have another one, without telling either", () => {
    for (const pem of forms) {
      expect(() => signing(pem)).toThrow(
        "key.pem is encrypted; give the file with its password (--key-password-file)",
      );
      expect(() => signing(pem, "hunter2")).toThrow(
        /^key\.pem cannot be opened: the password is wrong[^2]*$/,
      );
    }
  });
});

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

describe.skipIf(!hasOpenssl)("keys that openssl makes", () => {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-keys-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const openssl = (...words: readonly string[]): void => {
    const { status, stderr } = spawnSync("openssl", words, { cwd: folder });
    expect(status, String(stderr)).toBe(0);
  };
  const pem = (name: string): Buffer => readFileSync(join(folder, name));

  it.each([
    ["Ed25519", ["genpkey", "-algorithm", "ED25519", "-out", "key.pem"]],
    [
      "ECDSA P-256",
      ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "key.pem"],
    ],
    ["ECDSA P-256", ["ecparam", "-name", "prime256v1", "-genkey", "-out", "key.pem"]],
  ] as const)("sign and verify: %s, openssl %s", (algorithm, words) => {
    openssl(...words);
    openssl("pkey", "-in", "key.pem", "-pubout", "-out", "pub.pem");
    const key = signingKey(pem("key.pem"), "key.pem");
    const publicKey = verifyingKey(pem("pub.pem"), "pub.pem");
    expect([key.algorithm, publicKey.hint]).toEqual([algorithm, key.hint]);
    const body = Buffer.from("{}");
    expect(isSigned(publicKey, "a/b", body, signEnvelope(key, "a/b", body))).toBe(true);
  });

  it("encrypted ones as well", () => {
    openssl(
      "genpkey",
      "-algorithm",
      "ED25519",
      "-aes-256-cbc",
      "-pass",
      "pass:tr0ub4dor",
      "-out",
      "locked.pem",
    );
    expect(signingKey(pem("locked.pem"), "locked.pem", "tr0ub4dor").algorithm).toBe("Ed25519");
  });
});
