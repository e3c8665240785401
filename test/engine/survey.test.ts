import { describe, expect, test, vi } from "vitest";
import { alexa2018Small } from "../../fixtures/cases/alexa-2018-small.ts";
import { ANNA, ANNA_BY_ACCOUNT, BEN, CLARA } from "../../fixtures/support/people.ts";
import { csvEntry, jsonEntry, textEntry } from "../../fixtures/support/text.ts";
import { shortWav } from "../../fixtures/support/wav.ts";
import { type Survey } from "../../src/engine/survey.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { TODAY } from "../support/run-case.ts";
import { personIn, surveyed, surveyOf } from "../support/surveyed.ts";

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

/** Handles, by an identifier that they have. */
function handleOf({ raw }: Survey, key: string): string | undefined {
  return [...raw].find(([, identifiers]) => identifiers.some((one) => one.key === key))?.[0];
}

function kindsOf(found: Survey, id: string): Record<string, number> {
  return Object.fromEntries(
    personIn(found, id).kinds.map(({ kind, records, recordings }) => [kind, records + recordings]),
  );
}

describe("the case of 2018", () => {
  test("without a subject there are two people, and nobody is the requester", async () => {
    const found = await surveyOf(alexa2018Small, false);
    expect(found.people.requester).toBeNull();
    expect(found.people.count).toEqual({ atLeast: 2, atMost: 2, why: [] });
    expect(found.people.people.map(({ id, recordings }) => [id, recordings])).toEqual([
      ["stranger-1", 0],
      ["stranger-2", 12],
    ]);
    const victim = personIn(found, "stranger-2");
    expect([victim.records, victim.untimed, victim.from]).toEqual([12, 0, "2018-05-01T04:20:31Z"]);
    expect(victim.seconds).toBeGreaterThan(10);
    for (const stands of [...victim.identifiers, ...victim.tiedBy])
      expect(stands).toMatchObject({ records: 12, recordings: 12 });
    expect(kindsOf(found, "stranger-2")).toMatchObject({ voice: 12, transcripts: 12 });
    expect(found.entries.every(({ attribution }) => attribution === null)).toBe(true);
  });

  test("with one the requester is told apart, and there is one other person", async () => {
    const found = await surveyOf(alexa2018Small, true);
    expect(found.people.count).toEqual({ atLeast: 1, atMost: 1, why: [] });
    expect(found.people.people.map(({ id }) => id)).toEqual(["requester", "stranger-1"]);
    expect(found.people.requester?.ref).toBe("DSAR-2018-0417");
    expect(found.mechanisms[0]?.id).toBe("M1");
    expect(found.shares.get("stranger-1")).toHaveLength(13);
  });
});

describe("who is one", () => {
  test("accounts, addresses and devices of one record are one person, tied by that record", async () => {
    const found = await surveyed([
      csvEntry(
        "customers.csv",
        ["customerId", "email", "serialNumber"],
        [
          [BEN.account, BEN.email, BEN.device],
          [CLARA.account, CLARA.email, ""],
        ],
      ),
      csvEntry("calls.csv", ["customerId", "text"], [[BEN.account, "x"]]),
    ]);
    expect(found.people.count).toEqual({ atLeast: 2, atMost: 2, why: [] });
    const ben = handleOf(found, BEN.account);
    expect([handleOf(found, BEN.email), handleOf(found, BEN.device)]).toEqual([ben, ben]);
    expect(personIn(found, ben ?? "").records).toBe(2);
    expect(personIn(found, ben ?? "").tiedBy[0]).toMatchObject({ records: 1, place: "customers.csv, row 2" });
  });

  test("a device and a household that two share are ties, and never make them one", async () => {
    const rows = [BEN, CLARA, BEN].map(({ account }) => [account, BEN.device, BEN.household]);
    const found = await surveyed([
      csvEntry("calls.csv", ["customerId", "serialNumber", "householdId"], rows),
    ]);
    expect(found.people.count).toEqual({ atLeast: 2, atMost: 2, why: [] });
    expect(found.people.ties.map(({ kind, people, records }) => [kind, people, records])).toEqual([
      ["household", ["stranger-1", "stranger-2"], 3],
      ["device", ["stranger-1", "stranger-2"], 3],
    ]);
  });

  test("what names only a shared device is nobody's alone", async () => {
    const found = await surveyed([
      csvEntry(
        "calls.csv",
        ["customerId", "serialNumber"],
        [
          [BEN.account, BEN.device],
          [CLARA.account, BEN.device],
        ],
      ),
      csvEntry("states.csv", ["serialNumber", "state"], [[BEN.device, "on"]]),
    ]);
    expect(found.people.unnamed.records).toBe(1);
    expect(found.people.count).toMatchObject({ atLeast: 2, atMost: null });
  });

  test("a device without an account is a further person or none", async () => {
    const found = await surveyed([
      csvEntry("calls.csv", ["customerId", "text"], [[BEN.account, "x"]]),
      csvEntry(
        "states.csv",
        ["serialNumber", "state"],
        [
          [CLARA_DEVICE, "on"],
          [OTHER_DEVICE, "on"],
        ],
      ),
    ]);
    expect(found.people.count).toMatchObject({ atLeast: 1, atMost: 3 });
    expect(found.people.count.why[0]).toContain("2 devices stand without an account");
  });

  test("the address of a shop beside all its customers makes them no single person", async () => {
    const accounts = ["C-104201", "C-104202", "C-104203", "C-104204", "C-104205"];
    const found = await surveyed([
      csvEntry(
        "orders.csv",
        ["customerId", "email"],
        accounts.map((account) => [account, "help@shop.example"]),
      ),
    ]);
    expect(found.people.count).toEqual({ atLeast: 5, atMost: 5, why: [] });
    expect(found.people.ties.map(({ kind, people }) => [kind, people.length])).toEqual([["email", 5]]);
  });

  test("a record that is a list of accounts names all of them, and counts for the first", async () => {
    const accounts = ["C-104201", "C-104202", "C-104203", "C-104204", "C-104205"];
    const found = await surveyed([jsonEntry("all.json", { customerId: accounts, text: accounts })]);
    expect(found.people.count).toEqual({ atLeast: 5, atMost: 5, why: [] });
    expect(found.people.people.map(({ records, takesPart }) => [records, takesPart])).toEqual([
      [1, 0],
      ...accounts.slice(1).map(() => [0, 1]),
    ]);
  });

  test("a wrapper and a row in it that name two accounts are two people, and the row is whom it names", async () => {
    const calls = [{ customerId: CLARA.account, text: "x" }, { text: "y" }];
    const found = await surveyed([jsonEntry("a.json", { customerId: BEN.account, calls })]);
    expect(found.people.count).toEqual({ atLeast: 2, atMost: 2, why: [] });
    const ben = personIn(found, handleOf(found, BEN.account) ?? "");
    const clara = personIn(found, handleOf(found, CLARA.account) ?? "");
    expect([ben.records, clara.records]).toEqual([2, 1]);
  });

  test("the addresses in somebody's list of contacts are no part of them", async () => {
    const contacts = ["a", "b", "c", "d", "e"].map((name) => [BEN.account, `${name}@example.net`]);
    const found = await surveyed([csvEntry("contacts.csv", ["customerId", "email"], contacts)]);
    expect(found.people.people.map(({ identifiers, records }) => [identifiers.length, records])).toEqual([
      [1, 5],
    ]);
    expect(found.people.mentioned).toBe(5);
    expect(kindsOf(found, "stranger-1")).toMatchObject({ contacts: 5 });
  });

  test("a conversation that nobody owns is of those who write in it; its messages count once", async () => {
    const found = await surveyed([conversation("chat-000017", [BEN.account, CLARA.account])]);
    expect(found.people.count).toEqual({ atLeast: 2, atMost: 2, why: [] });
    expect(found.people.people.map(({ records, takesPart }) => [records, takesPart])).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  test("a message counts for who wrote it, whoever was seen first", async () => {
    const [ben, clara] = [BEN.email, CLARA.email];
    const told = [
      [ben, clara],
      [clara, ben],
      [clara, ben],
    ];
    const messages = told.map(([from, to]) => ({ conversationId: "conv-000017", from, to, text: "x" }));
    const found = await surveyed([jsonEntry("chat.json", { messages })]);
    const share = (key: string): readonly number[] => {
      const { records, takesPart = 0 } = personIn(found, handleOf(found, key) ?? "");
      return [records, takesPart];
    };
    expect([share(ben), share(clara)]).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  test("mails that tell no mailbox are of who wrote them", async () => {
    const mail = (from: string, to: string): string =>
      `From: ${from}\r\nTo: ${to}\r\nDate: Thu, 1 May 2025 10:00:00 +0000\r\nSubject: x\r\n\r\nHello\r\n`;
    const found = await surveyed([textEntry("a.eml", mail(CLARA.email, BEN.email))]);
    expect(found.people.count).toEqual({ atLeast: 2, atMost: 2, why: [] });
    expect(personIn(found, handleOf(found, CLARA.email) ?? "").records).toBe(1);
    expect(personIn(found, handleOf(found, BEN.email) ?? "")).toMatchObject({ records: 0, takesPart: 1 });
  });

  test("messages that are signed with a name alone are nobody's who could be told apart", async () => {
    const lines = ["Ben Brandt", "+49 170 1234567", "Clara Conrad"].flatMap((sender, index) =>
      [0, 1, 2].map((at) => `[0${index + 1}.03.25, 10:0${at}:00] ${sender}: hello\n`),
    );
    const found = await surveyed([textEntry("WhatsApp Chat/_chat.txt", lines.join(""))]);
    expect(found.people.people.map(({ records }) => records)).toEqual([3]);
    expect(found.people.unnamed.records).toBe(6);
    expect(found.people.count).toMatchObject({ atLeast: 1, atMost: null });
  });

  test("a conversation of somebody who owns something is theirs, and who writes to them is only mentioned", async () => {
    const profile = csvEntry("profile.csv", ["customerId", "city"], [[BEN.account, "Berlin"]]);
    const found = await surveyed([profile, conversation("chat-000017", [BEN.account, CLARA.account])]);
    expect(found.people.count).toEqual({ atLeast: 1, atMost: 1, why: [] });
    expect(found.people.people.map(({ records }) => records)).toEqual([3]);
    expect(found.people.mentioned).toBe(1);
  });

  test("the controller's own identifiers are nobody", async () => {
    const policy = parsePolicy(
      `system: [{ account: ${BEN.account}, reason: support desk }]\n`,
      "policy.yaml",
      TODAY,
    );
    const entries = [
      csvEntry(
        "calls.csv",
        ["customerId", "text"],
        [
          [BEN.account, "x"],
          [CLARA.account, "y"],
        ],
      ),
    ];
    expect((await surveyed(entries, "", { policy })).people.people).toHaveLength(1);
  });
});

describe("with a subject", () => {
  test("whom the subject file tells nothing of is a further person, after the strangers of a check", async () => {
    const found = await surveyed(
      [
        csvEntry("other.csv", ["customerId", "text"], [["4711-0815-22", "x"]]),
        csvEntry(
          "calls.csv",
          ["customerId", "text"],
          [
            [ANNA.account, "x"],
            [BEN.account, "y"],
          ],
        ),
      ],
      ANNA_BY_ACCOUNT,
    );
    expect(found.people.people.map(({ id, records }) => [id, records])).toEqual([
      ["requester", 1],
      ["stranger-1", 1],
      ["stranger-2", 1],
    ]);
    expect(handleOf(found, BEN.account)).toBe("stranger-1");
    expect(found.people.count.atMost).toBe(2);
  });

  test("a number in the requester's own records makes nobody else", async () => {
    const found = await surveyed(
      [
        csvEntry(
          "profile.csv",
          ["customerId", "householdId", "email"],
          [[ANNA.account, ANNA.household, ANNA.email]],
        ),
        csvEntry("home.csv", ["householdId", "text"], [[ANNA.household, "x"]]),
      ],
      ANNA_BY_ACCOUNT,
    );
    expect(found.people.people.map(({ id }) => id)).toEqual(["requester", "stranger-1"]);
    expect(found.people.count).toMatchObject({ atLeast: 1, atMost: 1 });
  });

  test("it is told what of the requester's is not there", async () => {
    const found = await surveyed(
      [
        csvEntry(
          "calls.csv",
          ["customerId", "file name"],
          [
            [ANNA.account, "1.wav"],
            [ANNA.account, "2.wav"],
          ],
        ),
        { path: "1.wav", bytes: shortWav(1) },
      ],
      `${ANNA_BY_ACCOUNT}emails: [${ANNA.email}]\n`,
    );
    expect(found.request?.missing).toEqual([
      { entry: "0.0", path: "calls.csv", files: 1, examples: ["2.wav"] },
    ]);
    expect(found.request?.unseen).toEqual([{ kind: "email", told: 1, unseen: 1 }]);
  });
});

test("somebody known elsewhere is found in a file that nobody can parse", async () => {
  const found = await surveyed([
    csvEntry("calls.csv", ["customerId", "text"], [[BEN.account, "x"]]),
    textEntry("notes.txt", `something about ${BEN.account} and no label\n`),
  ]);
  expect(found.people.people.map(({ records }) => records)).toEqual([2]);
  expect(found.people.unnamed.records).toBe(0);
});

test("nobody is told in clear, in names of files either", async () => {
  const found = await surveyed([
    csvEntry("C-104277/calls.csv", ["customerId", "text"], [["C-104301", "x"]]),
    jsonEntry(`${BEN.email}.json`, [{ customerId: "C-104301" }]),
  ]);
  const told = JSON.stringify([found.people, found.entries, [...found.shares]]);
  for (const key of ["C-104277", "C-104301", BEN.email]) expect(told).not.toContain(key);
  expect(found.people.count).toMatchObject({ atLeast: 1, atMost: 2 });
});

const CLARA_DEVICE = "G090LF1197250CCC";
const OTHER_DEVICE = "G090LF1197250DDD";

function conversation(id: string, people: readonly string[]): ReturnType<typeof jsonEntry> {
  return jsonEntry("chat.json", {
    threadId: id,
    participants: people,
    messages: people.map((sender) => ({ from: sender, text: "hello" })),
  });
}
