import { expect, test } from "vitest";
import { alexa2018Small } from "../../fixtures/cases/alexa-2018-small.ts";
import { eventsOf } from "../support/run-case.ts";

test("recordings that tell no time are on the day of the row that names them", async () => {
  const events = await eventsOf(alexa2018Small);
  const [days = []] = events.flatMap((event) => (event.type === "owner" ? [event.owner.recordingDays] : []));
  expect(days.reduce((sum, { recordings }) => sum + recordings, 0)).toBe(12);
  expect([days[0]?.day, days.at(-1)?.day]).toEqual(["2018-05-01", "2018-07-30"]);
});
