import { isAccountLike, type Kind, type StrongKind } from "../model/kinds.ts";
import type { Registry, RegistryHit } from "../model/registry.ts";
import type { Subject } from "../model/subject.ts";
import { tenureOf, type Interval } from "./tenure.ts";
import type { Millis } from "../model/time.ts";

/** What the registry of all customers says of one identifier, against the subject. */
export interface Known {
  readonly kind: StrongKind;
  /** In its canonical form. */
  readonly key: string;
  /** When it was the subject's; empty for never. */
  readonly subject: readonly Interval[];
  /** When it was another customer's; empty for never. */
  readonly others: readonly Interval[];
}

/** The subject as the registry knows them. */
export interface KnownSubject {
  /** The one customer that every account, e-mail and phone of the subject which it knows has been of; undefined for none or several. */
  readonly owner: number | undefined;
  /** Every customer that one of them was of: nobody of these is a stranger by the registry alone. */
  readonly owners: ReadonlySet<number>;
}

/** Asks the registry whose an identifier is. */
export interface Customers {
  readonly registry: Registry;
  readonly subject: KnownSubject;
  /** `kind` undefined: whatever has this canonical form. */
  readonly of: (key: string, kind?: StrongKind) => Known | undefined;
  /** So many numbers of that length are somebody's that one without more says nothing. */
  readonly isCrowded: (key: string) => boolean;
  /** A device of the subject that another customer had on other days. */
  readonly resold: (key: string, kind: Kind) => Known | undefined;
  /** Whose it is, as it is kept there; nobody's if it is or ever was the subject's. */
  readonly others: (key: string, kind?: StrongKind) => readonly RegistryHit[];
}

const DAY: Millis = 86_400_000;
const NOBODY: readonly RegistryHit[] = [];

export function customersOf(registry: Registry, subject: Subject): Customers {
  const known = subjectIn(registry, subject);
  const own = new Set(subject.identifiers.map(({ key }) => key));
  const lookup = (key: string, kind: StrongKind | undefined): readonly RegistryHit[] =>
    // Accounts often are addresses: these are compared with one another.
    kind !== undefined && isAccountLike(kind)
      ? registry.lookup(key).filter((hit) => isAccountLike(hit.kind))
      : registry.lookup(key, kind);
  const others = (key: string, kind?: StrongKind): readonly RegistryHit[] => {
    const hits = lookup(key, kind);
    const isOwn = own.has(key) || hits.some(({ owner }) => known.owners.has(owner));
    return isOwn ? NOBODY : hits;
  };
  const of = (key: string, kind?: StrongKind): Known | undefined => {
    const hits = lookup(key, kind);
    const [first] = hits;
    if (first === undefined) return undefined;
    return {
      kind: first.kind,
      key,
      subject: hits.filter(({ owner }) => owner === known.owner).map(daysOf),
      others: hits.filter(({ owner }) => !known.owners.has(owner)).map(daysOf),
    };
  };
  return {
    registry,
    subject: known,
    others,
    of,
    isCrowded: crowds(registry),
    resold(key, kind) {
      const found = kind === "device" ? of(key, kind) : undefined;
      return found !== undefined && found.subject.length > 0 && found.others.length > 0 ? found : undefined;
    },
  };
}

/** Random numbers that are looked up to see how many of their length are somebody's. */
const SAMPLE = 1024;

function crowds(registry: Registry): (key: string) => boolean {
  const known = new Map<number, boolean>();
  return (key) => {
    if (!/^\d+$/.test(key)) return false;
    const { length } = key;
    const before = known.get(length);
    if (before !== undefined) return before;
    let state = length;
    const digit = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 0x1_0000_0000) * 10);
    };
    let isCrowded = false;
    for (let count = 0; count < SAMPLE && !isCrowded; count += 1)
      isCrowded = registry.lookup(Array.from({ length }, digit).join("")).length > 0;
    known.set(length, isCrowded);
    return isCrowded;
  };
}

/** Devices are resold and households are shared: only what is one person's says which customer the subject is. */
function subjectIn(registry: Registry, subject: Subject): KnownSubject {
  const owners = new Set<number>();
  let common: ReadonlySet<number> | undefined;
  for (const { kind, key, hash } of subject.identifiers) {
    if (hash !== undefined || !isAccountLike(kind)) continue;
    const hits = registry.lookup(key).filter((hit) => isAccountLike(hit.kind));
    const found = new Set(hits.map(({ owner }) => owner));
    if (found.size === 0) continue;
    for (const owner of found) owners.add(owner);
    common = common === undefined ? found : new Set([...common].filter((owner) => found.has(owner)));
  }
  const [owner, ...more] = common ?? [];
  return { owner: more.length === 0 ? owner : undefined, owners };
}

/** The days of a hit, in milliseconds. */
export function daysOf({ from, until }: Pick<RegistryHit, "from" | "until">): Interval {
  return {
    from: from === undefined ? -Infinity : Date.parse(`${from}T00:00:00Z`),
    end: until === undefined ? Infinity : Date.parse(`${until}T00:00:00Z`) + DAY,
  };
}

/** Whether it matters when a record was. */
export function isDated({ subject, others }: Known): boolean {
  return [...subject, ...others].some(({ from, end }) => from !== -Infinity || end !== Infinity);
}

/** Whose the registry says an identifier was: `nobody` where it was somebody's at other times. */
export type Whose = "subject" | "other" | "several" | "nobody" | "border" | "untimed";

/** Whose it was at the times of one record. The day before and after an interval decide nothing. */
export function whoseAt(known: Known, times: readonly Millis[]): Whose {
  const [subject, other] = [known.subject, known.others].map((days) => {
    if (days.length === 0) return "outside";
    return days.some(({ from, end }) => from === -Infinity && end === Infinity)
      ? "inside"
      : tenureOf(days, times);
  });
  if (subject === "inside" && other === "outside") return "subject";
  if (other === "inside" && subject === "outside") return "other";
  if (subject === "outside" && other === "outside") return "nobody";
  if (subject === "untimed" || other === "untimed") return "untimed";
  return subject === "inside" && other === "inside" ? "several" : "border";
}

/** Kinds that only the company that keeps the registry gives away: an address is known to friends, too. */
export function isIssued(kind: Kind): boolean {
  return kind !== "email" && kind !== "phone";
}
