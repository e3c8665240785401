import { describe, expect, it } from "vitest";
import type { AcceptedView } from "../../src/model/report.ts";
import { load, REPORTERS } from "../../src/reporters/index.ts";
import { collected, report, stream } from "./reports.ts";

const line = (files: string, state: AcceptedView["state"], entries: number): AcceptedView => ({
  files,
  why: "unattributed",
  entries,
  state,
  max: 1,
  reason: "ours",
  until: "2027-01-01",
});

const EVENTS = report({
  policy: {
    acceptedEntries: 7,
    accepted: [
      line("letter.pdf", "used", 7),
      line("nothing.pdf", "unused", 0),
      line("old.pdf", "expired", 1),
      line("many.pdf", "exceeded", 9),
    ],
  },
  entriesTotals: { accepted: 7 },
});

describe("every report format", () => {
  // Outputs of a step are four words for other steps.
  it.each(REPORTERS.map(({ name }) => name).filter((name) => name !== "github-outputs"))(
    "says how many files the policy accepts, and which of its lines accept nothing: %s",
    async (name) => {
      const text = await collected((await load(name)).render(stream(EVENTS), { color: 0, columns: 80, verbose: false }));
      expect(text).toContain("7");
      // In full, or how many of each.
      expect(text).toMatch(/unused|accepts no file of this bundle/);
      expect(text).toMatch(/expired/);
      expect(text).toMatch(/exceeded|more files than its max|its max is/);
    },
  ); // prettier-ignore
});
