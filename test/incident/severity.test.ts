import { describe, expect, it } from "vitest";
import { levelOf, severityOf, type SeverityInput, type Scored } from "../../src/incident/severity.ts";
import type { DataKind } from "../../src/model/people.ts";
import type { Kind } from "../../src/model/kinds.ts";
import type { SeverityView } from "../../src/model/incident.ts";

interface Parts {
  readonly kinds: readonly DataKind[];
  readonly records?: number;
  readonly days?: number;
  readonly identifiers?: readonly Kind[];
}

function scored({ kinds, records = 12, days = 1, identifiers = [] }: Parts): Scored {
  return {
    id: "stranger-1",
    kinds: kinds.map((kind) => ({ kind, records, recordings: 0, entries: 1 })),
    records,
    recordings: 0,
    from: "2018-05-01T00:00:00Z",
    to: new Date(Date.parse("2018-05-01T00:00:00Z") + (days - 1) * 86_400_000).toISOString(),
    identifierKinds: identifiers,
  };
}

function severity(others: readonly Parts[], more: Partial<SeverityInput> = {}): SeverityView {
  return severityOf({
    others: others.map(scored),
    count: { atLeast: others.length, atMost: others.length, why: [] },
    notInspected: 0,
    hasSubject: true,
    details: {},
    overrides: {},
    ...more,
  });
}

const values = (view: SeverityView): readonly (number | null)[] => view.scores.map(({ value }) => value);

describe("ENISA's severity", () => {
  it("is 3.25, high, for the recordings of 2018: DPC 3, EI 1, CB 0.25", () => {
    const view = severity([
      { kinds: ["voice", "transcripts"], days: 91, identifiers: ["account", "device"] },
    ]);
    expect(values(view)).toEqual([3, 1, 0.25]);
    expect(view).toMatchObject({ score: 3.25, level: "high" });
    expect(view.scores[0]?.reasons.join()).toContain("12 items over 91 days");
  });

  it("has ENISA's borders: below 2, 3 and 4", () => {
    expect([1.99, 2, 2.99, 3, 3.99, 4].map(levelOf)).toEqual([
      "low",
      "medium",
      "medium",
      "high",
      "high",
      "very high",
    ]);
    expect(levelOf(null)).toBeNull();
  });

  it("begins at 1, 2, 3 and 4 for simple, behavioural, financial and sensitive data", () => {
    for (const [kind, dpc] of [
      ["profile", 1],
      ["purchases", 2],
      ["financial", 3],
      ["health", 4],
    ] as const)
      expect(values(severity([{ kinds: [kind], records: 2 }]))[0]).toBe(dpc);
  });

  it("makes a profile of much or many kinds of behaviour, and a full picture of a year of finances", () => {
    expect(values(severity([{ kinds: ["activity"], records: 100 }]))[0]).toBe(3);
    expect(values(severity([{ kinds: ["activity"], records: 9, days: 300 }]))[0]).toBe(2);
    expect(values(severity([{ kinds: ["activity", "location", "purchases"], records: 1 }]))[0]).toBe(3);
    expect(values(severity([{ kinds: ["financial"], days: 366 }]))[0]).toBe(4);
  });

  it("says how easily somebody is identified, by what stands in the bundle", () => {
    const ei = (parts: Parts): unknown => values(severity([parts]))[1];
    expect(ei({ kinds: ["purchases"], identifiers: ["email"] })).toBe(1);
    expect(ei({ kinds: ["voice"] })).toBe(0.75);
    expect(ei({ kinds: ["purchases"], identifiers: ["account"] })).toBe(0.5);
    expect(ei({ kinds: ["purchases"] })).toBe(0.25);
  });

  it("is that of the person for whom it is worst", () => {
    const view = severity([
      { kinds: ["profile"], identifiers: ["email"] },
      { kinds: ["health"], identifiers: ["account"] },
    ]);
    expect(values(view).slice(0, 2)).toEqual([4, 0.5]);
  });

  it("takes recipients that nobody told for unknown ones, and the requester for a known one", () => {
    const of = (more: Partial<SeverityInput>): unknown => values(severity([{ kinds: ["profile"] }], more))[2];
    expect(of({})).toBe(0.25);
    expect(of({ hasSubject: false })).toBe(0.5);
    expect(of({ details: { recipient: { known: false } } })).toBe(0.5);
    expect(of({ details: { recipient: { known: true, malicious: true } } })).toBe(0.75);
  });

  it("keeps what was computed beside what a person decided, with who and why", () => {
    const override = { value: 0, by: "A. Officer", reason: "deleted unread", phase: 2 };
    const view = severity([{ kinds: ["voice", "transcripts"], days: 91 }], { overrides: { cb: override } });
    expect(view).toMatchObject({ score: 3, computedScore: 3.25, computedLevel: "high" });
    expect(view.scores[2]).toMatchObject({ computed: 0.25, value: 0, override });
  });

  it("is nothing where nothing of other people was found", () => {
    expect(severity([])).toMatchObject({ score: null, level: null });
  });

  it("flags data of no known kind: what it tells of people is for a person to see", () => {
    expect(severity([{ kinds: ["other"] }]).flags.join()).toContain("until a person has looked");
    expect(severity([{ kinds: ["profile"] }]).flags).toEqual([]);
  });

  it("flags more than 100 people, data that was encrypted, and what was not read", () => {
    const view = severity([{ kinds: ["profile"] }], {
      count: { atLeast: 101, atMost: null, why: [] },
      notInspected: 3,
      details: { unintelligible: true },
    });
    expect(view.flags).toHaveLength(3);
    expect(view.flags[2]).toContain("lower bound");
  });

  it("flags children of whom a person told", () => {
    const view = severity([{ kinds: ["profile"] }], { details: { children: "yes" } });
    expect(view.flags.join()).toContain("children");
  });
});
