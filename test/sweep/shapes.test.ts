import { describe, expect, it } from "vitest";
import { builtinLayouts, planFor } from "../../src/layouts/index.ts";
import { ShapeScanner } from "../../src/sweep/shapes.ts";

const { shapes } = planFor("x.bin", builtinLayouts(), { given: new Set() });
const KEY = "A32TRBM6QOXJ5H#1500272434384#AB72C64C86AW2#B0F00715535302W5";

function search(bytes: Uint8Array, chunkBytes = bytes.length, passOver: readonly string[] = []): string[] {
  const found: string[] = [];
  const scanner = new ShapeScanner(shapes, passOver, (hits, offset) => {
    for (const { text } of hits) found.push(`${offset} ${text}`);
  });
  for (let at = 0; at < bytes.length; at += chunkBytes) scanner.push(bytes.subarray(at, at + chunkBytes));
  scanner.end();
  return found;
}

describe("searching bytes for values with a syntax of their own", () => {
  it("finds an Alexa record key between any bytes and says where", () => {
    const bytes = Buffer.concat([Buffer.alloc(5000, 7), Buffer.from(` ${KEY} `), Buffer.alloc(5000, 9)]);
    const found = search(bytes);
    expect(found).toContain("5001 A32TRBM6QOXJ5H");
    expect(found).toContain("5001 B0F00715535302W5");
    for (const size of [1, 7, 999, 1024, 4096]) expect(search(bytes, size), `${size}`).toEqual(found);
  });

  it("finds it in UTF-16 of either order", () => {
    const wide = Buffer.from(KEY, "utf16le");
    expect(search(wide)).toHaveLength(search(Buffer.from(KEY)).length);
    expect(search(Buffer.concat([Buffer.from("\x01"), Buffer.from(wide).swap16()]))).toHaveLength(
      search(Buffer.from(KEY)).length,
    );
  });

  it("says nothing of bare customer numbers, device models and marketplaces, which look alike", () => {
    expect(search(Buffer.from("A32TRBM6QOXJ5H AB72C64C86AW2 ATVPDKIKX0DER A1PA6795UKMFR9"))).toEqual([]);
  });

  it("passes over values that hold the subject's own identifier", () => {
    expect(search(Buffer.from(KEY), undefined, ["A32TRBM6QOXJ5H"])).toEqual([]);
  });
});
