import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, crc32, deflateRawSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { APPLE, aroundWrappedOffsets, withWrappedSize } from "../../../fixtures/real-writers/apple.ts";
import { DESKTOP } from "../../../fixtures/real-writers/desktop.ts";
import { RUNTIMES } from "../../../fixtures/real-writers/runtimes.ts";
import { DEFAULT_LIMITS } from "../../../src/model/limits.ts";
import { quiet, saidOf, verdictAndFiles } from "../../support/quiet.ts";

const folder = mkdtempSync(join(tmpdir(), "straycheck-remembered-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(bytes: Uint8Array): string {
  const path = join(folder, "archive.zip");
  writeFileSync(path, bytes);
  return path;
}

describe("an archive of a writer that is not installed here", () => {
  it.each([...APPLE, ...RUNTIMES, ...DESKTOP])("of $writer is quiet", async ({ bytes, files, notes }) => {
    const said = await saidOf(written(bytes()));
    expect(verdictAndFiles(said)).toEqual(quiet(files));
    expect(said.notes).toEqual(notes);
  });
});

const FOUR_GIB = 4 * 1024 ** 3;

describe("an archive of the macOS Archive Utility beyond 4 GiB", () => {
  it(
    "is not clean when the size of a file was cut to 32 bits, and says which file",
    { timeout: 240_000 },
    async () => {
      const chunk = Buffer.alloc(64 * 1024 ** 2);
      const options = { finishFlush: constants.Z_FULL_FLUSH };
      const packed = deflateRawSync(chunk, options);
      const times = FOUR_GIB / chunk.length;
      const last = Buffer.from("some more bytes");
      let crc = 0;
      for (let index = 0; index < times; index += 1) crc = crc32(chunk, crc);
      const stream = Buffer.concat([...Array.from({ length: times }, () => packed), deflateRawSync(last)]);
      const path = written(withWrappedSize(stream, crc32(last, crc), FOUR_GIB + last.length));
      const { exitCode, loud, missed, files } = await saidOf(path);
      expect(exitCode).toBe(3);
      expect(missed).toEqual(["large.bin: size-mismatch"]);
      expect(Object.keys(files)).toEqual(["profile.json"]);
      expect(loud).toEqual([expect.stringContaining("it unpacks to more than the 15 bytes declared")]);
    },
  );

  it("is not clean when places were cut to 32 bits, and says so", { timeout: 240_000 }, async () => {
    const packed = FOUR_GIB + 5000;
    const [head, tail] = aroundWrappedOffsets(packed);
    const path = join(folder, "large.zip");
    const file = openSync(path, "w");
    try {
      writeSync(file, head, 0, head.length, 0);
      writeSync(file, tail, 0, tail.length, head.length + packed);
    } finally {
      closeSync(file);
    }
    const { exitCode, loud } = await saidOf(path, {
      limits: { ...DEFAULT_LIMITS, maxEntryBytes: 1024 ** 2 },
    });
    expect(exitCode).toBe(3);
    expect(loud.join("\n")).toContain("cut to 32 bits, as the macOS Archive Utility does beyond 4 GiB");
  });
});
