import type { ClockView, IncidentView } from "../model/incident.ts";
import { CASE_TIMES, CASE_TIME_WORDS, type CaseDetails } from "./case-details.ts";

/** What of the times that people told cannot be so, or is probably a slip, a sentence each. */
export function contradictionsOf(
  clock: ClockView,
  { times, notified }: CaseDetails,
  subjects: Pick<IncidentView["subjects"], "people" | "unnamed">,
): readonly string[] {
  const told = CASE_TIMES.flatMap((key) => {
    const at = times?.[key];
    return at === undefined ? [] : [{ what: CASE_TIME_WORDS[key], at }];
  });
  const found: string[] = [];
  // Built, released, opened, ended: in this order.
  for (const [index, later] of told.entries()) {
    const earlier = told[index - 1];
    if (earlier !== undefined && isBefore(later.at, earlier.at))
      found.push(`${later.what} (${later.at}) before ${earlier.what} (${earlier.at}).`);
  }
  const notices = [
    { what: "the authority was told", at: notified?.authority },
    { what: "the people were told", at: notified?.people },
  ];
  for (const { what, at } of notices)
    if (at !== undefined && isBefore(at, clock.awareAt))
      found.push(`${what} (${at}) before the controller became aware (${clock.awareAt}).`);
  // Nobody is aware of a breach before the bundle is built and released.
  for (const key of ["built", "released"] as const) {
    const at = times?.[key];
    const what = CASE_TIME_WORDS[key];
    if (at !== undefined && isBefore(clock.awareAt, at))
      found.push(`${what} (${at}) after the controller became aware (${clock.awareAt}).`);
  }
  for (const { what, at } of [...told, ...notices])
    if (at !== undefined && isBefore(clock.now, at))
      found.push(`${what} (${at}), which is later than this report (${clock.now}).`);
  const last = [...subjects.people, subjects.unnamed]
    .flatMap(({ to }) => (to === null ? [] : [to]))
    .toSorted()
    .at(-1);
  if (last !== undefined && isBefore(clock.awareAt, last))
    found.push(
      `the last time in the data (${last}) is later than when the controller became aware (${clock.awareAt}): plans, a wrong clock, or a slip in --aware-at.`,
    );
  return found.map((one) => `${one.slice(0, 1).toUpperCase()}${one.slice(1)}`);
}

function isBefore(a: string, b: string): boolean {
  return Date.parse(a) < Date.parse(b);
}
