import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestEvidence, mustBeUnchanged } from "../../src/incident/bundle-digest.ts";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "straycheck-digest-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the digest of evidence", () => {
  it("of a file is its SHA-256", async () => {
    const path = join(folder, "export.zip");
    writeFileSync(path, "as good as a ZIP");
    expect(await digestEvidence(path)).toEqual({
      name: "export.zip",
      bytes: 16,
      sha256: createHash("sha256").update("as good as a ZIP").digest("hex"),
      files: null,
    });
  });

  it("of a folder is another as soon as a name, a byte or a link in it is another", async () => {
    const path = join(folder, "export");
    mkdirSync(join(path, "a"), { recursive: true });
    writeFileSync(join(path, "a", "b.txt"), "1");
    const before = await digestEvidence(path);
    expect(before).toMatchObject({ files: 1, bytes: 1 });
    expect(await digestEvidence(path)).toEqual(before);
    symlinkSync("a", join(path, "link"));
    const linked = await digestEvidence(path);
    expect(linked.files).toBe(2);
    appendFileSync(join(path, "a", "b.txt"), "2");
    const after = await digestEvidence(path);
    expect(new Set([before, linked, after].map(({ sha256 }) => sha256)).size).toBe(3);
    expect(() => mustBeUnchanged([path], [before], [after])).toThrow("was changed while it was read");
    expect(() => mustBeUnchanged([path], [after], [after])).not.toThrow();
  });

  it("of nothing is a sentence", async () => {
    await expect(digestEvidence(join(folder, "none.zip"))).rejects.toThrow("none.zip: no such file");
  });
});
