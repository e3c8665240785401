import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { inThreads } from "../../fixtures/support/threads-in-process.ts";
import { ownProfile } from "../../fixtures/support/own.ts";
import { ANNA, ANNA_BY_ACCOUNT, BEN, CLARA } from "../../fixtures/support/people.ts";
import { csvEntry } from "../../fixtures/support/text.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { addBatchCommand } from "../../src/cli/commands/batch.ts";
import { addCheckCommand } from "../../src/cli/commands/check.ts";
import { addRegistryCommand } from "../../src/cli/commands/registry.ts";
import { problemWith } from "../../src/json-schema/index.ts";
import schema from "../../src/reporters/report.schema.json" with { type: "json" };
import { ran, type Ran } from "../support/command-line.ts";
import { workplace } from "../support/command.ts";
import { keyPair } from "../support/receipts.ts";

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const place = workplace();
afterAll(() => place.remove());
const never = new AbortController().signal;
const run = (...words: readonly string[]): Promise<Ran> =>
  ran(
    (program, done) => {
      addCheckCommand(program, never, done);
      addBatchCommand(program, never, done);
      addRegistryCommand(program, never, done);
    },
    ...words,
  );

const key = place.path("registry.key");
const registry = place.path("customers.registry");
const subject = place.write("anna.yaml", ANNA_BY_ACCOUNT);
const WITH = ["--registry", registry, "--registry-key", key];

function bundle(name: string, entries: Parameters<typeof writeZip>[0]): string {
  const path = place.path(name);
  writeFileSync(path, writeZip(entries));
  return path;
}
const stray = bundle("stray.zip", [
  ownProfile(),
  csvEntry("rows.csv", ["customerId"], [[BEN.account], ["A9UNKNOWN0000X"]]),
  { path: "blob.bin", bytes: Buffer.from(`\u0001\u0002 ${CLARA.account} \u0003`, "latin1") },
]);
const clean = bundle("clean.zip", [
  ownProfile(),
  csvEntry("devices.csv", ["deviceSerialNumber"], [[ANNA.device]]),
]);

beforeAll(async () => {
  const table = place.write(
    "customers.csv",
    [
      "owner,account,email,device",
      `anna,${ANNA.account},${ANNA.email},${ANNA.device}`,
      `ben,${BEN.account},${BEN.email},${BEN.device}`,
      `clara,${CLARA.account},${CLARA.email},`,
      "",
    ].join("\n"),
  );
  await run("registry", "build", table, "--key", key, "--new-key", "-o", registry);
});

interface Report {
  readonly owners: readonly { readonly registry?: { readonly customers: readonly unknown[] } }[];
  readonly registry?: { readonly digest: string; readonly owners: number; readonly chance: number };
}
const parsed = ({ out }: Ran): Report => JSON.parse(out) as Report;

describe("check --registry", () => {
  it("says of each stranger whether they are a known customer, in the text of 80 columns", async () => {
    const { exitCode, out } = await run("check", stray, "-s", subject, ...WITH);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/known customer, registry owner #\d/);
    expect(out).toContain("unknown anywhere");
    expect(out).toMatch(/chance\s+hits\s+expected:\s\de-/);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("gives a report that its schema takes, without an identifier, and that other formats are made of", async () => {
    const json = await run("check", stray, "-s", subject, ...WITH, "-r", "json", "-q");
    expect(await problemWith(JSON.parse(json.out), schema)).toBeUndefined();
    expect(parsed(json).owners.map((owner) => owner.registry?.customers.length)).toEqual([1, 0, 1]);
    expect(parsed(json).registry).toMatchObject({ owners: 3 });
    const page = await run("check", stray, "-s", subject, ...WITH, "-r", "html", "-q");
    expect(page.out).toContain("known customer, registry owner #");
    for (const { account } of [BEN, CLARA]) {
      expect(json.out).not.toContain(account);
      expect(page.out).not.toContain(account);
    }
  });

  it("gives the same bytes with any number of worker threads", async () => {
    const words = ["check", stray, "-s", subject, ...WITH, "-r", "json", "-q"];
    const one = await run(...words);
    const two = await inThreads(() => run(...words, "--jobs", "2"));
    expect(two.out).toBe(one.out);
  });

  it("signs in a receipt which registry it was", async () => {
    const { privatePem } = keyPair("ed25519");
    const path = place.path("receipt.json");
    const signing = place.write("key.pem", privatePem);
    const { exitCode } = await run(
      "check",
      clean,
      "-s",
      subject,
      ...WITH,
      "-q",
      "--receipt",
      path,
      "--key",
      signing,
    );
    expect(exitCode).toBe(0);
    const report = await run("check", clean, "-s", subject, ...WITH, "-q", "-r", "json");
    const envelope = JSON.parse(readFileSync(path, "utf8")) as { dsseEnvelope: { payload: string } };
    const payload = Buffer.from(envelope.dsseEnvelope.payload, "base64").toString("utf8");
    expect(payload).toContain(`"registry":"${parsed(report).registry?.digest}"`);
  });

  it("serves a batch", async () => {
    const requests = place.write("requests.csv", `ref,bundle,account\nR-1,clean.zip,${ANNA.account}\n`);
    expect((await run("batch", requests, ...WITH, "-q", "--no-progress")).exitCode).toBe(0);
    expect((await run("batch", requests, "-q", "--no-progress")).exitCode).toBe(3);
  });

  it("cannot run without its key, with another one, or on what is no registry", async () => {
    const other = place.write("other.key", "0123456789abcdefghijklmnop");
    const words = ["check", clean, "-s", subject, "-q"];
    await expect(run(...words, "--registry", registry)).rejects.toThrow("needs the key");
    await expect(run(...words, "--registry-key", key)).rejects.toThrow("--registry <file>");
    await expect(run(...words, "--registry", registry, "--registry-key", other)).rejects.toThrow(
      "another key",
    );
    await expect(run(...words, "--registry", clean, "--registry-key", key)).rejects.toThrow("no registry");
  });

  it("ends when the registry turns out to be damaged where it is asked, and is not taken for the bundle's fault", async () => {
    const bytes = readFileSync(registry);
    for (let at = 4096; at < bytes.length; at += 1) bytes[at] = (bytes[at] ?? 0) ^ 0x5a;
    const damaged = place.path("damaged.registry");
    writeFileSync(damaged, bytes);
    const words = ["check", stray, "-s", subject, "--registry", damaged, "--registry-key", key, "-q"];
    await expect(run(...words)).rejects.toThrow(/damaged/);
  });
});
