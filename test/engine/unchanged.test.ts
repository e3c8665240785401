import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { alexa2018Small } from "../../fixtures/cases/alexa-2018-small.ts";
import { corrected } from "../../fixtures/cases/corrected.ts";
import { zipOfCase } from "../../fixtures/support/fixture-case.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { ContentReader } from "../../src/containers/reader.ts";
import { check } from "../../src/engine/check.ts";
import { digestOf } from "../../src/engine/gather.ts";
import { stampsOf } from "../../src/engine/unchanged.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { withFile } from "../support/run-case.ts";

const BYTES = zipOfCase(alexa2018Small);

/** Checks a bundle to which `change` happens while it is read. */
function changed(change: (path: string) => void): Promise<unknown> {
  return withFile("export.zip", BYTES, (path) => {
    let isDone = false;
    return Array.fromAsync(
      check({
        bundles: [path],
        subject: parseSubject(alexa2018Small.subject, "subject.yaml", {}),
        releasedTo: () => {
          if (!isDone) change(path);
          isDone = true;
          return Promise.resolve(new Map());
        },
      }),
    );
  });
}

describe("a bundle that changes while it is read", () => {
  it("is no longer the one that was read: a byte more, other bytes, another file of its name", async () => {
    const sentence = /export\.zip was changed while it was read/;
    await expect(changed((path) => appendFileSync(path, "x"))).rejects.toThrow(sentence);
    await expect(changed((path) => writeFileSync(path, BYTES))).rejects.toThrow(sentence);
    await expect(
      changed((path) => {
        writeFileSync(`${path}.new`, BYTES);
        renameSync(`${path}.new`, path);
      }),
    ).rejects.toThrow(sentence);
    await expect(changed((path) => utimesSync(path, 1, 1))).rejects.toThrow(sentence);
  });

  it("is not read from another file that stands in its place for a while", async () => {
    const folder = mkdtempSync(join(tmpdir(), "straycheck-swapped-"));
    const [part1, part2] = [join(folder, "shown/part1.zip"), join(folder, "shown/part2.zip")] as const;
    for (const [name, bytes] of [
      ["shown", BYTES],
      ["hidden", zipOfCase(corrected)],
    ] as const) {
      mkdirSync(join(folder, name));
      for (const part of ["part1.zip", "part2.zip"]) writeFileSync(join(folder, name, part), bytes);
    }
    const bundles = [part1, part2];
    const subject = parseSubject(alexa2018Small.subject, "subject.yaml", {});
    try {
      const stamps = stampsOf(bundles);
      renameSync(join(folder, "shown"), join(folder, "away"));
      renameSync(join(folder, "hidden"), join(folder, "shown"));
      await expect(Array.fromAsync(check({ bundles, subject, stamps }))).rejects.toThrow(
        /part1\.zip cannot be opened: it was changed while it was read; nothing is proven, check it again$/,
      );
      await expect(digestOf(part1, { stamps })).rejects.toThrow(/was changed while it was read/);
      const reader = new ContentReader(DEFAULT_LIMITS, [], stamps);
      const bytes = { in: "ranges", ranges: [[0, 4]], size: 4 } as const;
      await expect(reader.open(part2, [], bytes)).rejects.toThrow("another file stood in the place");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("is checked where nothing happens to it", async () => {
    await expect(changed(() => {})).resolves.toBeDefined();
  });
});
