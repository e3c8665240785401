import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { ownProfile } from "../../fixtures/support/own.ts";
import { ANNA, ANNA_BY_ACCOUNT, BEN } from "../../fixtures/support/people.ts";
import { csvEntry, jsonEntry, textEntry } from "../../fixtures/support/text.ts";
import { openZipFile } from "../../fixtures/support/zip-file-writer.ts";
import { writeZip, type ZipEntry } from "../../fixtures/support/zip-writer.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { ContentReader, openContainer } from "../../src/containers/index.ts";
import { whatBytesLookLike } from "../../src/formats/index.ts";
import { HAZARDS } from "../../src/rules/hazards/index.ts";
import { check } from "../../src/engine/check.ts";
import { CannotRun, NotInspected } from "../../src/model/errors.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/model/limits.ts";
import type { ReportEvent } from "../../src/model/report.ts";

const folder = mkdtempSync(join(tmpdir(), "straycheck-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const subject = parseSubject(ANNA_BY_ACCOUNT, "subject.yaml", {});

function written(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

interface Summary {
  readonly exitCode: number | undefined;
  readonly totals: Extract<ReportEvent, { type: "totals" }>["totals"] | undefined;
  readonly entries: ReadonlyMap<string, Extract<ReportEvent, { type: "entry" }>["entry"]>;
  readonly rules: readonly string[];
}

async function checked(path: string, limits: Partial<Limits> = {}): Promise<Summary> {
  const events = await Array.fromAsync(
    check({ bundles: [path], subject, limits: { ...DEFAULT_LIMITS, ...limits } }),
  );
  return {
    exitCode: events.flatMap((event) => (event.type === "verdict" ? [event.verdict.exitCode] : []))[0],
    totals: events.flatMap((event) => (event.type === "totals" ? [event.totals] : []))[0],
    entries: new Map(
      events.flatMap((event) => (event.type === "entry" ? [[event.entry.path, event.entry] as const] : [])),
    ),
    rules: events.flatMap((event) => (event.type === "finding" ? [event.finding.rule] : [])),
  };
}

const OPTIONS = { canDecrypt: false, looksLike: whatBytesLookLike };

/** What a container says without the engine: undefined when anything about it would keep a bundle from being clean. */
async function flawless(path: string): Promise<readonly string[] | undefined> {
  const container = await openContainer(path, DEFAULT_LIMITS, OPTIONS);
  const blocking = new Set(HAZARDS.filter(({ level }) => level !== "note").map(({ id }) => id));
  if (container.observations.some(({ rule }) => blocking.has(rule))) return undefined;
  const reader = new ContentReader(DEFAULT_LIMITS);
  const seen: string[] = [];
  try {
    for (const entry of container.entries) {
      if (entry.unreadable !== undefined) return undefined;
      const content = await reader.open(path, [], entry.locator);
      if (entry.kind === "file") await content.settle(() => {});
      // One byte behind the end is padding: no file has changed.
      if (entry.found === undefined) seen.push(`${entry.path} ${content.sha256()}`);
    }
  } catch (error) {
    if (error instanceof NotInspected) return undefined;
    throw error;
  } finally {
    reader.close();
  }
  return seen;
}

const INNER = writeZip([{ ...ownProfile("inner.json"), method: 0 }]);
const SMALL: readonly (readonly [string, Buffer])[] = [
  [
    "a plain ZIP",
    writeZip([ownProfile(), { ...csvEntry("rows.csv", ["customerId"], [[ANNA.account]]), method: 0 }]),
  ],
  ["a zip64 with a comment", writeZip([{ ...ownProfile(), zip64: true }], { zip64: true, comment: "end" })],
  [
    "a ZIP whose last file is a ZIP",
    writeZip([ownProfile(), { path: "inner.zip", bytes: INNER, method: 0 }]),
  ],
  ["a streamed ZIP", writeZip([streamed(ownProfile())])],
];

describe.each(SMALL)("%s", (name, zip) => {
  it("cut off at any byte cannot be opened, or is not flawless", async () => {
    for (let length = 0; length < zip.length; length += 1) {
      const path = written("cut.zip", zip.subarray(0, length));
      const seen = await flawless(path).catch((error: unknown) => {
        if (error instanceof CannotRun) return undefined;
        throw error;
      });
      // A comment that was cut is a comment all the same.
      if (seen !== undefined)
        expect(seen, `cut at ${length} of ${zip.length}`).toEqual(await flawless(written("whole.zip", zip)));
    }
  });

  it("with any one byte changed is never flawless with another content", async () => {
    const before = await flawless(written("whole.zip", zip));
    expect(before, name).toBeDefined();
    for (let at = 0; at < zip.length; at += 1) {
      for (const bits of [0x01, 0x80, 0xff]) {
        const changed = Buffer.from(zip);
        changed.writeUInt8(changed.readUInt8(at) ^ bits, at);
        const after = await flawless(written("changed.zip", changed)).catch((error: unknown) => {
          if (error instanceof CannotRun) return undefined;
          throw error;
        });
        if (after !== undefined) expect(after, `byte ${at} xor ${bits}`).toEqual(before);
      }
    }
  });
});

describe("a ZIP with a byte changed, checked to the end", () => {
  it("is clean only if every entry's digest is what it was", { timeout: 240_000 }, async () => {
    const zip = SMALL[0]?.[1] ?? Buffer.alloc(0);
    const original = await checked(written("original.zip", zip));
    expect(original.exitCode).toBe(0);
    const digests = (summary: Summary): string[] =>
      [...summary.entries.values()].map((entry) => `${entry.path} ${entry.sha256}`);
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
        const changed = Buffer.from(zip);
        changed.writeUInt8(changed.readUInt8(at) ^ bits, at);
        const result = await checked(written("flipped.zip", changed)).catch((error: unknown) => {
          if (error instanceof CannotRun) return undefined;
          throw error;
        });
        if (result?.exitCode === 0) expect(digests(result)).toEqual(digests(original));
      }),
      { numRuns: 25 },
    );
  });
});

describe("a ZIP beyond 4 GiB", () => {
  it("is listed and read right behind its largest entry", { timeout: 240_000 }, async () => {
    const path = join(folder, "large.zip");
    const size = 4 * 1024 ** 3 + 4_096;
    const zip = await openZipFile(path);
    await zip.add("first.json", ownProfile().bytes);
    await zip.addSparse("zeros.bin", size);
    await zip.add("after.csv", csvEntry("", ["customerId"], [[ANNA.account], [BEN.account]]).bytes);
    const bytes = await zip.close();
    const { exitCode, entries, totals, rules } = await checked(path, { maxEntryBytes: 1024 ** 2 });
    expect(exitCode).toBe(1);
    expect(entries.get("zeros.bin")).toMatchObject({
      bytes: size,
      fate: "not-inspected",
      reason: "over-limit",
    });
    expect(entries.get("after.csv")).toMatchObject({ fate: "inspected", attribution: "stray", records: 2 });
    expect(totals?.bytes).toEqual({ total: bytes, claimed: bytes, unclaimed: 0 });
    expect(rules).not.toContain("unclaimed-bytes");
  });

  it("of more than 65,535 entries is listed whole", { timeout: 240_000 }, async () => {
    const count = 70_000;
    const nothing = new Uint8Array(0);
    const empty = Array.from({ length: count }, (_, index): ZipEntry => ({
      path: `${index}.txt`,
      bytes: nothing,
      method: 0,
    }));
    const path = written("many.zip", writeZip([...empty, ownProfile()]));
    const { exitCode, totals, entries } = await checked(path);
    expect(totals?.entries).toMatchObject({ total: count + 1, inspected: count + 1, notInspected: 0 });
    expect(entries.get("profile.json")).toMatchObject({ id: `0.${count}`, attribution: "own" });
    expect(exitCode).toBe(0);
  });
});

describe("entries with data descriptors", () => {
  it("are read, and their descriptors belong to them, signed or not, of 32 or 64 bits", async () => {
    for (const signed of [true, false]) {
      for (const wide of [true, false]) {
        const zip = writeZip([
          streamed(ownProfile("1.json"), signed, wide),
          streamed(ownProfile("2.json"), signed, wide),
        ]);
        const { exitCode, totals } = await checked(written("streamed.zip", zip));
        expect(totals?.bytes.unclaimed).toBe(0);
        expect(exitCode).toBe(0);
      }
    }
  });

  it("are not clean when a descriptor says something else", async () => {
    const entry = streamed(ownProfile());
    const after = Buffer.from(entry.after ?? []);
    after.writeUInt32LE(1, 4);
    const { exitCode, rules } = await checked(written("lying.zip", writeZip([{ ...entry, after }])));
    expect(exitCode).toBe(3);
    expect(rules).toContain("unclaimed-bytes");
  });

  const python = spawnSync("python3", ["-c", "import zipfile"]).status === 0;
  if (!python) console.warn("skipped: a ZIP that Python streams into a pipe, because there is no python3");
  it.skipIf(!python)("are read as Python streams them into a pipe", async () => {
    const script = `import sys,zipfile
class Pipe:
  def write(self, data): return sys.stdout.buffer.write(data)
  def flush(self): sys.stdout.buffer.flush()
with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as z:
  z.writestr("profile.json", '{"customerId": "${ANNA.account}"}')
  z.writestr("rows.csv", "customerId\\n${BEN.account}\\n")`;
    const { stdout } = spawnSync("python3", ["-c", script]);
    const { exitCode, totals, entries } = await checked(written("python.zip", stdout));
    expect(totals?.bytes.unclaimed).toBe(0);
    expect(totals?.entries.notInspected).toBe(0);
    expect(entries.get("rows.csv")).toMatchObject({ attribution: "stray", records: 1 });
    expect(exitCode).toBe(1);
  });
});

describe("folders", () => {
  it("in a ZIP are furniture, with nothing to read", async () => {
    const directory: ZipEntry = { path: "data/", bytes: new Uint8Array(0), method: 0, unixMode: 0o40755 };
    const { exitCode, totals } = await checked(
      written("directories.zip", writeZip([directory, ownProfile("data/profile.json")])),
    );
    expect(totals?.entries).toMatchObject({ total: 2, inspected: 2, furniture: 1 });
    expect(exitCode).toBe(0);
  });

  it("in a ZIP that hold bytes are read like files", async () => {
    const directory: ZipEntry = {
      path: "data/",
      bytes: jsonEntry("", { customerId: BEN.account }).bytes,
    };
    const { exitCode, entries } = await checked(written("loaded.zip", writeZip([directory, ownProfile()])));
    expect(entries.get("data/")?.attribution).toBe("stray");
    expect(exitCode).toBe(1);
  });

  it("as bundles are checked in the order of their names, and links are not followed", async () => {
    const root = join(folder, "export");
    mkdirSync(join(root, "b"), { recursive: true });
    writeFileSync(join(root, "b", "rows.csv"), csvEntry("", ["customerId"], [[BEN.account]]).bytes);
    writeFileSync(join(root, "a.json"), ownProfile().bytes);
    symlinkSync("/etc/hostname", join(root, "c"));
    const { exitCode, entries } = await checked(root);
    expect([...entries.keys()]).toEqual(["a.json", "b/rows.csv", "c"]);
    expect(entries.get("b/rows.csv")).toMatchObject({ id: "0.1", attribution: "stray" });
    expect(entries.get("c")).toMatchObject({ fate: "not-inspected", reason: "link" });
    expect(exitCode).toBe(1);
  });

  it("without a file have nothing to check", async () => {
    mkdirSync(join(folder, "nothing"));
    expect((await checked(join(folder, "nothing"))).exitCode).toBe(3);
  });
});

describe("an entry that is not opened", () => {
  it("claims its local header whole, extra field included", async () => {
    const encrypted: ZipEntry = {
      path: "secret.txt",
      bytes: textEntry("", "secret").bytes,
      method: 0,
      says: { flags: 1 },
      local: { extra: Buffer.from("5554050003bbbbbbbb", "hex") },
    };
    const { totals, rules } = await checked(written("encrypted.zip", writeZip([encrypted, ownProfile()])));
    expect(totals?.bytes.unclaimed).toBe(0);
    expect(rules).not.toContain("unclaimed-bytes");
  });
});

/** The entry as a writer makes it that cannot go back: sizes and checksum follow the data. */
function streamed(entry: ZipEntry, signed = true, wide = false): ZipEntry {
  const packed = deflateRawSync(entry.bytes);
  const width = wide ? 8 : 4;
  const after = Buffer.alloc((signed ? 4 : 0) + 4 + 2 * width);
  if (signed) after.writeUInt32LE(0x0807_4b50, 0);
  const at = signed ? 4 : 0;
  after.writeUInt32LE(crc32(entry.bytes), at);
  after.writeUInt32LE(packed.length, at + 4);
  after.writeUInt32LE(entry.bytes.length, at + 4 + width);
  return { ...entry, says: { flags: 8 }, local: { crc: 0, packedSize: 0, size: 0 }, after };
}
