import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createMatcher } from "../../src/attribution/matcher.ts";
import type { IdentifierUse } from "../../src/model/field.ts";
import type { Kind } from "../../src/model/kinds.ts";
import { DEFAULT_POLICY } from "../../src/model/policy.ts";
import type { HashName, SubjectIdentifier } from "../../src/model/subject.ts";

function hashed(kind: SubjectIdentifier["kind"], text: string, hash: HashName): SubjectIdentifier {
  const key = createHash(hash).update(text).digest("hex");
  return { kind, written: key, key, hash };
}

function outcome(told: readonly SubjectIdentifier[], kind: Kind | "any", text: string): string {
  const use: IdentifierUse = {
    is: "identifier",
    field: "f",
    kind,
    namespace: "",
    role: "owner",
    layout: "generic",
    trusted: true,
  };
  const subject = { ref: "", identifiers: told, none: [], names: [] };
  return (
    createMatcher(
      subject,
      DEFAULT_POLICY,
      () => [],
      (name, text) => createHash(name).update(text).digest("hex"),
    ).match(use, text)?.outcome ?? "none"
  );
}

describe("a subject who is told by digests", () => {
  it("is known by them, however the digest was taken", () => {
    for (const hash of ["sha256", "sha1", "md5"] as const) {
      expect(outcome([hashed("email", "anna@example.org", hash)], "email", "Anna@Example.org")).toBe("mine");
      expect(outcome([hashed("email", "Anna@Example.org", hash)], "email", "Anna@Example.org")).toBe("mine");
      expect(outcome([hashed("phone", "491701234567", hash)], "phone", "+49 170 1234567")).toBe("mine");
      expect(outcome([hashed("account", "C-17", hash)], "account", "C-17")).toBe("mine");
    }
  });

  it("is known by an advertising id in small letters whose digest was taken of capitals", () => {
    const id = "4B982869-FEC2-46EC-9400-3C1AAB5341BD";
    expect(outcome([hashed("device", id, "sha1")], "device", id.toLowerCase())).toBe("mine");
  });

  it("is known by a number that is dialled with zeros, where a phone is told", () => {
    expect(outcome([hashed("phone", "+491701234567", "sha256")], "any", "00491701234567")).toBe("mine");
    expect(outcome([hashed("email", "anna@example.org", "sha256")], "any", "00491701234567")).toBe("untold");
  });

  it("makes other addresses foreign, but no accounts, whose shape a digest does not tell", () => {
    expect(outcome([hashed("email", "anna@example.org", "sha256")], "email", "ben@example.net")).toBe(
      "foreign",
    );
    expect(outcome([hashed("account", "C-17", "sha256")], "account", "C-18")).toBe("untold");
    expect(outcome([hashed("account", "C-17", "md5")], "account", "0123456789abcdef0123456789abcdef")).toBe(
      "untold",
    );
  });
});
