import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { ReportEvent } from "../../src/model/report.ts";
import { sarifReporter } from "../../src/reporters/sarif/index.ts";
import { RULES } from "../../src/rules/index.ts";
import { collected, entry, finding, report, stream, strayReport, unprovenReport } from "./reports.ts";

const schema = createRequire(import.meta.url)("schemastore/schemas/json/sarif-2.1.0.json") as object;
const formats = {
  "date-time": true,
  uri: (text: string) => URL.canParse(text),
  // No colon may stand in the first segment of a relative reference (RFC 3986, 4.2).
  "uri-reference": (text: string) =>
    /^(?!\/\/)[A-Za-z0-9\-._~!$&'()*+,;=@%/]*$/.test(text) || URL.canParse(text),
} as const;
const valid = new Ajv({ strict: false, unicodeRegExp: false, formats }).compile(schema);

interface Log {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
      }[];
      readonly partialFingerprints: { readonly primaryLocationLineHash: string };
    }[];
    readonly artifacts: readonly {
      readonly location: { readonly uri: string };
      readonly parentIndex?: number;
    }[];
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly invocations: readonly {
      readonly exitCode: number;
      readonly toolExecutionNotifications: readonly { readonly level: string }[];
    }[];
  }[];
}

async function sarif(events: readonly ReportEvent[]): Promise<Log["runs"][number]> {
  const rules = RULES.map(({ id, level, words }) => ({ id, level, ...words }));
  const text = await collected(
    sarifReporter.render(stream(events), { color: 0, columns: 0, verbose: false, rules }),
  );
  const log = JSON.parse(text) as Log;
  expect(valid(log), JSON.stringify(valid.errors)).toBe(true);
  const [run] = log.runs;
  if (run === undefined) throw new Error("no run");
  return run;
}

describe("the SARIF report", () => {
  it("holds to the official schema with every outcome, and has no results when nothing was found", async () => {
    expect((await sarif(report())).results).toEqual([]);
    expect((await sarif(strayReport())).results.map(({ level }) => level)).toContain("error");
  });

  it("gives every result what GitHub demands: a location with a URI, a fingerprint, a rule with words", async () => {
    const { results, tool } = await sarif(strayReport());
    for (const result of results) {
      expect(result.locations[0]?.physicalLocation.artifactLocation.uri).toMatch(/^export\.zip/);
      expect(result.partialFingerprints.primaryLocationLineHash).toMatch(/^\w{1,16}:1$/);
      expect(result.message.text).not.toBe("");
      expect(tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
    }
  });

  it("says what is not proven as a result and as a notification", async () => {
    const { results, invocations } = await sarif(unprovenReport());
    expect(results.map(({ ruleId }) => ruleId)).toContain("not-proven");
    expect(invocations[0]).toMatchObject({ exitCode: 3, toolExecutionNotifications: [{ level: "error" }] });
  });

  it("says of a stray bundle, too, what is not proven, and what to do", async () => {
    const verdict = {
      outcome: "stray",
      exitCode: 1,
      codes: ["stray-records", "not-inspected"],
      reasons: ["2 records belong to stranger-1", "3 files were not inspected"],
    } as const;
    const { results, invocations } = await sarif(strayReport({ verdict }));
    const [unproven] = results.filter(({ ruleId }) => ruleId === "not-proven");
    expect(unproven?.message.text).toMatch(/: 3 files were not inspected\. What to do: Hold this ZIP/);
    expect(invocations[0]?.toolExecutionNotifications.map(({ level }) => level)).toEqual(["note", "error"]);
  });

  it("climbs to no other file by a name of dots", async () => {
    const path = "../.././a/..b//...";
    const { results, artifacts } = await sarif(
      report({ findings: [finding({ entry: path, entryId: "0.1" })], entries: [entry({ id: "0.1", path })] }),
    );
    expect(results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
      "export.zip/(..)/(..)/(.)/a/..b//...",
    );
    expect(artifacts[1]?.location.uri).toBe("/(..)/(..)/(.)/a/..b//...");
  });

  it("tells where a file stands within archives by what encloses it", async () => {
    const { artifacts } = await sarif(
      report({
        findings: [finding({ entry: "old.zip!/a b#.wav", entryId: "0.1.4" })],
        entries: [
          entry({ id: "0.1", path: "old.zip" }),
          entry({ id: "0.1.4", path: "old.zip!/a b#.wav" }),
          entry({ id: "0.2", path: "not-asked-for.csv" }),
        ],
      }),
    );
    expect(artifacts.map(({ location, parentIndex }) => [location.uri, parentIndex])).toEqual([
      ["export.zip", undefined],
      ["/old.zip", 0],
      ["/a%20b%23.wav", 1],
    ]);
  });

  it("stays below what GitHub keeps, the strays first, and says how many there are more", async () => {
    const many = Array.from({ length: 6000 }, (_, index) =>
      finding({ fingerprint: `${index}`.padStart(32, "0") }),
    );
    const { results, invocations } = await sarif(report({ findings: many }));
    expect(results.length).toBeLessThan(5000);
    expect(JSON.stringify(invocations)).toContain("1100 more findings");
  });

  it("makes no link of a name in brackets", async () => {
    const { results } = await sarif(
      report({ findings: [finding({ message: "[click](https://evil.example)" })] }),
    );
    expect(results[0]?.message.text).toContain(String.raw`\[click\](`);
  });
});
