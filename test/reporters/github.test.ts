import { describe, expect, it } from "vitest";
import type { ReportEvent } from "../../src/model/report.ts";
import { load } from "../../src/reporters/index.ts";
import { collected, finding, report, stream, strayReport } from "./reports.ts";

async function written(format: string, events: readonly ReportEvent[]): Promise<string> {
  const reporter = await load(format);
  return collected(reporter.render(stream(events), { color: 0, columns: 80, verbose: false }));
}

describe("the report for GitHub", () => {
  it("annotates the verdict first", async () => {
    const [first] = (await written("github", strayReport())).split("\n");
    expect(first).toMatch(/^::error title=straycheck%3A DO NOT RELEASE::1,700 recordings and 1,700 records/);
    expect(await written("github", report())).toMatch(/^::notice title=straycheck%3A CLEAN::/);
  });

  it("says in the first annotation and in the summary what to do", async () => {
    const [first] = (await written("github", strayReport())).split("\n");
    expect(first).toContain("(exit code 1)%0A1. Hold this ZIP");
    const accepted = [
      { files: "a*.pdf", why: "unattributed", entries: 1, state: "used", reason: "our letter", by: "jd" },
    ] as const;
    const summary = await written("github-summary", strayReport({ policy: { accepted } }));
    expect(summary).toContain("\n1. Hold this ZIP&#58; do not send it.");
    expect(summary).toContain("reason&#58; our letter; by jd\n");
  });

  it("says the exceptions of the policy in its first line", async () => {
    const [first] = (await written("github", report({ policy: { acceptedEntries: 1 } }))).split("\n");
    expect(first).toContain("1 file accepted by policy (exit code 0)");
  });

  it("shows at most ten annotations of a kind, the last of which says how many there are more", async () => {
    const findings = Array.from({ length: 25 }, () => finding());
    const lines = (await written("github", report({ findings, verdict: { outcome: "stray", exitCode: 1 } })))
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toContain("17 more findings");
  });

  it("keeps the summary below what GitHub takes", async () => {
    const findings = Array.from({ length: 30_000 }, () => finding({ entry: "x".repeat(4000) }));
    const text = await written("github-summary", report({ findings }));
    expect(text.length).toBeLessThan(1_000_000);
    expect(text).toContain("29,800 more findings");
  });

  it("keeps the summary below what GitHub takes, whatever the names are made of", async () => {
    const entry = "\u001b".repeat(4000);
    const findings = Array.from({ length: 300 }, () => finding({ entry, title: entry, owner: entry }));
    const text = await written("github-summary", report({ findings }));
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    const rows = text.split("\n").filter((line) => line.startsWith("| &#92;")).length;
    expect(text).toContain(`${300 - rows} more findings`);
  });

  it("gives later steps the verdict and whether everything was inspected", async () => {
    expect(await written("github-outputs", strayReport({ findings: [finding()] }))).toBe(
      "verdict=stray\nexit-code=1\ncomplete=true\nfindings=1\n",
    );
  });
});
