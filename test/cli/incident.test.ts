import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { alexa2018 } from "../../fixtures/alexa-2018.ts";
import { alexa2018Small } from "../../fixtures/cases/alexa-2018-small.ts";
import { ANNA_BY_ACCOUNT } from "../../fixtures/support/people.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { parseCase } from "../../src/cli/incident/case-file.ts";
import { addIncidentCommand } from "../../src/cli/commands/incident.ts";
import { evidenceSchema } from "../../src/incident/evidence-json.ts";
import { problemWith } from "../../src/json-schema/index.ts";
import { ran, type Ran } from "../support/command-line.ts";
import { workplace } from "../support/command.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const place = workplace();
afterAll(() => place.remove());
const [zip, , subject] = place.fixture(alexa2018Small);
const TIMES = ["--aware-at", "2026-11-20T09:30+01:00", "--now", "2026-11-21T09:30+01:00"] as const;

const run = (...words: readonly string[]): Promise<Ran> =>
  ran(
    (program, done) => addIncidentCommand(program, new AbortController().signal, done),
    "incident",
    ...words,
  );

let cases = 0;
/** Writes a case of the replica of 2018; returns its folder. */
async function written(...words: readonly string[]): Promise<string> {
  const folder = place.path(`case-${++cases}`);
  const { exitCode } = await run(zip, "-s", subject, ...TIMES, "-o", folder, ...words);
  expect(exitCode).toBe(0);
  return folder;
}

interface Evidence {
  readonly subjects: {
    readonly count: unknown;
    readonly people: readonly Readonly<Record<string, unknown>>[];
  };
  readonly records: Readonly<Record<string, unknown>>;
  readonly severity: { readonly score: number; readonly level: string };
  readonly evidence: { readonly archives: readonly unknown[]; readonly command: string };
  readonly coverage: { readonly notes: readonly string[] };
  readonly mechanisms: readonly { readonly id: string }[];
  readonly requester: Readonly<Record<string, unknown>> | null;
  readonly phase: { readonly number: number };
  readonly changes: readonly unknown[] | null;
  readonly entries: readonly { readonly path: string; readonly sha256: string | null }[];
}

const evidenceOf = (folder: string): Evidence =>
  JSON.parse(readFileSync(join(folder, "evidence.json"), "utf8")) as Evidence;
const textsOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(join(folder, name)).isFile())
      .toSorted()
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );

describe("the case of the replica of 2018", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await written();
  });

  it("is four things in a folder, for its owner alone", () => {
    expect([...textsOf(folder).keys()]).toEqual([
      "evidence.json",
      join("letters", "stranger-1.md"),
      "people.csv",
      "report.html",
    ]);
    if (process.platform !== "win32") expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it("counts one person, 12 recordings, 12 lines of their transcript, and is of high severity: M1", () => {
    const { subjects, records, severity, mechanisms, requester, coverage } = evidenceOf(folder);
    expect(subjects.count).toMatchObject({ atLeast: 1, atMost: 1 });
    expect(subjects.people).toHaveLength(1);
    expect(subjects.people[0]).toMatchObject({
      id: "stranger-1",
      records: 12,
      recordings: 12,
      entries: 13,
      untimed: 0,
      from: "2018-05-01T04:20:31Z",
      to: "2018-07-30T21:02:11Z",
      contact: "by-controller",
    });
    expect(records).toMatchObject({
      others: { records: 12, recordings: 12 },
      perhaps: { records: 0, recordings: 0 },
      records: { stray: 12, own: 1040 },
      recordings: { stray: 12, own: 0 },
      duplicates: { groups: 0, copies: 0 },
    });
    expect(severity).toMatchObject({ score: 3.25, level: "high" });
    expect(mechanisms[0]?.id).toBe("M1");
    expect(requester).toMatchObject({ own: { own: 1040, recordings: 0 }, missing: [] });
    expect(coverage.notes.join()).not.toContain("differ");
  });

  it("holds the digests of the archive and of every entry", async () => {
    const { evidence, entries } = evidenceOf(folder);
    const sha256 = createHash("sha256").update(readFileSync(zip)).digest("hex");
    expect(evidence.archives).toEqual([
      { name: "alexa-2018-small.zip", bytes: statSync(zip).size, sha256, files: null },
    ]);
    expect(entries).toHaveLength(63);
    const files = alexa2018({ recordings: 12, identifiers: true }).entries();
    const bytes = new Map([...files].map((one) => [one.path, one.bytes]));
    for (const { path, sha256: own } of entries)
      expect(own).toBe(
        createHash("sha256")
          .update(bytes.get(path) ?? "")
          .digest("hex"),
      );
    expect(
      await problemWith(JSON.parse(textsOf(folder).get("evidence.json") ?? ""), await evidenceSchema()),
    ).toBeUndefined();
  });

  it("holds no identifier of anybody, in any of its files", () => {
    const all = [...textsOf(folder).values()].join("\n");
    for (const identifier of alexa2018Small.expect.never ?? []) expect(all).not.toContain(identifier);
    for (const [identifier] of alexa2018Small.subject.matchAll(/A[0-9A-Z]{9,}|\S+@\S+\w/g))
      expect(all).not.toContain(identifier);
  });

  it("is the same bytes again, with any number of workers", async () => {
    expect(textsOf(await written("--jobs", "3"))).toEqual(textsOf(folder));
  });

  it("names what was called without what identifies people", async () => {
    const account = "A1QX7M3K9T2B5D";
    const { evidence } = evidenceOf(await written("--account", account));
    expect(evidence.command).toContain("-s <subject file> --account <given>");
    expect(evidence.command).not.toContain(account);
    expect(evidence.command).not.toContain(place.folder);
  });

  it("says what changed since the phase before, and keeps what a person decided", async () => {
    const details = place.write(
      "case.yaml",
      "severity:\n  cb: { value: 0, by: D. Officer, reason: deleted unread }\n",
    );
    const second = await written("--previous", folder, "--case", details);
    expect(evidenceOf(second).phase.number).toBe(2);
    expect(evidenceOf(second).changes).toEqual([
      { what: "severity", before: "3.25 (high)", after: "3 (high)" },
    ]);
    const third = await written("--previous", second);
    expect(evidenceOf(third)).toMatchObject({ phase: { number: 3 }, changes: [], severity: { score: 3 } });
    expect(textsOf(third).get("report.html")).toContain("by D. Officer, in phase 2: deleted unread");
  });

  it("writes identifiers where --reveal-to says, and nowhere else", async () => {
    const path = place.path("people-in-clear.csv");
    const revealed = await written("--reveal-to", path);
    const [account = ""] = alexa2018Small.expect.never ?? [];
    expect(readFileSync(path, "utf8")).toContain(account);
    if (process.platform !== "win32") expect(statSync(path).mode & 0o077).toBe(0);
    expect([...textsOf(revealed).values()].join("")).not.toContain(account);
    const again = run(zip, "-s", subject, ...TIMES, "-o", place.path("never"), "--reveal-to", path);
    await expect(again).rejects.toThrow("never written over");
    expect(existsSync(place.path("never"))).toBe(false);
  });
});

describe("a case without a subject", () => {
  it("takes nobody for the one who asked, and ranks no cause", async () => {
    const folder = place.path("nobody");
    expect((await run(zip, ...TIMES, "-o", folder)).exitCode).toBe(0);
    const { requester, mechanisms, subjects, entries } = evidenceOf(folder);
    expect(requester).toBeNull();
    expect(mechanisms).toEqual([]);
    expect(subjects.people.some(({ id }) => id === "requester")).toBe(false);
    expect(entries.every((entry) => !("attribution" in entry) || entry.attribution === null)).toBe(true);
    const all = [...textsOf(folder).values()].join("\n");
    for (const identifier of alexa2018Small.expect.never ?? []) expect(all).not.toContain(identifier);
  });
});

describe("straycheck incident refuses, in one sentence and leaving nothing behind,", () => {
  const refused = async (sentence: string, ...words: readonly string[]): Promise<void> => {
    const before = readdirSync(place.folder).toSorted();
    await expect(run(...words)).rejects.toThrow(sentence);
    expect(readdirSync(place.folder).toSorted()).toEqual(before);
  };
  const out = ["-o", place.path("refused")] as const;

  it("a time without a zone, and one that is later than now", async () => {
    const zone = "a time with its zone is wanted";
    await refused(zone, zip, "-s", subject, "--aware-at", "2026-11-20 09:30", ...out);
    await refused(
      "is later than --now",
      zip,
      "--aware-at",
      "2026-11-22T09:30Z",
      "--now",
      "2026-11-21T09:30Z",
      ...out,
    );
    await refused("this machine's clock", zip, "--aware-at", "2098-11-22T09:30Z", ...out);
  });

  it("a folder that is there, even an empty one, or lies where nothing may be written", async () => {
    mkdirSync(place.path("there"));
    await refused("exists already", zip, ...TIMES, "-o", place.path("there"));
    await refused("is no folder", zip, ...TIMES, "-o", join(place.write("a-file", "x"), "case"));
    await refused("does not exist", zip, ...TIMES, "-o", place.path("no/such/case"));
    const bundle = place.path("bundle");
    mkdirSync(bundle);
    writeFileSync(join(bundle, "a.txt"), "a");
    await refused("which is only read", bundle, ...TIMES, "-o", join(bundle, "case"));
    expect(readdirSync(bundle)).toEqual(["a.txt"]);
  });

  it("a bundle that is none", async () => {
    await refused("none.zip", place.path("none.zip"), ...TIMES, ...out);
    await refused("text.zip", place.write("text.zip", "no archive"), ...TIMES, ...out);
  });

  it("a previous case that is none, or of a later time", async () => {
    await refused("there is no such file", zip, ...TIMES, ...out, "--previous", place.path("nowhere"));
    const later = await written();
    const early = ["--aware-at", "2026-11-20T09:30+01:00", "--now", "2026-11-20T10:30+01:00"];
    await refused("later than this report", zip, ...early, ...out, "--previous", later);
    mkdirSync(place.path("bad"));
    mkdirSync(place.path("odd/evidence.json"), { recursive: true });
    await refused("it is no file at all", zip, ...TIMES, ...out, "--previous", place.path("odd"));
    writeFileSync(place.path("bad/evidence.json"), Buffer.from([0xff, 0xfe, 0x00]));
    await refused("no text in UTF-8", zip, ...TIMES, ...out, "--previous", place.path("bad"));
  });

  it("a case file with an unknown key, with the line", async () => {
    const details = place.write("bad.yaml", "reference: INC-1\ncontroler: { name: Acme }\n");
    await refused('bad.yaml, line 2: "controler" is no key', zip, ...TIMES, ...out, "--case", details);
  });

  it("a number of a request without anybody who asked", async () => {
    await refused("--ref is the number of a request", zip, ...TIMES, ...out, "--ref", "X");
  });
});

describe("a hostile bundle", () => {
  it("cannot write markup, formulas or its people's numbers into the case", async () => {
    const rows = "customer_id,note\nA3ZK8W2P6R4N1V,<script>alert(1)</script>\nA1QX7M3K9T2B5D,mine\n";
    const bundle = place.write(
      "hostile.zip",
      writeZip([{ path: "<img src=x onerror=alert(1)>/=cmd A3ZK8W2P6R4N1V.csv", bytes: Buffer.from(rows) }]),
    );
    const folder = place.path("hostile");
    await run(bundle, "-s", place.write("anna.yaml", ANNA_BY_ACCOUNT), ...TIMES, "-o", folder);
    const texts = textsOf(folder);
    expect(texts.get("report.html")).not.toContain("<img");
    expect(texts.get("report.html")).not.toContain("<script>alert");
    expect([...texts.values()].join("")).not.toContain("A3ZK8W2P6R4N1V");
    // Whose number stands in a name as well is no further person.
    expect(evidenceOf(folder).subjects).toMatchObject({ people: [{}], count: { atLeast: 1, atMost: 1 } });
  });

  it("is said to be given twice, where two parts are the same bytes", async () => {
    const folder = place.path("twice");
    const copy = place.write("copy.zip", readFileSync(zip));
    await run(zip, copy, "-s", subject, ...TIMES, "-o", folder);
    expect(evidenceOf(folder).coverage.notes.join()).toContain("copy.zip is the same as a part before it");
  });
});

describe("docs/incident.md", () => {
  const page = readFileSync("docs/incident.md", "utf8");

  it("shows what the command prints", async () => {
    const folder = place.path("documented");
    const { out } = await run(zip, "-s", subject, ...TIMES, "-o", folder);
    expect(page).toContain(out.replace(folder, "case"));
  });

  it("shows a case file that is one, with every key", () => {
    const [, text = ""] = /```yaml case\.yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(Object.keys(parseCase(text, "case.yaml"))).toHaveLength(15);
  });
});
