import type { ClockView, TimelineEvent } from "../model/incident.ts";
import type { PersonView } from "../model/people.ts";
import { CASE_TIMES, CASE_TIME_WORDS, type CaseDetails } from "./case-details.ts";

/** People whose first and last time are told one by one. */
const MAX_PEOPLE = 20;

/** What happened when: of the data, as people told it, and of the clock; the earliest first. */
export function timelineOf(
  clock: ClockView,
  { times, notified }: CaseDetails,
  people: readonly PersonView[],
): readonly TimelineEvent[] {
  const events: TimelineEvent[] = [];
  for (const { id, from, to } of people.slice(0, MAX_PEOPLE)) {
    if (from !== null) events.push({ at: from, what: `first time in the data of ${id}`, source: "bundle" });
    if (to !== null && to !== from)
      events.push({ at: to, what: `last time in the data of ${id}`, source: "bundle" });
  }
  for (const key of CASE_TIMES) {
    const at = times?.[key];
    if (at !== undefined) events.push({ at, what: CASE_TIME_WORDS[key], source: "told" });
  }
  if (notified?.authority !== undefined)
    events.push({ at: notified.authority, what: "the authority was told", source: "told" });
  if (notified?.people !== undefined)
    events.push({ at: notified.people, what: "the people were told", source: "told" });
  events.push({ at: clock.awareAt, what: "the controller became aware", source: "told" });
  events.push({ at: clock.now, what: "this report", source: "clock" });
  events.push({ at: clock.deadline, what: "72 hours have passed", source: "clock" });
  return events
    .map((event, index) => ({ event, index, millis: Date.parse(event.at) }))
    .toSorted((a, b) => a.millis - b.millis || a.index - b.index)
    .map(({ event }) => event);
}
