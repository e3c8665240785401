import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { acmeExport, JONAS } from "../../fixtures/acme.ts";
import { csvEntry } from "../../fixtures/support/text.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { addLayoutCommand } from "../../src/cli/commands/layout.ts";
import { check } from "../../src/engine/check.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { loadLayout } from "../../src/layouts/index.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { TODAY } from "../support/run-case.ts";
import { ran, type Ran } from "../support/command-line.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const folder = mkdtempSync(join(tmpdir(), "straycheck-layout-"));
const at = (name: string): string => join(folder, name);
const SUBJECTS = [
  "ref,bundle,account,email",
  "R-1,lena.zip,C-104233,lena.vogt@example.org",
  `R-2,jonas.zip,${JONAS.customer},${JONAS.email}`,
  "R-2,jonas-2.zip,,",
].join("\n");
/** What no layout can say: a letter, a logo, a picture that nothing names. */
const POLICY = [
  "accept:",
  ...["README.txt", "logo.png", "pictures/return-*.jpg"].map(
    (files) => `  - { files: "${files}", why: unattributed, max: 1, reason: looked at, until: 2027-02-20 }`,
  ),
].join("\n");

beforeAll(() => {
  writeFileSync(at("lena.zip"), writeZip(acmeExport()));
  writeFileSync(at("jonas.zip"), writeZip(acmeExport(undefined, JONAS)));
  writeFileSync(at("subjects.csv"), SUBJECTS);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function layout(...words: readonly string[]): Promise<Ran> {
  return ran(
    (program, done) => addLayoutCommand(program, new AbortController().signal, done),
    "layout",
    ...words,
  );
}

async function exitCodeOf(bundle: string, account: string, draft?: string): Promise<number | undefined> {
  const layouts = draft === undefined ? [] : [await loadLayout(draft, "draft.json")];
  const subject = parseSubject(`ref: R\naccounts: [${account}]\ndevices: []\n`, "subject.yaml", {});
  const policy = parsePolicy(POLICY, "policy.yaml", TODAY);
  const options = { bundles: [at(bundle)], subject, policy, layouts, today: TODAY };
  const events = await Array.fromAsync(check(options));
  return events.flatMap((event) => (event.type === "verdict" ? [event.verdict.exitCode] : []))[0];
}

describe("layout draft", () => {
  it("takes good exports of two people from 3 to 0, and says a stranger's", async () => {
    const words = ["draft", at("lena.zip"), at("jonas.zip"), "-s", at("subjects.csv"), "--name", "acme"];
    const { exitCode, out, told } = await layout(...words);
    expect(exitCode).toBe(0);
    expect(told).toContain("customer_no: owner, account");
    expect(told).toContain("messages[].ticket: thread");
    expect(told).toContain(
      "With this draft, jonas.zip: exit code 3 (unproven), left:\n  README.txt (unattributed)",
    );
    expect(out).not.toMatch(/104233|118902|lena|jonas|T-7/i);
    expect(told).not.toMatch(/104233|118902|lena\.vogt|jonas\.brandt/i);
    expect(await exitCodeOf("jonas.zip", JONAS.customer)).toBe(3);
    expect(await exitCodeOf("jonas.zip", JONAS.customer, out)).toBe(0);
    expect(await exitCodeOf("jonas.zip", "C-104233", out)).toBe(1);
    writeFileSync(at("acme.json"), out);
    const checked = await layout("check", at("acme.json"), at("lena.zip"), at("jonas.zip"));
    expect(checked).toMatchObject({ exitCode: 0 });
    expect(checked.out).toContain("Each part and field of it means something in the bundles.");
  }, 120_000);

  it("refuses bundles of one person, bundles that are nobody's, and bundles with nothing in them", async () => {
    const subjects = ["-s", at("subjects.csv")];
    await expect(layout("draft", at("lena.zip"), ...subjects)).rejects.toThrow(/two different people/);
    await expect(layout("draft", at("lena.zip"), at("other.zip"), ...subjects)).rejects.toThrow(
      /whose .*other\.zip is/,
    );
    for (const name of ["x.zip", "y.zip"])
      writeFileSync(at(name), writeZip([csvEntry("a.csv", ["n", "m"], [[1, 2]])]));
    writeFileSync(at("two.csv"), "bundle,account\nx.zip,C-1001\ny.zip,C-2002\n");
    const nothing = layout("draft", at("x.zip"), at("y.zip"), "-s", at("two.csv"), "-o", at("none.json"));
    await expect(nothing).rejects.toThrow(/nothing can be proposed/);
    expect(existsSync(at("none.json"))).toBe(false);
  }, 120_000);
});

describe("layout check", () => {
  const words = { source: "test", certainty: "documented" };
  const text = JSON.stringify({
    layout: "straycheck-layout/1",
    name: "acme",
    title: "ACME",
    parts: [
      {
        name: "orders",
        files: ["orders.csv"],
        fields: [
          { at: ["customer_no", "customerNo"], kind: "account", role: "owner", ...words },
          {
            at: "order_no",
            pattern: "^X-(?<who>.*)$",
            groups: { who: { kind: "account", role: "owner" } },
            ...words,
          },
        ],
      },
      { name: "tickets", files: ["tickets.json"], records: ["messages[]", "notes[]"] },
      { name: "clips", files: ["clips/**"], deviceMade: true },
    ],
  });

  it("says which parts and fields mean nothing in the bundles, and ends in 3", async () => {
    writeFileSync(at("mine.json"), text);
    const { exitCode, out } = await layout("check", at("mine.json"), at("lena.zip"));
    expect(exitCode).toBe(3);
    expect(out).toContain("parts[0].fields[0]  orders: customerNo: its files have no such field");
    expect(out).not.toContain("orders: customer_no:");
    expect(out).toContain(
      "parts[0].fields[1]  orders: order_no: the field is there, but its pattern takes none",
    );
    expect(out).toContain("parts[1].records[1]  tickets: notes[]: its files have no such list");
    expect(out).not.toContain("messages[]");
    expect(out).toContain("parts[2]  clips: no file of the bundles fits");
  }, 120_000);

  it("holds a layout to its schema and its examples", async () => {
    expect((await layout("check", at("mine.json"))).exitCode).toBe(0);
    writeFileSync(at("wrong.json"), text.replace('"role"', '"rolle"'));
    await expect(layout("check", at("wrong.json"))).rejects.toThrow(/unknown key "rolle"/);
  });
});

describe("layout list and show", () => {
  it("name every built-in layout, and print one as JSON", async () => {
    const { out } = await layout("list");
    for (const name of ["amazon-alexa", "standards", "generic"])
      expect(out).toMatch(new RegExp(`^${name} `, "m"));
    const shown: unknown = JSON.parse((await layout("show", "amazon-alexa")).out);
    expect(shown).toMatchObject({ layout: "straycheck-layout/1", name: "amazon-alexa" });
    await expect(layout("show", "nope")).rejects.toThrow(/no built-in layout "nope"/);
  });
});
