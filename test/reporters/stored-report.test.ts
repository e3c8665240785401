import { describe, expect, it } from "vitest";
import { CannotRun } from "../../src/model/errors.ts";
import type { ReportEvent } from "../../src/model/report.ts";
import { load, REPORTERS, storedReport } from "../../src/reporters/index.ts";
import { collected, emptyReport, report, stream, strayReport, unprovenReport } from "./reports.ts";

const REPORTS: Readonly<Record<string, readonly ReportEvent[]>> = {
  clean: report(),
  stray: strayReport(),
  unproven: unprovenReport(),
  empty: emptyReport(),
};

async function written(events: readonly ReportEvent[], format: string): Promise<string> {
  const reporter = await load(format);
  return collected(reporter.render(stream(events), { color: 0, columns: 80, verbose: true }));
}

describe("a stored report", () => {
  for (const [name, events] of Object.entries(REPORTS)) {
    it(`gives every format the same bytes as the check did: ${name}`, async () => {
      const stored = await storedReport(await written(events, "json"), "report.json");
      for (const { name: format } of REPORTERS)
        expect(await written(stored, format), format).toBe(await written(events, format));
    });
  }

  it("that an older version wrote lacks what came later, and is read", async () => {
    const { verdict, ...rest } = JSON.parse(await written(strayReport(), "json")) as {
      verdict: Record<string, unknown>;
    };
    delete verdict["paste"];
    const old = { ...rest, verdict, mechanisms: undefined };
    const [, second] = await storedReport(JSON.stringify(old), "report.json");
    expect(second).toMatchObject({ type: "verdict", verdict: { outcome: "stray", paste: [] } });
  });

  it("that was cut off, is another document, or has a wrong member is refused with its name and the place", async () => {
    const text = await written(report(), "json");
    await expect(storedReport(text.slice(0, -3), "cut.json")).rejects.toThrow(/^cut\.json is no whole JSON/);
    await expect(storedReport('{"schema":"else/1"}', "else.json")).rejects.toThrow(
      /^else\.json is no straycheck-report\/1: /,
    );
    await expect(storedReport("[]", "list.json")).rejects.toThrow(CannotRun);
    const wrong = text.replace('"outcome": "clean"', '"outcome": "fine"');
    await expect(storedReport(wrong, "wrong.json")).rejects.toThrow(/verdict/);
  });
});
