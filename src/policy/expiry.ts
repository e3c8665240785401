import type { Acceptance } from "../model/policy.ts";
import { addDays } from "./day.ts";

/** Days before its end from which an acceptance is said to expire soon. */
const SOON_DAYS = 30;
const DAY_MILLIS = 86_400_000;

/** Whether an acceptance still holds, on the day `today`; undefined when it does for more than 30 days. */
export function expiryOf(
  { until }: Pick<Acceptance, "until">,
  today: string,
): { readonly state: "expired" | "soon"; readonly words: string } | undefined {
  if (until < today) return { state: "expired", words: `expired on ${until} and accepts nothing` };
  if (until > addDays(today, SOON_DAYS)) return undefined;
  const days = Math.round((Date.parse(until) - Date.parse(today)) / DAY_MILLIS);
  const left = days === 0 ? "today is its last day" : days === 1 ? "1 day is left" : `${days} days are left`;
  return { state: "soon", words: `expires on ${until}: ${left}` };
}
