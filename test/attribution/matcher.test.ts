import { describe, expect, it } from "vitest";
import { createMatcher } from "../../src/attribution/matcher.ts";
import type { IdentifierUse } from "../../src/model/field.ts";
import type { Kind, Role } from "../../src/model/kinds.ts";
import { DEFAULT_POLICY, type Policy } from "../../src/model/policy.ts";
import { subjectOf } from "../support/entry.ts";

const SUBJECT = subjectOf(`
ref: T
accounts: [A32TRBM6QOXJ5H, "12345678"]
emails: [anna@example.org]
phones: ["+49 170 1234567"]
devices: [G090LF1181840BFC, 00:1A:2B:3C:4D:5E]
households: [hh-5521]
names: [Anna Müller]
`);
const ISSUERS: Readonly<Record<string, string>> = { A32TRBM6QOXJ5H: "shop" };
const POLICY: Policy = {
  ...DEFAULT_POLICY,
  system: [{ kind: "email", key: "support@acme.example", reason: "support desk" }],
};

interface Options {
  readonly namespace?: string;
  readonly role?: Role | "owner-beside-account";
  readonly layout?: string;
  readonly trusted?: boolean;
}

function matched(kind: Kind | "any", text: string, options: Options = {}, subject = SUBJECT): string {
  const { namespace = "", role = "owner", layout = "generic", trusted = true } = options;
  const use: IdentifierUse = { is: "identifier", field: "f", kind, namespace, role, layout, trusted };
  const match = createMatcher(subject, POLICY, (_, value) => [ISSUERS[value] ?? ""]).match(use, text);
  return match === undefined ? "nobody" : `${match.outcome} ${match.kind} ${match.role}`;
}

const TABLE: readonly (readonly [string, Kind | "any", string, Options, string])[] = [
  ["the same text", "account", "A32TRBM6QOXJ5H", {}, "mine account owner"],
  ["white space around it", "account", "  A32TRBM6QOXJ5H\n", {}, "mine account owner"],
  ["another case, which is another account", "account", "a32trbm6qoxj5h", {}, "untold account owner"],
  ["the same shape", "account", "A4C34GWKR5R6R", {}, "foreign account owner"],
  ["another shape", "account", "ACC-4711", {}, "untold account owner"],
  ["a number of the subject's length", "account", "87654321", {}, "foreign account owner"],
  ["a number one digit longer", "account", "876543210", {}, "foreign account owner"],
  ["a number three digits longer", "account", "87654321000", {}, "untold account owner"],
  ["leading zeros, which count", "account", "012345678", {}, "foreign account owner"],
  [
    "full-width digits, which are other characters",
    "account",
    "１２３４５６７８",
    {},
    "untold account owner",
  ],
  ["a word", "account", "basic", {}, "untold account owner"],
  ["a told issuer", "account", "anything", { namespace: "shop" }, "foreign account owner"],
  [
    "an issuer the subject file is silent about",
    "account",
    "A4C34GWKR5R6R",
    { namespace: "bank" },
    "untold account owner",
  ],
  ["an e-mail in any case", "email", "Anna@Example.ORG", {}, "mine email owner"],
  ["an e-mail with a name", "email", "Anna <anna@example.org>", {}, "mine email owner"],
  ["a dot more, which is another address", "email", "an.na@example.org", {}, "foreign email owner"],
  ["a plus tag, which is another address", "email", "anna+x@example.org", {}, "foreign email owner"],
  ["what is no e-mail", "email", "none given", {}, "nobody"],
  ["an account that is the subject's e-mail", "account", "anna@example.org", {}, "mine account owner"],
  ["an account that is another e-mail", "account", "ben@example.org", {}, "foreign account owner"],
  ["a phone in another spelling", "phone", "0049 (170) 123-4567", {}, "mine phone owner"],
  ["another phone", "phone", "+49 170 7654321", {}, "foreign phone owner"],
  [
    "the subject's phone without its country, which is not sure",
    "phone",
    "0170 1234567",
    {},
    "untold phone owner",
  ],
  ["another phone without its country", "phone", "0170 7654321", {}, "foreign phone owner"],
  ["a device with other separators", "device", "G090-LF11-8184-0BFC", {}, "mine device owner"],
  ["a MAC address in another spelling", "device", "00-1a-2b-3c-4d-5e", {}, "mine device owner"],
  ["another device of this shape", "device", "G090LF1181840BFD", {}, "foreign device owner"],
  ["a device of another shape", "device", "SN-1", {}, "untold device owner"],
  ["another household of this shape", "household", "hh-9999", {}, "foreign household owner"],
  ["a kind of which nothing is told", "person", "person-1", {}, "untold person owner"],
  ["a number that a spreadsheet has rounded", "account", "1.2345678E+7", {}, "untold account owner"],
  ["a placeholder", "account", "n/a", {}, "nobody"],
  ["a zero", "account", "0", {}, "nobody"],
  ["the all-zero UUID", "device", "00000000-0000-0000-0000-000000000000", {}, "nobody"],
  ["a catalogue value", "device", "G090LF1181840BFD", { role: "catalogue" }, "nobody"],
  ["the controller's own address", "email", "Support@Acme.example", { role: "party" }, "untold email system"],
  [
    "the controller's own address, as an account",
    "account",
    "support@acme.example",
    {},
    "untold account system",
  ],
  [
    "a name where a layout says so",
    "name",
    "anna  MÜLLER",
    { layout: "acme", role: "party" },
    "mine name party",
  ],
  ["a name where none says so", "name", "Anna Müller", { role: "party" }, "untold name party"],
  ["another name", "name", "Ben", { layout: "acme", role: "party" }, "untold name party"],
  ["any: an e-mail", "any", "ben@example.org", { role: "party" }, "foreign email party"],
  ["any: a phone", "any", "+49 170 7654321", { role: "party" }, "foreign phone party"],
  [
    "any: an account of the subject's shape",
    "any",
    "A4C34GWKR5R6R",
    { role: "party" },
    "foreign account party",
  ],
  ["any: the subject's account", "any", "A32TRBM6QOXJ5H", { role: "party" }, "mine account party"],
  ["any: a handle", "any", "@ben99x", { role: "party" }, "untold handle party"],
  ["any: a name", "any", "Ben Doe", { role: "party" }, "untold name party"],
  [
    "a mine that only a detected layout reads from a name",
    "account",
    "A32TRBM6QOXJ5H",
    { trusted: false },
    "nobody",
  ],
  [
    "a foreign that only a detected layout reads from a name",
    "account",
    "A4C34GWKR5R6R",
    { trusted: false },
    "foreign account owner",
  ],
];

describe("an identifier against the subject", () => {
  it.each(TABLE)("%s", (_name, kind, text, options, expected) => {
    expect(matched(kind, text, options)).toBe(expected);
  });

  it("is foreign for a subject who owns none of a known issuer's, and untold for a generic serial", () => {
    const none = subjectOf("ref: T\naccounts: [A32TRBM6QOXJ5H]\ndevices: []");
    expect(matched("device", "G090LF1181840BFC", { namespace: "echo" }, none)).toBe("foreign device owner");
    expect(matched("device", "G090LF1181840BFC", {}, none)).toBe("untold device owner");
  });

  it("is foreign where the subject's account is an address and the field holds another", () => {
    const byAddress = subjectOf("ref: T\naccounts: [anna@example.org]");
    expect(matched("email", "ben@example.org", {}, byAddress)).toBe("foreign email owner");
    expect(matched("email", "anna@example.org", {}, byAddress)).toBe("mine email owner");
  });

  it("keeps all digits of a long number", () => {
    const long = subjectOf('ref: T\naccounts: ["1234567890123456789"]');
    expect(matched("account", "1234567890123456789", {}, long)).toBe("mine account owner");
    expect(matched("account", "1234567890123456788", {}, long)).toBe("foreign account owner");
  });

  it("keeps no text of what is not foreign", () => {
    const use: IdentifierUse = {
      is: "identifier",
      field: "f",
      kind: "account",
      namespace: "",
      role: "owner",
      layout: "generic",
      trusted: true,
    };
    const matcher = createMatcher(SUBJECT, POLICY, () => []);
    expect(matcher.match(use, "ACC-4711")?.key).toBe("");
    expect(matcher.match(use, "A4C34GWKR5R6R")?.key).toBe("A4C34GWKR5R6R");
  });
});
