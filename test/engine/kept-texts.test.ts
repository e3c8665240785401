import { describe, expect, it } from "vitest";
import { KeptTexts } from "../../src/engine/kept-texts.ts";

const MEBI = 1024 * 1024;

describe("unpacked text that is kept for a second reading", () => {
  it("is given out once", () => {
    const texts = new KeptTexts();
    texts.add(1, "a");
    texts.add(1, "b");
    expect(texts.take(1)).toEqual(["a", "b"]);
    expect(texts.take(1)).toBeUndefined();
  });

  it("is all of an entry's or nothing", () => {
    const texts = new KeptTexts();
    texts.add(1, "a".repeat(3 * MEBI));
    texts.add(2, "b");
    texts.add(1, "a".repeat(3 * MEBI));
    texts.add(1, "a");
    expect(texts.take(1)).toBeUndefined();
    texts.add(3, "c".repeat(3 * MEBI));
    expect(texts.take(2)).toEqual(["b"]);
    expect(texts.take(3)).toHaveLength(1);
  });
});
