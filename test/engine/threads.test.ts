import { describe, expect, it } from "vitest";
import { Threads } from "../../src/engine/threads.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import type { Claim } from "../../src/model/evidence.ts";
import { claims } from "../support/claims.ts";

const CHAT = "0 a-conversation";
const HEAD = claims("mine account");

/** Whether a conversation in a file of the subject is one among others; each line is what a record says. */
function isAmongOthers(...records: readonly (readonly Claim[])[]): boolean | undefined {
  const threads = new Threads(DEFAULT_LIMITS);
  for (const said of records) threads.takePart(CHAT, said, HEAD);
  return threads.factsOf(CHAT)?.isAmongOthers;
}

function party(key: string, outcome: Claim["outcome"] = "untold"): readonly Claim[] {
  return claims(`${outcome} account party`).map((claim) => ({ ...claim, key }));
}

describe("a conversation in a file that is the subject's", () => {
  it("is one among others where two of them name themselves and the subject never does", () => {
    expect(isAmongOthers(party("~1"), party("~2"))).toBe(true);
    expect(isAmongOthers(party("A1", "foreign"), party("A2", "foreign"))).toBe(true);
  });

  it("is the subject's where only one other person wrote", () => {
    expect(isAmongOthers(party("~1"), party("~1"))).toBe(false);
  });

  it("is the subject's where they are named in it", () => {
    expect(isAmongOthers(party("~1"), party("~2"), claims("mine account party"))).toBe(false);
  });

  it("may be the subject's where a record of it names nobody", () => {
    expect(isAmongOthers(party("~1"), party("~2"), [])).toBe(false);
  });

  it("is one among others where the export says that the subject wrote, and a record names nobody", () => {
    const threads = new Threads(DEFAULT_LIMITS);
    threads.takePart(CHAT, party("~1"), HEAD);
    threads.takePart(CHAT, party("~2"), HEAD);
    threads.takePart(CHAT, [], HEAD);
    expect(threads.factsOf(CHAT)?.isAmongOthers).toBe(false);
    threads.takePart("0 another-conversation", claims("mine account party"), HEAD);
    expect(threads.factsOf(CHAT)?.isAmongOthers).toBe(true);
  });

  it("is one among others where no more of it is unsigned than what a service writes", () => {
    const threads = new Threads(DEFAULT_LIMITS);
    threads.takePart(CHAT, party("~1"), HEAD, 10);
    threads.takePart(CHAT, party("~2"), HEAD, 10);
    threads.takePart(CHAT, [], HEAD, 2);
    expect(threads.factsOf(CHAT)?.isAmongOthers).toBe(true);
  });

  it("is one among others where the others are too many to be told apart", () => {
    expect(isAmongOthers(party("~"))).toBe(true);
    expect(isAmongOthers(party("", "foreign"))).toBe(true);
  });

  it("is not told by names, nor by what a layout calls no evidence", () => {
    expect(isAmongOthers(claims("untold name party"), claims("untold name party"))).toBe(false);
    expect(isAmongOthers(party(""), party(""))).toBe(false);
  });
});

describe("a folder that is a conversation", () => {
  const FOLDER = "0 folder chats c1";

  /** Whether the subject and others take part, where these records in the folder tell a conversation themselves. */
  function factsOf(...told: readonly (readonly [id: string, said: readonly Claim[]])[]): unknown {
    const threads = new Threads(DEFAULT_LIMITS);
    threads.takePart(FOLDER, [], []);
    for (const [id, said] of told) {
      const key = threads.keyOf(id, 0, 1);
      threads.within(FOLDER, key, id);
      threads.takePart(key, said, []);
    }
    const { subjectTakesPart, foreignTakesPart, unsure } = threads.factsOf(FOLDER) ?? {};
    return { subjectTakesPart, foreignTakesPart, unsure };
  }

  it("is the one that its records tell", () => {
    const ours = ["a-conversation", claims("mine account party")] as const;
    const theirs = ["a-conversation", party("A1", "foreign")] as const;
    expect(factsOf(ours, theirs)).toEqual({ subjectTakesPart: true, foreignTakesPart: true });
    expect(factsOf(theirs)).toEqual({ subjectTakesPart: false, foreignTakesPart: true });
  });

  it("stays open where its records tell several, one of them the subject's", () => {
    const ours = ["a-conversation", claims("mine account party")] as const;
    const theirs = ["another-conversation", party("A1", "foreign")] as const;
    expect(factsOf(ours, theirs)).toEqual({
      subjectTakesPart: false,
      foreignTakesPart: false,
      unsure: "parties-only",
    });
  });
});
