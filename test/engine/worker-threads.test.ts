import { describe, expect, it, vi } from "vitest";
import { FIXTURE_CASES } from "../../fixtures/index.ts";
import { inThreads } from "../../fixtures/support/threads-in-process.ts";
import type { ReportEvent } from "../../src/model/report.ts";
import { eventsOf } from "../support/run-case.ts";

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

/** One fixture in so many is checked with worker threads as well: the tests of all fixtures read in the test's thread. */
const STEP = 9;

/** What does not depend on the clock or on the folder. */
function told(events: readonly ReportEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === "run"
      ? []
      : [
          JSON.stringify(event, (key, value: unknown) =>
            /millis|^at$|Path$/i.test(key) ? undefined : value,
          ),
        ],
  );
}

describe("a check in worker threads", () => {
  for (const fixture of FIXTURE_CASES.filter((_, index) => index % STEP === 0)) {
    it(`tells of ${fixture.name} what a check in one thread tells`, async () => {
      const alone = told(await eventsOf(fixture));
      const threads = told(await inThreads(() => eventsOf(fixture)));
      expect(threads).toEqual(alone);
    });
  }
});
