import { appendFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { alexa2018Small } from "../../fixtures/cases/alexa-2018-small.ts";
import { zipOfCase } from "../../fixtures/support/fixture-case.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { check } from "../../src/engine/check.ts";
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

  it("is checked where nothing happens to it", async () => {
    await expect(changed(() => {})).resolves.toBeDefined();
  });
});
