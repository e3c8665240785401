import { basename } from "node:path";
import { partsOf } from "../containers/index.ts";
import type { Facts } from "../model/facts.ts";

/** Parts of the same export that were not given. They are said, and never opened. */
export function partObservations(bundles: readonly string[]): Facts["observations"] {
  const { siblings, missing } = partsOf(bundles);
  const observations: { rule: string; entry: number; detail: string }[] = [];
  for (const { example, numbers } of missing) {
    const which = numbers.slice(0, 10).join(", ") + (numbers.length > 10 ? ", …" : "");
    const parts = numbers.length === 1 ? "part" : "parts";
    observations.push({
      rule: "part-missing",
      entry: -1,
      detail: `${basename(example)} is one part of an export; ${parts} ${which} of it ${numbers.length === 1 ? "is" : "are"} neither given nor beside it`,
    });
  }
  if (siblings.length > 0) {
    const names = siblings.slice(0, 5).join(", ") + (siblings.length > 5 ? ", …" : "");
    observations.push({
      rule: "sibling-part",
      entry: -1,
      detail: `beside it lie parts of the same export that were not given and not looked at: ${names}`,
    });
  }
  return observations;
}
