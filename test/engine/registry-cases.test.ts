import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { FIXTURE_CASES } from "../../fixtures/index.ts";
import type { FixtureCase } from "../../fixtures/support/fixture-case.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { canonical } from "../../src/model/identifier.ts";
import type { ReportEvent } from "../../src/model/report.ts";
import type { Customer } from "../support/registry-stand-in.ts";
import { eventsOf } from "../support/run-case.ts";

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));
vi.mock("../../src/registry/index.ts", () => import("../support/registry-stand-in.ts"));

/** All of them take a minute; any other number shows others. */
const STEP = 9;
const NO_KEY = { id: Buffer.alloc(8), hash: Buffer.alloc(16), seal: Buffer.alloc(32), isExposed: false };
const folder = mkdtempSync(join(tmpdir(), "straycheck-registry-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The requester is 1; whom no report of the case may name are others. */
function customersOf(fixture: FixtureCase): readonly Customer[] {
  const { identifiers } = parseSubject(fixture.subject, "subject.yaml", { mayBeEmpty: true });
  const own = identifiers.flatMap(({ kind, key, hash }): Customer[] =>
    hash === undefined ? [{ owner: 1, kind, id: key }] : [],
  );
  const known = new Set(own.map(({ id }) => id.toLowerCase()));
  const others = fixture.expect.never.flatMap((id, at): Customer[] => {
    const kind = canonical("email", id) !== undefined ? "email" : id.startsWith("+") ? "phone" : "account";
    const isOwn = known.has((canonical(kind, id) ?? id).toLowerCase());
    return isOwn || !/[\d@]/.test(id) ? [] : [{ owner: 2 + at, kind, id }];
  });
  return [...own, ...others];
}

/** The exit code, the totals, and how many strangers there are. */
function told(events: readonly ReportEvent[]): unknown {
  return events.flatMap((event): unknown[] => {
    if (event.type === "verdict") return [event.verdict.exitCode];
    return event.type === "totals" ? [event.totals] : event.type === "owner" ? [event.owner.id] : [];
  });
}

describe("a registry", () => {
  const some = FIXTURE_CASES.filter(({ registry }, index) => index % STEP === 0 && registry === undefined);
  const wanted = new Set(["prose-mention", "other-company-number", ...some.map(({ name }) => name)]);

  it.each(
    FIXTURE_CASES.filter(({ name }) => wanted.has(name)).map((fixture) => [fixture.name, fixture] as const),
  )(
    "of these people, or in which every number is somebody's, changes nothing that is known without it: %s",
    async (name, fixture) => {
      const customers = customersOf(fixture);
      const crowd = { dense: true, customers: customers.filter(({ owner }) => owner === 1) };
      const before = told(await eventsOf(fixture));
      for (const [kind, registry] of Object.entries({ people: customers, crowd })) {
        const path = join(folder, `${name}-${kind}.json`);
        writeFileSync(path, JSON.stringify(registry));
        expect(told(await eventsOf(fixture, { registry: { path, key: NO_KEY } })), kind).toEqual(before);
      }
    },
  );
});
