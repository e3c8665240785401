import { describe, expect, it, vi } from "vitest";
import { FIXTURE_CASES } from "../../fixtures/index.ts";
import { problemWith } from "../../src/json-schema/index.ts";
import { splitSchema } from "../../src/split/index.ts";
import { splitCase } from "../support/split.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

/** Those that a check finds nothing wrong with are split for nothing. */
const WRONG = FIXTURE_CASES.filter(({ expect: { exitCode } }) => exitCode !== 0);

describe("every fixture with something wrong, split, is whole, proven and masked:", () => {
  it.each(WRONG.map((fixture) => [fixture.name, fixture] as const))("%s", async (_, fixture) => {
    const { manifest, exitCode, before } = await splitCase(fixture);
    if (manifest === undefined) expect(exitCode).toBe(before.exitCode === 1 ? 1 : 3);
    if (manifest === undefined) return;
    expect(exitCode).not.toBe(1);
    expect(await problemWith(manifest, await splitSchema())).toBeUndefined();
    const text = JSON.stringify(manifest);
    for (const identifier of fixture.expect.never) expect(text).not.toContain(identifier);
  });
});
