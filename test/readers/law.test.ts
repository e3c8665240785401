import { describe, expect, it } from "vitest";
import type { Delivery } from "../../scripts/readers/delivery.ts";
import { judge } from "../../scripts/readers/decision.ts";
import { isAboutArchive, type Alarm, type View } from "../../scripts/readers/view.ts";

const SEEN = "a".repeat(64);
const OTHER = "b".repeat(64);
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function view(more: Partial<View> = {}): View {
  return { exitCode: 3, names: ["a.txt"], maskedNames: [], contents: [SEEN], alarms: [], ...more };
}

function alarm(rule: string): Alarm {
  return { rule, entry: null, message: "" };
}

function readers(...deliveries: readonly Partial<Delivery>[]): ReadonlyMap<string, Delivery> {
  return new Map(
    deliveries.map((delivery, index) => [
      `reader-${index + 1}`,
      { names: ["a.txt"], contents: [SEEN], ...delivery },
    ]),
  );
}

describe("the law", () => {
  it.each([
    ["all deliver what was inspected", view(), readers({}, {}), 0],
    ["a content that was not inspected", view(), readers({}, { contents: [OTHER] }), 1],
    ["a name that was not inspected", view(), readers({}, { names: ["b.txt"] }), 1],
    ["an empty file of a known name", view(), readers({ contents: [EMPTY] }), 0],
    [
      "content that a finding speaks of",
      view({ alarms: [alarm("unclaimed-bytes")] }),
      readers({ contents: [OTHER] }),
      0,
    ],
    ["an archive that was refused", view({ refused: "It is no ZIP." }), readers({ contents: [OTHER] }), 0],
    ["a check that died", view({ broken: "it died" }), readers({}), 1],
    [
      "part of what was inspected",
      view({ names: ["a.txt", "b.txt"] }),
      readers({ names: [], contents: [] }),
      0,
    ],
    [
      "a reader's second copy of one name",
      view(),
      readers({ names: ["a.txt", "a_1.txt"] }, { names: ["a.txt", "a.txt~"] }),
      0,
    ],
    ["what only looks like a second copy", view(), readers({ names: ["a_1.txt"] }), 1],
  ])("counts %s", (_, seen, deliveries, violations) => {
    expect(judge(seen, deliveries).violations).toHaveLength(violations);
  });

  it("still tells what no report but a finding speaks of", () => {
    const { unseen, violations } = judge(
      view({ alarms: [alarm("unclaimed-bytes")] }),
      readers({ contents: [OTHER] }),
    );
    expect(unseen).toEqual([{ reader: "reader-1", what: "content", value: OTHER }]);
    expect(violations).toEqual([]);
  });
});

describe("a false alarm", () => {
  const alarmed = view({ alarms: [alarm("unclaimed-bytes")] });

  it("is a finding where all readers deliver the same, and all of that was inspected", () => {
    expect(judge(alarmed, readers({}, {})).falseAlarms).toEqual([alarm("unclaimed-bytes")]);
  });

  it.each([
    ["a reader delivers something else", alarmed, readers({}, { contents: [OTHER] })],
    ["a reader delivers less", alarmed, readers({}, { names: [], contents: [] })],
    ["a reader stops half-way", alarmed, readers({}, { error: "bad CRC" })],
    ["no reader can open it", alarmed, readers({ names: [], contents: [], error: "no ZIP" })],
    [
      "what is encrypted cannot be seen by anybody",
      view({ alarms: [alarm("not-inspected: encrypted")] }),
      readers({}),
    ],
  ])("is none where %s", (_, seen, deliveries) => {
    expect(judge(seen, deliveries).falseAlarms).toEqual([]);
  });

  it("does not ask readers that cannot open the archive at all", () => {
    const deliveries = readers({}, { names: [], contents: [], error: "cannot find zipfile directory" });
    expect(judge(alarmed, deliveries).isAgreed).toBe(true);
  });
});

describe("what is about the archive", () => {
  it.each([
    ["unclaimed-bytes", "unproven", undefined, true],
    ["a-rule-of-tomorrow", "unproven", undefined, true],
    ["unclaimed-bytes", "note", undefined, false],
    ["unattributed-nobody-named", "unproven", undefined, false],
    ["stray-account", "stray", undefined, false],
    ["subject-not-seen", "unproven", undefined, false],
    ["not-inspected", "unproven", { reason: "encrypted", sha256: null }, true],
    ["not-inspected", "unproven", { reason: "checksum-mismatch", sha256: SEEN }, true],
    ["not-inspected", "unproven", { reason: "unknown-format", sha256: SEEN }, false],
    ["not-inspected", "unproven", { reason: "damaged", sha256: null }, true],
    // The archive gave out all of it; the JSON in it breaks off.
    ["not-inspected", "unproven", { reason: "damaged", sha256: SEEN }, false],
  ])("knows %s (%s, %o): %s", (rule, level, entry, expected) => {
    expect(isAboutArchive(rule, level, entry)).toBe(expected);
  });
});
