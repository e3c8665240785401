import { describe, expect, it } from "vitest";
import {
  announcedDigests,
  digestNameOf,
  isComparableDigest,
  isOtherDigest,
  writtenDigest,
} from "../../src/model/digest.ts";

describe("digests of files", () => {
  it.each([
    ["bag/manifest-md5.txt", ["md5"]],
    ["tagmanifest-sha512.txt", ["sha512"]],
    ["SHA1SUMS", ["sha1"]],
    ["export.zip.sha-384", ["sha384"]],
    ["checksums.md5", ["md5"]],
    ["manifest-sha224.txt", ["sha224"]],
    ["sha256sum.txt", ["sha256"]],
    ["a/Manifest.csv", ["md5", "sha1", "sha512"]],
    ["DATAPACKAGE.json", ["md5", "sha1", "sha384", "sha512"]],
  ])("are announced by the name %s", (path, names) => {
    expect(announcedDigests(path)).toEqual(names);
  });

  it.each(["manifest-sha3-256.txt", "B2SUMS", "manifest-blake2b.txt", "sha512-256.txt"])(
    "of kinds that are not computed are told by the name %s",
    (path) => {
      expect(isOtherDigest(path)).toBe(true);
      expect(announcedDigests(path)).toEqual([]);
    },
  );

  it.each(["md5/report.txt", "notes.txt", "amd5.txt", "orders.csv"])("are not announced by %s", (path) => {
    expect(announcedDigests(path)).toEqual([]);
  });

  it("are told apart by their length", () => {
    expect(digestNameOf("d41d8cd98f00b204e9800998ecf8427e")).toBe("md5");
    expect(digestNameOf("AB".repeat(64))).toBe("sha512");
    expect(digestNameOf("ab".repeat(17))).toBeUndefined();
    expect(digestNameOf("xy".repeat(16))).toBeUndefined();
  });

  it.each([
    [` ${"AB".repeat(32)} `, "ab".repeat(32)],
    [`sha256:${"ab".repeat(32)}`, "ab".repeat(32)],
    [`SHA-512=${"ab".repeat(64)}`, "ab".repeat(64)],
    [`MD5:${"ab".repeat(16)}`, "ab".repeat(16)],
    [Buffer.alloc(32, 0xab).toString("base64"), "ab".repeat(32)],
    [`sha256-${Buffer.alloc(32, 0xab).toString("base64")}`, "ab".repeat(32)],
  ])("are read as they are written: %s", (written, digest) => {
    expect(writtenDigest(written)).toBe(digest);
    expect(isComparableDigest(digest)).toBe(true);
  });

  it.each([`sha3-256:${"ab".repeat(32)}`, `blake3:${"ab".repeat(32)}`, "ab".repeat(8), "n/a", ""])(
    "of other kinds, or cut off, are compared with nothing: %s",
    (written) => expect(isComparableDigest(writtenDigest(written))).toBe(false),
  );
});
