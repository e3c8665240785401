import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NOT_INSPECTED_REASONS } from "../../src/model/fate.ts";
import { ATTRIBUTIONS, KINDS } from "../../src/model/kinds.ts";
import { OUTCOMES, VERDICT_CODES, type ReportEvent } from "../../src/model/report.ts";
import { jsonReporter } from "../../src/reporters/json.ts";
import {
  collected,
  emptyReport,
  entry,
  finding,
  report,
  stream,
  strayReport,
  unprovenReport,
} from "./reports.ts";

const SCHEMA = JSON.parse(
  readFileSync(new URL("../../src/reporters/report.schema.json", import.meta.url), "utf8"),
) as {
  $defs: Record<string, { enum?: unknown }>;
  properties: { verdict: { properties: { outcome: { enum: unknown } } } };
};
const valid = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(SCHEMA);

const UNSAFE =
  // eslint-disable-next-line no-control-regex -- these are exactly the characters that must not appear
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e0fff}\ud800-\udfff]/u;

async function json(events: readonly ReportEvent[]): Promise<string> {
  return collected(jsonReporter.render(stream(events), { color: 0, columns: 80, verbose: false }));
}

describe("the JSON report", () => {
  test("is one document with its members in a fixed order", async () => {
    const printed = await json(unprovenReport());
    await expect(printed).toMatchFileSnapshot("golden/unproven-json.txt");
    expect(Object.keys(JSON.parse(printed) as object)).toEqual([
      "schema", "tool", "bundle", "subject", "policy", "verdict", "totals", "mechanisms", "owners",
      "findings", "entries",
    ]); // prettier-ignore
  });

  test("gives one line to each owner, finding and entry", async () => {
    const lines = (await json(strayReport())).split("\n");
    expect(lines.filter((line) => line.startsWith('    {"rule":')).length).toBe(1702);
    expect(lines.filter((line) => line.startsWith('    {"id":"stranger-')).length).toBe(1);
  });

  test.each([
    ["clean", report()],
    ["stray", strayReport()],
    ["unproven", unprovenReport()],
    ["empty", emptyReport()],
    ["without entries", report({ entries: [] })],
    [
      "without a place",
      report({ findings: [finding({ entry: null, entryId: null, owner: null, identifier: null })] }),
    ],
  ])("keeps to its schema: %s", async (_name, events) => {
    const document: unknown = JSON.parse(await json(events));
    valid(document);
    expect(valid.errors ?? []).toEqual([]);
  });

  test("is refused by its schema when it is wrong", async () => {
    const good = await json(unprovenReport());
    /** The document with one value changed; `undefined` takes the member away. */
    const accepts = (path: readonly (string | number)[], value: unknown): boolean => {
      const document: unknown = JSON.parse(good);
      let parent = document as Record<string | number, unknown>;
      for (const key of path.slice(0, -1)) parent = parent[key] as Record<string | number, unknown>;
      parent[path.at(-1) ?? ""] = value;
      return valid(JSON.parse(JSON.stringify(document)));
    };
    expect(accepts(["more"], 1)).toBe(true);
    expect(accepts(["entries", 0, "more"], 1)).toBe(true);
    expect(accepts(["entries"], undefined)).toBe(false);
    expect(accepts(["entries", 0, "fate"], undefined)).toBe(false);
    expect(accepts(["schema"], "straycheck-report/2")).toBe(false);
    expect(accepts(["verdict", "exitCode"], 0)).toBe(false);
    expect(accepts(["verdict", "outcome"], "fine")).toBe(false);
    expect(accepts(["verdict", "codes", 0], "odd")).toBe(false);
    expect(accepts(["totals", "records", "own"], -1)).toBe(false);
    expect(accepts(["totals", "records", "own"], 1.5)).toBe(false);
    expect(accepts(["entries", 0, "reason"], "encrypted")).toBe(false);
    expect(accepts(["entries", 1, "reason"], null)).toBe(false);
    expect(accepts(["entries", 1, "reason"], "no idea")).toBe(false);
    expect(accepts(["entries", 0, "attribution"], "mine")).toBe(false);
    expect(accepts(["findings", 0, "level"], "error")).toBe(false);
    expect(accepts(["findings", 0, "places"], Array(21).fill("row 1"))).toBe(false);
  });

  test("has the same closed lists in its schema as in the code", () => {
    const { $defs, properties } = SCHEMA;
    expect($defs["reason"]?.enum).toEqual([...NOT_INSPECTED_REASONS]);
    expect($defs["code"]?.enum).toEqual([...VERDICT_CODES]);
    expect($defs["attribution"]?.enum).toEqual([...ATTRIBUTIONS]);
    expect($defs["kind"]?.enum).toEqual([...KINDS]);
    expect($defs["level"]?.enum).toEqual(["stray", "unproven", "note"]);
    expect(properties.verdict.properties.outcome.enum).toEqual([...OUTCOMES]);
  });

  test("escapes what could steer a terminal, and loses none of it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary" }),
        fc.constantFrom("\u202e\u001b[2J\u2028\ud800\u0085\u{e0041}", ""),
        async (any, bad) => {
          const path = any + bad;
          const printed = await json(report({ entries: [entry({ path })] }));
          expect(printed).not.toMatch(UNSAFE);
          expect((JSON.parse(printed) as { entries: { path: string }[] }).entries[0]?.path).toBe(path);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("publishes no field that is not part of the contract", async () => {
    const leaky = { ...entry(), raw: "A32TRBM6QOXJ5H" };
    expect(await json(report({ entries: [leaky] }))).not.toContain("A32TRBM6QOXJ5H");
  });

  test("streams 100,000 entries in chunks of a bounded size", async () => {
    const [run, verdict, totals] = report();
    async function* many(): AsyncGenerator<ReportEvent, void, void> {
      if (run === undefined || verdict === undefined || totals === undefined) return;
      yield run;
      yield verdict;
      yield totals;
      for (let index = 0; index < 100_000; index += 1)
        yield { type: "entry", entry: entry({ id: `0.${index}` }) };
      yield { type: "end", complete: true };
    }
    let chunks = 0;
    let largest = 0;
    for await (const chunk of jsonReporter.render(many(), { color: 0, columns: 80, verbose: false })) {
      chunks += 1;
      largest = Math.max(largest, chunk.length);
    }
    expect(chunks).toBeGreaterThan(300);
    expect(largest).toBeLessThan(70 * 1024);
  });

  test("throws and leaves no valid document when the report stops before its end", async () => {
    const chunks: string[] = [];
    const render = async (): Promise<void> => {
      const events = stream(strayReport().slice(0, -1));
      for await (const chunk of jsonReporter.render(events, { color: 0, columns: 80, verbose: false }))
        chunks.push(chunk);
    };
    await expect(render()).rejects.toThrow("stopped before its end");
    expect(chunks.length).toBeGreaterThan(0);
    expect(() => JSON.parse(chunks.join("")) as unknown).toThrow();
  });
});
