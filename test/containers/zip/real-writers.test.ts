import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OWN_FILES } from "../../../fixtures/real-writers/files.ts";
import { quiet, saidOf, verdictAndFiles } from "../../support/quiet.ts";
import { ALL, hasOrSays, plant, run, runWith, workbench } from "../../support/writers.ts";

const { folder, files, fresh, saidOfOutput, saidOfWritten } = workbench();
const HAS = {
  zip: hasOrSays("zip", "-v"),
  "7z": hasOrSays("7z", "i"),
  bsdtar: hasOrSays("bsdtar", "--version"),
};
const ROWS = "data/rows.csv";
const rows = OWN_FILES[ROWS] ?? Buffer.alloc(0);
const PROGRAM = Buffer.from("#!/bin/sh\necho This unpacks itself.\nexit 0\n");

function without(name: string): typeof ALL {
  return quiet(Object.fromEntries(Object.entries(OWN_FILES).filter(([path]) => path !== name)));
}

describe.skipIf(!HAS.zip)("an archive of Info-ZIP", () => {
  it.each<readonly [string, ...string[]]>([
    ["as it is by default", "-qr", "ARCHIVE", "."],
    ["that is stored", "-qr0", "ARCHIVE", "."],
    ["without extra fields and folders", "-qrXD", "ARCHIVE", "."],
    ["with bzip2", "-qr", "-Z", "bzip2", "ARCHIVE", "."],
    ["with zip64 though nothing needs it", "-qr", "-fz", "ARCHIVE", "."],
    ["with names of DOS", "-qrk", "ARCHIVE", ROWS, "profile.json"],
  ])("%s is quiet", async (name, ...words) => {
    const said = await saidOfWritten("zip", words);
    if (name.includes("DOS"))
      expect(verdictAndFiles(said)).toEqual(
        quiet({ "DATA/ROWS.CSV": rows, "PROFILE.JSO": OWN_FILES["profile.json"] ?? rows }),
      );
    else expect(verdictAndFiles(said)).toEqual(ALL);
  });

  it.each<readonly [string, ...string[]]>([
    ["deflated", "-qr", "-", "."],
    ["stored", "-qr0", "-", "."],
    ["without zip64", "-qr", "-fz-", "-", "."],
    ["with bzip2", "-qr", "-Z", "bzip2", "-", "."],
  ])("into a pipe, %s, is quiet", async (_name, ...words) => {
    expect(verdictAndFiles(await saidOfOutput(run(files, "zip", ...words)))).toEqual(ALL);
  });

  it("of what came from a pipe is quiet, though its one file has the type of the pipe", async () => {
    const toFile = await saidOfWritten("zip", ["-q", "ARCHIVE", "-"], rows);
    const toPipe = await saidOfOutput(runWith(rows, files, "zip", "-q", "-", "-"));
    expect([toFile, toPipe].map(verdictAndFiles)).toEqual([quiet({ "-": rows }), quiet({ "-": rows })]);
  });

  it("with comments is quiet, and they are searched", async () => {
    const ofArchive = await saidOfWritten("zip", ["-qrz", "ARCHIVE", "."], Buffer.from("an export\n"));
    const ofEntries = await saidOfWritten(
      "zip",
      ["-qrc", "ARCHIVE", "."],
      Buffer.from("one of them\n".repeat(9)),
    );
    for (const said of [ofArchive, ofEntries]) {
      expect(verdictAndFiles(said)).toEqual(ALL);
      expect(said.found).toEqual(["[comments and extra fields]"]);
    }
  });

  it("after growing, updating and deleting is quiet, and has no byte left over", async () => {
    const path = fresh();
    run(files, "zip", "-q", path, "profile.json");
    run(files, "zip", "-qgr", path, "data");
    run(files, "zip", "-qur", path, ".");
    expect(await saidOf(path)).toMatchObject({ ...ALL, unclaimed: 0 });
    run(files, "zip", "-qd", path, "empty.txt");
    const said = await saidOf(path);
    expect(verdictAndFiles(said)).toEqual(without("empty.txt"));
    expect(said.unclaimed).toBe(0);
  });

  it("behind a program is quiet, whether or not its offsets count it, and so is the program when it is gone", async () => {
    const plain = fresh();
    run(files, "zip", "-qr", plain, ".");
    const path = fresh();
    writeFileSync(path, Buffer.concat([PROGRAM, readFileSync(plain)]));
    const shifted = await saidOf(path);
    expect(verdictAndFiles(shifted)).toEqual(ALL);
    expect(shifted.notes).toEqual(expect.arrayContaining(["harmless-bytes", "offsets-shifted"]));
    run(files, "zip", "-qA", path);
    const adjusted = await saidOf(path);
    expect(verdictAndFiles(adjusted)).toEqual(ALL);
    expect(adjusted.notes).not.toContain("offsets-shifted");
    run(files, "zip", "-qJ", path);
    expect(await saidOf(path)).toMatchObject({ ...ALL, unclaimed: 0 });
  });

  it.each(["/usr/bin/unzipsfx", "/usr/lib/p7zip/7zCon.sfx", "/usr/bin/busybox", "/usr/bin/bsdtar"])(
    "behind %s, which knows the signatures of all records, is quiet",
    async (program) => {
      const stub = readIfThere(program);
      if (stub === undefined)
        return console.warn(`skipped: ${program} before an archive, because it is not installed`);
      const plain = fresh();
      run(files, "zip", "-qr", plain, ".");
      const path = fresh();
      writeFileSync(path, Buffer.concat([stub, readFileSync(plain)]));
      expect(verdictAndFiles(await saidOf(path))).toEqual(ALL);
      run(files, "zip", "-qA", path);
      return expect(verdictAndFiles(await saidOf(path))).toEqual(ALL);
    },
  );

  it("with a symbolic link is not clean: a link is not followed", async () => {
    const root = plant(join(folder, "linked"), OWN_FILES);
    symlinkSync("profile.json", join(root, "link"));
    const path = fresh();
    run(root, "zip", "-qry", path, ".");
    expect(await saidOf(path)).toMatchObject({ exitCode: 3, missed: ["link: link"], files: ALL.files });
  });

  it("in two parts is not clean with the last part alone", async () => {
    const root = plant(join(folder, "long"), { ...OWN_FILES, "noise.bin": noise(100_000) });
    const path = fresh();
    run(root, "zip", "-qr", "-s", "64k", path, ".");
    const { exitCode, loud } = await saidOf(path);
    expect(exitCode).toBe(3);
    expect(loud.join("\n")).toContain("split-archive");
  });

  it("with forced zip64 into a pipe is not clean: Zip 3.0 leaves out the zip64 records, and Java refuses it", async () => {
    const { exitCode, loud, files: seen } = await saidOfOutput(run(files, "zip", "-qr", "-fz", "-", "."));
    expect(seen).toEqual(ALL.files);
    // A later version may write them.
    if (exitCode !== 0) expect(loud.join("\n")).toContain("refers to a zip64 record, and there is none");
  });
});

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(Array.from({ length }, () => (state = (state * 48_271) % 0x7fff_ffff) & 0xff));
}

describe.skipIf(!HAS["7z"])("an archive of 7-Zip", () => {
  it.each<readonly [string, ...string[]]>([
    ["as it is by default", "ARCHIVE", "."],
    ["that is stored", "-mx=0", "ARCHIVE", "."],
    ["with Deflate64", "-mm=Deflate64", "ARCHIVE", "."],
    ["with bzip2", "-mm=BZip2", "ARCHIVE", "."],
    ["with UTF-8 for every name", "-mcu=on", "ARCHIVE", "."],
    ["with local code pages", "-mcl=on", "ARCHIVE", "."],
    ["with all times", "-mtc=on", "ARCHIVE", "."],
  ])("%s is quiet", async (_name, ...words) => {
    expect(verdictAndFiles(await saidOfWritten("7z", ["a", "-tzip", ...words]))).toEqual(ALL);
  });

  it("from standard input, or to standard output, is quiet", async () => {
    const input = await saidOfWritten("7z", ["a", "-tzip", "-sirows.csv", "ARCHIVE"], rows);
    expect(verdictAndFiles(input)).toEqual(quiet({ "rows.csv": rows }));
    expect(verdictAndFiles(await saidOfOutput(run(files, "7z", "a", "-tzip", "-so", "any", ".")))).toEqual(
      ALL,
    );
  });

  it("after deleting, updating and renaming is quiet", async () => {
    const path = fresh();
    run(files, "7z", "a", "-tzip", path, ".");
    run(files, "7z", "d", path, "empty.txt");
    expect(verdictAndFiles(await saidOf(path))).toEqual(without("empty.txt"));
    run(files, "7z", "u", path, ".");
    run(files, "7z", "rn", path, "empty.txt", "nothing.txt");
    const { files: named, ...rest } = verdictAndFiles(await saidOf(path));
    expect(rest).toEqual({ exitCode: 0, loud: [], missed: [] });
    expect(named).toEqual({ ...without("empty.txt").files, "nothing.txt": ALL.files["empty.txt"] });
  });

  it.each([
    ["LZMA", "LZMA compression (method 14)"],
    ["PPMd", "PPMd compression (method 98)"],
  ])("with %s has files that were not inspected, and says why", async (method, words) => {
    const { exitCode, loud } = await saidOfWritten("7z", ["a", "-tzip", `-mm=${method}`, "ARCHIVE", "."]);
    expect(exitCode).toBe(3);
    expect(loud).toContainEqual(expect.stringContaining(words));
    expect(loud.every((line) => line.startsWith("not-inspected"))).toBe(true);
  });
});

describe.skipIf(!HAS.bsdtar)("an archive of libarchive", () => {
  const OPTIONS: readonly (readonly [string, ...string[]])[] = [
    ["as it is by default"],
    ["that is stored", "--options", "zip:compression=store"],
    ["with zip64", "--options", "zip:zip64"],
    ["with fields of its own", "--options", "zip:experimental"],
  ];

  it.each(OPTIONS)("%s is quiet", async (_name, ...words) => {
    const said = await saidOfWritten("bsdtar", [
      "--format",
      "zip",
      ...words,
      "-cf",
      "ARCHIVE",
      ...Object.keys(OWN_FILES),
    ]);
    expect(verdictAndFiles(said)).toEqual(ALL);
    expect(said.unclaimed).toBe(0);
  });

  it.each(OPTIONS)(
    "%s, in a pipe, is quiet in spite of zeros to the end of the block",
    async (_name, ...words) => {
      const bytes = run(files, "bsdtar", "--format", "zip", ...words, "-cf", "-", ...Object.keys(OWN_FILES));
      expect(bytes.length % 10_240).toBe(0);
      const said = await saidOfOutput(bytes);
      expect(verdictAndFiles(said)).toEqual(ALL);
      expect(said.notes).toContain("harmless-bytes");
    },
  );
});
