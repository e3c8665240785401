import { describe, expect, it } from "vitest";
import { reportNames } from "../../src/batch/names.ts";

const named = (...refs: readonly string[]): readonly string[] => [...reportNames(refs).values()];

describe("names of reports", () => {
  it("are the request's number where that is safe", () => {
    expect(named("DSAR-2026-0417", "7", "a.b_c")).toEqual(["DSAR-2026-0417", "7", "a.b_c"]);
  });

  it.each(["../x", "/etc/passwd", "CON", "nul.txt", "COM1", "a b", "..", "...", "-rf", "", "x".repeat(300), "Ünïcode", "summary", "journal"])(
    "are safe for %j",
    (ref) => {
      const [name = ""] = named(ref);
      expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,80}-[0-9a-f]{8}$/);
      expect(name).not.toMatch(/^(?:con|nul|com1|summary|journal)(?:\.|-|$)/i);
    },
  ); // prettier-ignore

  it("differ where requests do, also without telling capitals apart", () => {
    const names = named("a/b", "a_b", "A_B", "a\\b", "a:b", "DSAR-1", "dsar-1");
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(7);
  });

  it("cannot be taken by a request that is called like another one's", () => {
    const [first = ""] = named("a/b");
    expect(new Set(named("a/b", first)).size).toBe(2);
  });
});
