import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { OWN_FILES } from "../../../fixtures/real-writers/files.ts";
import { writeWithZipJs } from "../../../fixtures/real-writers/zip-js.ts";
import { quiet, saidOf, verdictAndFiles } from "../../support/quiet.ts";
import { ALL, hasOrSays, plant, run, workbench } from "../../support/writers.ts";

const { folder, files, fresh, saidOfOutput, saidOfWritten } = workbench();
const writers = join(import.meta.dirname, "../../../fixtures/real-writers");
const HAS = {
  python3: hasOrSays("python3", "--version"),
  java: hasOrSays("java", "--version"),
  jar: hasOrSays("jar", "--version"),
  perl: hasOrSays("perl", "-MIO::Compress::Zip", "-e", "1"),
  git: hasOrSays("git", "--version"),
};
const ROWS = "data/rows.csv";

describe.skipIf(!HAS.python3)("an archive of Python's zipfile", () => {
  const script = join(writers, "make_zips.py");
  it.each([
    "deflated",
    "stored",
    "bzip2",
    "deflated-folders",
    "deflated-pipe",
    "stored-pipe",
    "bzip2-pipe",
    "deflated-force",
    "stored-force",
    "deflated-force-pipe",
    "stored-force-pipe",
    "stored-text-pipe",
    "append",
    "behind-program",
  ])("written the way %s is quiet", async (way) => {
    const path = fresh();
    run(files, "python3", script, way, files, path);
    const said = await saidOf(path);
    expect(verdictAndFiles(said)).toEqual(ALL);
    const notes = new Map([
      ["behind-program", ["harmless-bytes"]],
      // busybox, which knows no zip64, takes all that follows for one stored file.
      ["stored-force", ["zip64-unusual"]],
      ["stored-force-pipe", ["zip64-unusual"]],
    ]);
    expect(said.notes).toEqual(notes.get(way) ?? []);
    // Appending writes over the old directory and its long comment, and cuts off what is left of them.
    if (way !== "behind-program") expect(said.unclaimed).toBe(0);
  });

  it("of shutil, which packs folders for export scripts, is quiet", async () => {
    const path = fresh();
    run(
      files,
      "python3",
      "-c",
      `import shutil, sys; shutil.make_archive(sys.argv[1][:-4], "zip", ".")`,
      path,
    );
    expect(verdictAndFiles(await saidOf(path))).toEqual(ALL);
  });

  it("with LZMA has files that were not inspected, and says why", async () => {
    const path = fresh();
    run(files, "python3", script, "lzma", files, path);
    const { exitCode, loud } = await saidOf(path);
    expect(exitCode).toBe(3);
    expect(loud.every((line) => line.includes("LZMA compression (method 14)"))).toBe(true);
  });
});

describe.skipIf(!HAS.java)("an archive of Java", () => {
  const target = join(folder, "java");
  beforeAll(() => {
    mkdirSync(target);
    run(folder, "java", "-Dfile.encoding=UTF-8", join(writers, "MakeZips.java"), files, target);
  }, 120_000);

  it.each([
    ["a stream that deflates", "deflated.zip", []],
    ["a stream that stores", "stored.zip", []],
    ["a stream with extra fields and comments", "extra.zip", []],
    ["a stream with names in Latin-1", "latin1.zip", ["name-encoding"]],
    ["a JAR stream", "stream.jar", []],
    ["the zip file system", "fs.zip", []],
    ["the zip file system with rights of files", "fs-posix.zip", []],
    ["the zip file system without compression", "fs-stored.zip", []],
    ["the zip file system with a zip64 end", "fs-zip64.zip", []],
  ])("by %s is quiet", async (_name, archive, notes) => {
    const said = await saidOf(join(target, archive));
    const { files: seen, ...rest } = verdictAndFiles(said);
    expect(rest).toEqual({ exitCode: 0, loud: [], missed: [] });
    expect(Object.values(seen).sort()).toEqual(Object.values(ALL.files).sort());
    expect(said.notes).toEqual(notes);
  });
});

describe.skipIf(!HAS.jar)("an archive of the jar tool", () => {
  it.each<readonly [string, ...string[]]>([
    ["that deflates", "cfM"],
    ["that stores", "c0fM"],
  ])("%s is quiet", async (_name, words) => {
    expect(verdictAndFiles(await saidOfWritten("jar", [words, "ARCHIVE", "."]))).toEqual(ALL);
  });

  it("in a pipe, and after an update, is quiet", async () => {
    const path = fresh();
    writeFileSync(path, run(files, "jar", "cM", "."));
    expect(verdictAndFiles(await saidOf(path))).toEqual(ALL);
    run(files, "jar", "ufM", path, "profile.json");
    expect(verdictAndFiles(await saidOf(path))).toEqual(ALL);
  });

  it("with a manifest lacks nothing but an owner for the manifest", async () => {
    const { loud, missed } = await saidOfWritten("jar", ["cf", "ARCHIVE", "."]);
    expect({ loud, missed }).toEqual({
      loud: [expect.stringMatching(/^unattributed-nobody-named: META-INF\/MANIFEST\.MF/)],
      missed: [],
    });
  });
});

describe.skipIf(!HAS.perl)("an archive of Perl's IO::Compress::Zip", () => {
  const script = `use IO::Compress::Zip qw(:all); my ($to, %o) = @ARGV; my @from = ("profile.json", "${ROWS}", "empty.txt");
    zip \\@from => $to, %o or die $ZipError`;
  const plain = quiet(Object.fromEntries(Object.entries(OWN_FILES).filter(([name]) => !name.includes("ö"))));
  it.each<readonly string[]>([
    [],
    ["Stream", "1"],
    ["Stream", "1", "Method", "0"],
    ["Zip64", "1"],
    ["Zip64", "1", "Stream", "1"],
    ["Zip64", "1", "Stream", "1", "Method", "0"],
    ["Minimal", "1"],
    ["ZipComment", "an export", "Comment", "a file"],
  ])("with the options %s %s %s %s %s %s is quiet", async (...options) => {
    const path = fresh();
    run(files, "perl", "-e", script, path, ...options);
    expect(verdictAndFiles(await saidOf(path))).toEqual(plain);
  });
});

describe.skipIf(!HAS.git)("an archive of git", () => {
  it.each([
    ["that deflates", []],
    ["that streams", ["-c", "core.bigFileThreshold=1"]],
  ])("%s is quiet", async (_name, options) => {
    const root = plant(fresh("repository"), OWN_FILES);
    run(root, "git", "init", "-q");
    run(root, "git", "add", ".");
    const tree = run(root, "git", "write-tree").toString().trim();
    expect(
      verdictAndFiles(await saidOfOutput(run(root, "git", ...options, "archive", "--format=zip", tree))),
    ).toEqual(ALL);
    const stored = run(root, "git", ...options, "archive", "-0", "--format=zip", tree);
    expect(verdictAndFiles(await saidOfOutput(stored))).toEqual(ALL);
  });
});

describe("an archive of zip.js", () => {
  it.each([
    ["as it is by default", {}],
    ["that is stored", { level: 0 }],
    ["with zip64 though nothing needs it", { zip64: true }],
    ["without data descriptors", { dataDescriptor: false }],
    ["with unsigned data descriptors off and on", { dataDescriptor: true, dataDescriptorSignature: true }],
    ["without extended times", { extendedTimestamp: false }],
  ])("%s is quiet", async (_name, options) => {
    expect(verdictAndFiles(await saidOfOutput(await writeWithZipJs(OWN_FILES, options)))).toEqual(ALL);
  });
});
