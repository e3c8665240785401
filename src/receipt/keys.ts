import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { CannotRun } from "../model/errors.ts";

/** Bytes of a key file; a key in PEM has a few hundred. */
export const MAX_KEY_BYTES = 16 * 1024;

/** A key that receipts are signed with, or the public one that they are verified with. */
export interface ReceiptKey {
  readonly key: KeyObject;
  readonly algorithm: "Ed25519" | "ECDSA P-256";
  /** Base64 of the SHA-256 of its public part (SPKI, DER): what Sigstore bundles call the key by. */
  readonly hint: string;
}

interface Block {
  readonly label: string;
  readonly pem: string;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,64})-----[\s\S]*?-----END \1-----/g;
const PRIVATE_LABELS = new Set(["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "DSA PRIVATE KEY"]);
const PUBLIC_LABELS = new Set(["PUBLIC KEY", "RSA PUBLIC KEY"]);
const ENCRYPTED_LABEL = "ENCRYPTED PRIVATE KEY";
/** What OpenSSL wrote into encrypted keys before PKCS #8. */
const ENCRYPTED_HEADER = "Proc-Type: 4,ENCRYPTED";
/** `openssl ecparam -genkey` writes them before the key; the key says its curve itself. */
const PARAMETERS_LABEL = "EC PARAMETERS";

/**
 * The private key in a PEM file. `password`: of an encrypted one. Throws `CannotRun` with a sentence that names the file
 * and says which key is wanted; never with any of its content.
 */
export function signingKey(bytes: Buffer, fileName: string, password?: string): ReceiptKey {
  const block = onlyBlock(bytes, fileName, "private");
  if (PUBLIC_LABELS.has(block.label))
    throw wrong(fileName, "holds a public key; receipts are signed with the private one");
  const isEncrypted = block.label === ENCRYPTED_LABEL || block.pem.includes(ENCRYPTED_HEADER);
  if (!isEncrypted && !PRIVATE_LABELS.has(block.label)) throw strange(fileName, block.label, "private");
  if (isEncrypted && password === undefined)
    throw wrong(fileName, "is encrypted; give the file with its password (--key-password-file)");
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: block.pem, ...(password === undefined ? {} : { passphrase: password }) });
  } catch {
    throw wrong(
      fileName,
      isEncrypted
        ? "cannot be opened: the password is wrong, or it is encrypted in a way that is not supported"
        : "holds a private key that cannot be read: it is damaged, or of a kind that is not supported",
    );
  }
  return known(key, fileName);
}

/** The public key in a PEM file. Throws `CannotRun` as `signingKey` does; private keys have no business where is verified. */
export function verifyingKey(bytes: Buffer, fileName: string): ReceiptKey {
  const block = onlyBlock(bytes, fileName, "public");
  if (PRIVATE_LABELS.has(block.label) || block.label === ENCRYPTED_LABEL) {
    const command = "openssl pkey -in key.pem -pubout -out pub.pem";
    throw wrong(fileName, `holds a private key; receipts are verified with the public one (${command})`);
  }
  if (!PUBLIC_LABELS.has(block.label)) throw strange(fileName, block.label, "public");
  let key: KeyObject;
  try {
    key = createPublicKey(block.pem);
  } catch {
    throw wrong(
      fileName,
      "holds a public key that cannot be read: it is damaged, or of a kind that is not supported",
    );
  }
  return known(key, fileName);
}

function onlyBlock(bytes: Buffer, fileName: string, wanted: "private" | "public"): Block {
  if (bytes.length === 0) throw wrong(fileName, "is empty: no key");
  if (bytes.length > MAX_KEY_BYTES) throw wrong(fileName, "is larger than 16 KiB: no key");
  // The first byte of every key in DER.
  if (bytes[0] === 0x30)
    throw wrong(fileName, "looks like a key in DER; write it as PEM first (openssl pkey -inform DER)");
  // PowerShell redirects into UTF-16.
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = bytes.toString(isWide ? "utf16le" : "latin1");
  const blocks = [...text.matchAll(BLOCK)]
    .map(([pem, label = ""]) => ({ label, pem }))
    .filter(({ label }) => label !== PARAMETERS_LABEL);
  const [block, ...others] = blocks;
  if (block === undefined) throw wrong(fileName, `holds no ${wanted} key in PEM (-----BEGIN …)`);
  if (others.length > 0)
    throw wrong(
      fileName,
      `holds ${blocks.length} keys or certificates; a file with one ${wanted} key is wanted`,
    );
  return block;
}

/** Says what stands there instead of a key. */
function strange(fileName: string, label: string, wanted: "private" | "public"): CannotRun {
  if (label.endsWith("CERTIFICATE"))
    return wrong(
      fileName,
      wanted === "public"
        ? "holds a certificate, which is not looked into; take its key (openssl x509 -pubkey)"
        : "holds a certificate; receipts are signed with a private key",
    );
  if (label === "OPENSSH PRIVATE KEY")
    return wrong(fileName, "holds a key of OpenSSH; make one with openssl genpkey");
  if (label.endsWith("SIGSTORE PRIVATE KEY") || label.endsWith("COSIGN PRIVATE KEY"))
    return wrong(
      fileName,
      "holds a key in cosign's own encryption; make one with openssl genpkey, which cosign can import",
    );
  return wrong(fileName, `holds "${label}", which is no key for receipts`);
}

/** The two kinds that every verifier of Sigstore bundles knows. */
function known(key: KeyObject, fileName: string): ReceiptKey {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  const hint = createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("base64");
  if (key.asymmetricKeyType === "ed25519") return { key, algorithm: "Ed25519", hint };
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType === "ec" && curve === "prime256v1")
    return { key, algorithm: "ECDSA P-256", hint };
  throw wrong(
    fileName,
    `holds ${kindWords(key.asymmetricKeyType, curve)}; receipts take Ed25519 or ECDSA P-256`,
  );
}

function kindWords(type: string | undefined, curve: string | undefined): string {
  switch (type) {
    case "ec":
      return `an ECDSA key on another curve (${curve ?? "without a name"})`;
    case "rsa":
    case "rsa-pss":
      return "an RSA key";
    case "x25519":
    case "x448":
      return `a key that cannot sign (${type.toUpperCase()})`;
    default:
      return `a key of another kind (${type ?? "unknown"})`;
  }
}

function wrong(fileName: string, problem: string): CannotRun {
  return new CannotRun(`${fileName} ${problem}`);
}
