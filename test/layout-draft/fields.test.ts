import { describe, expect, it } from "vitest";
import { judgeField } from "../../src/layout-draft/fields.ts";
import { threadFields } from "../../src/layout-draft/threads.ts";
import { type FieldObservation, pathKey, type ValueGroup } from "../../src/model/observed.ts";
import type { Subject } from "../../src/model/subject.ts";

const NOBODY: Subject = { ref: "", identifiers: [], none: [], names: [] };

function seen(path: string, more: Partial<FieldObservation>): FieldObservation {
  return {
    path: path.split("/"),
    values: 4,
    mine: {},
    holding: 0,
    times: 0,
    names: 0,
    digests: 0,
    samples: [],
    complete: true,
    inRecords: true,
    groups: undefined,
    ...more,
  };
}

function meaning(...people: readonly (Partial<FieldObservation> | undefined)[]): unknown {
  const found = people.map((more) => (more === undefined ? undefined : seen("field", more)));
  return judgeField(
    found,
    people.map(() => NOBODY),
    [],
  )?.meaning;
}

const ANN = { mine: { account: 4 }, samples: ["C-1"] } as const;
const BOB = { mine: { account: 4 }, samples: ["C-2"] } as const;

describe("a field of several people's bundles", () => {
  it("is an owner's only if all its values are those of the person whose bundle it is", () => {
    expect(meaning(ANN, BOB)).toEqual({ is: "owner", kind: "account" });
    expect(meaning(ANN, { ...BOB, mine: { email: 4 } })).toEqual({ is: "owner", kind: "any" });
    expect(meaning(ANN, { ...BOB, mine: { account: 3 } })).toEqual({ is: "party", kind: "account" });
  });

  it("is an owner's with a word of warning where its name says who did something", () => {
    const evidence = (path: string): string | undefined => {
      const found = [ANN, BOB].map((more) => seen(path, more));
      return judgeField(found, [NOBODY, NOBODY], [])?.evidence;
    };
    for (const path of ["created_by", "[]/authorId", "from"])
      expect(evidence(path)).toMatch(/it is a party$/);
    for (const path of ["customer", "format", "baby"]) expect(evidence(path)).not.toMatch(/party/);
  });

  it("is never proposed from one person's bundle alone, nor where two have the same value", () => {
    expect(meaning(ANN, undefined)).toMatchObject({ is: "unsure" });
    expect(meaning(ANN, { mine: {} })).toMatchObject({ is: "unsure" });
    expect(meaning(ANN, { ...BOB, samples: ["C-1"] })).toMatchObject({ is: "unsure" });
  });

  it("names files, or says when, only with all of its values", () => {
    expect(meaning({ names: 4 }, { names: 4 })).toEqual({ is: "names-file" });
    expect(meaning({ names: 4 }, { names: 3 })).toBeUndefined();
    expect(meaning({ times: 4 }, { times: 4 })).toEqual({ is: "time" });
    expect(meaning({ times: 4 }, { times: 3 })).toBeUndefined();
  });

  it("says when the record was only in records, and not by the name of another time", () => {
    expect(meaning({ times: 4, inRecords: false }, { times: 4, inRecords: false })).toBeUndefined();
    const birthday = seen("birth_date", { times: 4 });
    expect(judgeField([birthday, birthday], [NOBODY, NOBODY], [])).toBeUndefined();
  });

  it("is nothing when it holds neither", () => {
    expect(meaning({ samples: ["x"] }, { samples: ["x"] })).toBeUndefined();
    expect(meaning({ samples: ["x"] }, undefined)).toBeUndefined();
  });
});

describe("the field that tells conversations apart", () => {
  const author = "messages/[]/author".split("/");
  const group = (value: string, records: number, takesPart = true): ValueGroup => ({
    value,
    records,
    mine: takesPart ? [pathKey(author)] : [],
  });
  const party = { path: author, meaning: { is: "party", kind: "account" }, once: 0, evidence: "" } as const;
  const found = (fields: Record<string, readonly (readonly ValueGroup[])[]>): readonly string[] => {
    const all = Object.entries(fields).map(([path, people]) => {
      const observed = people.map((groups) => seen(path, { groups }));
      return [pathKey(path.split("/")), observed] as const;
    });
    return threadFields(new Map(all), new Map([[pathKey(author), party]])).map(({ path }) => path.join("/"));
  };

  it("is the finest one of which each value has a record of the requester's", () => {
    const threads = {
      "messages/[]/ticket": [[group("T1", 3), group("T2", 2)], [group("T3", 2)]],
      "messages/[]/account": [[group("x", 5)], [group("y", 2)]],
    };
    expect(found(threads)).toEqual(["messages/[]/ticket"]);
  });

  it("is none that comes in two people's bundles, has a value without the requester, or stands elsewhere", () => {
    expect(found({ "messages/[]/state": [[group("open", 5)], [group("open", 2)]] })).toEqual([]);
    expect(found({ "messages/[]/id": [[group("1", 1), group("2", 1, false)], [group("3", 1)]] })).toEqual([]);
    expect(found({ "others/[]/ticket": [[group("T1", 3)], [group("T3", 2)]] })).toEqual([]);
    expect(found({ "messages/[]/id": [[group("1", 1)], [group("2", 1)]] })).toEqual([]);
  });
});
