import { describe, expect, it, vi } from "vitest";
import { mailboxText, mailText, type FixtureMail } from "../../fixtures/support/mail.ts";
import { ownProfile } from "../../fixtures/support/own.ts";
import { ANNA, BEN, CLARA, subjectYaml } from "../../fixtures/support/people.ts";
import { csvEntry, textEntry } from "../../fixtures/support/text.ts";
import { shortWav } from "../../fixtures/support/wav.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { checked, reported } from "../support/checked.ts";
import { TODAY } from "../support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const SUBJECT = subjectYaml({ accounts: [ANNA.account], emails: [ANNA.email] });
const THREAD = "1597012345678901234";
const BOUNDARY = "b7";

interface Attached {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly encoding?: "base64" | "8bit";
}

function withFiles(mail: Omit<FixtureMail, "body" | "fields">, files: readonly Attached[]): FixtureMail {
  const parts = files.flatMap(({ name, bytes, encoding = "base64" }) => [
    `--${BOUNDARY}`,
    "Content-Type: application/octet-stream",
    `Content-Disposition: attachment; filename="${name}"`,
    `Content-Transfer-Encoding: ${encoding}`,
    "",
    encoding === "base64"
      ? Buffer.from(bytes).toString("base64").replace(/.{76}/g, "$&\r\n")
      : Buffer.from(bytes).toString("latin1"),
  ]);
  return {
    ...mail,
    fields: [`Content-Type: multipart/mixed; boundary=${BOUNDARY}`],
    body: [`--${BOUNDARY}`, "Content-Type: text/plain", "", "see below", ...parts, `--${BOUNDARY}--`],
  };
}

const TO_ANNA = { deliveredTo: ANNA.email, from: ANNA.email, to: ANNA.email, thread: THREAD };
const TO_BEN = { deliveredTo: BEN.email, from: BEN.email, to: BEN.email, thread: THREAD };
const WAV = { name: "a.wav", bytes: shortWav(3) };

const sumOf = (tally: Readonly<Record<string, number>>): number =>
  ["own", "stray", "conflict", "context", "unattributed"].reduce((sum, key) => sum + (tally[key] ?? 0), 0);

/** Attributions of what lies in `mail.eml`, by name. */
async function inMail(
  mail: FixtureMail,
  options: Parameters<typeof checked>[2] = {},
): Promise<
  Awaited<ReturnType<typeof checked>> & { readonly within: Readonly<Record<string, string | null>> }
> {
  const result = await checked(SUBJECT, [ownProfile(), textEntry("mail.eml", mailText(mail))], options);
  const within = Object.fromEntries(
    Object.entries(result.attributions).flatMap(([path, attribution]) => {
      const [, name] = path.split("mail.eml!/attachments/");
      return name === undefined ? [] : [[name, attribution]];
    }),
  );
  return { ...result, within };
}

describe("files within files", () => {
  it("belong to whom the mail belongs that they lie in", async () => {
    const own = await inMail(withFiles(TO_ANNA, [WAV]));
    expect(own.within).toEqual({ "a.wav": "own" });
    expect(own.totals.recordings).toMatchObject({ total: 1, own: 1 });
    const strangers = await inMail(withFiles(TO_BEN, [WAV]));
    expect(strangers.within).toEqual({ "a.wav": "stray" });
    const chat = await inMail(withFiles({ from: ANNA.email, to: BEN.email, thread: THREAD }, [WAV]));
    expect(chat.within).toEqual({ "a.wav": "context" });
    const nobodys = await inMail(
      withFiles({ from: "a@shop.example", to: "b@shop.example", thread: "1" }, [WAV]),
    );
    expect(nobodys.exitCode).not.toBe(0);
    expect(nobodys.within["a.wav"]).not.toBe("own");
  });

  it("say themselves whose they are, which the mail around them does not hide", async () => {
    const ben = csvEntry("x.csv", ["Kundennummer"], [[BEN.account], [ANNA.account]]);
    const json = Buffer.from(
      JSON.stringify({ a: 1, alexa: `${BEN.account}#1526400000000#A3S5BH2HU6VAYF#${BEN.device}` }),
    );
    const { within, totals } = await inMail(
      withFiles(TO_ANNA, [
        { name: "x.csv", bytes: ben.bytes },
        { name: "y.json", bytes: json },
      ]),
    );
    expect(within["y.json"]).toBe("conflict");
    // What people send one another carries the numbers of other companies.
    expect(within["x.csv"]).toBe("own");
    expect(sumOf({ ...totals.records })).toBe(totals.records.total);
  });

  it("lie in the mail of a mailbox that holds them, and in no other", async () => {
    const box = mailboxText([withFiles(TO_ANNA, [WAV]), withFiles(TO_BEN, [{ ...WAV, name: "b.wav" }])]);
    const { attributions } = await checked(SUBJECT, [ownProfile(), textEntry("all.mbox", box)]);
    expect(attributions).toMatchObject({
      "all.mbox!/attachments/a.wav": "own",
      "all.mbox!/attachments/b.wav": "stray",
    });
  });

  it("may lie in one another, as deep as archives may", async () => {
    let mail = withFiles(TO_ANNA, [WAV]);
    for (let depth = 0; depth < 4; depth += 1)
      mail = withFiles(TO_ANNA, [{ name: `${depth}.eml`, bytes: Buffer.from(mailText(mail)) }]);
    const deep = await inMail(mail);
    expect(Object.keys(deep.within).filter((path) => path.endsWith("a.wav"))).toHaveLength(1);
    const flat = await inMail(mail, { limits: { maxNesting: 2 } });
    expect(flat.exitCode).toBe(3);
    expect(Object.values(flat.entries).filter(({ reason }) => reason === "over-limit")).toHaveLength(1);
  });

  it("that are archives hold entries that inherit nothing", async () => {
    const zip = writeZip([{ path: "a.wav", bytes: shortWav(3) }, ownProfile()]);
    const { attributions } = await inMail(withFiles(TO_ANNA, [{ name: "a.zip", bytes: zip }]));
    expect(attributions).toMatchObject({
      "mail.eml!/attachments/a.zip!/a.wav": "unattributed",
      "mail.eml!/attachments/a.zip!/profile.json": "own",
    });
  });

  it("are searched once for strangers, however they are written there", async () => {
    const bytes = Buffer.from(`\u0001 to ${BEN.account} \u0002`, "latin1");
    const files = [
      { name: "a.bin", bytes, encoding: "8bit" as const },
      { name: "b.bin", bytes },
    ];
    const mail = textEntry("mail.eml", mailText(withFiles(TO_ANNA, files)));
    const rows = csvEntry("rows.csv", ["customerId"], [[BEN.account]]);
    const { attributions, totals } = await checked(SUBJECT, [ownProfile(), mail, rows]);
    expect(attributions).toMatchObject({
      "mail.eml": "own",
      "mail.eml!/attachments/a.bin": "stray",
      "mail.eml!/attachments/b.bin": "stray",
    });
    expect(totals.records).toMatchObject({ stray: 3, conflict: 0 });
    expect(sumOf({ ...totals.records })).toBe(totals.records.total);
  });

  it("have names that lead nowhere and are only shown", async () => {
    const names = [
      "../../etc/passwd",
      "",
      "a\u0007\u001b[31m.txt",
      `${"x".repeat(100_000)}.txt`,
      "C:\\a.txt",
    ];
    const files = names.map((name) => ({ name, bytes: Buffer.from("hello") }));
    const { entries, exitCode } = await inMail(withFiles(TO_ANNA, files));
    const paths = Object.keys(entries).filter((path) => path.includes("!/"));
    expect(paths).toHaveLength(names.length);
    expect(Math.max(...paths.map((path) => path.length))).toBeLessThan(1_100);
    expect(exitCode).toBe(0);
  });

  it("have strangers masked in their names", async () => {
    const files = [{ name: `letter-to-${CLARA.email}.txt`, bytes: Buffer.from("hello") }];
    const report = await reported(SUBJECT, [
      textEntry("mail.eml", mailText(withFiles({ ...TO_ANNA, from: CLARA.email }, files))),
    ]);
    expect(report).toContain("mail.eml!/attachments/");
    expect(report).not.toContain(CLARA.email);
  });

  it("can be accepted by the policy where they could not be read", async () => {
    const files = [{ name: "drawing.cad", bytes: Buffer.from([1, 2, 3, 250, 251, 0, 4, 5]) }];
    const before = await inMail(withFiles(TO_ANNA, files));
    expect(before.entries["mail.eml!/attachments/drawing.cad"]?.reason).toBe("unknown-format");
    const text =
      'accept: [{ files: "mail.eml!/attachments/*.cad", why: "not-inspected:unknown-format", max: 1, reason: "a drawing", until: 2027-03-01, by: "Ina" }]';
    const after = await inMail(withFiles(TO_ANNA, files), {
      policy: parsePolicy(text, "policy.yaml", TODAY),
    });
    expect([before.exitCode, after.exitCode]).toEqual([3, 0]);
  });

  it("are over a limit when they are too many or too large to be kept, and the rest is read", async () => {
    const photo = Buffer.alloc(400, "photo ").toString("base64");
    const pages = [1, 2, 3].map((page) =>
      textEntry(`${page}.yaml`, `customerId: ${ANNA.account}\nphoto: !!binary ${photo}\n`),
    );
    const { entries, exitCode } = await checked(SUBJECT, [ownProfile(), ...pages], {
      limits: { maxEmbeddedBytes: 900 },
    });
    const kept = Object.values(entries).filter(({ path }) => path.includes("!/"));
    expect(kept.map(({ reason }) => reason === "over-limit")).toEqual([false, false, true]);
    expect(exitCode).not.toBe(0);
    const many = await inMail(withFiles(TO_ANNA, [WAV, WAV, WAV]), { limits: { maxEntries: 4 } });
    expect(many.entries["mail.eml"]?.reason).toBe("over-limit");
    expect(many.exitCode).toBe(3);
  });

  it("have the same report whatever the number of workers", async () => {
    const files = [
      WAV,
      { name: "a.zip", bytes: writeZip([ownProfile()]) },
      { name: "", bytes: Buffer.from("x") },
    ];
    const box = mailboxText(
      Array.from({ length: 40 }, (_, at) => withFiles(at % 3 === 0 ? TO_BEN : TO_ANNA, files)),
    );
    const entries = [ownProfile(), textEntry("1.mbox", box), textEntry("2.mbox", box)];
    expect(await reported(SUBJECT, entries, { jobs: 3 })).toBe(await reported(SUBJECT, entries, { jobs: 1 }));
  });
});
