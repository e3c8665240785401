import { describe, expect, it } from "vitest";
import { LayoutCoverage, planFor } from "../../src/layouts/index.ts";
import { compileLayout } from "../../src/layouts/load.ts";
import { compileBuiltin } from "../../src/layouts/pattern.ts";
import type { FieldObservation } from "../../src/model/observed.ts";
import type { FieldSpec, Layout } from "../../src/layouts/layout.ts";

const FIELD = { source: "made for this test", certainty: "inferred" } as const;

function layoutOf(...fields: readonly FieldSpec[]): ReturnType<typeof compileLayout> {
  const layout: Layout = {
    layout: "straycheck-layout/1",
    name: "acme",
    title: "Keys that are values",
    parts: [{ name: "chats", files: ["**/chats.json"], fields }],
  };
  return compileLayout(layout, compileBuiltin, "", undefined);
}

const THREAD = layoutOf({ at: "**.ChatHistory.{}", is: "thread", ...FIELD });

describe("keys of an object that a layout calls values", () => {
  it("mean what the layout says of them, and only there", () => {
    const plan = planFor("export/chats.json", [THREAD], { given: new Set() });
    expect(plan.keyUse(["Messages", "ChatHistory"])?.is).toBe("thread");
    expect(plan.keyUse(["Messages", "Settings"])).toBeUndefined();
    expect(planFor("other.json", [THREAD], { given: new Set() }).keyUse(["ChatHistory"])).toBeUndefined();
  });

  it("may be those of the whole document", () => {
    const root = layoutOf({ at: "{}", pattern: "^[a-z0-9-]{1,40}$", is: "thread", ...FIELD });
    const use = planFor("chats.json", [root], { given: new Set() }).keyUse([]);
    expect(use?.is === "composite" ? use.parts("ben-1")?.map(({ use: { is } }) => is) : use).toEqual([
      "thread",
    ]);
    expect(use?.is === "composite" ? use.parts("Received History") : use).toBeUndefined();
  });

  it("stand at the end of an address", () => {
    expect(() => layoutOf({ at: "chats.{}.from", is: "thread", ...FIELD })).toThrow(
      'may have "{}" only at its end',
    );
  });

  it("are met where an object has any", () => {
    const coverage = new LayoutCoverage(THREAD);
    coverage.entry("chats.json");
    expect(coverage.unused()).toHaveLength(1);
    coverage.fields("chats.json", [observationAt(["ChatHistory", "Ben", "[]", "Text"])]);
    expect(coverage.unused()).toEqual([]);
  });
});

function observationAt(path: readonly string[]): FieldObservation {
  const counts = { values: 1, mine: {}, holding: 0, times: 0, names: 0, digests: 0 };
  return { path, ...counts, samples: ["hello"], complete: true, inRecords: true, groups: undefined };
}
