import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { givenLayouts, type PolicyLayout } from "../../src/cli/given-layouts.ts";

const folder = mkdtempSync(join(tmpdir(), "straycheck-given-"));
const policy = join(folder, "rules", "policy.yaml");
const file = join(folder, "rules", "acme.layout.json");

/** Layouts as the policy file gives them. */
function byPolicy(...layouts: string[]): PolicyLayout[] {
  return layouts.map((value) => ({ value, source: { file: policy, line: 3 } }));
}

beforeAll(() => {
  mkdirSync(join(folder, "rules"));
  const parts = [{ name: "all", files: ["*.csv"] }];
  writeFileSync(file, JSON.stringify({ layout: "straycheck-layout/1", name: "acme", title: "ACME", parts }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the layouts that are given", () => {
  it("are those of -l and those of the policy, whose files lie where it lies", async () => {
    const given = await givenLayouts(["discord"], byPolicy("./acme.layout.json", "slack"));
    expect(given.layouts.map(({ name }) => name)).toEqual(["acme"]);
    expect(given.givenBuiltins).toEqual(["discord", "slack"]);
    expect(given.files).toEqual([file]);
  });

  it("are each one layout, however often they are told", async () => {
    const given = await givenLayouts([file, "slack"], byPolicy("acme.layout.json", "slack"));
    expect(given.layouts).toHaveLength(1);
    expect(given.givenBuiltins).toEqual(["slack"]);
  });

  it("must exist: whoever names one that does not is told where", async () => {
    await expect(givenLayouts([], byPolicy("acme"))).rejects.toThrow(
      /policy\.yaml, line 3: there is no layout "acme"/,
    );
    await expect(givenLayouts(["acme"], [])).rejects.toThrow(/there is no layout "acme"/);
    await expect(givenLayouts([], byPolicy("./gone.json"))).rejects.toThrow(
      /policy\.yaml, line 3: .*gone\.json.*no such file/,
    );
  });
});
