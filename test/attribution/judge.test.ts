import { describe, expect, it } from "vitest";
import { judge, withLeastBasis, type Case, type ThreadFacts } from "../../src/attribution/judge.ts";
import type { Claim } from "../../src/model/evidence.ts";
import { KINDS, rankOf, STRONG_KINDS, type Kind, type Outcome, type Role } from "../../src/model/kinds.ts";
import { claims } from "../support/claims.ts";

/** Claims are written `outcome kind [role] [tenure]`, several with a comma between them. */
interface Line {
  readonly own?: string;
  readonly scope?: string;
  readonly linked?: string;
  readonly ambiguous?: boolean;
  readonly thread?: ThreadFacts;
  readonly deviceMade?: boolean;
}

const WITH_SUBJECT: ThreadFacts = { subjectTakesPart: true, foreignTakesPart: true, isAmongOthers: false };
const OF_OTHERS: ThreadFacts = { subjectTakesPart: false, foreignTakesPart: true, isAmongOthers: false };
const AMONG_OTHERS: ThreadFacts = { subjectTakesPart: true, foreignTakesPart: true, isAmongOthers: true };
const OF_NOBODY: ThreadFacts = { subjectTakesPart: false, foreignTakesPart: false, isAmongOthers: false };

function caseOf(line: Line): Case {
  return {
    claims: claims(line.own ?? ""),
    scope: claims(line.scope ?? ""),
    linked: claims(line.linked ?? ""),
    ambiguousLink: line.ambiguous ?? false,
    thread: line.thread,
    productNotOwned: line.deviceMade ?? false,
  };
}

function words(line: Line): string {
  const { attribution, basis, why, linkOverruled } = judge(caseOf(line));
  return [attribution, basis, why, linkOverruled ? "link-overruled" : undefined]
    .filter((word) => word !== undefined)
    .join(" ");
}

const TABLE: readonly (readonly [Line, string])[] = [
  // Own, by each basis; the strongest is the one that is said.
  [{ own: "mine account" }, "own direct"],
  [{ own: "mine email" }, "own direct"],
  [{ own: "mine phone" }, "own direct"],
  [{ own: "mine person" }, "own direct"],
  [{ own: "mine household" }, "own direct"],
  [{ own: "mine device" }, "own direct"],
  [{ linked: "mine account" }, "own linked"],
  [{ scope: "mine account" }, "own inherited"],
  [{ own: "mine device", scope: "mine account" }, "own direct"],
  [{ linked: "mine account", scope: "mine account" }, "own linked"],
  [{ own: "mine account", linked: "mine account", scope: "mine account" }, "own direct"],
  // Foreign in the owner's place, wherever it stands.
  [{ own: "foreign account" }, "stray"],
  [{ own: "foreign device" }, "stray"],
  [{ scope: "foreign account" }, "stray"],
  [{ linked: "foreign account" }, "stray"],
  [{ own: "foreign account", scope: "foreign device" }, "stray"],
  // A mine of lower rank never clears; of the same or a higher one it is a conflict.
  [{ own: "mine device, foreign account" }, "stray"],
  [{ own: "mine household, foreign account" }, "stray"],
  [{ own: "mine person, foreign email" }, "stray"],
  [{ own: "mine household, foreign person" }, "stray"],
  [{ own: "mine device, foreign household" }, "stray"],
  [{ own: "mine account, foreign account" }, "conflict"],
  [{ own: "mine account, foreign email" }, "conflict"],
  [{ own: "mine phone, foreign account" }, "conflict"],
  [{ own: "mine account, foreign device" }, "conflict"],
  [{ own: "mine account, foreign household" }, "conflict"],
  [{ own: "mine device, foreign device" }, "conflict"],
  [{ own: "mine account", scope: "foreign account" }, "conflict"],
  [{ own: "foreign account", scope: "mine account" }, "conflict"],
  [{ own: "mine device", scope: "foreign account" }, "stray"],
  [{ own: "foreign device", scope: "mine household" }, "conflict"],
  [{ own: "mine account, foreign account, foreign device" }, "conflict"],
  [{ own: "mine device, foreign device, foreign account" }, "stray"],
  // Links: what a recording says itself beats what names it, unless that names somebody of a higher rank.
  [{ own: "mine account", linked: "foreign account" }, "own direct link-overruled"],
  [{ own: "mine account", linked: "foreign device" }, "own direct link-overruled"],
  [{ own: "mine device", linked: "foreign account" }, "stray"],
  [{ own: "mine device", linked: "foreign device" }, "own direct link-overruled"],
  [{ own: "foreign account", linked: "mine account" }, "stray link-overruled"],
  [{ own: "foreign device", linked: "mine account" }, "stray link-overruled"],
  [{ own: "foreign device", linked: "foreign account" }, "stray"],
  [{ own: "untold account", linked: "mine account" }, "own linked"],
  [{ own: "untold account", linked: "foreign account" }, "stray"],
  [{ linked: "mine account, foreign account" }, "conflict"],
  [{ linked: "mine device, foreign account" }, "stray"],
  [{ ambiguous: true }, "unattributed ambiguous-link"],
  [{ linked: "mine account", ambiguous: true }, "own linked"],
  [{ own: "foreign account", ambiguous: true }, "stray"],
  [{ own: "untold account", ambiguous: true }, "unattributed ambiguous-link"],
  // Untold alone never makes a stray, and outweighs a mine of lower rank.
  [{ own: "untold account" }, "unattributed untold"],
  [{ scope: "untold account" }, "unattributed untold"],
  [{ linked: "untold account" }, "unattributed untold"],
  [{ own: "mine device, untold account" }, "unattributed untold"],
  [{ own: "mine account, untold device" }, "own direct"],
  [{ own: "mine account, untold account" }, "own direct"],
  [{ own: "mine device", scope: "untold account" }, "unattributed untold"],
  [{ own: "untold account, foreign device" }, "stray"],
  // Tenure: a mine that was not theirs then is foreign; what cannot be placed in time is untold.
  [{ own: "foreign device outside" }, "stray"],
  [{ own: "untold device border" }, "unattributed interval-border"],
  [{ own: "untold device untimed" }, "unattributed no-usable-time"],
  [{ own: "untold device untimed, untold device border" }, "unattributed interval-border"],
  [{ own: "mine account, untold device border" }, "own direct"],
  [{ own: "mine account, foreign device outside" }, "conflict"],
  // Parties.
  [{ own: "mine email party" }, "own direct"],
  [{ own: "mine email party, foreign email party" }, "context"],
  [{ own: "mine email party, untold email party" }, "context"],
  [{ own: "mine email party, foreign account reference" }, "context"],
  [{ own: "foreign email party" }, "unattributed parties-only"],
  [{ own: "foreign account reference" }, "unattributed parties-only"],
  [{ own: "mine account reference" }, "unattributed nobody-named"],
  [{ own: "foreign email party", scope: "mine email party" }, "context"],
  [{ own: "foreign email party", scope: "mine account" }, "context inherited"],
  [{ own: "foreign email party", linked: "mine account" }, "own linked"],
  [{ own: "mine account, foreign email party" }, "own direct"],
  [{ own: "foreign account, mine email party" }, "stray"],
  // Threads.
  [{ own: "foreign email party", thread: WITH_SUBJECT }, "context"],
  [{ own: "foreign email party", thread: OF_OTHERS }, "stray"],
  // That the file is the subject's does not make theirs what others wrote to each other in it.
  [{ own: "foreign email party", scope: "mine account", thread: AMONG_OTHERS }, "unattributed parties-only"],
  [{ own: "untold account party", scope: "mine account", thread: AMONG_OTHERS }, "unattributed parties-only"],
  [{ own: "mine account", thread: AMONG_OTHERS }, "own direct"],
  [{ thread: WITH_SUBJECT }, "context"],
  [{ thread: OF_OTHERS }, "stray"],
  [{ thread: OF_NOBODY }, "unattributed nobody-named"],
  [{ own: "untold email party", thread: OF_NOBODY }, "unattributed parties-only"],
  [{ own: "foreign account", thread: WITH_SUBJECT }, "stray"],
  [{ own: "mine account", thread: OF_OTHERS }, "own direct"],
  [{ own: "untold account", thread: WITH_SUBJECT }, "unattributed untold"],
  // A product the subject does not have.
  [{ deviceMade: true }, "stray"],
  [{ own: "untold device", deviceMade: true }, "stray"],
  [{ own: "foreign account", deviceMade: true }, "stray"],
  [{ own: "mine account", deviceMade: true }, "unattributed product-not-owned"],
  [{ linked: "mine account", deviceMade: true }, "unattributed product-not-owned"],
  [{ own: "mine account, foreign device", deviceMade: true }, "conflict"],
  [{ own: "foreign email party", thread: WITH_SUBJECT, deviceMade: true }, "stray"],
  // Weak kinds, the controller's own, and catalogues decide nothing.
  [{ own: "foreign handle" }, "unattributed nobody-named"],
  [{ own: "mine name" }, "unattributed nobody-named"],
  [{ own: "mine name party" }, "context"],
  [{ own: "mine email party, untold name reference" }, "context"],
  [{ own: "untold email system" }, "unattributed nobody-named"],
  [{ own: "foreign email system" }, "unattributed nobody-named"],
  [{ own: "mine email party, untold email system" }, "own direct"],
  [{ own: "mine account, foreign account system" }, "own direct"],
  [{ own: "foreign account catalogue" }, "unattributed nobody-named"],
  [{}, "unattributed nobody-named"],
];

describe("judge", () => {
  it.each(TABLE.map(([line, expected]) => ({ name: JSON.stringify(line), line, expected })))(
    "$name is $expected",
    ({ line, expected }) => {
      expect(words(line)).toBe(expected);
    },
  );

  it("calls every pair of ranks a conflict or a stray by the rank alone", () => {
    for (const mine of STRONG_KINDS) {
      for (const foreign of STRONG_KINDS) {
        const isProfile = foreign === "person" && rankOf(mine) > rankOf("person");
        const known = rankOf(mine) >= rankOf(foreign) ? "conflict" : "stray";
        const expected = isProfile ? "unattributed other-profile" : known;
        expect(words({ own: `mine ${mine}, foreign ${foreign}` })).toBe(expected);
        expect(words({ own: `foreign ${foreign}`, scope: `mine ${mine}` })).toBe(expected);
      }
    }
  });

  it("does not guess whether another profile of the subject's account may go with it", () => {
    expect(words({ own: "mine account, foreign person" })).toBe("unattributed other-profile");
    expect(words({ own: "mine account, untold person" })).toBe("unattributed other-profile");
    expect(words({ own: "untold person", scope: "mine email" })).toBe("unattributed other-profile");
    expect(words({ own: "mine account, mine person" })).toBe("own direct");
    expect(words({ own: "mine account, foreign person, foreign device" })).toBe("conflict");
    expect(words({ own: "mine household, foreign person" })).toBe("stray");
  });

  it("names the foreign identifiers it rests on", () => {
    const input = caseOf({
      own: "foreign account, mine device",
      scope: "foreign household",
      linked: "foreign account",
    });
    expect(judge(input).foreign.map((claim) => claim.kind)).toEqual(["account", "household"]);
  });
});

/** Every case of one or two claims: what must hold whatever the rest says. */
describe("judge, on all pairs of claims", () => {
  const outcomes: readonly Outcome[] = ["mine", "foreign", "untold"];
  const roles: readonly Role[] = ["owner", "party", "reference", "catalogue", "system"];
  const singles = KINDS.flatMap((kind) =>
    outcomes.flatMap((outcome) => roles.map((role) => ({ kind, outcome, role }))),
  );
  const claim = (one: { kind: Kind; outcome: Outcome; role: Role }): Claim =>
    claims(`${one.outcome} ${one.kind} ${one.role}`)[0] as Claim;

  it("never makes own what a foreign strong owner is named in", () => {
    for (const a of singles.filter(
      ({ kind, outcome, role }) => rankOf(kind) > 0 && outcome === "foreign" && role === "owner",
    )) {
      for (const b of singles) {
        for (const input of placed(claim(a), claim(b)))
          expect([
            "stray",
            "conflict",
            ...(judge(input).why === "other-profile" ? ["unattributed"] : []),
          ]).toContain(judge(input).attribution);
      }
    }
  });

  it("never makes a stray without a foreign owner, a thread or a product", () => {
    const harmless = singles.filter(
      ({ outcome, role, kind }) => !(outcome === "foreign" && role === "owner" && rankOf(kind) > 0),
    );
    for (const a of harmless) {
      for (const b of harmless) {
        for (const input of placed(claim(a), claim(b)))
          expect(["stray", "conflict"]).not.toContain(judge(input).attribution);
      }
    }
  });

  it("makes own only by a mine in the owner's place, or by a subject who is the only party", () => {
    for (const a of singles) {
      for (const b of singles) {
        for (const input of placed(claim(a), claim(b))) {
          if (judge(input).attribution !== "own") continue;
          const all = [...input.claims, ...input.scope, ...input.linked];
          expect(
            all.some(
              (one) =>
                one.outcome === "mine" &&
                rankOf(one.kind) > 0 &&
                (one.role === "owner" || one.role === "party"),
            ),
          ).toBe(true);
        }
      }
    }
  });
});

function placed(a: Claim, b: Claim): Case[] {
  const rest = { linked: [], ambiguousLink: false, thread: undefined, productNotOwned: false };
  return [
    { ...rest, claims: [a, b], scope: [] },
    { ...rest, claims: [a], scope: [b] },
    { ...rest, claims: [b], scope: [a] },
  ];
}

describe("an owner whom only a detected layout calls a mention", () => {
  const disputed = claims("untold account").map((claim) => ({ ...claim, disputed: "x-twitter" }));
  it.each(["", "mine account", "mine account, mine email"])(
    "leaves the record open, beside '%s'",
    (others) => {
      const one = { ...caseOf({ own: others }), claims: [...claims(others), ...disputed] };
      expect(judge(one)).toMatchObject({ attribution: "unattributed", why: "disputed" });
      expect(judge({ ...caseOf({ own: others }), scope: disputed })).toMatchObject({ why: "disputed" });
    },
  );

  it("does not hide a stranger who is named elsewhere", () => {
    const one = { ...caseOf({ own: "" }), claims: [...claims("foreign account"), ...disputed] };
    expect(judge(one)).toMatchObject({ attribution: "stray" });
  });
});

describe("the least basis of a policy", () => {
  const least = (line: Line, basis: "direct" | "linked" | "inherited"): string => {
    const { attribution, why } = withLeastBasis(judge(caseOf(line)), basis);
    return why ?? attribution;
  };

  it.each([
    [{ own: "mine account" }, "own", "own", "own"],
    [{ linked: "mine account" }, "below-least-basis", "own", "own"],
    [{ scope: "mine account" }, "below-least-basis", "below-least-basis", "own"],
    // Somebody else in it makes it no better.
    [
      { own: "foreign email party", scope: "mine account" },
      "below-least-basis",
      "below-least-basis",
      "context",
    ],
    [{ own: "foreign email party", linked: "mine account" }, "below-least-basis", "own", "own"],
    [{ own: "foreign email party", thread: WITH_SUBJECT }, "context", "context", "context"],
    [{ scope: "foreign account" }, "stray", "stray", "stray"],
    [{ own: "foreign account", scope: "mine account" }, "conflict", "conflict", "conflict"],
    [{}, "nobody-named", "nobody-named", "nobody-named"],
  ] as const)("makes nobody's what rests on less: %j", (line, direct, linked, inherited) => {
    expect([least(line, "direct"), least(line, "linked"), least(line, "inherited")]).toEqual([
      direct,
      linked,
      inherited,
    ]);
  });
});
