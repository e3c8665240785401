import { describe, expect, it } from "vitest";
import { compositesOf } from "../../src/layout-draft/composites.ts";
import { formsOf } from "../../src/layout-draft/identifier-patterns.ts";
import type { StrongKind } from "../../src/model/kinds.ts";
import type { Subject } from "../../src/model/subject.ts";

function person(...identifiers: readonly (readonly [StrongKind, string])[]): Subject {
  const told = identifiers.map(([kind, written]) => ({ kind, written, key: written }));
  return { ref: "", identifiers: told, none: [], names: [] };
}

function patterns(...texts: readonly string[]): readonly string[] {
  return formsOf(texts.map((text) => person(["account", text]))).map(({ pattern }) => pattern);
}

describe("the form of identifiers", () => {
  it.each([
    [["C-104233", "C-118902"], ["C-[0-9]{6}"]],
    [["104233", "9911"], ["[0-9]{4,6}"]],
    [["amzn1.account.AHVR7AAM7TKH", "amzn1.account.BB23"], ["amzn1\\.account\\.[0-9A-Z]{4,12}"]],
    [["A1QX7M3K9T2B5D", "A3ZK8W2P6R4N1V"], ["[0-9A-Z]{14}"]],
    [["user_8f3a", "user_01bc"], ["user_[0-9a-f]{4}"]],
    [["jonas", "lena-marie"], []],
    [["C-104233", "118902"], []],
  ])("is what is common to several people's: %j have %j", (texts, wanted) => {
    expect(patterns(...texts)).toEqual(wanted);
  });

  it("holds nobody's own characters", () => {
    const uuids = ["3f2b8c1e-1111-4222-8333-0123456789ab", "9d2b8c1e-aaaa-4bbb-8ccc-9876543210fe"];
    expect(patterns(...uuids)[0]).not.toMatch(/3f2b|1111|8c1e/);
    expect(patterns("ann@one.example", "bob@two.example").join()).not.toMatch(/ann|bob|one|two/);
  });
});

describe("a field that holds the subject's identifier beside something else", () => {
  const subjects = [person(["account", "C-1001"]), person(["account", "C-2002"])];
  const forms = formsOf(subjects);
  const made = (...values: readonly (readonly string[])[]): readonly string[] | undefined =>
    compositesOf(values, subjects, forms)?.map(({ pattern }) => pattern);

  it("gets a pattern that takes all values of all people", () => {
    const values = [
      ["C-1001/2026-03-04/0007", "C-1001/2026-05-01/0011"],
      ["C-2002/2025-01-01/0100"],
    ] as const;
    const [pattern = ""] = made(...values) ?? [];
    expect(pattern).toContain("(?<account>C-[0-9]{4})/(?<time>");
    for (const value of values.flat())
      expect(new RegExp(pattern).exec(value)?.groups?.["account"]).toMatch(/^C-/);
    expect(new RegExp(pattern).test("2026-03-04/C-1001/0007")).toBe(false);
  });

  it("gets one for each of a few forms, each of which several people have", () => {
    const values = [
      ["C-1001:a", "b/C-1001"],
      ["C-2002:a", "b/C-2002"],
    ] as const;
    expect(made(...values)).toEqual(["^(?<account>C-[0-9]{4}):a$", "^b/(?<account>C-[0-9]{4})$"]);
  });

  it("gets a loose one where the identifier stands at one end and the rest differs", () => {
    const values = [
      ["C-1001|x", "C-1001|x-y.z/1"],
      ["C-2002|q_q_q", "C-2002|1.2.3"],
    ] as const;
    expect(made(...values)).toEqual(["^(?<account>C-[0-9]{4})\\|.*$"]);
  });

  it("gets none for prose, or where only one person's values have a form", () => {
    expect(made(["said by C-1001"], ["said by C-2002"])).toBeUndefined();
    expect(made(["a/C-1001/b"], ["C-2002-x-y"])).toBeUndefined();
  });

  it("lets numbers grow, unless they are filled up with zeros", () => {
    expect(made(["C-1001/7", "C-1001/8"], ["C-2002/9"])).toEqual(["^(?<account>C-[0-9]{4})/[0-9]+$"]);
    expect(made(["C-1001/07", "C-1001/18"], ["C-2002/09"])).toEqual(["^(?<account>C-[0-9]{4})/[0-9]{2}$"]);
  });
});
