import { gzipSync } from "node:zlib";
import { rmSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { mailText } from "../../fixtures/support/mail.ts";
import { ownProfile } from "../../fixtures/support/own.ts";
import { ANNA, ANNA_BY_ACCOUNT, BEN, subjectYaml } from "../../fixtures/support/people.ts";
import { wavWithTextInSound } from "../../fixtures/support/swept-sound.ts";
import { writeTar } from "../../fixtures/support/tar-writer.ts";
import { csvEntry, jsonEntry, textEntry } from "../../fixtures/support/text.ts";
import { writeZip, type ZipEntry } from "../../fixtures/support/zip-writer.ts";
import { check, type Progress } from "../../src/engine/check.ts";
import { Interrupted } from "../../src/model/errors.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { checked, optionsFor, reported, told } from "../support/checked.ts";
import { TODAY, withFile } from "../support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

/** Ben turns out to be a stranger by it. */
const BENS_ROW = csvEntry("rows.csv", ["customerId", "utterance"], [[BEN.account, "weather"]]);
const RAW = Buffer.from(`\u0001\u0002 ${BEN.account} \u0003`, "latin1");

/** Checks Anna's profile, Ben's row and more. */
function search(
  entries: readonly ZipEntry[],
  options: Parameters<typeof checked>[2] = {},
): ReturnType<typeof checked> {
  return checked(ANNA_BY_ACCOUNT, [ownProfile(), BENS_ROW, ...entries], options);
}

describe("the search for strangers", () => {
  it("finds them in entries that no format reads and in what is damaged", async () => {
    const { attributions, entries } = await search([
      { path: "unknown.bin", bytes: RAW },
      { path: "crc.bin", bytes: RAW, says: { crc: 7 } },
      { path: "stored.bin", bytes: RAW, method: 0 },
      { path: "broken.json", bytes: Buffer.from(`{"a": [1, 2, "${BEN.account}`) },
    ]);
    expect(attributions).toMatchObject({
      "unknown.bin": "stray",
      "crc.bin": "stray",
      "stored.bin": "stray",
      "broken.json": "stray",
    });
    expect(entries["crc.bin"]?.fate).toBe("not-inspected");
  });

  it("finds them in what lies in archives, once, and not in the archive itself", async () => {
    const inner = [{ path: "raw.bin", bytes: RAW, method: 0 as const }];
    const { attributions, totals } = await search([
      { path: "a.zip", bytes: writeZip([{ path: "b.zip", bytes: writeZip(inner), method: 0 }]), method: 0 },
      { path: "c.tar", bytes: writeTar(inner) },
      { path: "d.bin.gz", bytes: gzipSync(RAW) },
    ]);
    expect(attributions).toMatchObject({
      "a.zip": null,
      "a.zip!/b.zip": null,
      "a.zip!/b.zip!/raw.bin": "stray",
      "c.tar": null,
      "c.tar!/raw.bin": "stray",
      "d.bin.gz!/d.bin": "stray",
    });
    expect(totals.records).toMatchObject({ stray: 4 });
  });

  it("finds them in comments and in bytes of no entry", async () => {
    const bytes = [ownProfile("more.json"), { path: "gap.json", bytes: ownProfile().bytes, after: RAW }];
    const { attributions } = await search(bytes, { zip: { comment: `for ${BEN.account}`, suffix: RAW } });
    const found = Object.entries(attributions).filter(([path]) => path.startsWith("["));
    expect(found.length).toBeGreaterThanOrEqual(3);
    expect(found.map(([, attribution]) => attribution)).not.toContain(null);
    expect(new Set(found.map(([, attribution]) => attribution))).toEqual(new Set(["stray"]));
  });

  it("finds them in text that is escaped or encoded", async () => {
    const escaped = Array.from(BEN.account)
      .map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)
      .join("");
    const body = Buffer.from(`a letter to ${BEN.account}`).toString("base64");
    const { attributions } = await checked(subjectYaml({ accounts: [ANNA.account], emails: [ANNA.email] }), [
      BENS_ROW,
      { path: "own.json", bytes: Buffer.from(`{"customerId": "${ANNA.account}", "remark": "${escaped}"}`) },
      textEntry(
        "own.eml",
        mailText({
          deliveredTo: ANNA.email,
          from: ANNA.email,
          to: ANNA.email,
          thread: "160000000001",
          fields: ["Content-Type: text/plain", "Content-Transfer-Encoding: base64"],
          body: [body],
        }),
      ),
    ]);
    expect(attributions).toMatchObject({ "own.json": "conflict", "own.eml": "conflict" });
  });

  it("makes what was the subject's a conflict and adds one record to a table", async () => {
    const rows = [1, 2, 3].map((row) => [ANNA.account, row === 2 ? `see ${BEN.account}` : "hello"]);
    const table = csvEntry("own.csv", ["customerId", "remark"], rows);
    const { totals, entries, findings } = await search([table]);
    expect(entries["own.csv"]).toMatchObject({ attribution: "conflict", records: 4 });
    const { own, stray, conflict, context, unattributed, total } = totals.records;
    expect(own + stray + conflict + context + unattributed).toBe(total);
    expect(totals.records).toMatchObject({ own: 4, stray: 1, conflict: 1 });
    const swept = findings.filter(({ rule }) => rule === "swept-identifier");
    expect(swept.map(({ places }) => places)).toEqual([
      [`byte ${Buffer.from(table.bytes).indexOf(BEN.account)}`],
    ]);
  });

  it("has no hit where the format reports them, whatever it calls them", async () => {
    const { attributions } = await checked(
      `accounts: [${ANNA.account}, ${ANNA.email}]\nphones: ["+49 171 7654321"]\n`,
      [
        csvEntry("rows.csv", ["customerId", "phone"], [[BEN.email, "+49 170 1234567"]]),
        csvEntry("calls.csv", ["customerId", "recipientPhone"], [[ANNA.account, "0170 1234567"]]),
        textEntry(
          "own.eml",
          mailText({
            deliveredTo: ANNA.email,
            from: `Ben <${BEN.email}>`,
            to: ANNA.email,
            thread: "160000000001",
            body: ["hello"],
          }),
        ),
      ],
    );
    expect(attributions).toMatchObject({ "rows.csv": "stray", "calls.csv": "own", "own.eml": "own" });
  });

  it("does not take what holds a stranger's identifier for it", async () => {
    const own = "anna.ben@example.net";
    const { attributions } = await checked(subjectYaml({ accounts: [own] }), [
      csvEntry("rows.csv", ["customerId"], [[BEN.email]]),
      jsonEntry("own.json", { customerId: own, remark: `mailto:${own}, not x-${BEN.email}` }),
    ]);
    expect(attributions["own.json"]).toBe("own");
  });

  it("never searches for the subject's own, not even out of its days, nor for the controller's", async () => {
    const yaml = `accounts: [${ANNA.account}]\nemails: [${ANNA.email}]\ndevices: [{ id: ${ANNA.device}, from: 2018-03-01, until: 2018-05-01 }]\n`;
    const policy = parsePolicy(`system: [{ email: ${BEN.email}, reason: support desk }]`, "p.yaml", TODAY);
    const { attributions } = await checked(
      yaml,
      [
        csvEntry("later.csv", ["deviceSerialNumber", "time"], [[ANNA.device, "2018-07-01T00:00:00Z"]]),
        csvEntry("desk.csv", ["customerId", "ownerEmail"], [[BEN.account, BEN.email]]),
        jsonEntry("own.json", { customerId: ANNA.account, remark: `${ANNA.device} ${BEN.email}` }),
      ],
      { policy },
    );
    expect(attributions).toMatchObject({ "later.csv": "stray", "desk.csv": "stray", "own.json": "own" });
  });

  it("takes an entry that names a stranger after all for no furniture", async () => {
    const sheet = `/* ${BEN.account} */ body { color: red; margin: 0 } p { padding: 1px }`;
    const before = await checked(ANNA_BY_ACCOUNT, [ownProfile(), textEntry("style.css", sheet)]);
    const after = await search([textEntry("style.css", sheet)]);
    expect(before.attributions["style.css"]).toBe(null);
    expect(after.attributions["style.css"]).toBe("stray");
    expect(after.totals.entries.furniture).toBe(before.totals.entries.furniture - 1);
  });

  it("knows identifiers in other scripts, long ones and those of many parts", async () => {
    const others = [
      "kundenkonto-日本語-0042",
      `C-${"x7".repeat(240)}`,
      "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s7",
    ];
    for (const other of others) {
      const mine = other.replace(/.$/, "1");
      const { attributions } = await checked(subjectYaml({ accounts: [`"${mine}"`] }), [
        csvEntry("rows.csv", ["customerId"], [[mine], [other]]),
        jsonEntry("own.json", { customerId: mine, remark: `see ${other}.` }),
      ]);
      // Where the shape tells nothing, nobody is a stranger, and nothing is searched for.
      if (attributions["rows.csv"] === "stray") expect(attributions["own.json"], other).toBe("conflict");
    }
  });

  it("is not paid for where nobody is a stranger", async () => {
    const phases = new Set<Progress["phase"]>();
    const onProgress = ({ phase }: Progress): void => void phases.add(phase);
    await checked(ANNA_BY_ACCOUNT, [ownProfile()], { onProgress });
    expect([...phases]).toEqual(["reading"]);
    await search([], { onProgress });
    expect([...phases]).toEqual(["reading", "searching"]);
  });

  it("says how far it is, up to all of it", async () => {
    const seen: Progress[] = [];
    await search([{ path: "x.bin", bytes: RAW }], { onProgress: (progress) => seen.push(progress) });
    const searching = seen.filter(({ phase }) => phase === "searching");
    expect(searching.map(({ entries }) => entries)).toEqual([1, 2, 3]);
    expect(searching.at(-1)).toMatchObject({ totalEntries: 3, bytes: searching.at(-1)?.totalBytes });
  });

  it("is interrupted by its signal", async () => {
    const stop = new AbortController();
    const entries = [ownProfile(), BENS_ROW, { path: "x.bin", bytes: RAW }];
    const options = {
      signal: stop.signal,
      onProgress: ({ phase }: Progress): void => {
        if (phase === "searching") stop.abort();
      },
    };
    await expect(
      withFile("export.zip", writeZip(entries), (path) =>
        Array.fromAsync(check(optionsFor(path, ANNA_BY_ACCOUNT, {}, options))),
      ),
    ).rejects.toThrow(Interrupted);
  });

  it("does not trust an entry that changes before it is searched", async () => {
    const folder = mkdtempSync(join(tmpdir(), "straycheck-test-"));
    try {
      for (const { path, bytes } of [ownProfile(), BENS_ROW]) writeFileSync(join(folder, path), bytes);
      writeFileSync(join(folder, "a.txt"), "hello");
      let isChanged = false;
      const onProgress = ({ entries, totalEntries }: Progress): void => {
        if (!isChanged && entries === totalEntries) writeFileSync(join(folder, "a.txt"), "other");
        isChanged ||= entries === totalEntries;
      };
      const events = await Array.fromAsync(check(optionsFor(folder, ANNA_BY_ACCOUNT, {}, { onProgress })));
      expect(told(events).entries["a.txt"]).toMatchObject({ fate: "not-inspected", reason: "unreadable" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it(
    "has the same report whatever the order of finding and the number of workers",
    { timeout: 120_000 },
    async () => {
      const hit = fc.constantFrom<ZipEntry>(
        { path: "raw.bin", bytes: RAW },
        { path: "one.wav", bytes: wavWithTextInSound(5, BEN.account) },
        { path: "own.wav", bytes: wavWithTextInSound(5, ANNA.account) },
        { path: "a.zip", bytes: writeZip([{ path: "raw.bin", bytes: RAW }]) },
        jsonEntry("own.json", { customerId: ANNA.account, remark: BEN.account }),
        BENS_ROW,
        ownProfile(),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(hit, { minLength: 2, maxLength: 12 }), async (entries) => {
          const all = entries.map((entry, index) => ({ ...entry, path: `${index}/${String(entry.path)}` }));
          const one = await reported(ANNA_BY_ACCOUNT, all, { jobs: 1 });
          expect(await reported(ANNA_BY_ACCOUNT, all, { jobs: 3 })).toBe(one);
        }),
        { numRuns: 8 },
      );
    },
  );

  it("says when there are more strangers than it searches for", async () => {
    const rows = [0, 1, 2].map((last) => [`${BEN.account.slice(0, -1)}${last}`]);
    const { totals } = await checked(
      ANNA_BY_ACCOUNT,
      [ownProfile(), csvEntry("rows.csv", ["customerId"], rows)],
      { limits: { maxSwept: 2 } },
    );
    expect(totals.ownersComplete).toBe(false);
  });
});
