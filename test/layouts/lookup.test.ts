import { describe, expect, it } from "vitest";
import { layoutsOf, loadLayout } from "../../src/layouts/index.ts";

const WORDS = { source: "made for this test", certainty: "documented" };

async function planFor(file: string, at: string) {
  const part = {
    name: "all",
    fields: [{ at, kind: "account", role: "owner", ...WORDS }],
    records: ["a.b[].c[]"],
  };
  const text = JSON.stringify({ layout: "straycheck-layout/1", name: "acme", title: "ACME", parts: [part] });
  return layoutsOf([await loadLayout(text, "acme.json")]).planFor(file);
}

describe("a field of a layout in XML", () => {
  it.each(["visits.visit.pat", "visits.visit[].pat", "visits.visit[].pat[]"])(
    "%s is meant whether its elements come once or several times",
    async (at) => {
      const plan = await planFor("visits.xml", at);
      for (const path of [
        ["visits", "visit", "pat"],
        ["visits", "visit", "[]", "pat"],
      ])
        expect(plan.use(path)).toMatchObject({ layout: "acme", role: "owner" });
      expect(plan.use(["visits", "pat"])).not.toMatchObject({ layout: "acme" });
    },
  );

  it("is meant with all its lists in JSON, where a list is a list", async () => {
    const plan = await planFor("visits.json", "visits.visit[].pat");
    expect(plan.use(["visits", "visit", "[]", "pat"])).toMatchObject({ layout: "acme" });
    expect(plan.use(["visits", "visit", "pat"])).not.toMatchObject({ layout: "acme" });
  });

  it("may stand in a list of records around which an element comes once", async () => {
    const plan = await planFor("visits.xml", "x");
    expect(plan.isRecords(["a", "b", "c"])).toBe(true);
    expect((await planFor("visits.json", "x")).isRecords(["a", "b", "c"])).toBe(false);
  });
});
