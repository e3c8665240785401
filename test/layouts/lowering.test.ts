import { describe, expect, it } from "vitest";
import { builtinLayouts, layoutsOf, loadLayout, planFor } from "../../src/layouts/index.ts";
import type { EntryPlan } from "../../src/layouts/index.ts";

async function planWith(...fields: readonly Record<string, unknown>[]): Promise<EntryPlan> {
  const text = JSON.stringify({
    layout: "straycheck-layout/1",
    name: "mine",
    title: "A layout of the user",
    parts: [
      {
        name: "part",
        fields: fields.map((field) => ({ ...field, source: "test", certainty: "documented" })),
      },
    ],
  });
  return layoutsOf([await loadLayout(text, "mine.json")]).planFor("data.json");
}

describe("a layout that takes an owner away from a field", () => {
  it("is followed for an exact path, and not for one at any depth", async () => {
    const reference = { kind: "account", role: "reference" };
    const exact = await planWith({ at: "order.kundennummer", ...reference });
    expect(exact.use(["order", "kundennummer"])).toMatchObject({ is: "identifier", role: "reference" });
    expect(exact.use(["kundennummer"])).toMatchObject({ role: "owner", layout: "generic" });
    expect(exact.lowered()).toEqual([
      { layout: "mine", at: "order.kundennummer", means: "reference", followed: true },
    ]);
    const anywhere = await planWith({ at: "**.kundennummer", ...reference });
    expect(anywhere.use(["order", "kundennummer"])).toMatchObject({ role: "owner", layout: "generic" });
    expect(anywhere.lowered()).toEqual([
      { layout: "mine", at: "**.kundennummer", means: "reference", followed: false },
    ]);
  });

  it.each([
    { at: "**.kundennummer", kind: "account", role: "party" },
    { at: "**.kundennummer", kind: "account", role: "catalogue" },
    { at: "**.kundennummer", kind: "account", role: "system" },
    { at: "**.kundennummer", kind: "handle", role: "owner" },
    { at: "**.kundennummer", kind: "device", role: "owner" },
    { at: "**.kundennummer", kind: "account", role: "owner", attached: true },
    { at: "**.kundennummer", is: "time" },
    { at: "**.kundennummer", pattern: "^(?<day>.*)$", groups: { day: { is: "time" } } },
  ])("may do so by no other word either: $kind $role $is", async (field) => {
    const plan = await planWith(field);
    expect(plan.use(["x", "kundennummer"])).toMatchObject({ role: "owner", layout: "generic" });
    expect(plan.lowered()).toMatchObject([{ followed: false }]);
  });

  it("does nothing of the kind where no owner was, or where it names one itself", async () => {
    const plan = await planWith(
      { at: "**.senderId", kind: "account", role: "reference" },
      { at: "**.email", kind: "email", role: "party" },
      { at: "**.kundennummer", kind: "any", role: "owner" },
    );
    expect(plan.use(["senderId"])).toMatchObject({ role: "reference", layout: "mine" });
    expect(plan.use(["email"])).toMatchObject({ role: "party", layout: "mine" });
    expect(plan.use(["kundennummer"])).toMatchObject({ role: "owner", layout: "mine" });
    expect(plan.lowered()).toEqual([]);
  });

  it("is told by the first entry that has the field, and not again", async () => {
    const layouts = layoutsOf([
      await loadLayout(
        JSON.stringify({
          layout: "straycheck-layout/1",
          name: "mine",
          title: "A layout of the user",
          parts: [
            {
              name: "part",
              fields: [{ at: "kundennummer", is: "thread", source: "test", certainty: "inferred" }],
            },
          ],
        }),
        "mine.json",
      ),
    ]);
    const first = layouts.planFor("a.json");
    first.use(["kundennummer"]);
    expect(first.lowered()).toHaveLength(1);
    const second = layouts.planFor("b.json");
    second.use(["kundennummer"]);
    expect(second.lowered()).toEqual([]);
  });
});

describe("a built-in layout that is only detected", () => {
  const MUTED = ["[]", "muting", "accountId"];
  const meaning = (given: readonly string[]): readonly unknown[] => {
    const plan = layoutsOf([], given).planFor("data/mute.js");
    const use = plan.use(MUTED);
    const hits = use?.is === "composite" ? (use.parts("8812345") ?? []) : use === undefined ? [] : [{ use }];
    return [...hits.map((hit) => hit.use), ...plan.lowered()];
  };

  it("leaves the owner that it would take away in dispute", () => {
    expect(meaning([])).toMatchObject([
      { role: "reference", layout: "x-twitter" },
      { role: "owner", layout: "generic", disputed: "x-twitter" },
      { layout: "x-twitter", at: "[].muting.accountId", followed: false },
    ]);
  });

  it("is followed once it is given", () => {
    expect(meaning(["x-twitter"])).toMatchObject([
      { role: "reference", layout: "x-twitter" },
      { layout: "x-twitter", at: "[].muting.accountId", followed: true },
    ]);
  });
});

describe("the built-in layouts", () => {
  it("take an owner away from what the generic words know only at an exact path", () => {
    const generic = builtinLayouts().filter(({ vocabulary }) => vocabulary !== undefined);
    for (const layout of builtinLayouts())
      for (const part of layout.parts)
        for (const field of [...part.fields.values()].flat()) {
          const path = part.spec.files?.[0]?.replaceAll(/\*+/g, "x") ?? "x.json";
          const entry = planFor(path, [layout, ...generic], { given: new Set() });
          entry.use(field.at.segments);
          const ignored = entry.lowered().filter(({ at }) => at.startsWith("**"));
          expect(ignored, `${layout.name}: ${field.at.source}`).toEqual([]);
        }
  });
});
