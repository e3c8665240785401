import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { writeXlsx } from "../../fixtures/support/office-writer.ts";
import { databaseOf } from "../../fixtures/support/sqlite.ts";
import { ownProfile } from "../../fixtures/support/own.ts";
import { ANNA, ANNA_BY_ACCOUNT, BEN, CLARA, subjectYaml } from "../../fixtures/support/people.ts";
import { wavWithTextInSound } from "../../fixtures/support/swept-sound.ts";
import { csvEntry, jsonEntry, textEntry } from "../../fixtures/support/text.ts";
import type { ZipEntry } from "../../fixtures/support/zip-writer.ts";
import { check } from "../../src/engine/check.ts";
import type { OwnerView, RunView } from "../../src/model/report.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { optionsFor, told, type Checked } from "../support/checked.ts";
import type { Customer } from "../support/registry-stand-in.ts";
import { TODAY, withFile } from "../support/run-case.ts";
import type { Policy } from "../../src/model/policy.ts";
import { parsePolicy } from "../../src/policy/index.ts";

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));
vi.mock("../../src/registry/index.ts", () => import("../support/registry-stand-in.ts"));

const NO_KEY = { id: Buffer.alloc(8), hash: Buffer.alloc(16), seal: Buffer.alloc(32), isExposed: false };
const folder = mkdtempSync(join(tmpdir(), "straycheck-registry-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Anna is 1, Ben 2, Clara 3. */
const CUSTOMERS: readonly Customer[] = [
  { owner: 1, kind: "account", id: ANNA.account },
  { owner: 1, kind: "email", id: ANNA.email },
  { owner: 1, kind: "device", id: ANNA.device },
  { owner: 2, kind: "account", id: BEN.account },
  { owner: 2, kind: "email", id: BEN.email },
  { owner: 2, kind: "device", id: BEN.device },
  { owner: 2, kind: "phone", id: "+49 170 7654321" },
  { owner: 2, kind: "account", id: "104277" },
  { owner: 3, kind: "account", id: CLARA.account },
  { owner: 3, kind: "email", id: CLARA.email },
  { owner: 3, kind: "account", id: "205388" },
];

interface Looked extends Checked {
  readonly owners: readonly OwnerView[];
  readonly run: RunView;
  readonly codes: readonly string[];
}

let files = 0;

async function look(
  entries: readonly ZipEntry[],
  customers: readonly Customer[] = CUSTOMERS,
  subject = ANNA_BY_ACCOUNT,
  policy?: Policy,
): Promise<Looked> {
  files += 1;
  const path = join(folder, `registry-${files}.json`);
  writeFileSync(path, JSON.stringify(customers));
  return withFile("export.zip", writeZip(entries), async (bundle) => {
    const options = optionsFor(
      bundle,
      subject,
      {},
      { registry: { path, key: NO_KEY }, ...(policy && { policy }) },
    );
    const events = await Array.fromAsync(check(options));
    const runs = events.flatMap((event) => (event.type === "run" ? [event.run] : []));
    const [run] = runs;
    if (run === undefined) throw new Error("no run");
    const owners = events.flatMap((event) => (event.type === "owner" ? [event.owner] : []));
    const codes = events.flatMap((event) => (event.type === "verdict" ? event.verdict.codes : []));
    return { ...told(events), owners, run, codes };
  });
}

const rules = ({ findings }: Checked): readonly string[] => findings.map(({ rule }) => rule);

describe("strangers that the registry knows", () => {
  it("are named by their number, and others are unknown anywhere", async () => {
    const rows = [[BEN.account], ["A9UNKNOWN0000X"]];
    const { owners, run } = await look([ownProfile(), csvEntry("rows.csv", ["customerId"], rows)]);
    expect(owners.map(({ registry }) => registry)).toEqual([
      { customers: [{ number: 2, identifiers: 1 }], unknown: 0 },
      { customers: [], unknown: 1 },
    ]);
    expect(run.registry).toMatchObject({ requester: 1, requesters: 1, owners: 3, byRegistry: 0 });
  });

  it("are one where the registry says that two identifiers are one customer's", async () => {
    const entries = [
      ownProfile(),
      csvEntry("rows.csv", ["customerId"], [[BEN.account]]),
      csvEntry("devices.csv", ["deviceSerialNumber"], [[BEN.device]]),
    ];
    const subject = subjectYaml({ accounts: [ANNA.account], devices: [ANNA.device] });
    const { owners } = await look(entries, CUSTOMERS, subject);
    expect(owners).toHaveLength(1);
    expect(owners[0]?.registry).toEqual({ customers: [{ number: 2, identifiers: 2 }], unknown: 0 });
  });
});

describe("an owner of whom the subject file says nothing", () => {
  const device = (id: string): ZipEntry =>
    csvEntry("devices.csv", ["deviceSerialNumber", "time"], [[id, "2018-05-01T10:00:00Z"]]);

  it("is foreign if the registry says that it is another customer's", async () => {
    const seen = await look([ownProfile(), device(BEN.device)]);
    expect(seen.attributions["devices.csv"]).toBe("stray");
    expect(seen.findings.find(({ rule }) => rule === "stray-device")?.message).toContain("by the registry");
    expect(seen.exitCode).toBe(1);
  });

  it("is the subject's if the registry says so, and the report says by what", async () => {
    const seen = await look([ownProfile(), device(ANNA.device)]);
    expect(seen.attributions["devices.csv"]).toBe("own");
    expect(seen.run.registry?.byRegistry).toBe(1);
    expect(seen.exitCode).toBe(0);
  });

  it("stays open if nobody can say which customer the subject is", async () => {
    const twice = [...CUSTOMERS, { owner: 4, kind: "account", id: ANNA.account } as const];
    const seen = await look([ownProfile(), device(ANNA.device)], twice);
    expect(seen.attributions["devices.csv"]).toBe("unattributed");
    expect(seen.run.registry).toMatchObject({ requester: null, requesters: 2 });
  });

  it("stays open if nobody knows it", async () => {
    const seen = await look([ownProfile(), device("G0TTTT0793150ZZZ")]);
    expect(seen.attributions["devices.csv"]).toBe("unattributed");
    expect(rules(seen)).toContain("unattributed-untold");
  });

  it("stays open as a number of which everybody has one, where only its column's name says what it is", async () => {
    const numbers = Array.from({ length: 9000 }, (_, at) => at + 1000);
    const crowd: Customer[] = numbers.map((number) => ({ owner: number, kind: "account", id: `${number}` }));
    const rows = csvEntry("bills.csv", ["Kundennummer"], [["4711"]]);
    const crowded = await look([ownProfile(), rows], [...CUSTOMERS, ...crowd]);
    expect(crowded.attributions["bills.csv"]).toBe("unattributed");
    const sparse = await look(
      [ownProfile(), rows],
      [...CUSTOMERS, { owner: 9, kind: "account", id: "4711" }],
    );
    expect(sparse.attributions["bills.csv"]).toBe("stray");
  });

  it("is whoever's device it was at the time, with a day of tolerance, record by record", async () => {
    const resold: Customer[] = [
      ...CUSTOMERS.filter(({ kind }) => kind !== "device"),
      { owner: 2, kind: "device", id: BEN.device, until: "2018-05-10" },
      { owner: 1, kind: "device", id: BEN.device, from: "2018-06-10" },
    ];
    const at = ["2018-05-01", "2018-05-11", "2018-05-20", "2018-06-09", "2018-06-20", ""];
    const rows = at.map((day) => [BEN.device, day === "" ? "" : `${day}T12:00:00Z`]);
    const { totals, findings, owners } = await look(
      [ownProfile(), csvEntry("devices.csv", ["deviceSerialNumber", "time"], rows)],
      resold,
    );
    // Anna's profile and the row of June 20th; May 1st; the others.
    expect(totals.records).toMatchObject({ own: 2, stray: 1, conflict: 0, unattributed: 4 });
    const open = findings.filter(({ rule }) => rule.startsWith("unattributed"));
    expect(open.map(({ rule, count }) => [rule, count])).toEqual([
      ["unattributed-untold", 1],
      ["unattributed-interval-border", 2],
      ["unattributed-no-usable-time", 1],
    ]);
    expect(owners[0]?.registry?.customers).toEqual([{ number: 2, identifiers: 1 }]);
  });

  it("is a device of the subject's that was somebody else's then, though the subject file tells no days", async () => {
    const resold: Customer[] = [
      ...CUSTOMERS.filter(({ kind }) => kind !== "device"),
      { owner: 2, kind: "device", id: ANNA.device, until: "2018-05-10" },
      { owner: 1, kind: "device", id: ANNA.device, from: "2018-05-20" },
    ];
    const subject = subjectYaml({ accounts: [ANNA.account], devices: [ANNA.device] });
    const rows = ["2018-05-01", "2018-05-11", "2018-05-15", "2018-06-01"].map((day) => [ANNA.device, day]);
    const entry = csvEntry("devices.csv", ["deviceSerialNumber", "time"], rows);
    const { totals, owners } = await look([ownProfile(), entry], resold, subject);
    expect(totals.records).toMatchObject({ own: 3, stray: 1, unattributed: 1 });
    expect(owners[0]?.registry?.customers).toEqual([{ number: 2, identifiers: 1 }]);
  });

  it("is unattributed where the subject file lists others of its kind and the registry says that it is theirs", async () => {
    const subject = subjectYaml({ accounts: [ANNA.account], devices: ["G0911W0793150AAA"] });
    const seen = await look([ownProfile(), device(ANNA.device)], CUSTOMERS, subject);
    expect(seen.attributions["devices.csv"]).toBe("unattributed");
    expect(rules(seen)).toContain("unattributed-registry-disagrees");
  });
});

describe("identifiers that no format reports", () => {
  it("make a file theirs that nobody can read, if they are distinctive", async () => {
    const bytes = Buffer.from(`\u0001\u0002\u0003 ${BEN.account}\u0000 more`, "latin1");
    const seen = await look([ownProfile(), { path: "blob.bin", bytes }]);
    expect(seen.attributions["blob.bin"]).toBe("stray");
    expect(rules(seen)).toContain("registry-identifier");
    expect(seen.owners[0]?.registry?.customers).toEqual([{ number: 2, identifiers: 1 }]);
  });

  it("keep a text from being clean that names nobody else, accepted or not, in UTF-16 as well", async () => {
    const note = `Ticket of ${BEN.account}, moved.\n`;
    const entries = [
      ownProfile(),
      textEntry("note.txt", note),
      { path: "wide.txt", bytes: Buffer.from(`\ufeff${note}`, "utf16le") },
    ];
    const seen = await look(entries);
    expect(seen.attributions).toMatchObject({ "note.txt": "unattributed", "wide.txt": "unattributed" });
    expect(rules(seen).filter((rule) => rule === "registry-named")).toHaveLength(2);
    const accept = `accept:\n  - { files: "*.txt", why: unattributed, max: 2, reason: a look, until: 2027-01-01 }\n`;
    const policy = parsePolicy(accept, "policy.yaml", TODAY);
    const accepted = await look(entries, CUSTOMERS, ANNA_BY_ACCOUNT, policy);
    expect(accepted.exitCode).toBe(3);
    expect(accepted.codes).toEqual(["customers-named"]);
  });

  it("make a text theirs that names nobody else, if there are two of one customer side by side", async () => {
    const seen = await look([ownProfile(), textEntry("note.txt", `${BEN.account}, ${BEN.email}\n`)]);
    expect(seen.attributions["note.txt"]).toBe("stray");
    expect(rules(seen)).toContain("registry-identifier");
  });

  it("are only mentioned in what is the subject's", async () => {
    const mail = [
      `Delivered-To: ${ANNA.email}`,
      `From: Clara <${CLARA.email}>`,
      `To: ${ANNA.email}`,
      "Subject: Ben",
      "Date: Tue, 01 May 2018 10:00:00 +0000",
      "",
      `Ben is ${BEN.account}, ${BEN.email}`,
      "",
    ].join("\r\n");
    const subject = subjectYaml({ accounts: [ANNA.account], emails: [ANNA.email] });
    const seen = await look([ownProfile(), textEntry("mail.eml", mail)], CUSTOMERS, subject);
    expect(seen.attributions["mail.eml"]).toBe("own");
    expect(seen.findings.filter(({ rule }) => rule === "registry-mention").map(({ level }) => level)).toEqual(
      ["note"],
    );
    expect(seen.exitCode).toBe(0);
  });

  it("are only mentioned where it is but an address", async () => {
    const seen = await look([
      ownProfile(),
      textEntry("note.txt", `Write to ${BEN.email} or +49 (170) 765-4321.\n`),
    ]);
    expect(seen.attributions["note.txt"]).toBe("unattributed");
    expect(rules(seen)).toContain("registry-mention");
  });

  it("are only mentioned in what people attached", async () => {
    const seen = await look([ownProfile(), textEntry("attachments/note.txt", `${BEN.account}\n`)]);
    expect(seen.attributions["attachments/note.txt"]).toBe("unattributed");
    expect(rules(seen)).toContain("registry-mention");
  });

  it("are nobody's as numbers alone, and are counted", async () => {
    const seen = await look([
      ownProfile(),
      textEntry("note.txt", "Order 104277, invoice 205388, total 99.\n"),
    ]);
    expect(seen.attributions["note.txt"]).toBe("unattributed");
    expect(rules(seen)).not.toContain("registry-mention");
    expect(seen.run.registry?.coincidences).toBe(2);
  });

  it("count as numbers beside a second identifier of the same customer, in the same row of a table", async () => {
    const table = (name: string, rows: readonly (readonly string[])[]): ZipEntry =>
      csvEntry(name, ["one", "other"], rows);
    const seen = await look([
      ownProfile(),
      table("same.csv", [
        ["104277", BEN.email],
        ["1", ""],
      ]),
      table("other.csv", [
        ["104277", ""],
        ["1", BEN.email],
      ]),
      table("else.csv", [["104277", CLARA.email]]),
    ]);
    expect(seen.attributions).toMatchObject({
      "same.csv": "stray",
      "other.csv": "unattributed",
      "else.csv": "unattributed",
    });
  });

  it("count across the lines of a text that is one record", async () => {
    const seen = await look([
      ownProfile(),
      textEntry("same.txt", `Customer 104277\nfrom ${BEN.email}\n`),
      textEntry("far.txt", `Customer 104277\n${"and so on\n".repeat(60)}from ${BEN.email}\n`),
      textEntry("else.txt", `Customer 104277\nfrom ${CLARA.email}\n`),
    ]);
    expect(seen.attributions).toMatchObject({
      "same.txt": "stray",
      "far.txt": "unattributed",
      "else.txt": "unattributed",
    });
  });

  it("count for nothing as two numbers of one customer where numbers of that length are crowded", async () => {
    const pair = (owner: number, account: string, household: string): Customer[] => [
      { owner, kind: "account", id: account },
      { owner, kind: "household", id: household },
    ];
    const crowd = Array.from({ length: 2000 }, (_, at) =>
      pair(at + 10, `${100_000 + at}`, `${500_000 + at}`),
    );
    const bytes = Buffer.from("\u0001\u0002 104277\u0000 504277\u0000 0000", "latin1");
    const blob = { path: "blob.bin", bytes };
    const few = await look([ownProfile(), blob], [...CUSTOMERS, ...pair(9, "104277", "504277")]);
    const many = await look(
      [ownProfile(), blob],
      [...CUSTOMERS.slice(0, 4), ...crowd.flat(), ...pair(9, "104277", "504277")],
    );
    expect(few.attributions["blob.bin"]).toBe("stray");
    expect(many.attributions["blob.bin"]).toBeNull();
    expect(many.exitCode).toBe(3);
  });

  it("are found in addresses that are percent-encoded", async () => {
    const url = `https://shop.example/?u=${encodeURIComponent(BEN.email)}&id=a%3D104277\n`;
    const seen = await look([ownProfile(), textEntry("log.txt", url)]);
    expect(seen.attributions["log.txt"]).toBe("stray");
  });

  it("make a row of a hidden sheet theirs, and keep a table open of which some rows name nobody", async () => {
    const hidden = {
      state: "hidden",
      rows: [
        ["a", "b"],
        ["104277", BEN.email],
      ],
    } as const;
    const book = writeXlsx({
      sheets: [
        { name: "Ours", rows: [["customerId"], [ANNA.account]] },
        { name: "Cache", ...hidden },
      ],
    });
    const rows = [
      [ANNA.account, "hello"],
      ["", `104277 ${BEN.email}`],
    ];
    const seen = await look([
      ownProfile(),
      { path: "book.xlsx", bytes: book },
      csvEntry("rows.csv", ["customerId", "text"], rows),
    ]);
    const found = seen.findings.filter(({ rule }) => rule.startsWith("registry-"));
    expect(found.map(({ rule, entry }) => [rule, entry])).toEqual([
      ["registry-identifier", "book.xlsx"],
      ["registry-named", "rows.csv"],
      ["registry-mention", "rows.csv"],
    ]);
    expect(found[1]?.message).toContain("some of its records name nobody");
    expect(seen.owners[0]?.registry?.customers).toEqual([{ number: 2, identifiers: 2 }]);
  });

  it("are found in the cells of a database, which stand there without anything between them", async () => {
    const bytes = databaseOf(
      `CREATE TABLE cache (k TEXT, a TEXT, n TEXT, m TEXT); INSERT INTO cache VALUES ('x', '104277', 'hello', '${BEN.email}')`,
    );
    const seen = await look([ownProfile(), { path: "cache.db", bytes: Buffer.from(bytes) }]);
    expect(seen.attributions["cache.db"]).toBe("stray");
    expect(seen.owners[0]?.registry?.customers).toEqual([{ number: 2, identifiers: 2 }]);
  });

  it("say of how many customers they are where several are mentioned", async () => {
    const note = `${BEN.email} and ${CLARA.email}`;
    const seen = await look([csvEntry("rows.csv", ["customerId", "text"], [[ANNA.account, note]])]);
    const mention = seen.findings.find(({ rule }) => rule === "registry-mention");
    expect(mention?.message).toContain("2 identifiers of registry owners #2, #3 are mentioned in it");
    expect(mention?.count).toBe(2);
    expect(seen.exitCode).toBe(0);
  });

  it("make a file theirs by its name, if nothing else says whose it is", async () => {
    const seen = await look([ownProfile(), textEntry(`notes/${BEN.account}.txt`, "Hello.\n")]);
    expect(seen.attributions["notes/A3…1V.txt"]).toBe("stray");
  });

  it("are found in text that a format unpacks and in JSON", async () => {
    const seen = await look([
      ownProfile(),
      jsonEntry("notes.json", { notes: `first\n${BEN.account} \u00e4` }),
    ]);
    expect(rules(seen)).toContain("registry-named");
  });

  it("make a recording of the subject claimed by two", async () => {
    const wav = wavWithTextInSound(1, `device ${BEN.device}`);
    const entries = [
      csvEntry("rows.csv", ["customerId", "audioFile"], [[ANNA.account, "a.wav"]]),
      { path: "a.wav", bytes: wav },
    ];
    const seen = await look(entries);
    expect(seen.attributions["a.wav"]).toBe("conflict");
  });

  it("are never the subject's own, nor parts of those", async () => {
    const parts = [...CUSTOMERS, { owner: 3, kind: "account", id: "793150" } as const];
    const subject = subjectYaml({ accounts: [ANNA.account, "AB-793150-X"] });
    const note = `AB-793150-X, ${CLARA.email}, ${ANNA.account}, ${ANNA.email}\n`;
    const seen = await look([ownProfile(), textEntry("note.txt", note)], parts, subject);
    expect(seen.findings.filter(({ rule }) => rule === "registry-mention")).toHaveLength(1);
    expect(seen.exitCode).toBe(3);
  });

  it("say nothing where a format reported them, in whatever role", async () => {
    const rows = [{ customerId: ANNA.account, email: BEN.email }];
    const seen = await look([jsonEntry("friends.json", rows)]);
    expect(rules(seen)).not.toContain("registry-mention");
  });
});
