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

  it("is one among others where the others are too many to be told apart", () => {
    expect(isAmongOthers(party("~"))).toBe(true);
    expect(isAmongOthers(party("", "foreign"))).toBe(true);
  });

  it("is not told by names, nor by what a layout calls no evidence", () => {
    expect(isAmongOthers(claims("untold name party"), claims("untold name party"))).toBe(false);
    expect(isAmongOthers(party(""), party(""))).toBe(false);
  });
});
