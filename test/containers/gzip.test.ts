import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { seeded } from "../../fixtures/support/random.ts";
import { writeTar } from "../../fixtures/support/tar-writer.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { BufferBytes, FileWindow } from "../../src/containers/bytes.ts";
import type { Container } from "../../src/containers/container.ts";
import { listGzip, readGzip } from "../../src/containers/gzip.ts";
import { BOUNDS, observed, rangesOf, sha256 } from "../support/containers.ts";
import { content, largeBytes, listed, member, MiB, TEXT } from "../support/gzip.ts";

describe("a gzip file", () => {
  it("is one entry, with the name in its header or its own without the ending", async () => {
    const named = await listed(member(TEXT, { name: "inner.tar", headerChecksum: 0 }));
    expect(named).toMatchObject({ kind: "gzip", observations: [], notes: [], unclaimed: 0 });
    expect(named.entries).toEqual([
      {
        path: "inner.tar",
        kind: "file",
        size: TEXT.length,
        packed: named.bytes,
        locator: { in: "gzip", start: 0, packed: named.bytes, size: TEXT.length },
      },
    ]);
    for (const [outer, inner] of [
      ["export.tgz", "export.tar"],
      ["folder/mails.MBOX.GZ", "mails.MBOX"],
      ["a.taz", "a.tar"],
      [".gz", ".gz"],
      ["", "content"],
    ] as const)
      expect((await listed(member(TEXT), {}, outer)).entries[0]?.path).toBe(inner);
  });

  it("reads names as UTF-8 where they are, else as Latin-1, and says when one is dangerous", async () => {
    expect((await listed(member(TEXT, { name: "gr\xf6\xdfer" }))).entries[0]?.path).toBe("größer");
    const utf8 = Buffer.from("größer").toString("latin1");
    expect((await listed(member(TEXT, { name: utf8 }))).entries[0]?.path).toBe("größer");
    expect(observed(await listed(member(TEXT, { name: "../../etc/cron" })))).toEqual([
      "unsafe-path: ../../etc/cron",
    ]);
  });

  it("reads comments, extra fields and further names as notes", async () => {
    const parts = [
      member(TEXT, { name: "one", comment: "for ben@example.org", extra: Buffer.from("XX\x04\0ABCD") }),
      member(TEXT, { name: "two", extra: Buffer.from("BC\x02\0\x1b\0") }),
    ];
    const container = await listed(Buffer.concat(parts));
    expect(container.entries.map(({ path, size }) => [path, size])).toEqual([["one", 2 * TEXT.length]]);
    expect(container.notes.map(({ where, text }) => [where, text])).toEqual([
      ["the gzip file's comment", "for ben@example.org"],
      ["the gzip file's extra field", "XX\x04\0ABCD"],
      ["a further name in the gzip file", "two"],
    ]);
  });

  it("is read through all its members, whatever their sizes, in chunks of at most 1 MiB", async () => {
    const large = largeBytes(7 * MiB + 11);
    const parts = [Buffer.alloc(0), TEXT, large, Buffer.alloc(0), Buffer.alloc(3 * MiB), TEXT];
    const gzip = Buffer.concat(parts.map((part) => member(part)));
    expect(gzip.length).toBeGreaterThan(3 * MiB);
    const bytes = new BufferBytes(gzip);
    const { entries, observations } = await listGzip(bytes, "a.gz", BOUNDS, () => {});
    expect(observations).toEqual([]);
    expect(sha256(await content(bytes, entries[0]))).toBe(sha256(Buffer.concat(parts)));
  });

  it("is told apart from what follows at every length of the compressed data around a chunk", async () => {
    const noise = Buffer.from(seeded(3).text(2 * MiB, "0123456789abcdef"), "hex");
    for (const length of [MiB - 200, MiB - 101, MiB - 100, MiB - 95]) {
      const stored = Buffer.concat([member(noise.subarray(0, length)), Buffer.from("tail")]);
      const container = await listed(stored);
      expect(container.entries.map(({ size }) => size)).toEqual([length, 4]);
      expect(container.entries[0]?.packed).toBe(stored.length - 4);
    }
  });

  it("leaves nothing behind when reading it ends early", async () => {
    const bytes = new BufferBytes(member(largeBytes(5 * MiB)));
    const { entries } = await listGzip(bytes, "a.gz", BOUNDS, () => {});
    const locator = entries[0]?.locator;
    if (locator?.in !== "gzip") throw new Error("no gzip entry");
    for await (const chunk of readGzip(bytes, locator)) {
      expect(chunk.length).toBe(MiB);
      break;
    }
  });
});

describe("bytes behind the compressed data", () => {
  it("are carved out and told", async () => {
    const gzip = Buffer.concat([member(TEXT), Buffer.from("\0\0\0ben@example.org")]);
    const container = await listed(gzip);
    const start = gzip.length - 15;
    expect(observed(container)).toEqual([`unclaimed-bytes: [bytes ${start} to ${gzip.length - 1}]`]);
    expect(container.unclaimed).toBe(18);
    const carved = container.entries[1];
    expect(carved?.found).toBe("carved");
    expect(carved && rangesOf(new BufferBytes(gzip), carved).toString()).toBe("ben@example.org");
    expect((await content(new BufferBytes(gzip), container.entries[0])).equals(TEXT)).toBe(true);
  });

  it("that are the zeros of a tape's last block are carved out without a word; more of them are told", async () => {
    for (const [zeros, words] of [
      [512, 0],
      [10_240, 0],
      [10_241, 1],
    ] as const) {
      const container = await listed(Buffer.concat([member(TEXT), Buffer.alloc(zeros)]));
      expect(container.observations).toHaveLength(words);
      expect(container.entries[1]).toMatchObject({ found: "carved", size: zeros });
    }
  });

  it("that are an archive are to be listed as one", async () => {
    const archives = [
      ["zip", writeZip([{ path: "a", bytes: TEXT }])],
      ["tar", writeTar([{ path: "a", bytes: TEXT }])],
      ["gzip", member(TEXT)],
    ] as const;
    for (const [kind, archive] of archives) {
      const container = await listed(Buffer.concat([member(TEXT), Buffer.alloc(7), archive]));
      expect(container.entries[1]).toMatchObject({ archive: kind, size: archive.length });
      expect(container.observations).toHaveLength(1);
    }
  });
});

const HAS_GZIP = spawnSync("gzip", ["--version"]).status === 0;
const HAS_PYTHON = spawnSync("python3", ["--version"]).status === 0;

describe("files of real writers", () => {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-gzip-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const large = largeBytes(3 * MiB);

  async function seen(path: string): Promise<{ container: Container; digest: string }> {
    const bytes = new FileWindow(path);
    try {
      const container = await listGzip(bytes, path, BOUNDS, () => {});
      return { container, digest: sha256(await content(bytes, container.entries[0])) };
    } finally {
      bytes.close();
    }
  }

  it.skipIf(!HAS_GZIP)("gzip: are read as it reads them, one or several after the other", async () => {
    writeFileSync(join(folder, "größer.txt"), large);
    for (const command of [
      "gzip -c größer.txt > out.gz",
      "gzip -1nc größer.txt > out.gz",
      "gzip -9c < größer.txt > out.gz",
      "gzip -c größer.txt > out.gz; gzip -c größer.txt >> out.gz",
    ]) {
      spawnSync("sh", ["-c", command], { cwd: folder });
      const { container, digest } = await seen(join(folder, "out.gz"));
      expect(digest).toBe(
        sha256(spawnSync("gzip", ["-dc", join(folder, "out.gz")], { maxBuffer: 1e9 }).stdout),
      );
      expect(container).toMatchObject({ observations: [], notes: [], unclaimed: 0 });
      expect(container.entries[0]?.path).toMatch(/^(?:größer\.txt|out)$/);
    }
  });

  it.skipIf(!HAS_PYTHON)("Python: are read as it reads them, zeros behind them included", async () => {
    const path = join(folder, "python.gz");
    const script =
      "import gzip,sys\nwith gzip.open(sys.argv[1],'wb') as f:\n for i in range(200000): f.write(b'line %d\\n' % i)\nopen(sys.argv[1],'ab').write(bytes(300))";
    expect(spawnSync("python3", ["-c", script, path]).status).toBe(0);
    const { container, digest } = await seen(path);
    const print = "import gzip,sys,hashlib;print(hashlib.sha256(gzip.open(sys.argv[1]).read()).hexdigest())";
    expect(digest).toBe(spawnSync("python3", ["-c", print, path], { encoding: "utf8" }).stdout.trim());
    expect(container.observations).toEqual([]);
    expect(container.unclaimed).toBe(300);
  });

  it("Node: are read as it reads them", async () => {
    const gzip = gzipSync(large);
    writeFileSync(join(folder, "node.gz"), gzip);
    expect((await seen(join(folder, "node.gz"))).digest).toBe(sha256(gunzipSync(gzip)));
  });
});
