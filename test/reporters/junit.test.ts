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
  const rules = [
    { id: "stray-account", level: "stray", title: "Another account", help: "It is not theirs." },
  ] as const;
  const text = await collected(
    junitReporter.render(stream(events), { color: 0, columns: 80, verbose: false, rules }),
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

  it("says to whoever sees nothing else what it means and what to do", async () => {
    const [bundle, file] = named(await junit(strayReport({ findings: [finding()] })), "failure");
    expect(bundle?.text).toMatch(/What to do:\n1\. Hold this ZIP: do not send it\./);
    expect(file?.text.split("\n")).toContain("  It is not theirs.");
    const [clean] = named(await junit(report()), "system-out");
    expect(clean?.text).toContain("1. Release this ZIP, and no other");
    const sum = named(await junit(report()), "property").find(
      ({ attributes }) => attributes["name"] === "sha256",
    );
    expect(sum?.attributes["value"]).toMatch(/^9f3c21d4/);
  });

  it("gives the lines to paste, and names the lines of the policy that no longer hold", async () => {
    const accepted = [
      {
        files: "a*.pdf",
        why: "unattributed",
        entries: 1,
        state: "expired",
        until: "2026-01-31",
        reason: "our letter",
      },
    ] as const;
    const events = unprovenReport({
      policy: { accepted },
      verdict: {
        outcome: "unproven",
        exitCode: 3,
        codes: ["policy-not-applied"],
        reasons: ["x"],
        paste: ["accept:", "  - { files: b }"],
      },
    });
    const [bundle] = named(await junit(events), "error");
    expect(bundle?.text).toContain("do not hold: a*.pdf (expired on 2026-01-31, accepts nothing).");
    expect(bundle?.text).toContain(
      "policy line for a*.pdf (unattributed): expired on 2026-01-31, accepts nothing; reason: our letter",
    );
    expect(bundle?.text).toContain("\naccept:\n  - { files: b }");
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
    expect(named(elements, "skipped").map(({ text }) => text)).toEqual([
      expect.stringMatching(/^accepted by the policy, not proven\n/),
    ]);
  });

  it("has no attribute that Jenkins' xUnit plugin rejects", async () => {
    const elements = await junit(unprovenReport());
    const attributes = (name: string): Set<string> =>
      new Set(named(elements, name).flatMap((element) => Object.keys(element.attributes)));
    expect([...attributes("testsuites")]).toEqual(["name", "tests", "failures", "errors", "time"]);
    expect([...attributes("testcase")]).toEqual(["classname", "name", "time"]);
    expect([...attributes("error")]).toEqual(["message"]);
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
