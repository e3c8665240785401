import type { Kind } from "../model/kinds.ts";
import type { Subject, SubjectIdentifier } from "../model/subject.ts";
import type { BatchRequest } from "./request.ts";

/** Kinds that name one person; a household or a device may be of several. */
const PERSONAL: ReadonlySet<Kind> = new Set<Kind>(["account", "email", "phone", "person"]);

/** Everybody who asked, by their identifiers. They stay in memory: nothing here is ever written. */
export class Subjects {
  readonly #refs = new Map<string, string[]>();
  readonly #requests: readonly BatchRequest[];

  constructor(requests: readonly BatchRequest[]) {
    this.#requests = requests;
    for (const { ref, who } of requests) {
      if (!("subject" in who)) continue;
      for (const key of keysOf(who.subject)) {
        const refs = this.#refs.get(key);
        if (refs === undefined) this.#refs.set(key, [ref]);
        else refs.push(ref);
      }
    }
  }

  /** The requests but `own` whose person has one of these identifiers, in their order. */
  among(
    identifiers: readonly { readonly kind: Kind; readonly key: string }[],
    own: string,
  ): readonly string[] {
    const found = new Set(identifiers.flatMap(({ kind, key }) => this.#refs.get(keyOf(kind, key)) ?? []));
    found.delete(own);
    return this.#requests.filter(({ ref }) => found.has(ref)).map(({ ref }) => ref);
  }

  /** Pairs of requests (indices) that have an identifier of one person in common, each by what they share. */
  sharing(): readonly Sharing[] {
    const index = new Map(this.#requests.map(({ ref }, at) => [ref, at]));
    const pairs = new Map<string, { a: number; b: number; kinds: Set<Kind> }>();
    for (const [key, refs] of this.#refs) {
      const kind = KINDS.get(key.slice(0, key.indexOf(" ")));
      if (kind === undefined) continue;
      // One that a thousand requests share is said of the first with each other.
      for (const ref of refs.slice(1)) {
        const [a, b] = [index.get(refs[0] ?? "") ?? 0, index.get(ref) ?? 0];
        const pair = pairs.get(`${a} ${b}`) ?? { a, b, kinds: new Set() };
        pairs.set(`${a} ${b}`, pair);
        pair.kinds.add(kind);
      }
    }
    return [...pairs.values()].map(({ a, b, kinds }) => ({
      a,
      b,
      isPersonal: [...kinds].some((kind) => PERSONAL.has(kind)),
      isOnePerson: this.#isWithin(a, b) || this.#isWithin(b, a),
    }));
  }

  /** Whether two requests tell an identifier in common. */
  share(a: number, b: number): boolean {
    const keys = this.#keys(a);
    return [...this.#keys(b)].some((key) => keys.has(key));
  }

  /** Everything that is personal of `a` is told of `b` as well. */
  #isWithin(a: number, b: number): boolean {
    const personal = [...this.#keys(a)].filter((key) =>
      PERSONAL.has(KINDS.get(key.slice(0, key.indexOf(" "))) ?? "device"),
    );
    const known = this.#keys(b);
    return personal.length > 0 && personal.every((key) => known.has(key));
  }

  #keys(at: number): ReadonlySet<string> {
    const who = this.#requests[at]?.who;
    return who !== undefined && "subject" in who ? keysOf(who.subject) : new Set();
  }
}

/** Two requests whose persons have an identifier in common. */
export interface Sharing {
  readonly a: number;
  readonly b: number;
  readonly isPersonal: boolean;
  /** One tells nothing personal that the other does not: the same person asked twice. */
  readonly isOnePerson: boolean;
}

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["account", "account"],
  ["person", "person"],
  ["household", "household"],
  ["device", "device"],
]);

function keysOf({ identifiers }: Subject): ReadonlySet<string> {
  return new Set(
    identifiers.filter((one: SubjectIdentifier) => one.hash === undefined).map(({ kind, key }) => keyOf(kind, key)),
  );
} // prettier-ignore

/** Accounts are often e-mail addresses or phone numbers: these three are compared with one another. */
function keyOf(kind: Kind, key: string): string {
  return `${kind === "email" || kind === "phone" ? "account" : kind} ${key}`;
}

/** All that is told of the people of a batch, in one text that is never written down. */
export function canonicalSubject({ ref, identifiers, none, names }: Subject): readonly unknown[] {
  const told = identifiers.map(({ kind, written, key, hash = "", from = "", until = "" }) =>
    JSON.stringify([kind, written, key, hash, from, until]),
  );
  return [ref, told, none, names];
}
