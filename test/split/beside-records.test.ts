import { describe, expect, it, vi } from "vitest";
import { splitOf, written } from "../support/split.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const MINE = "C-104233";
const OTHER = "C-998877";
const SUBJECT = `ref: T-1\naccounts: [${MINE}]\nemails: [anna@example.org]\n`;
const WHY = "somebody else stands in it outside of its records";

async function splitWith(path: string, text: string, subject = SUBJECT, mine = MINE) {
  const profile = { path: "profile.json", bytes: Buffer.from(JSON.stringify({ customerId: mine })) };
  return written(await splitOf(subject, [profile, { path, bytes: Buffer.from(text) }]));
}

describe("what goes with records that are kept and is no record", () => {
  const rows = `customerId,text\n${MINE},a\n${OTHER},b\n`;
  const list = `[{"customerId":"${MINE}"},{"customerId":"${OTHER}"}]`;
  it.each([
    ["a line above a table", "a.csv", `Export for ${OTHER}\n${rows}`],
    ["a comment", "a.csv", `# ${OTHER}\n${rows}`],
    ["a line below it", "a.csv", `${rows}\nAlso sent to ${OTHER}\n`],
    ["a header", "a.csv", `customerId,date,text of ${OTHER}\n${MINE},2020-01-01,a\n${OTHER},2020-01-01,b\n`],
    ["a field beside a list", "a.json", `{"note":"made for ${OTHER}","items":${list}}`],
    ["a key", "a.json", `{"of ${OTHER}":${list}}`],
    ["an escape", "a.json", `{"note":"\\u0043-998877","items":${list}}`],
  ])("keeps a file whole that names a stranger in %s", async (_, path, text) => {
    const { manifest, own, held } = await splitWith(path, text);
    expect([...own.keys()]).toEqual(["profile.json"]);
    expect(held.get(path)?.toString()).toBe(text);
    expect(manifest.entries.find((entry) => entry.path === path)?.whole).toBe(WHY);
  });

  it("may name the subject", async () => {
    const { own } = await splitWith("a.csv", `Export for anna@example.org and ${MINE}\n${rows}`);
    expect(own.get("a.csv")?.toString()).toBe(
      `Export for anna@example.org and ${MINE}\ncustomerId,text\n${MINE},a\n`,
    );
  });

  it("goes with the stranger where it is the key of what is held", async () => {
    const { own } = await splitWith("a.json", `{"byCustomer":{"${MINE}":{"a":1},"${OTHER}":{"a":2}}}`);
    expect(own.get("a.json")?.toString()).toBe(`{"byCustomer":{"${MINE}":{"a":1}}}`);
  });

  it("is searched for short numbers of customers, too", async () => {
    const text = "Export for 48999\ncustomerId,text\n48213,a\n48999,b\n";
    const { own } = await splitWith("a.csv", text, "ref: T-2\naccounts: ['48213']\n", "48213");
    expect([...own.keys()]).toEqual(["profile.json"]);
  });
});

describe("the name of an entry", () => {
  it("is held where it names somebody whose records are", async () => {
    const stray = { path: "a.csv", bytes: Buffer.from(`email,customerId\nbob@example.net,${OTHER}\n`) };
    const files = ["bob@example.net/x.json", "bob%40example.net.json", "x.json"];
    const { own, manifest } = written(
      await splitOf(SUBJECT, [
        stray,
        ...files.map((path) => ({ path, bytes: Buffer.from(JSON.stringify({ customerId: MINE })) })),
      ]),
    );
    expect([...own.keys()]).toEqual(["x.json"]);
    expect(manifest.entries.map(({ why }) => why)).toEqual(["stray", "foreign-name", "foreign-name", "own"]);
  });
});
