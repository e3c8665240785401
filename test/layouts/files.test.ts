import { describe, expect, it } from "vitest";
import { fileTest } from "../../src/layouts/files.ts";

const GLOBS = [
  "**/account.json",
  "**/Takeout/Chrome/**",
  "**/My?Activity/**/*.{json,html}",
  "**/messages/{inbox,archived}/*/**",
  "data/*.js",
  "**/Cover?Sheet.pdf",
];

const PATHS = [
  "account.json",
  "x/Account.JSON",
  "Takeout/Chrome",
  "Takeout/Chrome/History.json",
  "a/Takeout/Chrome/b/c.csv",
  "Takeout/Chrome History/x.json",
  "My\u00a0Activity/Search/MyActivity.json",
  "My Activity/x.mp3",
  "messages/inbox/ben/message_1.json",
  "messages/inbox/ben",
  "messages/inbox.json",
  "data/tweets.js",
  "x/data/tweets.js",
  "Cover Sheet.pdf",
  "",
  "/",
];

describe("fileTest", () => {
  it.each(GLOBS)("says the same of a path and within its folder: %s", (glob) => {
    const test = fileTest([glob]);
    for (const path of PATHS) {
      const within = test.within(path.slice(0, path.lastIndexOf("/") + 1));
      expect(within?.(path) ?? false, path).toBe(test(path));
    }
  });

  it("takes any character between the words of a translated name", () => {
    const test = fileTest(["**/{My?Activity,Meine?Aktivit*ten}/**/*.json"]);
    expect(test("Takeout/Meine\u00a0Aktivitäten/Suche/MeineAktivitäten.json")).toBe(true);
    expect(test("Takeout/Meine Aktivita\u0308ten/Suche/MeineAktivitäten.json")).toBe(true);
    expect(test("Takeout/Deine Aktivitäten/Suche/MeineAktivitäten.json")).toBe(false);
  });

  it("says in which folder the names of an export begin", () => {
    const { rootOf } = fileTest([
      "**/{Takeout,Old?Takeout}/**/*.json",
      "**/data/*.js",
      "data/*.csv",
      "**/*.ndjson",
    ]);
    expect(rootOf("Takeout/Chrome/History.json")).toBe("");
    expect(rootOf("a/b/Takeout/Chrome/History.json")).toBe("a/b/");
    expect(rootOf("Takeout/Drive/Takeout/Chrome/History.json")).toBe("");
    expect(rootOf("x/data/like.js")).toBe("x/");
    expect(rootOf("data/like.csv")).toBe("");
    expect(rootOf("a/Patient.ndjson")).toBeUndefined();
    expect(rootOf("else.txt")).toBeUndefined();
  });

  it("leaves out what no entry of a folder can be", () => {
    const test = fileTest(["**/Takeout/Chrome/*.json"]);
    expect(test.within("Takeout/Maps/")).toBeUndefined();
    expect(test.within("Takeout/Chrome/")?.("Takeout/Chrome/History.json")).toBe(true);
  });
});
