import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import type { ReportEvent } from "../../src/model/report.ts";
import { junitReporter } from "../../src/reporters/junit.ts";
import { collected, entry, finding, report, stream, strayReport, unprovenReport } from "./reports.ts";

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** All elements in document order; throws where the text is no XML. */
async function junit(events: readonly ReportEvent[]): Promise<readonly Element[]> {
  const text = await collected(
    junitReporter.render(stream(events), { color: 0, columns: 80, verbose: false }),
  );
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: "" };
    elements.push(element);
    open.push(element);
  });
  parser.on("text", (part) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += part;
  });
  parser.on("closetag", () => open.pop());
  parser.write(text).close();
  return elements;
}

function named(elements: readonly Element[], name: string): readonly Element[] {
  return elements.filter((element) => element.name === name);
}

describe("the JUnit report", () => {
  it("has a passed test case for the bundle and for every file of a clean one", async () => {
    const elements = await junit(report());
    expect(named(elements, "testcase")).toHaveLength(2);
    expect(named(elements, "failure").concat(named(elements, "error"))).toEqual([]);
  });

  it("fails the file that holds a stranger's data, with the words in the body", async () => {
    const elements = await junit(strayReport({ findings: [finding()] }));
    const [suite] = named(elements, "testsuite");
    const failures = named(elements, "failure");
    expect(suite?.attributes["failures"]).toBe(String(failures.length));
    expect(failures.map(({ text }) => text).join("\n")).toContain("1,700 records of stranger-1");
  });

  it("has an error for what is not proven, and skips what the policy accepts", async () => {
    const events = unprovenReport({
      entries: [
        entry({ id: "0.1", path: "a.bin", fate: "not-inspected", reason: "damaged", sha256: null }),
        entry({ id: "0.2", path: "letter.pdf", attribution: "unattributed", accepted: true }),
      ],
    });
    const elements = await junit(events);
    expect(named(elements, "error")).toHaveLength(2);
    expect(named(elements, "skipped")).toHaveLength(1);
  });

  it("gives files of one path different names: GitLab keeps the first of equal ones", async () => {
    const twins = ["0.1", "0.2"].map((id) => entry({ id, path: "same.csv" }));
    const names = named(await junit(report({ entries: twins })), "testcase").map(
      ({ attributes }) => attributes["name"],
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it("has a test case per folder above 20,000 files, and loses no failure", async () => {
    const entries = Array.from({ length: 20_050 }, (_, index) =>
      entry({
        id: `0.${index}`,
        path: `f${index % 7}/${index}.csv`,
        attribution: index === 3 ? "stray" : "own",
      }),
    );
    const elements = await junit(
      report({ entries, findings: [finding({ entryId: "0.3", entry: "f3/3.csv" })] }),
    );
    expect(named(elements, "testcase")).toHaveLength(8);
    expect(named(elements, "failure")).toHaveLength(1);
  });
});
