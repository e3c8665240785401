import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOT_INSPECTED_REASONS } from "../../src/model/fate.ts";
import { DEFAULT_POLICY, type Acceptance, type Policy } from "../../src/model/policy.ts";
import { applyAcceptances } from "../../src/policy/accept.ts";
import { pasteLines } from "../../src/policy/paste-lines.ts";
import { parsePolicy } from "../../src/policy/policy-file.ts";

const TODAY = "2026-04-17";

function policyOf(...accept: Partial<Acceptance>[]): Policy {
  const acceptance: Acceptance = {
    files: "docs/*.pdf",
    why: "unattributed",
    max: 2,
    reason: "ours",
    until: TODAY,
  };
  return {
    ...DEFAULT_POLICY,
    accept: accept.map((changes) => ({ ...acceptance, ...changes })),
  };
}

const LETTERS = [
  { path: "docs/a.pdf", why: "unattributed" },
  { path: "docs/b.pdf", why: null },
  { path: "Docs/c.PDF", why: "unattributed" },
  { path: "docs/d.pdf", why: "not-inspected:encrypted" },
  { path: "docs/sub/e.pdf", why: "unattributed" },
];

describe("applying acceptances", () => {
  it("accepts what matches in name and cause, on the last day too", () => {
    expect(applyAcceptances(policyOf({}), LETTERS, TODAY)).toEqual({
      accepted: [true, false, true, false, false],
      acceptances: [{ files: "docs/*.pdf", why: "unattributed", entries: 2, state: "used" }],
    });
  });

  it("accepts nothing by a line that is exceeded, expired or unused, and says which", () => {
    const lines = policyOf({ max: 1 }, { until: "2026-04-16" }, { files: "x.pdf" });
    const { accepted, acceptances } = applyAcceptances(lines, LETTERS, TODAY);
    expect(accepted).not.toContain(true);
    expect(acceptances.map(({ state, entries }) => [state, entries])).toEqual([
      ["exceeded", 2],
      ["expired", 2],
      ["unused", 0],
    ]);
  });

  it("lets one line accept what another, exceeded one does not", () => {
    const lines = policyOf({ max: 1 }, { files: "docs/a.pdf" });
    expect(applyAcceptances(lines, LETTERS, TODAY).accepted).toEqual([true, false, false, false, false]);
  });

  it("never accepts an archive, whatever a glob matches", () => {
    const entries = [
      { path: "docs/a.zip", why: "unattributed" },
      { path: "docs/b.tar.gz", why: "unattributed" },
      { path: "docs/c.zip!/a.txt", why: "unattributed" },
    ];
    const { accepted, acceptances } = applyAcceptances(
      policyOf({ files: "**/*[abc]*" }, { files: "docs/**/*a*" }),
      entries,
      TODAY,
    );
    expect(accepted).toEqual([false, false, true]);
    expect(acceptances.map(({ entries: count }) => count)).toEqual([0, 1]);
  });
});

describe("the lines to paste", () => {
  it("accept exactly what they were made from, once a reason is given", () => {
    const lines = pasteLines(LETTERS, TODAY, (text) => text);
    expect(lines).toEqual([
      "accept:",
      '  - { files: "docs/a.pdf", why: "unattributed", max: 1, reason: "FILL IN", until: 2026-07-16 }',
      '  - { files: "Docs/c.PDF", why: "unattributed", max: 1, reason: "FILL IN", until: 2026-07-16 }',
      '  - { files: "docs/d.pdf", why: "not-inspected:encrypted", max: 1, reason: "FILL IN", until: 2026-07-16 }',
      '  - { files: "docs/sub/e.pdf", why: "unattributed", max: 1, reason: "FILL IN", until: 2026-07-16 }',
    ]);
    expect(() => parsePolicy(lines.join("\n"), "policy.yaml", TODAY)).toThrow(
      '"reason" still says "FILL IN"',
    );
    const policy = parsePolicy(lines.join("\n").replaceAll("FILL IN", "ours"), "policy.yaml", TODAY);
    expect(applyAcceptances(policy, LETTERS, TODAY).accepted).toEqual([true, false, true, true, true]);
  });

  it("count entries of the same path, and put ? for what a glob or a terminal would misread", () => {
    const path = 'a*"\\\u202e\u{e0041}b .pdf ';
    const entries = [path, path].map((text) => ({ path: text, why: "unattributed" }));
    expect(pasteLines(entries, TODAY, (text) => text)[1]).toContain(
      '{ files: "a?\\"\\\\???b .pdf?", why: "unattributed", max: 2,',
    );
  });

  it("are none for what can never be accepted", () => {
    const entries = [
      { path: "a.zip", why: "unattributed" },
      { path: "a", why: "not-inspected:nested-archive" },
      { path: "b", why: "not-inspected:never-reached" },
      { path: "***", why: "unattributed" },
      { path: "c", why: null },
      { path: "", why: "unattributed" },
    ];
    expect(pasteLines(entries, TODAY, (text) => text)).toEqual([]);
  });

  it("are at most five, and always a policy that accepts as many as it says", () => {
    const paths = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc
        .array(fc.constantFrom("a", "B", "/", "*", "?", ".", " ", '"', "\\", "\n", ".zip", "ü", "{", "#"), {
          maxLength: 8,
        })
        .map((parts) => parts.join("")),
    );
    const causes = fc.constantFrom(
      null,
      "unattributed",
      ...NOT_INSPECTED_REASONS.map((reason) => `not-inspected:${reason}`),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ path: paths, why: causes }), { maxLength: 12 }), (entries) => {
        const lines = pasteLines(entries, TODAY, (text) => text);
        expect(lines.length).toBeLessThanOrEqual(5);
        if (lines.length === 0) return;
        const policy = parsePolicy(lines.join("\n").replaceAll("FILL IN", "ours"), "policy.yaml", TODAY);
        const { acceptances } = applyAcceptances(policy, entries, TODAY);
        expect(acceptances.map(({ state }) => state)).toEqual(acceptances.map(() => "used"));
        expect(acceptances.map(({ entries: count }) => count)).toEqual(policy.accept.map(({ max }) => max));
      }),
      { numRuns: 1000 },
    );
  });
});
