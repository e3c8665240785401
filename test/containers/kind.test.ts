import { describe, expect, it } from "vitest";
import { longHeader, writeTar, type TarMember } from "../../fixtures/support/tar-writer.ts";
import { containerKindOf } from "../../src/containers/kind.ts";

const ALPHA: TarMember = { path: "alpha.txt", bytes: Buffer.from("ALPHA\n") };

describe("containerKindOf", () => {
  it("knows ZIP, gzip and tar by their first bytes", () => {
    const zips = ["PK\x03\x04", "PK\x05\x06", "PK\x07\x08PK\x03\x04", "PK00PK\x03\x04"];
    for (const start of zips) expect(containerKindOf(Buffer.from(start))).toBe("zip");
    expect(containerKindOf(Buffer.from("1f8b0800000000000003", "hex"))).toBe("gzip");
    for (const format of ["v7", "ustar", "gnu"] as const)
      expect(containerKindOf(writeTar([{ ...ALPHA, format }]))).toBe("tar");
    expect(containerKindOf(writeTar([longHeader("L", "x"), ALPHA]))).toBe("tar");
  });

  it("does not take zeros, text or a damaged header for a container", () => {
    expect(containerKindOf(Buffer.alloc(10_240))).toBeUndefined();
    expect(containerKindOf(Buffer.alloc(1024, "PK text "))).toBeUndefined();
    expect(containerKindOf(writeTar([ALPHA]).subarray(0, 511))).toBeUndefined();
    expect(containerKindOf(writeTar([{ ...ALPHA, says: { checksum: 1 } }]))).toBeUndefined();
    expect(containerKindOf(writeTar([{ ...ALPHA, path: "a\x01b" }]))).toBeUndefined();
  });
});
