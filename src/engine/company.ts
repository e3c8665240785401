import type { Claim, Evidence, Gathered } from "../model/evidence.ts";
import { isWeak } from "../model/kinds.ts";
import type { Place } from "../model/place.ts";
import { LONG_THREAD_ID } from "./threads.ts";

/** Different claims of one entry from which on it is a crowd. */
const CROWD = 256;

/**
 * Of an entry in which a crowd writes to the requester, who wrote is no longer told apart in conversations in which they
 * take part: whoever it was, the message is context. Otherwise the guests of a large room use up what is kept of
 * strangers, and those who are strangers indeed are no longer told apart (Matrix 2019: 90,000 and 6,000 people).
 */
export function withoutCompany(gathered: Gathered, maxPlaces: number): Gathered {
  const { claims, evidence } = gathered;
  if (claims.length < CROWD) return gathered;
  const joined = conversationsWithSubject(gathered);
  if (joined.size === 0) return gathered;
  const isCompany = (one: Evidence): boolean => joined.has(one.thread) && isUntimed(one);
  const elsewhere = new Set([
    ...evidence.filter((one) => !isCompany(one)).flatMap((one) => [...one.claims, ...one.scope]),
    ...gathered.links.flatMap((link) => link.claims),
    ...gathered.enclosures.flatMap((enclosure) => enclosure.claims),
    ...gathered.anchors.flatMap((anchor) => anchor.claims),
  ]);
  const anybody = new Map<string, number>();
  const standsFor = claims.map((claim, index) => {
    if (!isGuest(claim) || elsewhere.has(index)) return index;
    const alike = `${claim.kind} ${claim.namespace} ${claim.isByWords} ${claim.disputed ?? ""} ${claim.field}`;
    const known = anybody.get(alike);
    if (known === undefined) anybody.set(alike, index);
    return known ?? index;
  });
  const general = new Set(anybody.values());
  return {
    ...gathered,
    claims: claims.map((claim, index) => {
      if (general.has(index)) return { ...claim, key: "" };
      return standsFor[index] === index ? claim : (claims[standsFor[index] ?? index] ?? claim);
    }),
    evidence: together(
      evidence.map((one) => (isCompany(one) ? { ...one, claims: replaced(one.claims, standsFor) } : one)),
      isCompany,
      maxPlaces,
    ),
  };
}

/** A party whose identifier is another's at all times. */
function isGuest({ role, outcome, tenure, key }: Claim): boolean {
  return role === "party" && outcome === "foreign" && tenure === "inside" && key !== "";
}

/** Those with ids of their own in which the requester is named; short numbers are held against other tables by who takes part. */
function conversationsWithSubject({ claims, evidence }: Gathered): ReadonlySet<string> {
  const found = new Set<string>();
  for (const one of evidence) {
    if (one.thread.length < LONG_THREAD_ID || found.has(one.thread)) continue;
    const isNamed = one.claims.some((index) => {
      const claim = claims[index];
      const takesPart = claim?.role === "party" || claim?.role === "owner";
      return takesPart && claim.outcome === "mine" && !isWeak(claim.kind);
    });
    if (isNamed) found.add(one.thread);
  }
  return found;
}

function isUntimed({ unit, when }: Evidence): boolean {
  return unit === "record" && when.length === 1 && when[0]?.length === 0;
}

function replaced(indices: readonly number[], standsFor: readonly number[]): readonly number[] {
  return [...new Set(indices.map((index) => standsFor[index] ?? index))];
}

/** What claims the same now is counted together. */
function together(
  evidence: readonly Evidence[],
  isCompany: (one: Evidence) => boolean,
  maxPlaces: number,
): readonly Evidence[] {
  const kept: Evidence[] = [];
  const places = new Map<string, number>();
  for (const one of evidence) {
    if (!isCompany(one)) {
      kept.push(one);
      continue;
    }
    const same = JSON.stringify([one.claims, one.scope, one.thread]);
    const at = places.get(same);
    const known = at === undefined ? undefined : kept[at];
    if (at === undefined || known === undefined) {
      places.set(same, kept.length);
      kept.push(one);
    } else kept[at] = added(known, one, maxPlaces);
  }
  return kept;
}

function added(a: Evidence, b: Evidence, maxPlaces: number): Evidence {
  const first = (x: number | undefined, y: number | undefined, pick: typeof Math.min): number | undefined =>
    x === undefined || y === undefined ? (x ?? y) : pick(x, y);
  const places: readonly Place[] =
    a.places.length >= maxPlaces ? a.places : [...a.places, ...b.places].slice(0, maxPlaces);
  return {
    ...a,
    count: a.count + b.count,
    from: first(a.from, b.from, Math.min),
    to: first(a.to, b.to, Math.max),
    places,
  };
}
