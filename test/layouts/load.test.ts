import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileParts } from "../../src/layouts/compile.ts";
import { builtinLayouts, layoutsOf, loadLayout } from "../../src/layouts/index.ts";
import type { Layout } from "../../src/layouts/layout.ts";
import { compileLayout } from "../../src/layouts/load.ts";
import { compileBuiltin, linearCompiler, MAX_MATCHED, type Pattern } from "../../src/layouts/pattern.ts";
import { problemWith } from "../../src/json-schema/index.ts";
import schema from "../../src/layouts/layout.schema.json" with { type: "json" };
import { CannotRun } from "../../src/model/errors.ts";

const minimal = { layout: "straycheck-layout/1", name: "acme", title: "Acme", parts: [{ name: "all" }] };
const origin = { source: "us", certainty: "inferred" };
const withField = (field: object): object => ({
  ...minimal,
  parts: [{ name: "all", fields: [{ ...origin, ...field }] }],
});
const account = { kind: "account", role: "owner" };

async function problemOf(text: string): Promise<string> {
  try {
    await loadLayout(text, "own.json");
    return "none";
  } catch (error) {
    expect(error).toBeInstanceOf(CannotRun);
    return error instanceof Error ? error.message : "";
  }
}

describe("loadLayout", () => {
  it("loads a layout, with the digest of its text", async () => {
    const text = JSON.stringify(minimal);
    const loaded = await loadLayout(text, "own.json");
    expect(loaded).toMatchObject({ name: "acme", title: "Acme", file: { text, fileName: "own.json" } });
    expect(loaded.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, RegExp]>([
    ["", /^layout own\.json: is no valid JSON/],
    ["{", /is no valid JSON/],
    ["{'a':1}", /is no valid JSON/],
    ["[]", /own\.json: must be object/],
    ["null", /must be object/],
    [JSON.stringify(minimal).replace('"title"', '"name":"b","title"'), /has the same key twice in line 1/],
    [JSON.stringify({ ...minimal, layout: "straycheck-layout/2" }), /layout must be "straycheck-layout\/1"/],
    [JSON.stringify({ ...minimal, name: "A B" }), /own\.json: name must match/],
    [JSON.stringify({ ...minimal, extra: 1 }), /has the unknown key "extra"/],
    [JSON.stringify({ ...minimal, parts: [] }), /parts must NOT have fewer than 1 items/],
    [JSON.stringify({ ...minimal, parts: [{}] }), /parts\[0\] lacks the key "name"/],
    [
      JSON.stringify(withField({ at: "a", ...account, kind: "dog" })),
      /parts\[0\]\.fields\[0\]\.kind must be one of/,
    ],
    [JSON.stringify(withField({ at: "a" })), /parts\[0\]\.fields\[0\] needs "is", or "kind" and "role"/],
    [JSON.stringify(withField({ at: "a", kind: "account" })), /needs "is", or "kind" and "role"/],
    [JSON.stringify(withField({ at: "a", is: "time", ...account })), /has "is" beside "kind"/],
    [JSON.stringify(withField({ at: "", ...account })), /fields\[0\]\.at/],
    [JSON.stringify(withField({ at: "a..b", ...account })), /has an empty name in it/],
    [JSON.stringify(withField({ at: "a.**.b", ...account })), /may have "\*\*" only at its start/],
    [JSON.stringify(withField({ at: "**", ...account })), /names no field/],
    [JSON.stringify(withField({ at: "a", ...account, namespace: "x" })), /names the namespace "x"/],
    [
      JSON.stringify(withField({ at: "a", ...account, pattern: "[0-9]+" })),
      /must begin with "\^" and end with "\$"/,
    ],
    [
      JSON.stringify(withField({ at: "a", ...account, pattern: "^(?=a)a$" })),
      /fields\[0\]\.pattern error parsing regexp/,
    ],
    [JSON.stringify(withField({ at: "a", ...account, pattern: "^(?<=a)a$" })), /error parsing regexp/],
    [JSON.stringify(withField({ at: "a", ...account, pattern: "^(a)\\1$" })), /invalid escape sequence/],
    [JSON.stringify(withField({ at: "a", ...account, pattern: "^([$" })), /error parsing regexp/],
    [
      JSON.stringify(withField({ at: "a", ...account, pattern: `^${"a".repeat(2_000)}$` })),
      /pattern is longer than 2000 characters/,
    ],
    [
      JSON.stringify(withField({ at: "a", ...account, pattern: "^(?:(?:a{50}){10}b?){20}(?:[a-z]{1000})$" })),
      /repeats too much|invalid repeat/,
    ],
    [JSON.stringify(withField({ at: "a", groups: { x: account } })), /has "groups" but no "pattern"/],
    [
      JSON.stringify(withField({ at: "a", pattern: "^(?<y>a)$", groups: { x: account } })),
      /groups\.x names no group of the pattern/,
    ],
    [
      JSON.stringify(withField({ at: "a", pattern: "^(?<x>a)$", groups: { x: { kind: "account" } } })),
      /groups\.x is none of the forms/,
    ],
    [
      JSON.stringify({ ...minimal, parts: [{ name: "a", records: ["rows"] }] }),
      /records\[0\] must end in "\[\]"/,
    ],
    [
      JSON.stringify({
        ...minimal,
        parts: [{ name: "a", files: ["{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"] }],
      }),
      /stand for too many names/,
    ],
    [
      JSON.stringify({
        ...minimal,
        namespaces: { n: { kind: "account", pattern: "^C$", source: "us", examples: { accepts: ["D"] } } },
      }),
      /says that "D" is taken, but it is not/,
    ],
    [
      JSON.stringify({
        ...minimal,
        namespaces: { n: { kind: "account", pattern: "^C$", source: "us", examples: { refuses: ["C"] } } },
      }),
      /says that "C" is left, but it is taken/,
    ],
    [
      JSON.stringify({ ...minimal, parts: [{ name: "a", examples: { accepts: { nope: ["1"] } } }] }),
      /names no field of this part/,
    ],
  ])("refuses %s", async (text, words) => {
    const problem = await problemOf(text);
    expect(problem).toMatch(words);
    expect(problem).toMatch(/^layout own\.json: /);
    expect(problem).not.toContain("\n");
  });

  it("refuses a namespace of another kind", async () => {
    const text = JSON.stringify({
      ...withField({ at: "a", kind: "device", role: "owner", namespace: "n" }),
      namespaces: { n: { kind: "account", pattern: "^C$", source: "us" } },
    });
    expect(await problemOf(text)).toMatch(/is of kind "device", but its namespace "n" is of "account"/);
  });

  it("does not let a file name steer the terminal", async () => {
    await expect(loadLayout("{", "a\u001b[2J.json")).rejects.toThrow(/a\\u\{1b\}\[2J\.json/);
  });

  it("stores what a later job reads", async () => {
    const parts = [
      { name: "a", inherits: { anchor: { files: "account.json", at: "id" } }, promises: ["audio/**"] },
    ];
    expect(
      (await loadLayout(JSON.stringify({ ...minimal, parts }), "own.json")).parts[0]?.spec,
    ).toMatchObject(parts[0] ?? {});
  });
});

describe("patterns", () => {
  const hostile = [
    "a".repeat(MAX_MATCHED - 1) + "!",
    "a".repeat(MAX_MATCHED),
    "ab".repeat(500),
    "\ud800".repeat(1_000),
    "A".repeat(1_000),
    `${"A32TRBM6QOXJ5H#".repeat(70)}`,
    "AB72C64C86AW2:1.0/".repeat(50),
    "_".repeat(1_000),
  ];

  it.each(["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(?:a*)*b$", "^(.*a){20}$", "^([a-zA-Z]+)*$"])(
    "end for %s, whatever they meet",
    async (source) => {
      const pattern = (await linearCompiler())(source);
      for (const text of hostile) pattern.exec(text);
      expect(pattern.exec("a".repeat(MAX_MATCHED + 1))).toBeUndefined();
    },
  );

  it("keep the groups that took part", async () => {
    for (const compile of [compileBuiltin, await linearCompiler()]) {
      const pattern = compile("^(?<a>x)|(?<b>y)$");
      expect(pattern.exec("x")).toEqual({ start: 0, end: 1, groups: { a: "x" } });
      expect(pattern.exec("x")).toEqual({ start: 0, end: 1, groups: { a: "x" } });
      expect(pattern.exec("zy")).toEqual({ start: 1, end: 2, groups: { b: "y" } });
      expect(pattern.exec("z")).toBeUndefined();
    }
  });
});

const FOLDER = "src/layouts/";
/** All that ship, except the words of generic, which are no such layout. */
const BUILTIN = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json") && !["generic.json", "layout.schema.json"].includes(name))
  .map((name) => JSON.parse(readFileSync(`${FOLDER}${name}`, "utf8")) as Layout);

describe("the built-in layouts", () => {
  it("are all asked, in an order of their own, standards and words last", () => {
    const names = builtinLayouts().map(({ name }) => name);
    expect(names.toSorted()).toEqual([...BUILTIN.map(({ name }) => name), "generic"].toSorted());
    expect(names.slice(-2)).toEqual(["standards", "generic"]);
  });

  it("say their digests", () => {
    for (const { name, digest } of builtinLayouts()) expect(digest, name).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(BUILTIN.map((layout) => ({ name: layout.name, layout })))(
    "hold to the schema and to their own examples: $name",
    async ({ layout }) => {
      expect(await problemWith(layout, schema)).toBeUndefined();
      expect(() => compileLayout(layout, compileBuiltin, "", undefined)).not.toThrow();
    },
  );

  it.each(BUILTIN.map((layout) => ({ name: layout.name, layout })))(
    "have examples for every namespace, pattern and token: $name",
    ({ layout }) => {
      for (const [name, namespace] of Object.entries(layout.namespaces ?? {}))
        expect(namespace.examples?.accepts, name).toBeDefined();
      for (const part of layout.parts) {
        for (const token of [...(part.tokens ?? []), ...(part.names ?? [])])
          expect(token.examples?.accepts, token.field).toBeDefined();
        const shown = new Set(Object.keys(part.examples?.accepts ?? {}));
        for (const field of part.fields ?? []) {
          const ats = typeof field.at === "string" ? [field.at] : field.at;
          if (field.pattern !== undefined)
            expect(
              ats.some((at) => shown.has(at)),
              ats[0],
            ).toBe(true);
        }
      }
    },
  );

  it.each(BUILTIN.map((layout) => ({ name: layout.name, layout })))(
    "have patterns that mean the same to RE2, and end on hostile text: $name",
    async ({ layout }) => {
      const native: Pattern[] = [];
      const linear = await linearCompiler();
      compileParts(layout, (source) => {
        const pattern = compileBuiltin(source);
        native.push(pattern);
        return pattern;
      });
      const texts = [...JSON.stringify(layout).matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(
        (match) => match[1] ?? "",
      );
      const long = [
        "A32TRBM6QOXJ5H#",
        "AB72C64C86AW2:1.0/",
        "AB72C64C86AW2_1.0_2017_07_",
        "messages/inbox/",
        "_",
        "%3A",
        "1500272434384#",
        "1500272434384-",
        "a-",
        "A",
      ].map((text) => text.repeat(1_000).slice(0, MAX_MATCHED));
      for (const pattern of native) {
        const other = linear(pattern.source);
        for (const text of texts)
          expect(pattern.exec(text), `${pattern.source} on ${text}`).toEqual(other.exec(text));
        for (const text of long) expect(pattern.exec(text)).toEqual(other.exec(text));
      }
    },
    60_000,
  );

  it("tell which folder of messages is one conversation", () => {
    const layouts = layoutsOf([], ["facebook"]);
    const thread = (path: string): string => layouts.planFor(path).thread;
    expect(thread("your_facebook_activity/messages/inbox/ben_1/message_1.json")).toBe("facebook ben_1");
    expect(thread("messages/archived_threads/ben_1/photos/1.jpg")).toBe("facebook ben_1");
    expect(thread("messages/your_settings.json")).toBe("");
    expect(thread("messages/inbox/message_1.json")).toBe("");
  });
});
