import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { packContents } from "../../src/batch/contents.ts";
import { SharedContents } from "../../src/batch/shared.ts";
import type { EntryContent } from "../../src/engine/contents.ts";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
const content = (name: string, more: Partial<EntryContent> = {}): EntryContent => ({
  position: 1,
  sha256: digest(name),
  sound: undefined,
  recording: true,
  attribution: "own",
  ...more,
});

describe("what several bundles hold", () => {
  it("is found among very many files that differ", () => {
    const shared = new SharedContents();
    for (let request = 0; request < 50; request += 1) {
      const own = Array.from({ length: 400 }, (_, at) => content(`${request} ${at}`));
      shared.add(request, packContents(request % 10 === 3 ? [...own, content("the same", { position: 401 })] : own));
    }
    expect(shared.isComplete).toBe(true);
    expect(shared.groups()).toMatchObject([
      { by: "files", isRecording: true, isOwnTwice: true, requests: [3, 13, 23, 33, 43], count: 1 },
    ]);
  }); // prettier-ignore

  it("is no file that one bundle has twice", () => {
    const shared = new SharedContents();
    shared.add(0, packContents([content("a"), content("a", { position: 2 })]));
    expect(shared.groups()).toEqual([]);
  });

  it("is told once of a file whose sound is the same as well", () => {
    const shared = new SharedContents();
    const sound = digest("sound");
    shared.add(0, packContents([content("a", { sound })]));
    shared.add(1, packContents([content("a", { sound })]));
    shared.add(2, packContents([content("b", { sound, attribution: "context" })]));
    expect(shared.groups().map(({ by, requests, isOwnTwice }) => ({ by, requests, isOwnTwice }))).toEqual([
      { by: "files", requests: [0, 1], isOwnTwice: true },
      { by: "sound", requests: [0, 2], isOwnTwice: false },
    ]);
  });
});
