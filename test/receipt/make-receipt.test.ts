import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { begin, eventsAbout, keyPair } from "../support/receipts.ts";
import type { ReportParts } from "../reporters/reports.ts";

const pair = keyPair("p256");
const subjectKey = Buffer.alloc(32, 7);
const BYTES = Buffer.from("PK: as good as an archive for this");
let folder = "";
let zip = "";
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "straycheck-receipt-"));
  zip = join(folder, "export.zip");
  writeFileSync(zip, BYTES);
  // File systems tell times apart by some milliseconds only.
  await setTimeout(20);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The receipt of a check during which something happens. */
async function made(
  meanwhile: () => void = () => {},
  parts: ReportParts = {},
  path = zip,
): Promise<string | undefined> {
  const pending = await begin(path, pair, { subjectKey });
  meanwhile();
  for (const event of eventsAbout(BYTES, parts)) pending.see(event);
  await pending.confirm();
  return pending.seal();
}

describe("a receipt is made", () => {
  it("of a clean verdict, and of no other", async () => {
    expect(await made()).toContain("vnd.dev.sigstore.bundle.v0.3+json");
    expect(await made(undefined, { verdict: { outcome: "unproven", exitCode: 3 } })).toBeUndefined();
    expect(await made(undefined, { verdict: { outcome: "stray", exitCode: 1 } })).toBeUndefined();
    expect(await made(undefined, { verdict: { outcome: "clean", exitCode: 3 } })).toBeUndefined();
  });

  it("of a check that ended, and of no other", async () => {
    const pending = await begin(zip, pair, { subjectKey });
    for (const event of eventsAbout(BYTES)) if (event.type !== "end") pending.see(event);
    await pending.confirm();
    expect(() => pending.seal()).toThrow("did not end");
  });

  it("only when the archives were read again", async () => {
    const pending = await begin(zip, pair, { subjectKey });
    for (const event of eventsAbout(BYTES)) pending.see(event);
    expect(pending.seal()).toBeUndefined();
  });

  it("of archives, and never of a folder", async () => {
    mkdirSync(join(folder, "unpacked"));
    await expect(begin(join(folder, "unpacked"), pair)).rejects.toThrow(/unpacked is a folder/);
    await expect(begin(zip, pair, { bundles: [zip, folder] })).rejects.toThrow(/is a folder/);
    await expect(begin("/dev/null", pair)).rejects.toThrow("/dev/null is no regular file");
  });

  it("of nothing when somebody interrupts it", async () => {
    const signal = AbortSignal.abort();
    await expect(begin(zip, pair, { signal })).rejects.toThrow("interrupted");
  });
});

describe("no receipt is made of an archive", () => {
  const REFUSED = /export\.zip was changed while it was checked: the verdict is about other bytes/;
  const old = new Date("2026-01-01T00:00:00Z");

  it("that was written to while it was checked", async () => {
    await expect(made(() => writeFileSync(zip, "PK: something else"))).rejects.toThrow(REFUSED);
  });

  it("that was written to and looks as before: the same length and time", async () => {
    utimesSync(zip, old, old);
    const sneak = (): void => {
      writeFileSync(zip, Buffer.from(BYTES).fill("x", 4, 6));
      utimesSync(zip, old, old);
    };
    await expect(made(sneak)).rejects.toThrow(REFUSED);
  });

  it("that was another one for a while and is the first again", async () => {
    const swap = (): void => {
      renameSync(zip, join(folder, "aside"));
      writeFileSync(zip, "PK: something else");
      unlinkSync(zip);
      renameSync(join(folder, "aside"), zip);
    };
    await expect(made(swap)).rejects.toThrow(REFUSED);
  });

  it("that a link led to, which now leads elsewhere", async () => {
    const link = join(folder, "latest.zip");
    const copy = join(folder, "copy.zip");
    writeFileSync(copy, BYTES);
    symlinkSync(zip, link);
    const relink = (): void => {
      unlinkSync(link);
      symlinkSync(copy, link);
    };
    await expect(made(relink, {}, link)).rejects.toThrow(/latest\.zip was changed while it was checked/);
  });

  it("that was removed", async () => {
    await expect(made(() => unlinkSync(zip))).rejects.toThrow(/export\.zip: no such file/);
  });

  it("whose digest in the report is another one", async () => {
    await expect(made(undefined, { bundle: { sha256: "ab".repeat(32) } })).rejects.toThrow(REFUSED);
  });
});
