import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ownProfile } from "../../../fixtures/support/own.ts";
import { BEN } from "../../../fixtures/support/people.ts";
import { jsonEntry } from "../../../fixtures/support/text.ts";
import { writeZip } from "../../../fixtures/support/zip-writer.ts";
import { quiet, saidOf, verdictAndFiles, type Said } from "../../support/quiet.ts";

const folder = mkdtempSync(join(tmpdir(), "straycheck-plausible-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function saidOfBytes(...parts: readonly (Uint8Array | string)[]): Promise<Said> {
  const path = join(folder, "archive.zip");
  writeFileSync(path, Buffer.concat(parts.map((part) => Buffer.from(part))));
  return saidOf(path);
}

const own = ownProfile();
const OWN = writeZip([own]);
const PROFILE = { [own.path]: own.bytes };
const SCRIPT = "#!/bin/sh\nexit 0\n";
const secret = jsonEntry("ben.json", { customerId: BEN.account });
const HIDDEN = writeZip([secret]);
const directoryAt = HIDDEN.readUInt32LE(HIDDEN.length - 6);
const LOCAL_ONLY = HIDDEN.subarray(0, directoryAt);

describe("a program before an archive", () => {
  it.each([
    ["an archive", [SCRIPT, HIDDEN]],
    ["an archive whose offsets count the program", [SCRIPT, shifted(HIDDEN, SCRIPT.length)]],
    ["a file without a directory", [SCRIPT, LOCAL_ONLY]],
    ["a file with a version that nobody has", [SCRIPT, patched(LOCAL_ONLY, 4, 0x850f)]],
    ["a file with a NUL at the end of its name", [SCRIPT, patched(LOCAL_ONLY, 30 + 7, 0x00)]],
  ])("that holds %s is not clean", async (_what, parts) => {
    const { exitCode, loud } = await saidOfBytes(...parts, "\n", OWN);
    expect(exitCode).not.toBe(0);
    expect(loud.join("\n")).toMatch(/hidden-archive|local-only-entry|unclaimed-bytes|stray-account/);
  });

  it("that holds the account of somebody else in plain text is stray", async () => {
    expect((await saidOfBytes(SCRIPT, `# customerId: ${BEN.account}\n`, OWN)).exitCode).not.toBe(0);
  });

  it("that holds an end record is quiet when it leads to nothing, not when it leads to a directory", async () => {
    const end = Buffer.from("504b0506 0000 0000 0500 0500 99880700 66554400 0000".replaceAll(" ", ""), "hex");
    expect(verdictAndFiles(await saidOfBytes(SCRIPT, end, "\n", OWN))).toEqual(quiet(PROFILE));
    end.writeUInt32LE(SCRIPT.length + end.length + 1 + OWN.readUInt32LE(OWN.length - 6), 16);
    const { exitCode, loud } = await saidOfBytes(SCRIPT, end, "\n", OWN);
    expect(exitCode).toBe(3);
    expect(loud.join("\n")).toContain("hidden-archive");
  });
});

describe("a program between two files", () => {
  it("is not clean when it holds a file of another version, which readers of a stream take", async () => {
    const after = Buffer.concat([Buffer.from(SCRIPT), patched(LOCAL_ONLY, 4, 0x850f), Buffer.from("\n")]);
    const { exitCode } = await saidOfBytes(writeZip([{ ...own, after }, ownProfile("second.json")]));
    expect(exitCode).not.toBe(0);
  });
});

describe("zeros that belong to no file", () => {
  it.each([0, 1])(
    "are padding however many there are, unless a byte among them is another (%i)",
    async (byte) => {
      const zeros = Buffer.alloc(300_000);
      zeros[150_000] = byte;
      const behind = await saidOfBytes(OWN, zeros.subarray(0, 20_000), Buffer.alloc(byte, 1));
      const between = await saidOfBytes(writeZip([{ ...own, after: zeros }, ownProfile("second.json")]));
      expect([behind.exitCode, between.exitCode]).toEqual(byte === 0 ? [0, 0] : [3, 3]);
    },
  );
});

describe("a file with the type of a pipe", () => {
  it("is read when it holds something, and is not inspected when it does not", async () => {
    const pipe = 0o010600;
    const said = await saidOfBytes(writeZip([own, { ...ownProfile("-"), unixMode: pipe }]));
    expect(verdictAndFiles(said)).toEqual(quiet({ ...PROFILE, "-": own.bytes }));
    const empty = await saidOfBytes(
      writeZip([own, { path: "-", bytes: new Uint8Array(0), method: 0, unixMode: pipe }]),
    );
    expect(empty).toMatchObject({ exitCode: 3, missed: ["-: special-file"] });
  });
});

function patched(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt16LE(value, at);
  return copy;
}

/** The archive of one file as if `by` bytes stood before it. */
function shifted(bytes: Buffer, by: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(directoryAt + by, copy.length - 6);
  copy.writeUInt32LE(by, directoryAt + 42);
  return copy;
}
