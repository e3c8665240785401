import { describe, expect, it } from "vitest";
import { createMatcher } from "../../src/attribution/matcher.ts";
import { builtinLayouts, loadLayout, namespacesOf } from "../../src/layouts/index.ts";
import { planFor } from "../../src/layouts/plan.ts";
import { DEFAULT_POLICY } from "../../src/model/policy.ts";

const OWN = "042023001234";

describe("a field that is attached", () => {
  const layouts = builtinLayouts();
  const subject = {
    ref: "X",
    identifiers: [{ kind: "device" as const, written: OWN, key: OWN }],
    none: [],
    names: [],
  };
  const matcher = createMatcher(subject, DEFAULT_POLICY, namespacesOf(layouts));
  const plan = planFor("photos/a.jpg", layouts, { given: new Set() });

  it("counts for the subject, and another value of the same form is untold", () => {
    for (const path of [
      ["exif", "BodySerialNumber"],
      ["makernote", "CameraSerialNumber"],
      ["xmp", "CameraSerialNumber"],
    ]) {
      const use = plan.use(path);
      if (use?.is !== "identifier") throw new Error("no layout knows it");
      expect(use.attached).toBe(true);
      expect(matcher.match(use, OWN)?.outcome).toBe("mine");
      expect(matcher.match(use, "053031005678")?.outcome).toBe("untold");
      const { attached: _attached, ...plain } = use;
      expect(matcher.match(plain, "053031005678")?.outcome).toBe("foreign");
    }
  });

  it("must be an identifier", async () => {
    const text = JSON.stringify({
      layout: "straycheck-layout/1",
      name: "own",
      title: "t",
      parts: [
        {
          name: "p",
          fields: [{ at: "a", is: "time", attached: true, source: "s", certainty: "inferred" }],
        },
      ],
    });
    await expect(loadLayout(text, "own.json")).rejects.toThrow(/attached/);
  });
});
