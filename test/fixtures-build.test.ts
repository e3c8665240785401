import { execFileSync, spawnSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { crc32 } from "node:zlib";
import { parseBuffer } from "music-metadata";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseSubject } from "../src/cli/subject-file.ts";
import { alexa2018 } from "../fixtures/alexa-2018.ts";
import { FIXTURE_CASES } from "../fixtures/index.ts";
import { ANNA, BEN, CLARA } from "../fixtures/support/people.ts";
import { zipOfCase } from "../fixtures/support/fixture-case.ts";
import { m4a, mp4 } from "../fixtures/support/mp4.ts";
import { pdfOfLines } from "../fixtures/support/pdf.ts";
import { amazonCustomer, deviceSerial, seeded, utteranceId } from "../fixtures/support/random.ts";
import { flacWithComments, mp3WithId3 } from "../fixtures/support/tagged-audio.ts";
import { shortWav } from "../fixtures/support/wav.ts";
import { openZipFile } from "../fixtures/support/zip-file-writer.ts";
import { writeZip } from "../fixtures/support/zip-writer.ts";

const HAS_PYTHON = spawnSync("python3", ["-c", "import zipfile"]).status === 0;
const HAS_UNZIP = spawnSync("unzip", ["-v"]).status === 0;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "straycheck-fixtures-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Cases whose ZIP is wrong on purpose, or holds nothing; readers complain about them. */
const BROKEN = new Set([
  "crc-wrong",
  "encrypted-entry",
  "names-disagree",
  "unclaimed-bytes",
  "empty-zip",
  "listed-twice",
  "directory-breaks-off",
]);

/** The lines of each page, as pdf.js sees them. */
async function pagesOf(pdf: Uint8Array): Promise<string[][]> {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const file = await task.promise;
  const pages: string[][] = [];
  for (let page = 1; page <= file.numPages; page += 1) {
    const { items } = await (await file.getPage(page)).getTextContent();
    const text = items.map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : "")).join("");
    pages.push(text.split("\n"));
  }
  await task.destroy();
  return pages;
}

describe("the cases", () => {
  test("have names of their own", () => {
    expect(new Set(FIXTURE_CASES.map((fixture) => fixture.name)).size).toBe(FIXTURE_CASES.length);
  });

  test.each(FIXTURE_CASES.map((fixture) => [fixture.name, fixture] as const))(
    "%s is the same bytes each time, and its expectation speaks of entries it has",
    (_, fixture) => {
      const zip = zipOfCase(fixture);
      expect(zipOfCase(fixture).equals(zip)).toBe(true);
      for (const entry of Object.keys(fixture.expect.entries ?? {})) {
        // What lies in another archive is known by that; what has no name of its own, by nothing.
        const [outermost = ""] = entry.split("!/");
        expect(zip.includes(outermost) || outermost.startsWith("[")).toBe(true);
      }
      expect(parseSubject(fixture.subject, "subject.yaml", { mayBeEmpty: true }).ref).not.toBe("");
      if (fixture.policy !== undefined) expect(parse(fixture.policy)).toBeTypeOf("object");
    },
  );

  test.each(FIXTURE_CASES.map((fixture) => [fixture.name, fixture] as const))(
    "%s forbids no identifier of the subject",
    (_, fixture) => {
      for (const identifier of fixture.expect.never) expect(fixture.subject).not.toContain(identifier);
    },
  );

  test.runIf(HAS_PYTHON)("can be read by Python's zipfile, checksums included", async () => {
    const paths: string[] = [];
    for (const fixture of FIXTURE_CASES.filter((each) => !BROKEN.has(each.name))) {
      const file = path.join(folder, `${fixture.name}.zip`);
      await writeFile(file, zipOfCase(fixture));
      paths.push(file);
    }
    const script =
      "import sys,zipfile\nfor p in sys.argv[1:]:\n  z=zipfile.ZipFile(p)\n  assert z.testzip() is None,p\n  assert z.namelist(),p";
    execFileSync("python3", ["-c", script, ...paths]);
  });
});

describe("the ZIP writers", () => {
  test.runIf(HAS_UNZIP)("write what unzip reads, with zip64 records and names beyond ASCII", async () => {
    const file = path.join(folder, "zip64.zip");
    const entries = [
      { path: "a/täst.txt", bytes: Buffer.from("hello") },
      { path: "b.txt", bytes: Buffer.from("stored"), method: 0 as const, zip64: true },
    ];
    await writeFile(file, writeZip(entries, { zip64: true, comment: "end" }));
    execFileSync("unzip", ["-tq", file]);
    expect(execFileSync("unzip", ["-p", file, "b.txt"]).toString()).toBe("stored");
  });

  test.runIf(HAS_UNZIP)("stream entries of unknown size", async () => {
    const file = path.join(folder, "streamed.zip");
    const zip = await openZipFile(file);
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 200; index += 1) yield Buffer.from(`row ${index},`.repeat(2_000));
    }
    await zip.add("rows.csv", chunks());
    await zip.add("large.csv", chunks(), { large: true, method: 0 });
    await zip.add("note.txt", Buffer.from("note"), { method: 0 });
    const bytes = await zip.close();
    expect((await stat(file)).size).toBe(bytes);
    execFileSync("unzip", ["-tq", file]);
  });

  test("pass on what fails in the middle of a stream", async () => {
    const zip = await openZipFile(path.join(folder, "broken.zip"));
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("first");
      throw new Error("the disk is gone");
    }
    await expect(zip.add("rows.csv", chunks())).rejects.toThrow("the disk is gone");
    await zip.close();
  });

  test.runIf(HAS_PYTHON)("write more than 4 GiB of zeros without filling the disk", async () => {
    const file = path.join(folder, "sparse.zip");
    const size = 4 * 1024 ** 3 + 4_096;
    const zip = await openZipFile(file);
    await zip.addSparse("zeros.bin", size);
    await zip.add("after.txt", Buffer.from("after"));
    await zip.close();
    expect((await stat(file)).blocks * 512).toBeLessThan(64 * 1024 ** 2);
    const script =
      "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nprint(z.getinfo('zeros.bin').file_size, z.read('after.txt').decode())";
    expect(execFileSync("python3", ["-c", script, file]).toString().trim()).toBe(`${size} after`);
  });

  test("give a sparse entry the checksum of its zeros", async () => {
    const file = path.join(folder, "small-sparse.zip");
    const zip = await openZipFile(file);
    await zip.addSparse("zeros.bin", 100_000);
    await zip.close();
    const header = await readFile(file);
    expect(header.readUInt32LE(14)).toBe(crc32(Buffer.alloc(100_000)));
    let bytes = 0;
    for await (const chunk of createReadStream(file)) bytes += (chunk as Buffer).length;
    expect(bytes).toBeGreaterThan(100_000);
  });
});

describe("the identifiers", () => {
  test("have the shapes Amazon's have", () => {
    const random = seeded(1);
    for (let index = 0; index < 500; index += 1) {
      const serial = deviceSerial(random);
      expect(amazonCustomer(random)).toMatch(/^A[0-9A-Z]{13}$/);
      expect(serial).toMatch(/^G090[0-9A-Z]{12}$/);
      expect(utteranceId(random, serial, new Date(1_526_278_831_000 + index))).toMatch(
        /^[A-Z0-9]{10,16}:1\.0\/2018\/05\/14\/06\/G090[0-9A-Z]{12}\/20:31::TNIH_2V\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}LPM\/1$/,
      );
    }
    for (const person of [ANNA, BEN, CLARA]) expect(person.account).toMatch(/^A[0-9A-Z]{13}$/);
    for (const person of [ANNA, BEN]) expect(person.device).toMatch(/^G09[01][0-9A-Z]{12}$/);
  });
});

describe("the media files", () => {
  test("are read by music-metadata, with the tags they were given", async () => {
    const mp3 = await parseBuffer(mp3WithId3({ customerId: BEN.account }));
    expect(mp3.native["ID3v2.4"]).toContainEqual({ id: "TXXX:customerId", value: BEN.account });
    const sound = await parseBuffer(shortWav(1, { ICMT: `customerId=${BEN.account}` }));
    expect(sound.format).toMatchObject({
      container: "WAVE",
      sampleRate: 16_000,
      bitsPerSample: 16,
      numberOfChannels: 1,
    });
    expect(JSON.stringify(sound.native)).toContain(`customerId=${BEN.account}`);
    const flac = await parseBuffer(flacWithComments([`customerId=${BEN.account}`]));
    expect(flac.native["vorbis"]).toContainEqual({ id: "CUSTOMERID", value: BEN.account });
    expect((await parseBuffer(mp4(seeded(1)))).format.hasVideo).toBe(true);
    expect((await parseBuffer(m4a(seeded(1)))).format).toMatchObject({ hasAudio: true, duration: 1 });
  });
});

describe("the PDF writer", () => {
  test("writes lines a PDF reader finds again, on as many pages as they need", async () => {
    const lines = Array.from(
      { length: 120 },
      (_, index) => `line ${index} (grün) \\ customerId: ${BEN.account}`,
    );
    const bytes = pdfOfLines(lines, { linesPerPage: 50, font: "Helvetica" });
    const pages = await pagesOf(bytes);
    expect(pages).toHaveLength(3);
    expect(pages.flat()).toEqual(lines);
  });
});

describe("the export of 2018", () => {
  test("holds fifty own files whose every row and object names the customer, and the stranger's part", () => {
    const bundle = alexa2018({ recordings: 20, identifiers: true });
    const account = (parse(bundle.subject) as { accounts: string[] }).accounts[0] ?? "?";
    const entries = [...bundle.entries()];
    const own = entries.filter((entry) => !entry.path.startsWith("Alexa/"));
    expect(own).toHaveLength(50);
    for (const entry of own) {
      const text = Buffer.from(entry.bytes).toString("utf8");
      if (entry.path.endsWith(".csv")) {
        const [header, ...rows] = text.trimEnd().split("\r\n");
        expect(header).toMatch(/^customerId,/);
        expect(rows.length).toBeGreaterThan(0);
        for (const row of rows) expect(row.startsWith(`${account},`)).toBe(true);
      } else {
        const value = JSON.parse(text) as { customerId?: string } | { customerId?: string }[];
        for (const object of Array.isArray(value) ? value : [value]) expect(object.customerId).toBe(account);
      }
      expect(text).not.toContain(bundle.stranger.account);
    }
    expect(entries.filter((entry) => entry.path.endsWith(".wav"))).toHaveLength(20);
    expect(entries.filter((entry) => entry.path.endsWith(".pdf"))).toHaveLength(1);
  });

  test("is fifty files when corrected, and names no stranger without identifiers", async () => {
    expect([...alexa2018({ recordings: 20, identifiers: true, corrected: true }).entries()]).toHaveLength(50);
    const nameless = alexa2018({ recordings: 5, identifiers: false });
    const pdf = [...nameless.entries()].find((entry) => entry.path.endsWith(".pdf"))?.bytes;
    const text = (await pagesOf(pdf ?? new Uint8Array(0))).flat().join("\n");
    expect(text).toContain("file: 0005.wav");
    expect(text).not.toContain(nameless.stranger.account);
    expect(text).not.toContain(nameless.stranger.device);
  });
});
