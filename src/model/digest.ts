/** Digests of files that lists of digests are written with. */
export const DIGEST_NAMES = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"] as const;
export type DigestName = (typeof DIGEST_NAMES)[number];

const BY_LENGTH: ReadonlyMap<number, DigestName> = new Map([
  [32, "md5"],
  [40, "sha1"],
  [56, "sha224"],
  [64, "sha256"],
  [96, "sha384"],
  [128, "sha512"],
]);

/** Which digest a text in hex is, by its length alone; undefined for what is none. */
export function digestNameOf(text: string): DigestName | undefined {
  return /^[0-9a-fA-F]{32,128}$/.test(text) ? BY_LENGTH.get(text.length) : undefined;
}

/** `manifest-md5.txt`, `MD5SUMS`, `checksums.sha512`, `sha1sum.txt`. */
const ANNOUNCED =
  /(?:^|[^a-z0-9])(md5|sha-?1|sha-?224|sha-?256|sha-?384|sha-?512)(?:sums?)?(?![a-z0-9]|[-_/]?2(?:24|56))/;
/** Digests as long as those of SHA-2 that are none: `manifest-sha3-256.txt`, `B2SUMS`, `sha512-256`. */
const OTHER = /sha-?3-|shake|blake|(?:^|[^a-z0-9])b[23]sums?|sha-?512[-_/]2(?:24|56)/;

const NONE: readonly DigestName[] = [];
/** Data Resource 1.0: MD5 unless the value names another. */
const OF_A_DESCRIPTOR = ["md5", "sha1", "sha384", "sha512"] as const;

/** A `manifest.csv` may give any of these, in a column of any name. */
const OF_A_MANIFEST = ["md5", "sha1", "sha512"] as const;

/** Longer texts are no digests. */
const MAX_WRITTEN = 160;
const SHA256_BYTES = 32;

/**
 * A digest as it is written in a row, in small hex: `ABCD…`, `sha256:abcd…`, the 44 characters of a SHA-256 in base64.
 * Anything else stays as it is: it is compared with nothing.
 */
export function writtenDigest(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length > MAX_WRITTEN) return trimmed;
  const bare = trimmed.replace(/^(?:md5|sha-?[0-9]{1,3})[:=-]/i, "");
  if (/^[A-Za-z0-9+/]{43}=$/.test(bare)) {
    const bytes = Buffer.from(bare, "base64");
    if (bytes.length === SHA256_BYTES) return bytes.toString("hex");
  }
  return bare.toLowerCase();
}

/** Whether a digest in a row of a manifest can be held against the file. */
export function isComparableDigest(text: string): boolean {
  const name = digestNameOf(text);
  return name === "sha256" || OF_A_MANIFEST.some((one) => one === name);
}

/** The digests that a file gives of others, as far as its name says so. */
export function announcedDigests(path: string): readonly DigestName[] {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase();
  if (name === "datapackage.json") return OF_A_DESCRIPTOR;
  if (name === "manifest.csv") return OF_A_MANIFEST;
  if (isOtherDigest(path)) return NONE;
  const written = ANNOUNCED.exec(name)?.[1]?.replace("-", "");
  return DIGEST_NAMES.filter((one) => one === written);
}

/** Whether a file's name says that its digests are of a kind that is not computed. */
export function isOtherDigest(path: string): boolean {
  return OTHER.test(path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase());
}
