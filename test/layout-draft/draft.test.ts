import { describe, expect, it } from "vitest";
import { draftOf, GoodBundle, layoutText } from "../../src/layout-draft/index.ts";
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
