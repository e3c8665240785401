import { createHash } from "node:crypto";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { CannotRun } from "../../src/model/errors.ts";
import { NOT_INSPECTED_REASONS } from "../../src/model/fate.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { DEFAULT_POLICY } from "../../src/model/policy.ts";
import { acceptableWhy } from "../../src/policy/acceptance-line.ts";
import { DEFAULT_POLICY_TEXT } from "../../src/policy/default-text.ts";
import { parsePolicy } from "../../src/policy/policy-file.ts";
import schema from "../../src/policy/policy.schema.json" with { type: "json" };

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const TODAY = "2026-04-17";
const EXAMPLE = `accept:
  - { files: "docs/cover-letter*.pdf", why: unattributed, max: 1, reason: written by us, until: 2027-03-01, by: jd }
  - files: "**/thumb-?.dat"
    why: not-inspected:unknown-format
    max: 20
    reason: previews, ticket P-1412
    until: 2020-01-01
system:
  - { email: Support@acme.example, reason: support desk }
  - { handle: "@acme_help", reason: help account }
`;

function policy(text: string) {
  return parsePolicy(text, "policy.yaml", TODAY);
}

/** An item of `accept` with one field replaced. */
function item(field: string, value: string): string {
  const fields: Record<string, string> = {
    files: '"docs/letter.pdf"',
    why: "unattributed",
    max: "1",
    reason: "written by us",
    until: "2026-05-01",
  };
  fields[field] = value;
  const lines = Object.entries(fields).filter(([, text]) => text !== "");
  return `accept:\n  - ${lines.map(([key, text]) => `${key}: ${text}`).join("\n    ")}\n`;
}

describe("a policy file", () => {
  it("tells acceptances and the controller's own identifiers", () => {
    expect(policy(EXAMPLE)).toEqual({
      ...DEFAULT_POLICY,
      accept: [
        {
          files: "docs/cover-letter*.pdf",
          why: "unattributed",
          max: 1,
          reason: "written by us",
          until: "2027-03-01",
          by: "jd",
          source: { file: "policy.yaml", line: 2 },
        },
        {
          files: "**/thumb-?.dat",
          why: "not-inspected:unknown-format",
          max: 20,
          reason: "previews, ticket P-1412",
          until: "2020-01-01",
          source: { file: "policy.yaml", line: 3 },
        },
      ],
      system: [
        { kind: "email", key: "support@acme.example", reason: "support desk" },
        { kind: "handle", key: "acme_help", reason: "help account" },
      ],
      files: [{ name: "policy.yaml", digest: sha256(EXAMPLE) }],
      digest: sha256(EXAMPLE),
    });
  });

  it("gives layouts, as it writes them", () => {
    expect(policy("layouts: [./acme.layout.json, amazon-alexa]").layouts).toEqual([
      "./acme.layout.json",
      "amazon-alexa",
    ]);
    expect(() => policy("layouts: amazon-alexa")).toThrow(/line 1: "layouts" must be a list, such as/);
  });

  it("says how much it takes to be the requester's, and what other people are", () => {
    const { leastBasis, counterparties } = policy("least-basis: linked\ncounterparties: review");
    expect([leastBasis, counterparties]).toEqual(["linked", "review"]);
  });

  it("may be JSON, indented by tabs and with a byte order mark, and means the same", () => {
    const accept = [
      { files: "a.pdf", why: "unattributed", max: 1, reason: "ours", until: "2026-05-01", by: "jd" },
    ];
    const limits = { maxEntryBytes: "128 GiB", maxDepth: 600 };
    const text = `\ufeff${JSON.stringify({ accept, limits, "least-basis": "direct" }, null, "\t")}`;
    const { accept: lines, limits: bounds, leastBasis } = policy(text);
    expect(lines).toEqual([{ ...accept[0], max: 1, source: { file: "policy.yaml", line: 3 } }]);
    expect([bounds.maxEntryBytes, bounds.maxDepth, leastBasis]).toEqual([2 ** 37, 600, "direct"]);
  });

  it("may be JSON, and may leave out either key", () => {
    expect(policy('{"system": [{"account": "0123", "reason": "shop"}]}').system).toEqual([
      { kind: "account", key: "0123", reason: "shop" },
    ]);
    expect(policy("accept: []").accept).toEqual([]);
  });

  it.each([
    ["acept: []", 'policy.yaml, line 1: "acept" is no key of a policy file; did you mean "accept"?'],
    ["accept: all", 'line 1: "accept" must be a list, such as accept: [{ files:'],
    ["accept: [docs/a.pdf]", 'line 1: each item of "accept" must be a map, such as { files:'],
    [item("file", "x"), 'line 7: "file" is no key of an item of "accept"; did you mean "files"?'],
    [item("reason", ""), 'line 2: this item of "accept" has no "reason"'],
    [item("until", ""), 'this item of "accept" has no "until"'],
    [item("max", ""), 'this item of "accept" has no "max"'],
    [item("reason", '" "'), 'line 5: "reason" is empty'],
    [item("reason", '"\u200b -"'), 'line 5: "reason" says nothing; write why this may be released'],
    [item("reason", "FILL IN"), 'line 5: "reason" still says "FILL IN"; write why this may be released'],
    [item("files", '"docs/*"'), 'line 2: "files" must name something in its last part'],
    [item("files", '"docs/**"'), "must name something in its last part"],
    [item("files", '"docs/*.*"'), "must name something in its last part"],
    [item("files", '"docs/"'), "must name something in its last part"],
    [item("files", '"inner*.ZIP"'), 'line 2: "files" names an archive, which can never be accepted unseen'],
    [item("files", "backup.tar.gz"), "names an archive"],
    [item("why", "stray"), 'line 3: "why" must be "unattributed" or "not-inspected:<reason>", not "stray"'],
    [
      item("why", "not-inspected:encripted"),
      '"encripted" is no reason why an entry is not inspected; did you mean "encrypted"?',
    ],
    [item("why", "not-inspected:nested-archive"), 'line 3: "nested-archive" can never be accepted'],
    [item("why", "not-inspected:never-reached"), 'line 3: "never-reached" can never be accepted'],
    [item("max", "0"), 'line 4: "max" must be a whole number from 1 on, not "0"'],
    [item("max", "1.5"), '"max" must be a whole number from 1 on, not "1.5"'],
    [item("max", "1e3"), '"max" must be a whole number from 1 on, not "1e3"'],
    [item("max", "[1]"), '"max" must be one value, not a list'],
    [item("until", "2026-02-30"), 'line 6: "until" must be a day such as 2027-03-01, not "2026-02-30"'],
    [
      item("until", "2027-05-23"),
      'line 6: "until" may be at most 400 days ahead (2027-05-22), not 2027-05-23',
    ],
    [item("files", '"**/*"'), "must name something in its last part"],
    [item("files", '"*"'), "must name something in its last part"],
    [item("reason", "x".repeat(501)), 'line 5: "reason" is longer than 500 characters'],
    [item("by", "x".repeat(101)), '"by" is longer than 100 characters'],
    ["least-basis: weak", 'line 1: "least-basis" must be one of direct, linked, inherited, not "weak"'],
    ["leastBasis: direct", '"leastBasis" is no key of a policy file; did you mean "least-basis"?'],
    ["counterparties: forbid", '"counterparties" must be one of allow, review, block, not "forbid"'],
    ["a: &x 1\nb: *x", '&x" is an anchor, which is not allowed'],
    ["accept: !!js/function x", "no valid YAML or JSON"],
    [`accept: ${"[".repeat(5000)}`, "nested too deeply"],
    [`accept:\n${"  - {}\n".repeat(2001)}`, '"accept" has more than 2000 items'],
    ["x".repeat(2 ** 20 + 1), "the file is larger than 1 MiB"],
    ["system: [{ reason: desk }]", 'an item of "system" must hold one of account, email,'],
    ["system: [{ email: a@b.example, phone: '+491701234567', reason: desk }]", "this one holds 2"],
    ["system: [{ email: support, reason: desk }]", '"email": "support" is no e-mail address'],
    ["system: [{ email: a@b.example }]", 'this item of "system" has no "reason"'],
    ["system: [{ name: Acme, reason: desk }]", '"name" is no key of an item of "system"'],
    ["system:\n", 'line 1: "system" must be a list'],
    ["accept: []\naccept: []", 'line 2: the key "accept" stands here a second time'],
    ["", "policy.yaml: the file is empty"],
  ])("ends in one sentence for %j", (text, sentence) => {
    expect(() => policy(text)).toThrow(CannotRun);
    expect(() => policy(text)).toThrow(sentence);
  });

  it("takes the last day that is 400 days ahead", () => {
    expect(policy(item("until", "2027-05-22")).accept[0]?.until).toBe("2027-05-22");
  });

  it("becomes a policy or one sentence, whatever the text", () => {
    const snippets = fc.constantFrom(
      "accept", "system", ": ", "- ", "[", "]", "{", "}", "\n", "  ", ",", '"', "files", "why", "max", "until", "reason",
      "unattributed", "a.pdf", "1", "2026-05-01", "email", "a@b.example", "*", "&", "!",
    ); // prettier-ignore
    const texts = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.array(snippets, { maxLength: 60 }).map((parts) => parts.join("")),
      fc.nat(EXAMPLE.length).map((length) => EXAMPLE.slice(0, length)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          expect(policy(text).digest).toHaveLength(64);
        } catch (error) {
          if (!(error instanceof CannotRun)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the schema of the policy file", () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
  const plain = (text: string): unknown => parseDocument(text, { schema: "core" }).toJS();

  it.each([
    EXAMPLE,
    DEFAULT_POLICY_TEXT,
    "limits: { maxEntryBytes: 1.5TB, stallMillis: 2 min, maxRatio: 300, entryMemoryMiB: 1 gib }",
    "least-basis: direct",
    "accept: []",
    item("max", '"3"'),
    item("by", "jd"),
  ])("accepts what the reader accepts: %j", (text) => {
    expect(() => policy(text)).not.toThrow();
    expect(validate(plain(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    "acept: []",
    "least-basis: weak",
    "limits: { maxEntryBytes: 12 }",
    "limits: { maxEntryByte: 12 GiB }",
    "limits: { stallMillis: 3 GiB }",
    "limits: { maxDepth: 600 levels }",
    "limits: [maxDepth]",
    item("reason", "x".repeat(501)),
    item("files", '"docs/*"'),
    item("files", '"docs/*.*"'),
    item("why", "stray"),
    item("why", "not-inspected:nested-archive"),
    item("max", "0"),
    item("reason", "FILL IN"),
    item("reason", ""),
    "system: [{ reason: desk }]",
    "system: [{ email: a@b.example, phone: '+491701234567', reason: desk }]",
  ])("refuses what the reader refuses: %j", (text) => {
    expect(() => policy(text)).toThrow(CannotRun);
    expect(validate(plain(text))).toBe(false);
  });

  it("knows every limit", () => {
    expect(Object.keys(schema.properties.limits.properties)).toEqual(Object.keys(DEFAULT_LIMITS));
  });

  it("lists every reason that can be accepted", () => {
    const acceptable = NOT_INSPECTED_REASONS.map((reason) => acceptableWhy(`not-inspected:${reason}`)).filter(
      (why) => why !== undefined,
    );
    expect(schema.properties.accept.items.properties.why.enum).toEqual(["unattributed", ...acceptable]);
  });
});
