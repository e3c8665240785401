import { describe, expect, it } from "vitest";
import type { ObservedEntry } from "../../src/engine/observe.ts";
import {
  decisionParts,
  decisionsOf,
  draftOf,
  GoodBundle,
  layoutText,
  namespacesOf,
} from "../../src/layout-draft/index.ts";
import { loadLayout } from "../../src/layouts/index.ts";
import type { FieldObservation } from "../../src/model/observed.ts";

function bundleOf(account: string, add: (bundle: GoodBundle) => void): GoodBundle {
  const identifiers = [{ kind: "account" as const, written: account, key: account }];
  const bundle = new GoodBundle({ ref: "", identifiers, none: [], names: [] });
  add(bundle);
  return bundle;
}

function field(
  path: string,
  samples: readonly string[],
  more: Partial<FieldObservation> = {},
): FieldObservation {
  const counts = { values: samples.length, holding: 0, times: 0, names: 0, digests: 0 };
  const rest = { mine: {}, samples, complete: true, inRecords: true, groups: undefined };
  return { path: path.split("/"), ...counts, ...rest, ...more };
}

const owner = (path: string, account: string): FieldObservation =>
  field(path, [account], { values: 3, mine: { account: 3 } });

const ann = bundleOf("C-1001", (bundle) => {
  bundle.add("orders.csv", [owner("buyer", "C-1001"), field("file", ["a.wav"], { names: 1 })]);
  bundle.add("odd-ann.csv", [owner("buyer", "C-1001"), owner("id", "C-1001")]);
  bundle.add("list.csv", [field("id", ["7", "8"]), owner("a.b", "C-1001")]);
});
const bob = bundleOf("C-2002", (bundle) => {
  bundle.add("orders.csv", [owner("buyer", "C-2002"), field("file", ["b.wav"], { names: 1 })]);
  bundle.add("strange-bob.csv", [owner("buyer", "C-2002"), owner("id", "C-2002")]);
  bundle.add("list.csv", [field("id", ["9"]), owner("a.b", "C-2002")]);
});

describe("a draft", () => {
  it("is the same whatever the order of the bundles, and a layout that loads", async () => {
    const text = layoutText(draftOf([ann, bob]), "acme", "ACME") ?? "";
    expect(layoutText(draftOf([bob, ann]), "acme", "ACME")).toBe(text);
    expect((await loadLayout(text, "draft.json")).parts.map(({ spec }) => spec.name)).toEqual([
      "*.csv",
      "list.csv",
      "orders.csv",
    ]);
  });

  it("proposes nothing by a glob that also fits files in which the same field is something else", () => {
    const wide = draftOf([ann, bob]).parts.find(({ files }) => files === "*.csv");
    const meanings = wide?.fields.map(({ path, meaning }) => `${path.join()} ${meaning.is}`);
    expect(meanings).toEqual(["buyer owner", "id unsure"]);
  });

  it("writes dots in keys so that they stay one key", async () => {
    const text = layoutText(draftOf([ann, bob]), "acme", "ACME") ?? "";
    expect(JSON.parse(text)).toMatchObject({ parts: [{}, { fields: [{ at: "a\\.b", role: "owner" }] }, {}] });
  });

  it("is none where nothing holds an identifier", () => {
    const empty = [1, 2].map((n) =>
      bundleOf(`C-${n}`, (bundle) => bundle.add("a.csv", [field("n", [`${n}`])])),
    );
    expect(layoutText(draftOf(empty), "acme", "ACME")).toBeUndefined();
  });
});

describe("a draft of files whose shape differs from person to person", () => {
  const one = (account: string, path: string): GoodBundle =>
    bundleOf(account, (bundle) => bundle.add("visits.xml", [owner(path, account)]));

  it("takes an element that comes once, and one that comes several times, for the same field", async () => {
    const draft = draftOf([one("C-1001", "visits/visit/pat"), one("C-2002", "visits/visit/[]/pat")]);
    const text = layoutText(draft, "acme", "ACME") ?? "";
    const at = ["visits.visit[].pat", "visits.visit.pat"];
    expect(JSON.parse(text)).toMatchObject({ parts: [{ fields: [{ at, role: "owner" }] }] });
    await loadLayout(text, "draft.json");
  });

  it("takes a field for a party that one person's few records alone show, beside one that all show", () => {
    const party = (path: string, mine: number): FieldObservation =>
      field(path, ["desk"], { values: 4, mine: mine === 0 ? {} : { account: mine } });
    const bundle = (account: string, mine: number): GoodBundle =>
      bundleOf(account, (good) => good.add("mail.json", [party("[]/from", mine), party("[]/to", 2)]));
    const meanings = (first: number, second: number): unknown =>
      draftOf([bundle("C-1001", first), bundle("C-2002", second)]).parts[0]?.fields.map(
        ({ path, meaning }) => `${path.join("/")} ${meaning.is}`,
      );
    expect(meanings(2, 0)).toEqual(["[]/from party", "[]/to party"]);
  });
});

describe("a field that names files", () => {
  it("still names them when the names hold the requester's identifier, and says whose it is, too", async () => {
    const bundle = (account: string): GoodBundle =>
      bundleOf(account, (good) => {
        const samples = [`${account}/0001.wav`, `${account}/0002.wav`];
        good.add("clips.csv", [field("clip", samples, { names: 2, holding: 2 })]);
      });
    const text = layoutText(draftOf([bundle("C-1001"), bundle("C-2002")]), "acme", "ACME") ?? "";
    const pattern = "^(?<file>(?<account>C-[0-9]{4})/[0-9]{4}\\.wav)$";
    expect(JSON.parse(text)).toMatchObject({
      parts: [
        {
          fields: [
            { pattern, groups: { file: { is: "names-file" }, account: { role: "owner" } } },
            { is: "names-file" },
          ],
        },
      ],
    });
    await loadLayout(text, "draft.json");
  });
});

describe("what a draft leaves for a person to decide", () => {
  const entry = (path: string, recording: boolean): ObservedEntry => {
    const fate = {
      kind: "inspected" as const,
      format: recording ? "wav" : "json",
      furniture: false,
      reason: null,
    };
    return { path, sha256: path, fate, recording, attribution: "unattributed" };
  };
  const bundle = (account: string): GoodBundle =>
    bundleOf(account, (good) => {
      good.add("profile.json", [field("id", [account], { values: 1, mine: { account: 1 } })]);
      good.entries.push(entry("settings.json", false), entry(`calls/${account}_0001.wav`, true));
    });
  const good = [bundle("C-1001"), bundle("C-2002")];
  const draft = draftOf(good);

  it("is what the files that name nobody rest on, with the line to paste, and nothing of it is in force", async () => {
    const decisions = decisionsOf(draft, good);
    const parts = decisionParts(decisions, namespacesOf(draft.forms, "acme"));
    expect(parts.map(({ files, paste }) => [files, paste])).toEqual([
      [["settings.json"], '"inherits": {"anchor":{"files":"profile.json","at":"id"}}'],
      [["calls/*.wav"], expect.stringMatching(/^"names": \[.*\^\(\?<account>C-\[0-9\]\{4\}\)_\[0-9\]\{4\}/)],
    ]);
    const layout = await loadLayout(layoutText(draft, "acme", "ACME", decisions) ?? "", "draft.json");
    for (const { spec } of layout.parts.slice(1)) {
      expect(spec.inherits).toBeUndefined();
      expect(spec.names).toBeUndefined();
      expect(spec.name).toMatch(/^to decide/);
    }
  });

  it("can be pasted into the part as it stands", async () => {
    const decisions = decisionsOf(draft, good);
    const parts = decisionParts(decisions, namespacesOf(draft.forms, "acme"));
    const data = JSON.parse(layoutText(draft, "acme", "ACME", decisions) ?? "") as { parts: object[] };
    for (const [index, { paste }] of parts.entries())
      Object.assign(data.parts[index + 1] ?? {}, JSON.parse(`{${paste ?? ""}}`));
    const layout = await loadLayout(JSON.stringify(data), "decided.json");
    expect(layout.parts.map(({ spec }) => Object.keys(spec).includes("inherits"))).toEqual([
      false,
      true,
      false,
    ]);
  });
});
