import { describe, expect, it } from "vitest";
import { account, activity, ANCHORED_LAYOUT } from "../../fixtures/support/anchored.ts";
import { ANNA_BY_ACCOUNT, BEN } from "../../fixtures/support/people.ts";
import { jsonEntry, textEntry, type FixtureEntry } from "../../fixtures/support/text.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { loadLayout } from "../../src/layouts/index.ts";
import { checked } from "../support/checked.ts";

/** What is said of an anchor that does not hold: records, file, words. */
async function said(...entries: readonly FixtureEntry[]): Promise<readonly (readonly unknown[])[]> {
  const layouts = [await loadLayout(ANCHORED_LAYOUT, "anchored.json")];
  const { findings } = await checked(ANNA_BY_ACCOUNT, entries, { layouts });
  return findings
    .filter(({ rule }) => rule === "anchor-unused")
    .map(({ count, entry, message }) => [count, entry, message.split(/: (.*?)[.,(]/)[1]?.trim()]);
}

describe("an account of the export that speaks for nothing", () => {
  it("is not mentioned where records rest on it", async () => {
    expect(await said(account(), ...activity())).toEqual([]);
  });

  it("is not mentioned where nothing could rest on it", async () => {
    expect(await said(account(), account(undefined, "old/"))).toEqual([]);
  });

  it("is not in the archive", async () => {
    expect(await said(...activity())).toEqual([
      [4, "activity/searches.json", "the file that names it is not in their archive"],
    ]);
  });

  it("lies in another archive", async () => {
    const rest = { path: "rest.zip", bytes: writeZip(activity()) };
    expect(await said(account(), rest)).toEqual([
      [4, "rest.zip!/activity/searches.json", "the file that names it lies in another archive"],
    ]);
  });

  it("is named by several files", async () => {
    expect(await said(account(), account(undefined, "old/"), ...activity())).toEqual([
      [4, "account.json", "2 files name one"],
    ]);
  });

  it("lies beside somebody else's data", async () => {
    const stray = jsonEntry("orders.json", [{ customerId: BEN.account, order: 17 }]);
    expect(await said(account(), ...activity(), stray)).toEqual([
      [4, "account.json", "somebody else's data is in the same archive"],
    ]);
  });

  it("is in a file that was not wholly read", async () => {
    const broken = textEntry("account.json", `{"customerId": "A1QX7M3K9T2B5D", "since": "2019`);
    expect(await said(broken, ...activity())).toEqual([
      [4, "account.json", "the file that names it was not wholly read"],
    ]);
  });

  it("is none that the subject file tells", async () => {
    expect(await said(jsonEntry("account.json", { customerId: "no-such-shape" }), ...activity())).toEqual([
      [4, "account.json", "the file that names it holds none of the subject file's accounts"],
    ]);
  });

  it("stands beside an owner who cannot be compared", async () => {
    const unsure = jsonEntry("account.json", [
      { customerId: "A1QX7M3K9T2B5D" },
      { customerId: "no-such-shape" },
    ]);
    expect(await said(unsure, ...activity())).toEqual([
      [4, "account.json", "the file that names it is not proven to be the requester's itself"],
    ]);
  });

  it("is that of the export in another folder", async () => {
    expect(await said(account(), ...activity(), ...activity("2019/"))).toEqual([
      [4, "account.json", "the file that names it speaks for another folder"],
    ]);
  });
});
