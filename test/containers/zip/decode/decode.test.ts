import * as zlib from "node:zlib";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  decoderFor,
  METHOD_NAMES,
  methodWords,
  readableMethods,
} from "../../../../src/containers/zip/decode/index.ts";
import { NotInspected } from "../../../../src/model/errors.ts";
import { hasTool, inChunks, packedWith } from "../../../support/packed-entries.ts";

const ROWS = Array.from({ length: 40 }, (_, row) => {
  const day = String(1 + (row % 28)).padStart(2, "0");
  return `2018-05-${day},account-${(row * row) % 997},played a song\n`;
}).join("");
const CHUNK_BYTES = 256 * 1024;
const MIB = 1024 * 1024;

/** ROWS as 7-Zip 26.02, bzip2 1.0.8, zstd 1.5 and xz 5.4 pack them. */
const PACKED: Readonly<Record<number, string>> = {
  9:
    "jdRBjsIwDAXQ/ZyCA1Apdp3YPk7FjGaDAAlYcHtY2ZGqL7N/cp2f5nMjW1pfGh230+n6vDyWdrydt9ff72E73K+X/58gHIQQ" +
    "WYMIIhLEEen5oYHMCMMdGQ2zwjmWG8N9PMxAx6IWxgiZyPjDG0JTygwnrYkEriRTjI7QlLUPhKawYdqk043ASZbI4E6e98bo" +
    "dNymyyWEKG8XJf45UiKBk6Y/2+BOmXhnR6gn0oFQJj5g4qyJ8KRMXPc77V+/mtTv3+SLBvDWvuiAQXULsNYt4Fy3AHWva4DZ" +
    "6h5g97oIVuW6CUS0boK+ewZv",
  12:
    "QlpoOTFBWSZTWSX3N7QAAP5ZgAAQQAZ/4C6FziAwASUMEpoIyimNIAYSnqoBoaAAAqVEwjAINM09wGPIDHQDF4lx37dl38KY" +
    "jojo3mJ9Rl5mavLvLcun0J4ib3lTjl71dxNbtPE6TxNL9cgkBAgUIoKKqMLCMIipBEtnnGuMkoBhAM1TCeJzNPEjBQDCFqk+" +
    "+K8AMKkxz7OXw7DrdPrKUBEQLmd8zMqNQOjUKgQDEDqCIT5znA8batJbLqr4fW1scBiMt5qk8brL41otP0Ax5AY+QGNhHwR9" +
    "EUEcCORHIigigi8RgIxEXiLhGAjsXckU4UJAl9ze0A==",
  93:
    "KLUv/WS4BMUFACILHBagt9iAppw1ZfcbVMF3d2/aiSAswOAYd/n+1kfTdKKd1XPaucbyM0k9eo7XSR/alc3sqtL148m/Z17X" +
    "aHxTJhpbvrLNspXW/6W60xant8yj0ZXNWvlTDRgoi6FAioAggRAKxhwHBbEkCWJ0jpoDOw5OqBHQUd//DsCVMowBESwYEEER" +
    "HtPDngFAY3v3m5kCQ4KK24r9e+UOhH/iSuzraT1/egXem35RadD+OrZSHxNZ/2NGI1UIuT6V",
  95:
    "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AW3AORdABkMAmyTSlLOtJmH+tc2JZHYOYJy9g16/uYYJXJ00ud2o/uwx3N+6f9T" +
    "PKeXb37SRgQjOwyAfQBvVdUU8/5oRnpOEwj0yHiStphJrxJyL6zUL9c9EHCZFwUg+Ms3Y/7l2JUPfYZgVTLQgGEcxBXJs1CE" +
    "ulpnWeCo5yETxyf4MOLb9aThk3kfmFo5zTMXSaidLqJ1KYfZWxgwjdMTHr69m9VFjw3W7JXuVNps8JqRKdpK+jmBq/4PIsNe" +
    "qTnx6/pLpIKeJcFL5nlhueBwP0Fg022Qobvg7ppCJB0GcUWG4gNhXLR8AABrPYRqnTjMvQABgAK4CwAA8Rq2c7HEZ/sCAAAA" +
    "AARZWg==",
};
/** 40 MB of zeros in bzip2, 4 MB in XZ. */
const ZEROS_BZIP2 = "QlpoOTFBWSZTWdjs3f4BMl9ACMAAABAACCAAMMwJqmmgSlFbUBKUV4u5IpwoSGx2bv8A";
const ZEROS_XZ =
  "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM//8RAWxdAABv/f//o7f/Rz5IFXI5YVG4kijmo4YH+e7kHoLTL8U6PAFLsX7JiopN" +
  "L6MN2X+m44wjEVPgWRjFdYrid/i2lH8MasDedElk4ulcU7IE2PdEDKtfDW1G6eXDdoi3llestk3haR1v+0uIEGxCy4g/XACP" +
  "0E6vJiiUcR89jyThcJ6nI1/sKMuF0ZWYin4qkfIndfcZwAaYTZj92K/VkA/EJVP49ZE2MQWlsO5vwXBNRwzRkRGqrWAdus6x" +
  "JxhcWYbpZlJYvul2rFnk5VsFCPnH2q38+1IrdM0eWyBC+d1TPfgpZAk7gMsqbN+1O/DEvS5fqg8+S2ZCkBMO/xCT+HF4WfgL" +
  "zf+VKEYPqfx83vuaMC5WwI+F84OBwGXEJVP49ZE2MQWlsO5vwXBNRwzRkRGqrWAdus6xJxhcWYbpZlJYvul2rFnk5VsFCPnH" +
  "2q38+1IrdM0eWyBC+d1TPfgpZAk7gMsqbN+1O/DEvEgn5lidCe0BEQDsc1On/b6ufDEan7eNMW5wnqcjX+woy4XRlZiKfiqR" +
  "8id19xnABphNmP3Yr9WQD8QlU/j1kTYxBaWw7m/BcE1HDNGREaqtYB26zrEnGFxZhulmUli+6XasWeTlWwUI+cfarfz7Uit0" +
  "zR5bIEL53VM9+ClkCTuAyyps37U78MS9Ll+qDz5LZkKQEw7/EJP4cXhZ+AvN/5UoRg+p/Hze+5owLlbAj4Xzg4HAZcQlU/j1" +
  "kTYxBaWw7m/BcE1HDNGREaqtYB26zrEnGFxZhulmUli+6XasWeTlWwUI+cfarfz7Uit0zR5bIEL53VM9+ClkCTuAyyps37U7" +
  "8MS9Ll+qDz5LZkKQEw7/EJP4cXhZ5Z9yRQAAAG8OvNbpr82UAAGfBYCS9AGxMZzzscRn+wIAAAAABFla";

const METHODS = Object.keys(PACKED)
  .map(Number)
  .filter((method) => readableMethods().has(method));

function packedRows(method: number): Buffer {
  return Buffer.from(PACKED[method] ?? "", "base64");
}

interface Outcome {
  readonly bytes: Buffer;
  readonly read: number;
  readonly problem: NotInspected | undefined;
}

/** Unpacks all of it; anything thrown but `NotInspected` fails the test. */
async function unpacked(method: number, packed: Uint8Array, size: number, chunk = 4096): Promise<Outcome> {
  const decode = decoderFor(method);
  if (decode === undefined) throw new Error(`no decoder for method ${method}`);
  const chunks: Uint8Array[] = [];
  let read = 0;
  let problem: NotInspected | undefined;
  try {
    for await (const bytes of decode(inChunks(packed, chunk), { packed: packed.length, size })) {
      read += bytes.length;
      if (read <= MIB) chunks.push(Buffer.from(bytes));
    }
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
    problem = error;
  }
  return { bytes: Buffer.concat(chunks), read, problem };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(METHODS)("compression method %i", (method) => {
  const packed = packedRows(method);

  it.each([1, 7, 4096, MIB])("is unpacked from chunks of %i bytes", async (chunk) => {
    const { bytes, problem } = await unpacked(method, packed, ROWS.length, chunk);
    expect(problem).toBeUndefined();
    expect(bytes.toString()).toBe(ROWS);
  });

  it("is refused when it unpacks to more or less than declared", async () => {
    for (const size of [0, ROWS.length - 1, ROWS.length + 1]) {
      const { problem, read } = await unpacked(method, packed, size);
      expect(problem?.reason).toBe("size-mismatch");
      expect(read).toBeLessThanOrEqual(size);
    }
  });

  it("is refused when something follows it", async () => {
    for (const tail of ["x", "PK\u0003\u0004 another file", "x".repeat(100_000)]) {
      const { problem } = await unpacked(method, Buffer.concat([packed, Buffer.from(tail)]), ROWS.length);
      // XZ tells no difference between what follows it and what is damaged in it.
      expect(problem?.reason).toBe(method === 95 ? "damaged" : "trailing-data");
    }
  });

  it("is damaged wherever it breaks off", async () => {
    for (let length = 0; length < packed.length; length += 3) {
      const { problem } = await unpacked(method, packed.subarray(0, length), ROWS.length);
      expect(problem?.reason, `${length} bytes`).toBe("damaged");
    }
  });

  it("ends in a reason or in what was declared when bits are flipped", async () => {
    const flips = fc.array(fc.tuple(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(flips, async (changes) => {
        const flipped = Buffer.from(packed);
        for (const [at, bits] of changes) flipped[at] = (flipped[at] ?? 0) ^ bits;
        const { problem, read } = await unpacked(method, flipped, ROWS.length);
        expect(read).toBeLessThanOrEqual(ROWS.length);
        if (problem === undefined) expect(read).toBe(ROWS.length);
      }),
      { numRuns: 150 },
    );
  });

  it("ends in a reason for bytes of any kind", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(1000), async (bytes, size) => {
        const { read } = await unpacked(method, bytes, size);
        expect(read).toBeLessThanOrEqual(size);
      }),
      { numRuns: 150 },
    );
  });

  it("passes on why its data could not be read", async () => {
    const decode = decoderFor(method);
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield packed.subarray(0, 20);
      await Promise.resolve();
      throw new NotInspected("damaged", "its data lies outside of the archive");
    }
    const reading = async (): Promise<void> => {
      const content = decode?.(failing(), { packed: packed.length, size: ROWS.length }) ?? [];
      for await (const chunk of content) void chunk;
    };
    await expect(reading()).rejects.toThrow("its data lies outside of the archive");
  });

  it("can be left in the middle, and the next entry is read as ever", async () => {
    const content = decoderFor(method)?.(inChunks(packed, 64), { packed: packed.length, size: ROWS.length });
    await content?.next();
    await content?.return(undefined);
    expect((await unpacked(method, packed, ROWS.length)).problem).toBeUndefined();
  });
});

describe("a bomb", () => {
  const zeros = Buffer.alloc(4_000_000);
  it.each([
    [12, Buffer.from(ZEROS_BZIP2, "base64"), 40_000_000],
    [95, Buffer.from(ZEROS_XZ, "base64"), 4_000_000],
    [93, readableMethods().has(93) ? zlib.zstdCompressSync(zeros) : Buffer.alloc(0), 4_000_000],
  ])("of method %i ends one chunk behind the declared size", async (method, packed, size) => {
    if (!readableMethods().has(method)) return;
    const small = await unpacked(method, packed, 1000);
    expect(small.problem?.reason).toBe("size-mismatch");
    expect(small.read).toBeLessThanOrEqual(1000 + CHUNK_BYTES);
    const whole = await unpacked(method, packed, size);
    expect(whole).toMatchObject({ read: size, problem: undefined });
  });
});

describe("Zstandard", () => {
  const rows = packedRows(93);
  const skippable = Buffer.concat([Buffer.from([0x50, 0x2a, 0x4d, 0x18, 6, 0, 0, 0]), Buffer.from("hidden")]);

  it.runIf(readableMethods().has(93))("hides nothing in frames that readers skip", async () => {
    for (const packed of [Buffer.concat([rows, skippable]), Buffer.concat([skippable, rows])])
      expect((await unpacked(93, packed, ROWS.length)).problem).toBeDefined();
  });

  it("has two numbers, and both are read or neither", () => {
    expect(readableMethods().has(20)).toBe(readableMethods().has(93));
  });
});

describe("Deflate64", () => {
  it("is read without a worker thread and without a look at the network", async () => {
    const forbidden = vi.fn(() => {
      throw new Error("not here");
    });
    vi.stubGlobal("Worker", forbidden);
    vi.stubGlobal("fetch", forbidden);
    vi.stubGlobal("XMLHttpRequest", forbidden);
    expect((await unpacked(9, packedRows(9), ROWS.length)).bytes.toString()).toBe(ROWS);
    expect(forbidden).not.toHaveBeenCalled();
  });

  it("is not confused by records of a ZIP in its data", async () => {
    const inner = Buffer.concat([Buffer.from("PK\u0005\u0006", "latin1"), Buffer.alloc(18)]);
    // A stored block is the same in Deflate and Deflate64.
    const packed = zlib.deflateRawSync(inner, { level: 0 });
    expect((await unpacked(9, packed, inner.length)).bytes).toEqual(inner);
  });
});

describe("the methods", () => {
  it("that are read are stored, deflate and those with a decoder", () => {
    for (const method of [0, 8, 9, 12, 95]) expect(readableMethods().has(method)).toBe(true);
    for (const method of [1, 6, 14, 94, 96, 97, 98, 99, 77]) {
      expect(readableMethods().has(method)).toBe(false);
      expect(decoderFor(method)).toBeUndefined();
    }
  });

  it("have words, also those that are not read", () => {
    for (const method of [1, 2, 3, 4, 5, 6, 10, 18, 19, ...readableMethods()])
      expect(METHOD_NAMES.has(method)).toBe(true);
    expect(methodWords(14)).toBe("LZMA compression (method 14)");
    expect(methodWords(77)).toBe("unknown compression (method 77)");
  });
});

describe.runIf(hasTool("7z"))("archives of 7-Zip", () => {
  // More than one block of bzip2 and more than one window of Deflate64.
  const long = Buffer.from(
    Array.from({ length: 60_000 }, (_, row) => `${row},${(row * 7919) % 65_537},line ${row % 13}\n`).join(""),
  );

  it.each(["Deflate64", "BZip2"])("are unpacked: %s", async (name) => {
    const files = { "long.csv": long, "rows.csv": Buffer.from(ROWS), "short.txt": Buffer.from("x") };
    for (const entry of packedWith("7z", ["a", "-tzip", `-mm=${name}`], files)) {
      if (entry.method === 0) continue;
      const decode = decoderFor(entry.method);
      const declared = { packed: entry.packed.length, size: entry.size };
      const chunks: Buffer[] = [];
      for await (const chunk of decode?.(inChunks(entry.packed, 100_000), declared) ?? [])
        chunks.push(Buffer.from(chunk));
      expect(Buffer.concat(chunks).equals(entry.name === "long.csv" ? long : Buffer.from(ROWS))).toBe(true);
    }
  });

  it.each([
    ["LZMA", 14],
    ["PPMd", 98],
  ])("have a method without a decoder: %s", (name, method) => {
    const [entry] = packedWith("7z", ["a", "-tzip", `-mm=${name}`], { "long.csv": long });
    expect(entry?.method).toBe(method);
    expect(decoderFor(method)).toBeUndefined();
  });
});
