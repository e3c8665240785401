import { customersOf, daysOf, type Customers } from "../attribution/customers.ts";
import type { StrangerIdentifier } from "../attribution/owners.ts";
import { isAccountLike, isWeak } from "../model/kinds.ts";
import type { RegistryHit } from "../model/registry.ts";
import type { OwnerView, RegistryView } from "../model/report.ts";
import type { Subject } from "../model/subject.ts";
import { DAY_MILLIS } from "../model/time.ts";
import type { Joined } from "./joined.ts";
import type { NamedCustomers } from "./named-customers.ts";
import type { OwnerTotals } from "./owner-totals.ts";
import { opened, type RegistrySource } from "./registered.ts";
import { BY_REGISTRY } from "../attribution/claims.ts";

/** Customers of one stranger that a report names. */
const MAX_CUSTOMERS = 50;

export type KnownCustomers = NonNullable<OwnerView["registry"]>;

/** Of records, in milliseconds; undefined where they tell none. */
type Span = Pick<OwnerTotals, "from" | "to">;

/** The registry of all customers as one check uses it. */
export interface RegistryUse {
  readonly source: RegistrySource;
  /** The one customer whose an identifier is and always was. */
  readonly customerOf: (identifier: StrangerIdentifier) => number | undefined;
  readonly ownerView: (owner: OwnerTotals) => KnownCustomers;
  /** The same of anybody's identifiers, whose records are of that time. */
  readonly knownOf: (identifiers: readonly StrangerIdentifier[], time: Span) => KnownCustomers;
  readonly view: (joined: Joined, named: NamedCustomers) => RegistryView;
}

/** Opens the registry for one check; undefined without one. Throws `CannotRun` with the reason. */
export function registryUse(source: RegistrySource | undefined, subject: Subject): RegistryUse | undefined {
  if (source === undefined) return undefined;
  const registry = opened(source);
  const customers = customersOf(registry, subject);
  const others = ({ kind, key }: StrangerIdentifier): readonly RegistryHit[] =>
    othersOf(customers, kind, key);
  const knownOf: RegistryUse["knownOf"] = (identifiers, time) => {
    const byNumber = new Map<number, number>();
    let unknown = 0;
    for (const identifier of identifiers) {
      const ofTime = others(identifier).filter((hit) => isOfTime(hit, time));
      const numbers = new Set(ofTime.map((hit) => hit.owner));
      if (numbers.size === 0) unknown += 1;
      for (const number of numbers) byNumber.set(number, (byNumber.get(number) ?? 0) + 1);
    }
    const known = [...byNumber]
      .toSorted(([a, many], [b, more]) => more - many || a - b)
      .slice(0, MAX_CUSTOMERS)
      .map(([number, count]) => ({ number, identifiers: count }));
    return { customers: known, unknown };
  };
  return {
    source: { ...source, digest: registry.digest },
    customerOf(identifier) {
      const hits = others(identifier);
      const [first] = hits;
      const isAlways = hits.every(
        ({ owner, from, until }) => owner === first?.owner && from === undefined && until === undefined,
      );
      return isAlways ? first?.owner : undefined;
    },
    ownerView: (owner) => knownOf(owner.stranger.identifiers, owner),
    knownOf,
    view(joined, named) {
      const { tokens = 0, distinctive = 0, chance = 0, coincidences = 0 } = named.tally ?? {};
      return {
        digest: registry.digest,
        identifiers: registry.identifiers,
        owners: registry.owners,
        bits: registry.bits,
        requester: customers.subject.owner ?? null,
        requesters: customers.subject.owners.size,
        byRegistry: joined.seen.get(BY_REGISTRY) ?? 0,
        tokens,
        distinctive,
        chance,
        coincidences,
      };
    },
  };
}

/** Other customers whose an identifier is or was; also one of the subject's that was somebody else's on other days. */
function othersOf(
  { registry, subject }: Customers,
  kind: StrangerIdentifier["kind"],
  key: string,
): readonly RegistryHit[] {
  if (isWeak(kind)) return [];
  const hits = isAccountLike(kind)
    ? registry.lookup(key).filter((hit) => isAccountLike(hit.kind))
    : registry.lookup(key, kind);
  return hits.filter(({ owner }) => !subject.owners.has(owner));
}

/** Whether it was theirs when the stranger's records were, give or take a day. */
function isOfTime(hit: RegistryHit, { from, to }: Span): boolean {
  const days = daysOf(hit);
  return (from ?? -Infinity) < days.end + DAY_MILLIS && (to ?? Infinity) >= days.from - DAY_MILLIS;
}
