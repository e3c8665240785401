import { describe, expect, it } from "vitest";
import { verdictOf, type VerdictInput } from "../../src/engine/verdict.ts";
import { tally } from "../reporters/reports.ts";

function reasons(strangers: VerdictInput["strangers"]): readonly string[] {
  return verdictOf({
    records: tally({ own: 1, stray: 32 }),
    recordings: tally({ stray: 5 }),
    notInspected: 0,
    unattributedRecords: 0,
    unattributedRecordings: 0,
    firmlyOwn: 1,
    subjectSeen: true,
    findings: [],
    strangers,
    notesForReview: 0,
    lapsedAcceptances: 0,
  }).reasons;
}

describe("the reasons of a verdict", () => {
  it("name as owners of recordings only those who own some", () => {
    expect(reasons({ recordings: [1], records: [0, 1, 2], complete: true })).toEqual([
      "5 recordings belong to stranger-2",
      "32 records belong to 3 strangers",
    ]);
  });

  it("say that there are more where not all are told apart, and nobody where none is known", () => {
    expect(reasons({ recordings: [], records: [0, 1], complete: false })).toEqual([
      "5 recordings belong to somebody else",
      "32 records belong to more than 2 strangers",
    ]);
  });
});
