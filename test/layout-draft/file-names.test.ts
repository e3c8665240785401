import { describe, expect, it } from "vitest";
import { commonGlobs, nameTemplate } from "../../src/layout-draft/file-names.ts";
import type { Subject } from "../../src/model/subject.ts";

const ANN: Subject = {
  ref: "",
  identifiers: [{ kind: "account", written: "C-1001", key: "C-1001" }],
  none: [],
  names: [],
};

describe("what files of one kind have in common", () => {
  it.each([
    ["orders.csv", "orders.csv"],
    ["calls/2026-03-04-0007.wav", "calls/*.wav"],
    ["export-C-1001/Orders 2026_03.csv", "export-*/Orders *.csv"],
    ["a/3f2b8c1e-1111-4222-8333-0123456789ab.json", "a/*.json"],
    ["a/part-12of40.mp3", "a/part-*of*.mp3"],
    ["./x\\photo.jpg", "x/photo.jpg"],
    ["terms{v2}*.txt", "terms?v*??.txt"],
    ["no-extension", "no-extension"],
  ])("of %s is %s: numbers and the subject's identifiers vary", (path, template) => {
    expect(nameTemplate(path, ANN)).toBe(template);
  });

  it("is what several people's bundles have, and * for the rest", () => {
    const [ann, bob] = commonGlobs([
      ["orders.csv", "chats/zoe/m.json", "odd.csv", "only/here/x.txt"],
      ["Orders.csv", "chats/yan/m.json", "strange.csv"],
    ]);
    expect([...(ann ?? [])]).toEqual([
      ["orders.csv", "orders.csv"],
      ["chats/zoe/m.json", "chats/*/m.json"],
      ["odd.csv", "*.csv"],
      ["only/here/x.txt", "*/*/*.txt"],
    ]);
    expect(bob?.get("Orders.csv")).toBe("orders.csv");
    expect(bob?.get("chats/yan/m.json")).toBe("chats/*/m.json");
    expect(bob?.get("strange.csv")).toBe("*.csv");
  });
});
