import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { DEFAULT_POLICY } from "../../src/model/policy.ts";
import { DEFAULT_POLICY_TEXT } from "../../src/policy/default-text.ts";
import { mergePolicies } from "../../src/policy/merge.ts";
import { parsePolicy, parsePolicyFile } from "../../src/policy/policy-file.ts";
import { policyText } from "../../src/policy/show.ts";

const TODAY = "2026-04-17";

function merged(...texts: string[]) {
  return mergePolicies(
    texts.map((text, index) => parsePolicyFile(text, `rules/${"abc"[index]}.yaml`, TODAY)),
  );
}

function acceptance(files: string): string {
  return `accept:\n  - { files: "${files}", why: unattributed, max: 1, reason: ours, until: 2026-05-01 }\n`;
}

const COMPANY = `counterparties: review
review: [missing-files]
system: [{ email: desk@acme.example, reason: support desk }]
limits: { maxRatio: 300, stallMillis: 60 s }
${acceptance("README.txt")}`;
const TEAM = `counterparties: block
least-basis: linked
review: [missing-files, deleted-item]
layouts: [./acme.layout.json]
system: [{ email: DESK@acme.example, reason: the same desk }]
limits: { maxRatio: 400 }
${acceptance("readme.TXT")}`;

describe("several policy files", () => {
  it("add up in their lists, each thing once, and the later one's single values hold", () => {
    const { policy } = merged(COMPANY, TEAM);
    expect(policy.counterparties).toBe("block");
    expect(policy.leastBasis).toBe("linked");
    expect(policy.review).toEqual(["missing-files", "deleted-item"]);
    expect(policy.layouts).toEqual(["./acme.layout.json"]);
    expect(policy.system).toEqual([{ kind: "email", key: "desk@acme.example", reason: "support desk" }]);
    expect(policy.limits).toEqual({ ...DEFAULT_LIMITS, maxRatio: 400, stallMillis: 60_000 });
    expect(policy.accept.map(({ source }) => source)).toEqual([
      { file: "rules/a.yaml", line: 6 },
      { file: "rules/b.yaml", line: 8 },
    ]);
  });

  it("say which values no longer hold, and which lines accept the same files, in other letters too", () => {
    expect(merged(COMPANY, TEAM).policy.notes).toEqual([
      "counterparties is block (b.yaml, line 1), no longer review (a.yaml, line 1)",
      "maxRatio is 400 (b.yaml, line 6), no longer 300 (a.yaml, line 4)",
      "b.yaml, line 8, accepts the same files as a.yaml, line 6 (readme.TXT, unattributed)",
    ]);
    expect(merged("counterparties: review", "counterparties: review").policy.notes).toEqual([]);
  });

  it("say so of two lines of one file, too, and of a thousand in twenty", () => {
    const item = acceptance("a.pdf").split("\n")[1] ?? "";
    expect(merged(`accept:\n${item}\n${item}`).policy.notes).toEqual([
      "a.yaml, line 3, accepts the same files as a.yaml, line 2 (a.pdf, unattributed)",
    ]);
    const notes = merged(`accept:\n${`${item}\n`.repeat(1000)}`).policy.notes;
    expect([notes.length, notes.at(-1)]).toEqual([20, "and 980 more such lines"]);
  });

  it("have a digest that depends on each of them and on their order; a single one has its own", () => {
    const sum = (text: string): string => createHash("sha256").update(text).digest("hex");
    const [a, b] = [sum(COMPANY), sum(TEAM)];
    expect(merged(COMPANY).policy.digest).toBe(a);
    expect(merged(COMPANY, TEAM).policy.digest).toBe(sum(`${a}\n${b}\n`));
    expect(merged(TEAM, COMPANY).policy.digest).toBe(sum(`${b}\n${a}\n`));
    expect(merged().policy).toEqual(DEFAULT_POLICY);
  });
});

describe("a policy that is shown", () => {
  it("says where each value comes from", () => {
    const lines = policyText(merged(COMPANY, TEAM)).split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "counterparties: block  # rules/b.yaml, line 1; rules/a.yaml, line 1: review",
        "least-basis: linked  # rules/b.yaml, line 2",
        '  - "missing-files"  # rules/a.yaml, line 2',
        '  - "deleted-item"  # rules/b.yaml, line 3',
        '  - { email: "desk@acme.example", reason: "support desk" }  # rules/a.yaml, line 3',
        '  - files: "README.txt"  # rules/a.yaml, line 6',
        "  maxRatio: 400  # rules/b.yaml, line 6; rules/a.yaml, line 4: 300",
        "  stallMillis: 1 min  # rules/a.yaml, line 4",
        "  maxEntryBytes: 64 GiB  # built in",
      ]),
    );
  });

  it.each([
    [[]],
    [[COMPANY]],
    [[COMPANY, TEAM]],
    [["system: [{ account: \"A # 'b' \\\\\ 1\", reason: 'é \"' }]"]],
  ])("is a policy file that says the same: %#", (texts) => {
    const { policy } = merged(...texts);
    const { accept, ...same } = parsePolicy(policyText({ ...merged(...texts) }), "shown.yaml", TODAY);
    const { notes, files, digest, ...rest } = same;
    expect({ ...policy, ...rest }).toEqual({ ...policy });
    const nowhere = { source: undefined };
    expect(accept.map((line) => ({ ...line, ...nowhere }))).toEqual(
      policy.accept.map((line) => ({ ...line, ...nowhere })),
    );
    expect([notes.length, files.length, digest?.length]).toEqual([policy.accept.length > 1 ? 1 : 0, 1, 64]);
  });

  it("steers no terminal, whatever a file of the user holds", () => {
    const reason = "a\\u202eb\\u0007c";
    const text = policyText(
      merged(`accept: [{ files: a, why: unattributed, max: 1, reason: "${reason}", until: 2026-05-01 }]`),
    );
    expect(text).toContain('reason: "a\\u202eb\\u0007c"');
  });
});

describe("the built-in policy", () => {
  it("is what its text says", () => {
    const { files, digest, ...told } = parsePolicy(DEFAULT_POLICY_TEXT, "defaults.yaml", TODAY);
    expect({ ...told, files: [], digest: null }).toEqual(DEFAULT_POLICY);
    expect([files.length, digest?.length]).toEqual([1, 64]);
  });

  it("names every key and every limit", () => {
    const shown = policyText(merged());
    const keys = (text: string): string[] => [...text.matchAll(/^ *([\w-]+):/gm)].map(([, key = ""]) => key);
    expect(keys(DEFAULT_POLICY_TEXT).toSorted()).toEqual(keys(shown).toSorted());
  });
});
