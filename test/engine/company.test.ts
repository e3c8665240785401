import { expect, test, vi } from "vitest";
import { subjectYaml } from "../../fixtures/support/people.ts";
import { textEntry, type FixtureEntry } from "../../fixtures/support/text.ts";
import type { ReportEvent } from "../../src/model/report.ts";
import { eventsOf } from "../support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const ANNA = "anna@example.org";

/** A room in which so many people write three messages each, and Anna one where she is in it. */
function room(id: string, people: number, isAnnas: boolean): FixtureEntry {
  const writers = Array.from({ length: 3 * people }, (_, index) => `${id}${index % people}@example.net`);
  const lines = (isAnnas ? [ANNA, ...writers] : writers).map((from) =>
    JSON.stringify({ conversation_id: `room-${id}-0001`, from, text: "hello" }),
  );
  return textEntry(`rooms/${id}.ndjson`, `${lines.join("\n")}\n`);
}

async function checked(policy?: string): Promise<readonly ReportEvent[]> {
  return eventsOf({
    name: "company",
    why: "",
    subject: subjectYaml({ emails: [ANNA] }),
    entries: () => [room("big", 300, true), room("large", 300, true), room("unseen", 15, false)],
    limits: { maxForeignIds: 320 },
    ...(policy === undefined ? {} : { policy }),
    expect: { exitCode: 1, never: [] },
  });
}

test("guests of the requester's rooms do not use up what is kept of strangers", async () => {
  const events = await checked();
  const totals = events.find((event) => event.type === "totals")?.totals;
  expect(totals?.records).toMatchObject({ total: 1847, own: 2, context: 1800, stray: 45 });
  expect(totals?.ownersComplete).toBe(true);
  expect(events.filter((event) => event.type === "owner")).toHaveLength(15);
});

test("guests are told apart where a policy blocks them", async () => {
  const events = await checked("counterparties: block\n");
  const owners = events.filter((event) => event.type === "owner").length;
  expect(owners).toBeGreaterThan(300);
});
