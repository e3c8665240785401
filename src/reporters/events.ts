import type { ReportEvent } from "../model/report.ts";

const ORDER: readonly ReportEvent["type"][] = [
  "run",
  "verdict",
  "totals",
  "mechanism",
  "owner",
  "finding",
  "entry",
  "end",
];
const ONCE: ReadonlySet<ReportEvent["type"]> = new Set(["run", "verdict", "totals", "end"]);

/** The last words of a report that stopped early. */
export const INCOMPLETE = "The report stopped before its end: it proves nothing, hold the bundle.";

/** Passes events on while they keep their order; throws at the first that does not, and when `end` never comes. */
export async function* ordered(events: AsyncIterable<ReportEvent>): AsyncGenerator<ReportEvent, void, void> {
  let stage = -1;
  for await (const event of events) {
    const next = ORDER.indexOf(event.type);
    const tooEarly = ORDER.slice(stage + 1, next).some((type) => ONCE.has(type));
    const repeated = next === stage && ONCE.has(event.type);
    if (next < stage || tooEarly || repeated) {
      throw new Error(`The report event "${event.type}" came out of order: the report proves nothing.`);
    }
    stage = next;
    yield event;
  }
  if (ORDER[stage] !== "end") throw new Error(INCOMPLETE);
}
