import { expect, test, vi } from "vitest";
import { subjectYaml } from "../../fixtures/support/people.ts";
import { textEntry } from "../../fixtures/support/text.ts";
import { eventsOf } from "../support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

test("a conversation of a hundred people loses nobody", async () => {
  const people = Array.from({ length: 100 }, (_, index) => `person${index}@example.net`);
  const lines = people.map((from) => JSON.stringify({ conversation_id: "c-1", from, text: "hello" }));
  const events = await eventsOf({
    name: "crowded",
    why: "",
    subject: subjectYaml({ emails: ["anna@example.org"] }),
    entries: () => [textEntry("chat.ndjson", `${lines.join("\n")}\n`)],
    expect: { exitCode: 1, never: [] },
  });
  const totals = events.find((event) => event.type === "totals")?.totals;
  expect(totals?.records.stray).toBe(100);
  expect(totals?.ownersComplete).toBe(true);
  expect(events.filter((event) => event.type === "owner")).toHaveLength(100);
});
