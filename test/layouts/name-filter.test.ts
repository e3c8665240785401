import { describe, expect, it } from "vitest";
import { layoutsOf } from "../../src/layouts/index.ts";

const plan = layoutsOf([]).planFor("a.json");

describe("the filter for names that stand beside their values", () => {
  it.each([
    "customerId",
    "Customer ID",
    "CUSTOMER-NO.",
    "customer id 2",
    "id",
    "registered customer id",
    "Kundennummer",
    "N° client",
    "uid",
    "sub",
    "email",
    "device serial number",
  ])("lets through what may mean something: %s", (name) => {
    expect(plan.mayMean?.(name)).toBe(true);
  });

  it.each(["Item 17", "Some song", "tier", "Schwarzer Kaffee"])("stops titles: %s", (name) => {
    expect(plan.mayMean?.(name)).toBe(false);
  });
});
