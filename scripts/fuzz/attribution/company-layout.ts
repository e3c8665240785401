import type { Kit } from "./kit.ts";

/** The layout of a company that nobody has heard of, as the company would write it: its own words, its own numbers. */
export function companyLayout(kit: Kit): string {
  const { words, issuer } = kit;
  const because = { source: "the company's handbook", certainty: "documented" };
  const at = (word: string): string => `**.${word.replaceAll(".", "\\.")}`;
  const identifier = (word: string, kind: string, role: string, more: object = {}): object => ({
    at: at(word),
    kind,
    role,
    ...more,
    ...because,
  });
  const meaning = (word: string, is: string): object => ({ at: at(word), is, ...because });
  const anchor = { files: "**/account.json", at: at(words.account) };
  return JSON.stringify({
    layout: "straycheck-layout/1",
    name: "company",
    title: "The company's export",
    namespaces: {
      "company-customer": { kind: "account", pattern: `^${issuer.pattern}$`, ...because },
    },
    parts: [
      {
        name: "fields",
        fields: [
          identifier(words.account, "account", "owner", { namespace: "company-customer" }),
          identifier(words.device, "device", "owner"),
          identifier(words.household, "household", "owner"),
          identifier(words.person, "person", "owner"),
          identifier(words.from, "any", "party"),
          identifier(words.to, "any", "party"),
          meaning(words.time, "time"),
          meaning(words.file, "names-file"),
          meaning(words.sha256, "sha256"),
          meaning(words.thread, "thread"),
        ],
      },
      {
        name: "the account",
        files: ["**/account.json"],
        fields: [identifier(words.email, "email", "owner")],
      },
      { name: "activity", files: ["**/activity/**"], inherits: { anchor } },
      { name: "contacts", files: ["**/contacts.vcf"], inherits: { anchor } },
      {
        name: "chats",
        files: ["**/chats/**"],
        threads: "^(?:.*/)?chats/(?<thread>[^/]+)/[^/]+$",
        fields: [identifier("writer", "any", "party")],
      },
    ],
  });
}
