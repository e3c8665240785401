import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { alexa2018 } from "../../fixtures/alexa-2018.ts";
import { alexa2018Small } from "../../fixtures/cases/alexa-2018-small.ts";
import { matrix2019 } from "../../fixtures/incidents/matrix-2019.ts";
import { zipOfCase } from "../../fixtures/support/fixture-case.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { addWhoCommand } from "../../src/cli/commands/who.ts";
import { problemWith } from "../../src/json-schema/index.ts";
import type { PeopleReport } from "../../src/model/people.ts";
import schema from "../../src/reporters/people/people.schema.json" with { type: "json" };
import { ran, type Ran } from "../support/command-line.ts";

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const BUNDLE = alexa2018({ recordings: 3, identifiers: true });
let folder = "";
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "straycheck-who-"));
  writeFileSync(at("export.zip"), writeZip([...BUNDLE.entries()]));
  writeFileSync(at("subject.yaml"), BUNDLE.subject);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function who(...words: readonly string[]): Promise<Ran> {
  return ran((program, done) => addWhoCommand(program, new AbortController().signal, done), "who", ...words);
}

async function json(...words: readonly string[]): Promise<PeopleReport> {
  const { out } = await who(at("export.zip"), "-q", "-r", "json", ...words);
  return JSON.parse(out) as PeopleReport;
}

describe("straycheck who", () => {
  test("tells everybody in at most 80 columns, without anybody's identifier, and ends in 0", async () => {
    const { exitCode, out } = await who(at("export.zip"));
    expect(exitCode).toBe(0);
    expect(out).toContain("WHO IS IN IT   export.zip: 2 people.");
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    for (const key of [BUNDLE.stranger.account, BUNDLE.stranger.device]) expect(out).not.toContain(key);
  });

  test("says how much of the requester's is with others", async () => {
    writeFileSync(at("matrix.zip"), zipOfCase(matrix2019.fixture));
    writeFileSync(at("matrix.yaml"), matrix2019.fixture.subject);
    const { out } = await who(at("matrix.zip"), "-s", at("matrix.yaml"));
    expect(out).toMatch(/^ {2}requester +0 +755 /m);
    expect(out).toMatch(/^ {4}of these with others +0 +735$/m);
  });

  test("writes JSON as its schema describes it: everybody, with a subject, and one person", async () => {
    const reports = [
      await json(),
      await json("-s", at("subject.yaml")),
      await json("-s", at("subject.yaml"), "--person", "requester"),
      await json("--person", "stranger-2"),
    ];
    for (const report of reports) expect(await problemWith(report, schema)).toBeUndefined();
    expect(reports.map(({ people }) => people.map(({ id }) => id))).toEqual([
      ["stranger-1", "stranger-2"],
      ["requester", "stranger-1"],
      ["requester"],
      ["stranger-2"],
    ]);
    expect(reports.map(({ count }) => [count.atLeast, count.atMost])).toEqual([
      [2, 2],
      [1, 1],
      [1, 1],
      [2, 2],
    ]);
    const [, , , victim] = reports;
    expect(victim?.files.map(({ path }) => path)).toEqual([
      "Alexa/transcripts.pdf",
      "Alexa/audio/0001.wav",
      "Alexa/audio/0002.wav",
      "Alexa/audio/0003.wav",
    ]);
  });

  test("writes the same bytes with any number of workers", async () => {
    const one = await who(at("export.zip"), "-q", "-r", "json", "--jobs", "1");
    const three = await who(at("export.zip"), "-q", "-r", "json", "--jobs", "3");
    expect(three.out).toBe(one.out);
  });

  test("writes a page that loads nothing, and a table", async () => {
    await who(at("export.zip"), "-q", "-r", `html=${at("who.html")}`, "-r", `csv=${at("who.csv")}`);
    const page = readFileSync(at("who.html"), "utf8");
    expect(page).toContain("default-src 'none'");
    expect(page).toContain("Who is tied to what");
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page).not.toContain(BUNDLE.stranger.account);
    const lines = readFileSync(at("who.csv"), "utf8").split("\r\n");
    expect(lines.map((line) => line.split(",")[0])).toEqual([
      "person",
      '"stranger-1"',
      '"stranger-2"',
      '"nobody"',
      "",
    ]);
  });

  test("writes identifiers to a file that only its owner can read, and nowhere else", async () => {
    const { out } = await who(at("export.zip"), "--reveal-to", at("people.csv"), "--person", "stranger-2");
    const text = readFileSync(at("people.csv"), "utf8");
    expect(text).toContain(`"stranger-2","account","${BUNDLE.stranger.account}"`);
    expect(text).not.toContain("stranger-1");
    expect(statSync(at("people.csv")).mode & 0o777).toBe(0o600);
    expect(out).not.toContain(BUNDLE.stranger.account);
  });

  test.each([
    [["--person", "stranger-9"], "there is no such person; there is stranger-1 to stranger-2"],
    [["--person", "requester"], "nobody says who asked"],
    [["--person", "stranger-1", "--person", "stranger-2"], "one person's share at a time"],
    [["-r", "sarif"], 'there is no report format "sarif" for people; there are text, json, html, csv'],
    [["-r", "json", "-r", "csv"], "two reports cannot both go to standard output"],
    [["-r", "json="], "the path is missing"],
    [["--reveal"], "--reveal shows identifiers on a terminal only"],
    [["--jobs", "0"], "a whole number from 1 to 64"],
    [["--ref", "DSAR-1"], "it must be told who asked"],
  ])("refuses %j in a sentence", async (words, sentence) => {
    await expect(who(at("export.zip"), ...words)).rejects.toThrow(sentence);
  });

  test("leaves no report where it did not run, and never writes over the bundle", async () => {
    await expect(who(at("subject.yaml"), "-r", `json=${at("none.json")}`)).rejects.toThrow();
    expect(existsSync(at("none.json"))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith(".partial"))).toEqual([]);
    await expect(who(at("export.zip"), "-r", `json=${at("export.zip")}`)).rejects.toThrow(
      "one of the files that are read",
    );
  });

  test("prints what its documentation shows", async () => {
    writeFileSync(at("small.zip"), zipOfCase(alexa2018Small));
    const { out } = await who(at("small.zip"));
    expect(readFileSync("docs/who.md", "utf8")).toContain(out.replaceAll("small.zip", "export.zip"));
  });

  test("takes any other --person for a profile of who asked", async () => {
    const report = await json("--account", "C-104233", "--person", "profile-7");
    expect(report.requester?.told.map(({ kind }) => kind)).toEqual(["account", "person"]);
    expect(report.person).toBeNull();
  });
});
