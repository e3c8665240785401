import { describe, expect, it } from "vitest";
import { readWhole } from "../../src/formats/whole.ts";
import { NotInspected } from "../../src/model/errors.ts";
import { sourceOf } from "../support/bytes.ts";

const BYTES = Uint8Array.from({ length: 1000 }, (_, index) => index & 255);

describe("reading a whole source", () => {
  it("joins chunks that are overwritten after use", async () => {
    for (const chunkBytes of [1, 7, 999, 1000]) {
      const whole = await readWhole(sourceOf(BYTES, chunkBytes), 1000);
      expect(Uint8Array.from(whole)).toEqual(BYTES);
    }
  });

  it("does not copy a single chunk", async () => {
    const only = BYTES.slice();
    async function* chunks(): AsyncIterable<Uint8Array> {
      yield only;
    }
    expect(await readWhole({ size: only.length, chunks }, 1000)).toBe(only);
  });

  it("stops at the limit, claimed or found", async () => {
    await expect(readWhole(sourceOf(BYTES), 999)).rejects.toMatchObject({ reason: "over-limit" });
    const lying = { size: 10, chunks: () => sourceOf(BYTES, 100).chunks() };
    await expect(readWhole(lying, 999)).rejects.toMatchObject({ reason: "over-limit" });
    expect(await readWhole(lying, 1000)).toEqual(BYTES);
  });

  it("refuses a source that goes on after all the bytes it declares", async () => {
    const lying = { size: 100, chunks: () => sourceOf(BYTES, 100).chunks() };
    await expect(readWhole(lying, 5000)).rejects.toBeInstanceOf(NotInspected);
  });
});
