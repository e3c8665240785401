import fc from "fast-check";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { alexa2018Small } from "../../fixtures/cases/alexa-2018-small.ts";
import { chat } from "../../fixtures/cases/chat.ts";
import { writeXlsx } from "../../fixtures/support/office-writer.ts";
import { writeTar } from "../../fixtures/support/tar-writer.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { problemWith } from "../../src/json-schema/index.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { splitSchema } from "../../src/split/index.ts";
import { TODAY } from "../support/run-case.ts";
import { splitBytes, splitCase, splitFolder, splitOf, written } from "../support/split.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const MINE = "C-104233";
const OTHER = "C-998877";
const SUBJECT = `ref: T-1\naccounts: [${MINE}]\n`;
const file = (path: string, text: string | Buffer): { path: string; bytes: Buffer } => ({
  path,
  bytes: Buffer.from(text),
});
const own = file("profile.json", JSON.stringify({ customerId: MINE, name: "Anna" }));
const text = (files: ReadonlyMap<string, Buffer>, name: string): string | undefined =>
  files.get(name)?.toString("utf8");

describe("a bundle that is split", () => {
  it("loses the recordings of 2018 and keeps the rest, clean", async () => {
    const split = await splitCase(alexa2018Small);
    const { manifest, own: kept, held } = written(split);
    expect(split.exitCode).toBe(0);
    expect(kept.size).toBe(50);
    expect(held.size).toBe(13);
    expect(manifest.totals.recordings).toEqual({ bundle: 12, own: 0, held: 12 });
    expect([...kept.keys()].some((name) => name.startsWith("Alexa/"))).toBe(false);
  });

  it("is the same bytes the second time", async () => {
    const [first, second] = [await splitCase(alexa2018Small), await splitCase(alexa2018Small)];
    expect(first.own?.equals(second.own ?? Buffer.alloc(0))).toBe(true);
    expect(first.held?.equals(second.held ?? Buffer.alloc(0))).toBe(true);
    expect(first.manifest).toEqual(second.manifest);
  });

  it("keeps the subject's rows of a table byte for byte, and gives both the header", async () => {
    const csv = (...rows: string[]): string => `\ufeffcustomer_id;"note"\r\n${rows.join("")}`;
    const rows = [`${MINE};"größer; ""als"""\r\n`, `${OTHER};"zwei\r\nZeilen"\r\n`, `${MINE};x\r\n`];
    const {
      manifest,
      own: kept,
      held,
    } = written(await splitOf(SUBJECT, [own, file("Bestellungen/größe.csv", csv(...rows))]));
    expect(text(kept, "Bestellungen/größe.csv")).toBe(csv(rows[0] ?? "", rows[2] ?? ""));
    expect(text(held, "Bestellungen/größe.csv")).toBe(csv(rows[1] ?? ""));
    const entry = manifest.entries.find(({ path }) => path.endsWith("größe.csv"));
    expect(entry).toMatchObject({ to: "records", why: "stray", records: { own: 2, held: 1 }, whole: null });
    expect((entry?.cut?.own ?? 0) + (entry?.cut?.held ?? 0) + (entry?.cut?.both ?? 0)).toBe(entry?.bytes);
    expect(JSON.stringify(manifest)).not.toContain(OTHER);
  });

  it("puts together again what the manifest says of a file", async () => {
    const whole = `{"export": 1,\n "items": [\n  ${[OTHER, MINE, OTHER, MINE]
      .map((id, n) => JSON.stringify({ customerId: id, n }))
      .join(",\n  ")}\n ]}\n`;
    const { manifest, own: kept, held } = written(await splitOf(SUBJECT, [own, file("a.json", whole)]));
    const cut = manifest.entries.find(({ path }) => path === "a.json")?.cut;
    const from = { own: kept.get("a.json") ?? Buffer.alloc(0), held: held.get("a.json") ?? Buffer.alloc(0) };
    const at = { own: 0, held: 0 };
    const take = (side: "own" | "held", bytes: number): Buffer =>
      from[side].subarray(at[side], (at[side] += bytes));
    const parts = (cut?.runs ?? []).map(([where, bytes]) => {
      if (where === "neither") return Buffer.from(",\n  ");
      if (where === "both") {
        const both = take("own", bytes);
        expect(take("held", bytes).equals(both)).toBe(true);
        return both;
      }
      return take(where, bytes);
    });
    expect(Buffer.concat(parts).toString()).toBe(whole);
    const sha256 = createHash("sha256").update(Buffer.concat(parts)).digest("hex");
    expect(manifest.entries.find(({ path }) => path === "a.json")?.sha256).toBe(sha256);
  });

  it("takes lines of NDJSON and nested JSON apart", async () => {
    const lines = [MINE, OTHER, MINE].map((id, n) => `${JSON.stringify({ customerId: id, n })}\n`);
    const nested = {
      [`devices`]: [
        {
          list: [
            { customerId: MINE, a: "ä" },
            { customerId: OTHER, a: 2 },
          ],
        },
      ],
    };
    const { own: kept, held } = written(
      await splitOf(SUBJECT, [
        file("a.ndjson", lines.join("")),
        file("b.json", JSON.stringify(nested, null, 2)),
      ]),
    );
    expect(text(kept, "a.ndjson")).toBe(`${lines[0]}${lines[2]}`);
    expect(text(held, "a.ndjson")).toBe(lines[1]);
    expect(text(kept, "b.json")).toContain("ä");
    expect(text(kept, "b.json")).not.toContain(OTHER);
    expect(JSON.parse(text(held, "b.json") ?? "")).toEqual({
      devices: [{ list: [{ customerId: OTHER, a: 2 }] }],
    });
  });

  it("keeps what others wrote to the subject, and not the conversation of others", async () => {
    const { manifest } = written(await splitCase(chat));
    expect(manifest.totals.records.held).toBe(0);
    const message = (conversationId: string, senderEmail: string, recipientEmail: string): object => {
      return { conversationId, senderEmail, recipientEmail, text: "hi" };
    };
    const chats = [
      message("conversation-1", "anna@example.org", "ben@example.net"),
      message("conversation-1", "ben@example.net", "anna@example.org"),
      message("conversation-2", "ben@example.net", "carla@example.com"),
    ];
    const mixed = written(
      await splitOf(`ref: T\naccounts: [${MINE}]\nemails: [anna@example.org]\n`, [
        own,
        file("messages.json", JSON.stringify({ messages: chats })),
      ]),
    );
    const kept = text(mixed.own, "messages.json") ?? "";
    expect(kept).toContain("conversation-1");
    expect(kept).toContain("ben@example.net");
    expect(kept).not.toContain("conversation-2");
  });

  it("holds whole what cannot be taken apart, and says why", async () => {
    const rows = [MINE, OTHER].map((id) => `<tr><td>${id}</td><td>x</td></tr>`).join("");
    const html = `<html><body><table><tr><th>Customer ID</th><th>a</th></tr>${rows}</table></body></html>`;
    const commented = `[{"customerId":"${MINE}"}, // the next\n {"customerId":"${OTHER}"}]`;
    const {
      manifest,
      own: kept,
      held,
    } = written(await splitOf(SUBJECT, [own, file("a.html", html), file("b.json", commented)]));
    expect([...kept.keys()]).toEqual(["profile.json"]);
    expect([...held.keys()]).toEqual(["a.html", "b.json"]);
    expect(manifest.entries.map(({ whole }) => whole)).toEqual([
      null,
      "files of its format are not taken apart",
      "it is written in a way that only some programs read as JSON",
    ]);
  });

  it("holds what nobody is named in, what cannot be read, and a list of digests that no longer holds", async () => {
    const digest = createHash("sha256").update(own.bytes).digest("hex");
    const {
      manifest,
      held,
      own: kept,
    } = written(
      await splitOf(SUBJECT, [
        own,
        file("letter.txt", "Dear customer"),
        file("blob.bin", Buffer.from([1, 2, 3, 0, 255, 254])),
        file("sha256sums.txt", `${digest}  profile.json\n`),
      ]),
    );
    expect([...kept.keys()]).toEqual(["profile.json"]);
    expect([...held.keys()]).toEqual(["letter.txt", "blob.bin", "sha256sums.txt"]);
    expect(manifest.entries.map(({ why }) => why)).toEqual([
      "own",
      "unattributed",
      "not-inspected",
      "digest-list",
    ]);
  });

  it("keeps what the policy accepts", async () => {
    const yaml = `accept:\n  - { files: "letter*.txt", why: unattributed, max: 1, reason: cover letter, until: 2027-03-01, by: M }\n`;
    const { manifest } = written(
      await splitOf(SUBJECT, [own, file("letter.txt", "Dear customer"), file("other.txt", "Dear customer")], {
        policy: parsePolicy(yaml, "policy.yaml", TODAY),
      }),
    );
    expect(manifest.entries.map(({ why }) => why)).toEqual(["own", "accepted", "unattributed"]);
  });

  it("gives unsafe and repeated names new ones, and masks what it says of them", async () => {
    const json = (n: number): string => JSON.stringify({ customerId: MINE, n });
    const split = await splitOf(SUBJECT, [
      file("../up.json", json(1)),
      file("a/x.json", json(2)),
      file("a/x.json", json(3)),
      file("A/X.json", json(4)),
      file(`${OTHER}/y.json`, json(5)),
      file(`${OTHER}/..//z.json`, JSON.stringify({ customerId: OTHER })),
    ]);
    const { manifest, own: kept, held } = written(split);
    expect([...kept.keys()]).toEqual(["__/up.json", "a/x.json", "a/x (2).json", "A/X (3).json"]);
    expect([...held.keys()]).toEqual([`${OTHER}/y.json`, `${OTHER}/__/z.json`]);
    expect(JSON.stringify(manifest)).not.toContain(OTHER);
    expect(manifest.entries.map(({ own: piece }) => piece?.renamed)).toEqual([
      true,
      false,
      true,
      true,
      undefined,
      undefined,
    ]);
    expect(await problemWith(manifest, await splitSchema())).toBeUndefined();
  });

  it("keeps an archive in it only with everything that lies in it", async () => {
    const inner = (id: string): Buffer => writeZip([file("in.json", JSON.stringify({ customerId: id }))]);
    const {
      manifest,
      own: kept,
      held,
    } = written(
      await splitOf(SUBJECT, [
        own,
        { path: "mine.zip", bytes: inner(MINE) },
        { path: "other.zip", bytes: inner(OTHER) },
      ]),
    );
    expect([...kept.keys()]).toEqual(["profile.json", "mine.zip"]);
    expect(kept.get("mine.zip")?.equals(inner(MINE))).toBe(true);
    expect([...held.keys()]).toEqual(["other.zip"]);
    expect(manifest.entries.map((entry) => [entry.to, entry.in])).toEqual([
      ["own", null],
      ["own", null],
      ["own", "0.1"],
      ["held", null],
      ["held", "0.2"],
    ]);
  });

  it("takes tables in other encodings apart, and no workbook", async () => {
    const table = (...ids: string[]): string => `customer_id;größe\n${ids.map((id) => `${id};ü\n`).join("")}`;
    const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, "utf16le");
    const workbook = writeXlsx({
      sheets: [
        {
          name: "a",
          rows: [
            ["Customer ID", "Note"],
            [MINE, "a"],
            [OTHER, "b"],
          ],
        },
      ],
    });
    const {
      own: kept,
      held,
      manifest,
    } = written(
      await splitOf(SUBJECT, [
        own,
        file("utf16.csv", utf16(table(MINE, OTHER, MINE))),
        file("latin.csv", Buffer.from(table(OTHER, MINE), "latin1")),
        file("a.xlsx", workbook),
      ]),
    );
    expect(kept.get("utf16.csv")?.equals(utf16(table(MINE, MINE)))).toBe(true);
    expect(held.get("utf16.csv")?.equals(utf16(table(OTHER)))).toBe(true);
    expect(kept.get("latin.csv")?.equals(Buffer.from(table(MINE), "latin1"))).toBe(true);
    expect(held.get("a.xlsx")?.equals(workbook)).toBe(true);
    expect(manifest.entries.at(-1)?.whole).toBe("files of its format are not taken apart");
  });

  it("may be a tar that is packed as one file", async () => {
    const tar = writeTar([own, file("b.json", JSON.stringify({ customerId: OTHER }))]);
    const { own: kept, held } = written(
      await splitBytes(gzipSync(tar), { subject: parseSubject(SUBJECT, "subject.yaml", {}) }),
    );
    expect([[...kept.keys()], [...held.keys()]]).toEqual([["profile.json"], ["b.json"]]);
  });

  it("may be a folder", async () => {
    const { own: kept, held } = written(
      await splitFolder(
        { "a/b.json": JSON.stringify({ customerId: MINE }), "c.json": JSON.stringify({ customerId: OTHER }) },
        { subject: parseSubject(SUBJECT, "subject.yaml", {}) },
      ),
    );
    expect([...kept.keys()].filter((name) => !name.endsWith("/"))).toEqual(["a/b.json"]);
    expect([...held.keys()].filter((name) => !name.endsWith("/"))).toEqual(["c.json"]);
  });

  it("has nothing to give out where nothing is the subject's", async () => {
    const stray = await splitOf(SUBJECT, [file("a.json", JSON.stringify({ customerId: OTHER }))]);
    expect(stray).toMatchObject({ exitCode: 1, manifest: undefined, own: undefined });
    const nobodys = await splitOf(SUBJECT, [file("a.txt", "Dear customer")]);
    expect(nobodys).toMatchObject({ exitCode: 3, manifest: undefined });
  });
});

describe("JSON of any shape", () => {
  it("keeps no record of a stranger, and is JSON all the same", { timeout: 60_000 }, async () => {
    const record = fc.record({
      customerId: fc.constantFrom(MINE, MINE, OTHER),
      größe: fc.jsonValue({ maxDepth: 1 }),
    });
    const list = fc.array(record, { maxLength: 4 });
    const group = fc.oneof(
      record,
      list,
      fc.record({ list, other: list }),
      fc.dictionary(fc.constantFrom("a", "b.c", "[0]"), record),
    );
    const shape = fc.oneof(
      list,
      fc.dictionary(fc.constantFrom("x", "items", "devices"), group),
      fc.array(fc.record({ in: list })),
    );
    await fc.assert(
      fc.asyncProperty(shape, fc.constantFrom(0, 1, "\t"), fc.boolean(), async (value, indent, isMarked) => {
        const whole = (isMarked ? "\ufeff" : "") + JSON.stringify(value, null, indent);
        const split = await splitOf(SUBJECT, [own, file("a.json", whole)]);
        const { own: kept, held } = written(split);
        expect(split.exitCode).toBe(0);
        const [mine, theirs] = [text(kept, "a.json"), text(held, "a.json")];
        for (const part of [mine, theirs]) if (part !== undefined) JSON.parse(part.replace("\ufeff", ""));
        expect(mine ?? "").not.toContain(OTHER);
        const count = (found: string | undefined): number => (found ?? "").split(OTHER).length;
        expect(count(theirs)).toBe(count(whole));
      }),
      { numRuns: 25 },
    );
  });
});
