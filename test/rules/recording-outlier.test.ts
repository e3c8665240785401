import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/model/evidence.ts";
import type { EntryFacts, Facts } from "../../src/model/facts.ts";
import { recordingOutlier } from "../../src/rules/recording-outlier.ts";

const WAV: readonly Fact[] = [
  ["container", "WAV"],
  ["codec", "PCM"],
  ["sampleRate", 16_000],
];
const NARROW: readonly Fact[] = [
  ["container", "WAV"],
  ["codec", "PCM"],
  ["sampleRate", 8_000],
];

function entry(path: string, facts: readonly Fact[]): EntryFacts {
  const fate = { kind: "inspected", format: "audio", furniture: false } as const;
  return { path, fate, accepted: false, missing: { count: 0, own: 0, examples: [] }, overflow: false, facts };
}

function many(count: number, name: string, facts: readonly Fact[]): EntryFacts[] {
  return Array.from({ length: count }, (_, index) => entry(`${name}-${index}`, facts));
}

function found(entries: readonly EntryFacts[]): readonly string[] {
  const facts: Facts = {
    entries,
    judged: [],
    linkProblems: [],
    digestProblems: [],
    unlisted: [],
    disagreements: [],
    unregistered: [],
    countProblems: [],
    lowered: [],
    foreignNames: [],
    observations: [],
    sweptMentions: [],
    couldInherit: [],
    unusedAnchors: [],
    deletedItems: [],
    subject: { told: 1, seen: 1, unseen: [] },
  };
  return [...recordingOutlier.find(facts)].map(({ row, count, detail }) => `${row}: ${count}: ${detail}`);
}

describe("recordings that are made differently from the rest", () => {
  it("are told with their number, how they differ, and the first of them", () => {
    expect(found([...many(100, "a", WAV), ...many(1_663, "b", WAV), ...many(37, "c", NARROW)])).toEqual([
      "1763: 37: 37 of 1,800 WAV recordings have 8000 samples a second, most others have 16000 samples a second; the first is c-0",
    ]);
  });

  it("are told once with all that sets them apart, and each group for itself", () => {
    const other: readonly Fact[] = [...NARROW, ["encoder", "Recorder 2"], ["channels", 2]];
    const usual: readonly Fact[] = [...WAV, ["encoder", "Echo"], ["channels", 1]];
    const calls: readonly Fact[] = [["container", "AMR"]];
    expect(found([...many(200, "echo", usual), ...many(4, "call", calls), ...many(2, "own", other)])).toEqual(
      [
        "200: 4: 4 of 206 recordings are AMR files, most others are WAV files; the first is call-0",
        "204: 2: 2 of 202 WAV recordings have 8000 samples a second, have 2 channels and were written by Recorder 2, most others have 16000 samples a second, have one channel and were written by Echo; the first is own-0",
      ],
    );
  });

  it("are found beside pictures and videos, which they are not compared with", () => {
    const photo: readonly Fact[] = [["pixels", "4032 x 3024"]];
    const video: readonly Fact[] = [
      ["container", "MP4"],
      ["codec", "avc1 + mp4a"],
      ["sampleRate", 44_100],
    ];
    const entries = [
      ...many(1_663, "a", WAV),
      ...many(37, "b", NARROW),
      ...many(900, "c", photo),
      ...many(500, "d", video),
    ];
    expect(found(entries)).toHaveLength(1);
  });

  it("are nothing to tell of where there are many sources, few recordings, or nothing usual", () => {
    const by = (device: string): readonly Fact[] => [
      ["pixels", "4032 x 3024"],
      ["device", device],
    ];
    const friends = ["A", "B", "C", "D", "E"].flatMap((name) => many(2, name, by(`Phone ${name}`)));
    expect(found([...many(300, "own", by("Phone")), ...friends])).toEqual([]);
    expect(found([...many(18, "a", WAV), ...many(1, "b", NARROW)])).toEqual([]);
    expect(found([...many(60, "a", WAV), ...many(40, "b", NARROW)])).toEqual([]);
  });
});
