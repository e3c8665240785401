import { readFileSync, rmSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, describe, expect, it, vi } from "vitest";
import { FIXTURE_CASES } from "../../fixtures/index.ts";
import { zipOfCase, type FixtureCase } from "../../fixtures/support/fixture-case.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { KINDS } from "../../src/model/kinds.ts";
import { DEFAULT_POLICY } from "../../src/model/policy.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { envelopeOf, receiptSchema, verifyReceipt } from "../../src/receipt/index.ts";
import { begin, keyPair, receiptFor, statementIn } from "../support/receipts.ts";
import { eventsOf, TODAY } from "../support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const folder = mkdtempSync(join(tmpdir(), "straycheck-schema-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const pair = keyPair("ed25519");
const subjectKey = Buffer.alloc(32, 7);

const schema = await receiptSchema();
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(schema);
const problems = (receipt: string): unknown => {
  validate(statementIn(receipt).predicate);
  return validate.errors;
};

/** The receipt of a clean fixture, and what verifying it says. */
async function receiptOf(fixture: FixtureCase): Promise<{ receipt: string; isVerified: boolean }> {
  const path = join(folder, "export.zip");
  writeFileSync(path, zipOfCase(fixture));
  const subject = parseSubject(fixture.subject, "subject.yaml", { mayBeEmpty: true });
  const policy =
    fixture.policy === undefined ? DEFAULT_POLICY : parsePolicy(fixture.policy, "policy.yaml", TODAY);
  const pending = await begin(path, pair, { subject, policy, subjectKey });
  for (const event of await eventsOf(fixture)) pending.see(event);
  await pending.confirm();
  const receipt = pending.seal() ?? "";
  const { isVerified } = await verifyReceipt(envelopeOf(receipt, "r.json"), pair.verifying, [path], {
    subject,
    request: subject.ref,
    subjectKey,
    policy,
    now: new Date(),
  });
  return { receipt, isVerified };
}

describe("the schema of receipts", () => {
  it("takes what receipts say, whatever was told and accepted", async () => {
    const made = await receiptFor(join(folder, "a.zip"), Buffer.from("PK"), pair);
    expect(problems(made)).toBeNull();
  });

  it("refuses what is no clean check, and what lacks a member", async () => {
    const { predicate } = statementIn(await receiptFor(join(folder, "a.zip"), Buffer.from("PK"), pair));
    for (const change of [
      { verdict: { ...predicate.verdict, outcome: "stray" } },
      { coverage: { ...predicate.coverage, records: { ...predicate.coverage.records, stray: 1 } } },
      { subject: { told: [], digest: { ...predicate.subject.digest, algorithm: "md5" } } },
      { checkedAt: undefined },
    ])
      expect(validate(JSON.parse(JSON.stringify({ ...predicate, ...change })))).toBe(false);
  });

  it("knows every kind of identifier", () => {
    const text = readFileSync("src/receipt/receipt.schema.json", "utf8");
    const { properties } = JSON.parse(text) as {
      properties: {
        subject: { properties: { told: { items: { properties: { kind: { enum: unknown } } } } } };
      };
    };
    expect(properties.subject.properties.told.items.properties.kind.enum).toEqual(KINDS);
  });
});

const clean = FIXTURE_CASES.filter(({ expect: wanted }) => wanted.exitCode === 0);

describe("the receipt of every clean fixture", () => {
  it.each(clean.map((fixture) => [fixture.name, fixture] as const))(
    "%s is as its schema says, and is verified",
    async (_, fixture) => {
      const { receipt, isVerified } = await receiptOf(fixture);
      expect(problems(receipt)).toBeNull();
      expect(isVerified).toBe(true);
    },
  );
});
