import type { Facts } from "../model/facts.ts";
import type { Finding } from "../model/finding.ts";
import type { Limits } from "../model/limits.ts";
import { RULES } from "../rules/index.ts";

/**
 * All findings, grouped by rule, entry and owner: counts add up, the first places are kept. Past `maxFindings`
 * groups, findings of a rule fall together into one for the whole bundle.
 */
export function collectFindings(facts: Facts, limits: Limits): readonly Finding[] {
  const groups = new Map<string, Finding>();
  for (const rule of RULES) {
    for (const found of rule.find(facts)) {
      const finding: Finding = { rule: rule.id, level: rule.level, ...found };
      let key = `${rule.id} ${finding.row} ${finding.owner} ${finding.unit}`;
      if (!groups.has(key) && groups.size >= limits.maxFindings) {
        key = `${rule.id} ${finding.unit}`;
        if (!groups.has(key)) {
          groups.set(key, {
            ...finding,
            row: -1,
            owner: -1,
            identifier: undefined,
            places: [],
            detail: "more of the same in further files",
          });
          continue;
        }
      }
      const known = groups.get(key);
      if (known === undefined)
        groups.set(key, { ...finding, places: finding.places.slice(0, limits.maxPlaces) });
      else groups.set(key, merged(known, finding, limits));
    }
  }
  return [...groups.values()];
}

function merged(known: Finding, more: Finding, limits: Limits): Finding {
  const room = limits.maxPlaces - known.places.length;
  return {
    ...known,
    count: known.count + more.count,
    places: room > 0 ? [...known.places, ...more.places.slice(0, room)] : known.places,
  };
}
