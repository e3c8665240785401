import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CannotRun } from "../../src/model/errors.ts";
import { openRegistry, registryInfo } from "../../src/registry/index.ts";
import { built, folderForTests, KEY, OTHER_KEY } from "./support.ts";

const folder = folderForTests();
const path = join(folder, "customers");
const rows = Array.from(
  { length: 2000 },
  (_, index) => `C-${index % 700},account,ACC-${index},${index % 9 === 0 ? "2018-03-01" : ""},\n`,
);
await built(`owner,kind,identifier,from,until\n${rows.join("")}`, path);
const whole = readFileSync(path);
const changed = join(folder, "changed");

function opened(bytes: Buffer): ReturnType<typeof openRegistry> {
  writeFileSync(changed, bytes);
  return openRegistry(changed, KEY);
}

const flipped = (at: number, bit = 0): Buffer => {
  const bytes = Buffer.from(whole);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  return bytes;
};

/** A header as somebody without the key could write it. */
const forged = (change: (bytes: Buffer) => void): Buffer => {
  const bytes = Buffer.from(whole);
  change(bytes);
  createHash("sha256").update(bytes.subarray(0, 480)).digest().copy(bytes, 480);
  return bytes;
};

describe("a registry that cannot be used is named with the reason", () => {
  it("made with another key", () => {
    expect(() => openRegistry(path, OTHER_KEY)).toThrow(
      `${path} was made with another key than the one given`,
    );
    expect(() => registryInfo(path, OTHER_KEY, false)).toThrow("was made with another key");
  });

  it("made by a newer version", () => {
    expect(() => opened(forged((bytes) => bytes.writeUInt32LE(2, 16)))).toThrow(
      "was made by a newer version of straycheck (form 2; this one knows 1)",
    );
  });

  it("cut off, or longer than it was", () => {
    expect(() => opened(whole.subarray(0, 100))).toThrow("is cut off: 100 bytes are left of it");
    expect(() => opened(whole.subarray(0, -1))).toThrow(/is cut off: [\d,]+ of [\d,]+ bytes are left of it/);
    expect(() => opened(Buffer.concat([whole, Buffer.alloc(3)]))).toThrow("3 bytes follow its end");
  });

  it("no registry at all", () => {
    expect(() => opened(Buffer.from("PK\u0003\u0004 no registry"))).toThrow("is no registry");
    expect(() => opened(Buffer.alloc(0))).toThrow("is empty: no registry");
    expect(() => openRegistry(join(folder, "nowhere"), KEY)).toThrow("there is no such file");
    mkdirSync(join(folder, "a-folder"), { recursive: true });
    expect(() => openRegistry(join(folder, "a-folder"), KEY)).toThrow(CannotRun);
  });

  it("damaged in its header or its index", () => {
    expect(() => opened(flipped(100))).toThrow("is damaged: its header is not as it was written");
    expect(() => opened(flipped(512 + 4000))).toThrow("is damaged: its content is not as it was written");
  });

  it("changed by somebody who does not have the key", () => {
    expect(() => opened(forged((bytes) => bytes.writeUInt8(1, 56)))).toThrow(
      "was changed by somebody who does not have its key",
    );
    expect(() => opened(forged((bytes) => bytes.writeUInt32LE(60, 32)))).toThrow(
      "its header contradicts itself",
    );
  });
});

describe("a changed bit", () => {
  it("anywhere is found when all of it is verified", () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(7), (at, bit) => {
        writeFileSync(changed, flipped(at, bit));
        expect(() => registryInfo(changed, undefined, true)).toThrow(CannotRun);
      }),
      { numRuns: 60 },
    );
    expect(registryInfo(path, undefined, true).isVerified).toBe(true);
  });

  it("never makes a look-up wrong: the answer is the right one, or that the file is damaged", () => {
    const known = openRegistry(path, KEY);
    const asked = Array.from({ length: 4000 }, (_, index) => `ACC-${index}`);
    const right = asked.map((text) => JSON.stringify(known.lookup(text)));
    known.close();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(7), (at, bit) => {
        let registry;
        try {
          registry = opened(flipped(at, bit));
          // Few enough to be read bucket by bucket, then so many that filter and rows are read as a whole.
          for (const [index, text] of asked.entries())
            expect(JSON.stringify(registry.lookup(text))).toBe(right[index]);
        } catch (error) {
          expect(error).toBeInstanceOf(CannotRun);
        } finally {
          registry?.close();
        }
      }),
      { numRuns: 60 },
    );
  });

  it("in a row or a span of days is found when that is looked up", () => {
    const { length } = whole;
    const filterBytes = Math.ceil((2000 * 12) / 256) * 32;
    const tenureAt = length - filterBytes - 12;
    const registry = opened(flipped(tenureAt));
    expect(() => rows.map((_, index) => registry.lookup(`ACC-${index}`))).toThrow("is damaged");
    registry.close();
  });

  it("or a cut in any file never ends in any other error", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(511), fc.nat(255)), { maxLength: 6 }),
        fc.nat(whole.length),
        (changes, length) => {
          const bytes = forged((header) => {
            for (const [at, value] of changes) header[at] = value;
          });
          if (!bytes.equals(whole)) expect(() => opened(bytes).close()).toThrow(CannotRun);
          if (length < whole.length)
            expect(() => opened(whole.subarray(0, length)).close()).toThrow(CannotRun);
        },
      ),
      { numRuns: 60 },
    );
  });
});
