import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { corrected } from "../../fixtures/cases/corrected.ts";
import { oneStrayRow } from "../../fixtures/cases/one-stray-row.ts";
import { unclaimedBytes } from "../../fixtures/cases/unclaimed-bytes.ts";
import { addCheckCommand } from "../../src/cli/commands/check.ts";
import { addVerifyCommand } from "../../src/cli/commands/verify.ts";
import { ReceiptFile } from "../../src/cli/receipt-file.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { DEFAULT_POLICY } from "../../src/model/policy.ts";
import type { ReportEvent } from "../../src/model/report.ts";
import { ran, type Ran } from "../support/command-line.ts";
import { workplace } from "../support/command.ts";
import { bundleIn, eventsAbout, keyPair } from "../support/receipts.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const place = workplace();
afterAll(() => place.remove());
const [zip, , subject] = place.fixture(corrected);
const ed = keyPair("ed25519");
const other = keyPair("p256");
const key = place.write("key.pem", ed.privatePem);
const pub = place.write("pub.pem", ed.publicPem);
const otherPub = place.write("other.pem", other.publicPem);
const receipt = place.path("receipt.json");

const run = (...words: readonly string[]): Promise<Ran> =>
  ran(
    (program, done) => {
      addCheckCommand(program, new AbortController().signal, done);
      addVerifyCommand(program, new AbortController().signal, done);
    },
    ...words,
  );
const check = (...words: readonly string[]): Promise<Ran> => run("check", "-q", ...words);
const verify = (...words: readonly string[]): Promise<Ran> =>
  run("verify", zip, "--receipt", receipt, "--key", pub, ...words);

beforeAll(async () => {
  expect((await check(zip, "-s", subject, "--receipt", receipt, "--key", key)).exitCode).toBe(0);
});

describe("check --receipt", () => {
  it("writes no receipt unless the verdict is clean, and says so", async () => {
    for (const [fixture, code] of [
      [oneStrayRow, 1],
      [unclaimedBytes, 3],
    ] as const) {
      const path = place.path(`${fixture.name}.json`);
      const { exitCode, told } = await check(...place.fixture(fixture), "--receipt", path, "--key", key);
      expect(exitCode).toBe(code);
      expect(told).toBe("straycheck: there is no receipt: the verdict is not clean\n");
      expect(existsSync(path)).toBe(false);
    }
    expect(readdirSync(place.folder).filter((name) => name.includes("partial"))).toEqual([]);
  });

  it("never writes over a file: an earlier receipt would stand for this check", async () => {
    const before = readFileSync(receipt, "utf8");
    const [stray, , strayed] = place.fixture(oneStrayRow);
    await expect(check(stray, "-s", strayed, "--receipt", receipt, "--key", key)).rejects.toThrow(
      /receipt\.json: the file exists already; a receipt is never written over/,
    );
    await expect(check(zip, "-s", subject, "--receipt", key, "--key", key)).rejects.toThrow(/exists already/);
    expect(readFileSync(receipt, "utf8")).toBe(before);
  });

  it("is refused before the check when it cannot be made", async () => {
    const path = place.path("new.json");
    const wanted = [zip, "-s", subject, "--receipt", path];
    mkdirSync(place.path("unpacked"));
    for (const [words, problem] of [
      [[zip, "-s", subject, "--key", key], /are for a receipt: --receipt <file>/],
      [wanted, /--receipt needs the private key/],
      [[...wanted, "--key", pub], /pub\.pem holds a public key/],
      [[...wanted, "--key", place.path("nowhere.pem")], /nowhere\.pem: there is no such file/],
      [[...wanted, "--key", zip], /16 KiB: no key/],
      [[place.path("unpacked"), "-s", subject, "--receipt", path, "--key", key], /is a folder: a receipt/],
      [[zip, "-s", subject, "--receipt", "-", "--key", key], /takes the path of a new file/],
      [[...wanted, "--key", key, "-r", `json=${path}`], /two reports go there/],
      [
        [zip, "-s", subject, "--receipt", place.path("no/such/r.json"), "--key", key],
        /folder does not exist/,
      ],
      [[...wanted, "--key", key, "--subject-key", place.write("short", "abc")], /needs at least 16 random/],
    ] as const)
      await expect(check(...words), words.join(" ")).rejects.toThrow(problem);
    expect(existsSync(path)).toBe(false);
  });

  it("is signed with an encrypted key, whose password stands in a file", async () => {
    const { privateKey } = (await import("node:crypto")).generateKeyPairSync("ed25519");
    const pem = privateKey.export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "pass word",
    });
    const locked = [
      zip,
      "-s",
      subject,
      "--key",
      place.write("locked.pem", pem),
      "--receipt",
      place.path("l.json"),
    ];
    await expect(check(...locked)).rejects.toThrow(/is encrypted/);
    await expect(check(...locked, "--key-password-file", place.write("two", "a\nb\n"))).rejects.toThrow(
      /holds 2 lines; a key has one password/,
    );
    expect((await check(...locked, "--key-password-file", place.write("one", "pass word\n"))).exitCode).toBe(
      0,
    );
    expect(existsSync(place.path("l.json"))).toBe(true);
  });
});

describe("verify", () => {
  it("says for each step that it holds, and ends in 0", async () => {
    const { exitCode, out } = await verify("-s", subject, "--max-age", "24h");
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^VERIFIED {3}corrected\.zip: these bytes were checked and clean, for this person\.\n/,
    );
    const steps = [...out.matchAll(/^ {2}(\S+) +(ok|-|FAILED) /gm)].map(
      ([, name, mark]) => `${name} ${mark}`,
    );
    expect(steps).toEqual([
      "key ok",
      "signature ok",
      "payload-type ok",
      "digest ok",
      "verdict ok",
      "policy -",
      "subject ok",
      "age ok",
    ]);
    expect(out).toMatch(/\nexit code 0 \(verified\)\n$/);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("says the first step that failed, and ends in 1", async () => {
    const [stray] = place.fixture(oneStrayRow);
    const asked = ["--receipt", receipt, "-s", subject];
    for (const [words, step] of [
      [["verify", zip, ...asked, "--key", otherPub], "signature"],
      [["verify", stray, ...asked, "--key", pub], "digest"],
      [
        ["verify", zip, ...asked, "--key", pub, "--policy", place.write("p.yaml", "counterparties: block\n")],
        "policy",
      ],
      [["verify", zip, "--receipt", receipt, "--key", pub, "--account", "A3ZK8W2P6R4N1V"], "subject"],
      [["verify", zip, "--receipt", receipt, "--key", pub, "--any-subject", "--ref", "DSAR-9"], "subject"],
    ] as const) {
      const { exitCode, out } = await run(...words);
      expect(exitCode).toBe(1);
      expect(out).toContain(`exit code 1 (not verified: ${step})`);
      expect(out).toMatch(new RegExp(`^ {2}${step} +FAILED `, "m"));
    }
  });

  it("says that nobody was compared, when that was asked for", async () => {
    const { exitCode, out } = await verify("--any-subject");
    expect(exitCode).toBe(0);
    expect(out).toContain("checked and clean; for whom, was not asked.");
    expect(out).toMatch(/^ {2}subject +- +any \(--any-subject\): not compared$/m);
  });

  it("says the same in JSON, or nothing", async () => {
    expect(JSON.parse((await verify("--account", "A3ZK8W2P6R4N1V", "--json")).out)).toMatchObject({
      schema: "straycheck-verification/1",
      verified: false,
      exitCode: 1,
      failed: "subject",
      archives: [{ name: "corrected.zip", sha256: expect.any(String) }],
      receipt: { request: "DSAR-2018-0417" },
    });
    expect(await verify("-s", subject, "-q")).toMatchObject({ exitCode: 0, out: "" });
  });

  it("notes what is released, and refuses it to somebody else", async () => {
    const ledger = place.write("ledger.jsonl", "");
    const { exitCode, out } = await verify("-s", subject, "--released", ledger);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^ {2}released +ok +to nobody else; noted in/m);
    expect(JSON.parse(readFileSync(ledger, "utf8"))).toMatchObject({ ref: "DSAR-2018-0417" });
    const second = place.path("second.json");
    await check(zip, "-s", subject, "--ref", "DSAR-2", "--receipt", second, "--key", key);
    const words = ["verify", zip, "--receipt", second, "--key", pub, "-s", subject, "--ref", "DSAR-2"];
    const refused = await run(...words, "--released", ledger);
    expect(refused.exitCode).toBe(1);
    expect(refused.out).toMatch(/^ {2}released +FAILED .*released already, for/m);
    // What fails before is not released.
    const fresh = place.write("fresh.jsonl", "");
    await verify("--account", "A3ZK8W2P6R4N1V", "--released", fresh);
    expect(readFileSync(fresh, "utf8")).toBe("");
  });

  it("does not run on what it cannot use", async () => {
    const asked = ["-s", subject];
    for (const [words, problem] of [
      [["verify", zip, "--key", pub, "--receipt", zip, ...asked], /this is a ZIP/],
      [["verify", zip, "--key", pub, "--receipt", subject, ...asked], /is no receipt: it is not JSON/],
      [
        ["verify", zip, "--key", pub, "--receipt", place.write("big", "x".repeat(1_100_000)), ...asked],
        /1 MiB/,
      ],
      [["verify", zip, "--key", key, "--receipt", receipt, ...asked], /key\.pem holds a private key/],
      [["verify", place.folder, "--key", pub, "--receipt", receipt, ...asked], /is a folder/],
      [["verify", zip, "--key", pub, "--receipt", receipt], /whom the archive is released to/],
      [
        ["verify", zip, "--key", pub, "--receipt", receipt, ...asked, "--any-subject"],
        /contradicts the subject/,
      ],
      [["verify", zip, "--key", pub, "--receipt", receipt, ...asked, "--max-age", "24"], /24h, 90m or 7d/],
      [["verify", zip, "--key", pub, "--receipt", receipt, ...asked, "--max-age", "0h"], /24h, 90m or 7d/],
      [["verify", zip, "--key", pub, "--receipt", "-", "-s", "-"], /cannot both be read from standard input/],
      [
        ["verify", zip, "--key", pub, "--receipt", receipt, ...asked, "--released", place.path("no")],
        /no such ledger/,
      ],
    ] as const)
      await expect(run(...words), words.join(" ")).rejects.toThrow(problem);
  });

  it("prints what a receipt or a name says without letting it steer the terminal", async () => {
    const bundle = bundleIn(readFileSync(receipt, "utf8"));
    bundle.verificationMaterial.publicKey.hint = "\u001b[31m::error::";
    const path = place.write("hint\u001b[2J.json", JSON.stringify(bundle));
    const { exitCode, out } = await run("verify", zip, "--receipt", path, "--key", otherPub, "-s", subject);
    expect(exitCode).toBe(1);
    expect(out).not.toContain("\u001b");
    expect(out).not.toContain("::error");
  });
});

describe("a file that changes while it is checked", () => {
  it("gets no receipt, and no report says that it is clean", async () => {
    const path = place.path("changing.zip");
    const bytes = readFileSync(zip);
    writeFileSync(path, bytes);
    const target = place.path("changing.json");
    const file = await ReceiptFile.open(
      { path: target, key: ed.signing, subjectKey: Buffer.alloc(32) },
      [path],
      {
        bundles: [path],
        subject: parseSubject(corrected.subject, "s.yaml", {}),
        policy: DEFAULT_POLICY,
        passwords: false,
        deletedItems: 0,
        signal: new AbortController().signal,
      },
    );
    const seen: string[] = [];
    const reports = async (): Promise<void> => {
      for await (const event of file.watched(meanwhile(eventsAbout(bytes), path))) seen.push(event.type);
    };
    await expect(reports()).rejects.toThrow(/changing\.zip was changed while it was checked/);
    file.abandon();
    expect(seen).toEqual([]);
    expect(existsSync(target)).toBe(false);
  });
});

/** The events of a check, during which somebody adds a byte to the archive. */
async function* meanwhile(events: readonly ReportEvent[], path: string): AsyncGenerator<ReportEvent> {
  await Promise.resolve(appendFileSync(path, "!"));
  yield* events;
}
