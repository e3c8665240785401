import { spawnSync } from "node:child_process";
import {
  closeSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { FileWindow } from "../../src/containers/bytes.ts";
import type { Container } from "../../src/containers/container.ts";
import { containerKindOf } from "../../src/containers/kind.ts";
import { listTar } from "../../src/containers/tar.ts";
import { BOUNDS, rangesOf, sha256 } from "../support/containers.ts";

const folder = mkdtempSync(join(tmpdir(), "straycheck-tar-"));
const source = join(folder, "source");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LONG = `${"deep-folder/".repeat(15)}${"long-name-".repeat(12)}.txt`;
const FILES: Readonly<Record<string, Buffer>> = {
  "plain.txt": Buffer.from("plain\n"),
  empty: Buffer.alloc(0),
  "block.bin": Buffer.alloc(512, "b"),
  "blocks.bin": Buffer.alloc(70_001, "blocks "),
  "folder/größer 漢字 🙂.txt": Buffer.from("unicode\n"),
  [LONG]: Buffer.from("long\n"),
};
for (const [path, bytes] of Object.entries(FILES)) {
  mkdirSync(dirname(join(source, path)), { recursive: true });
  writeFileSync(join(source, path), bytes);
}

function has(tool: string): boolean {
  return spawnSync(tool, ["--version"]).status === 0;
}
const HAS = {
  gnu: spawnSync("tar", ["--version"]).stdout?.includes("GNU tar") === true,
  bsd: has("bsdtar"),
  python: has("python3"),
};

function run(tool: string, args: readonly string[], cwd = source): void {
  const { status, stderr } = spawnSync(tool, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${tool}: ${stderr}`);
}

interface Seen {
  readonly container: Container;
  /** Digest of each file that can be read. */
  readonly files: Readonly<Record<string, string>>;
}

function opened(path: string): Seen {
  const bytes = new FileWindow(path);
  try {
    expect(containerKindOf(bytes.view(0, 512) ?? Buffer.alloc(0))).toBe("tar");
    const container = listTar(bytes, BOUNDS);
    const files = container.entries.filter(
      ({ kind, unreadable }) => kind === "file" && unreadable === undefined,
    );
    return {
      container,
      files: Object.fromEntries(
        files.map((entry) => [entry.path.replace(/^\.\//, ""), sha256(rangesOf(bytes, entry))]),
      ),
    };
  } finally {
    bytes.close();
  }
}

const PYTHON = `
import sys, json, hashlib, tarfile
found = {}
for m in tarfile.open(sys.argv[1]):
    if m.isreg(): found[m.name.removeprefix("./")] = hashlib.sha256(tarfile.open(sys.argv[1]).extractfile(m).read()).hexdigest()
print(json.dumps(found))`;

function seenByPython(path: string): unknown {
  return JSON.parse(spawnSync("python3", ["-c", PYTHON, path], { encoding: "utf8" }).stdout);
}

function digests(paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, sha256(FILES[path] ?? Buffer.alloc(0))]));
}

const ALL = Object.keys(FILES);
const SHORT = ALL.filter((path) => path !== LONG);

describe.skipIf(!HAS.gnu)("archives of GNU tar", () => {
  it.each([
    ["gnu", ALL],
    ["oldgnu", ALL],
    ["pax", ALL],
    ["ustar", SHORT],
    ["v7", SHORT],
  ] as const)("in the format %s are read whole and without a finding", (format, names) => {
    const path = join(folder, `gnu-${format}.tar`);
    run("tar", ["-c", `--format=${format}`, "-f", path, "--", ...names]);
    const { container, files } = opened(path);
    expect(files).toEqual(digests(names));
    expect(container).toMatchObject({ observations: [], unclaimed: 0 });
    for (const name of names) {
      const { stdout } = spawnSync("tar", ["-xOf", path, "--", name]);
      expect(files[name]).toBe(sha256(stdout));
    }
    if (HAS.python) expect(files).toEqual(seenByPython(path));
  });

  it("with folders, links, attributes, a label and times are read without a finding", () => {
    const path = join(folder, "gnu-more.tar");
    const more = join(folder, "more");
    mkdirSync(join(more, "sub"), { recursive: true });
    writeFileSync(join(more, "sub/file"), "content\n");
    linkSync(join(more, "sub/file"), join(more, "sub/hard"));
    symlinkSync("x".repeat(150), join(more, "soft"));
    const options = ["--format=posix", "-V", "the label", "--pax-option=comment=for-anna", "--xattrs"];
    run("tar", ["-c", ...options, "-f", path, "."], more);
    const { container, files } = opened(path);
    expect(container.observations).toEqual([]);
    expect(Object.keys(files)).toContain(files["sub/file"] === undefined ? "sub/hard" : "sub/file");
    expect(container.entries.filter(({ unreadable }) => unreadable?.reason === "link")).toHaveLength(2);
    const texts = container.notes.map(({ text }) => text);
    expect(texts).toEqual(
      expect.arrayContaining(["comment=for-anna", "GNU.volume.label=the label", "x".repeat(150)]),
    );
    run(
      "tar",
      ["-c", "--format=gnu", "-V", "the label", "-g", join(folder, "snapshot"), "-f", path, "."],
      more,
    );
    expect(opened(path).container.observations).toEqual([]);
  });

  it("with sparse files say that those cannot be read, and read the others", () => {
    writeFileSync(join(folder, "behind"), "behind\n");
    const sparse = openSync(join(folder, "sparse"), "w");
    for (let part = 0; part < 30; part++) writeSync(sparse, "data", part * 1024 ** 2);
    ftruncateSync(sparse, 40 * 1024 ** 2);
    closeSync(sparse);
    for (const format of [
      ["--format=gnu"],
      ["--format=pax", "--sparse-version=0.0"],
      ["--format=pax", "--sparse-version=0.1"],
      ["--format=pax", "--sparse-version=1.0"],
    ]) {
      const path = join(folder, "sparse.tar");
      run("tar", ["-c", "-S", ...format, "-f", path, "sparse", "behind"], folder);
      const { container, files } = opened(path);
      expect(container.entries[0]).toMatchObject({
        path: "sparse",
        size: 40 * 1024 ** 2,
        unreadable: { reason: "unsupported-format" },
      });
      expect(container.observations).toEqual([]);
      expect(files).toEqual({ behind: sha256(Buffer.from("behind\n")) });
    }
  });

  it("with files beyond 8 GiB go on behind them", () => {
    // Only the holes of a file system have room for such an archive.
    const big = join(folder, "nine-gigabytes");
    const path = join(folder, "nine-gigabytes.tar");
    const size = 9 * 1024 ** 3;
    for (const format of ["gnu", "pax"]) {
      // The header that tar writes for the size, taken from the beginning of the archive.
      const file = openSync(big, "w");
      ftruncateSync(file, size);
      closeSync(file);
      const headers = spawnSync(
        "sh",
        ["-c", `tar -c --format=${format} -f - nine-gigabytes | head -c 4096`],
        { cwd: folder },
      ).stdout;
      rmSync(big);
      const dataStart = format === "gnu" ? 512 : 1536;
      const archive = openSync(path, "w");
      writeSync(archive, headers, 0, dataStart, 0);
      writeSync(
        archive,
        spawnSync("tar", ["-c", "-f", "-", "plain.txt"], { cwd: source }).stdout,
        0,
        10_240,
        dataStart + size,
      );
      closeSync(archive);
      const bytes = new FileWindow(path);
      const { entries, observations } = listTar(bytes, BOUNDS);
      bytes.close();
      expect(entries.map((entry) => [entry.path, entry.size])).toEqual([
        ["nine-gigabytes", size],
        ["plain.txt", 6],
      ]);
      expect(observations).toEqual([]);
    }
  });
});

describe.skipIf(!HAS.bsd)("archives of bsdtar", () => {
  it.each([
    ["pax", ALL],
    ["gnutar", ALL],
    ["ustar", SHORT],
    ["v7", SHORT.filter((path) => !path.includes("größer"))],
  ] as const)("in the format %s are read whole and without a finding", (format, names) => {
    const path = join(folder, `bsd-${format}.tar`);
    run("bsdtar", ["-c", `--format=${format}`, "-f", path, "--", ...names]);
    const { container, files } = opened(path);
    expect(files).toEqual(digests(names));
    expect(container).toMatchObject({ observations: [], unclaimed: 0 });
    if (HAS.python) expect(files).toEqual(seenByPython(path));
  });
});

const WRITE = `
import sys, tarfile
format = {"gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT, "ustar": tarfile.USTAR_FORMAT}[sys.argv[2]]
with tarfile.open(sys.argv[1], "w", format=format) as t:
    for name in sys.argv[3:]: t.add(name)`;

describe.skipIf(!HAS.python)("archives of Python", () => {
  it.each([
    ["gnu", ALL],
    ["pax", ALL],
    ["ustar", SHORT],
  ] as const)("in the format %s are read whole and without a finding", (format, names) => {
    const path = join(folder, `python-${format}.tar`);
    run("python3", ["-c", WRITE, path, format, ...names]);
    const { container, files } = opened(path);
    expect(files).toEqual(digests(names));
    expect(container).toMatchObject({ observations: [], unclaimed: 0 });
    expect(container.notes.filter(({ where }) => where.includes("name"))).toEqual([]);
  });
});
