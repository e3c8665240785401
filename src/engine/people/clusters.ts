import { foreignId, OwnerGraph, type CustomerOf, type StrangerIdentifier } from "../../attribution/owners.ts";
import type { Claim } from "../../model/evidence.ts";
import { isAccountLike } from "../../model/kinds.ts";
import { strangersOf, type CountedRow } from "../decided.ts";
import { isStray } from "../joined.ts";
import { Besides } from "./besides.ts";
import { isListed, isSignedByName, unownedGroups, writersFirst } from "./unowned.ts";

/** Number of the requester among the people of a survey; strangers count from 0. */
export const REQUESTER = -1;

/** An identifier that several people share. */
export interface Tie extends StrangerIdentifier {
  readonly people: ReadonlySet<number>;
}

/** Who is in a bundle: people by number, and what of it is theirs. */
export interface Clusters {
  /** Identifiers of each person, by their number. */
  readonly people: readonly (readonly StrangerIdentifier[])[];
  /** Whose each row is, in the order of the rows, and after them who else takes part in it; empty for nobody's. */
  readonly of: readonly (readonly number[])[];
  readonly ties: readonly Tie[];
  /** Rows of people who are no longer told apart. */
  readonly isComplete: boolean;
}

/** Foreign owner claims of a row that name somebody, by where they stand. Nothing in a conversation that nobody owns. */
export function ownerGroups(one: CountedRow): readonly (readonly Claim[])[] {
  const { foreign } = one.judgement;
  return foreign.some(({ role }) => role === "owner") ? strangersOf(one, foreign) : [];
}

/** The others who take part in a message that nobody owns. */
function partiesOf({ judgement }: CountedRow): readonly Claim[] {
  return writersFirst(
    judgement.foreign.filter(({ kind, key, role }) => role === "party" && isAccountLike(kind) && key !== ""),
  );
}

/** Who is asked about a row, by ids of the graph: its owner and the account around it, or those who take part in it. */
type Asked =
  | {
      readonly is: "owned";
      readonly ids: readonly string[];
      /** Others whom it names as well. */
      readonly also: readonly string[];
    }
  | {
      readonly is: "talk";
      readonly ids: readonly string[];
      /** Of a list in which only those count of whom there is more, where somebody owns something. */
      readonly isListed?: boolean;
    };

const NOBODY: Asked = { is: "owned", ids: [], also: [] };

/**
 * Clusters without a subject: whatever is well-formed in an owner's place is somebody's, by the design's rule for
 * strangers. What names no owner is of whom it names at all, but for the contacts of somebody who owns something. People are
 * numbered by the first place where something of theirs stands.
 */
export function clustersOfEveryone(
  rows: readonly CountedRow[],
  isContact: (one: CountedRow) => boolean,
  customerOf?: CustomerOf,
): Clusters {
  const besides = new Besides();
  const hasOwners = rows.some((one) => isStray(one.judgement) && ownerGroups(one).length > 0);
  const unowned = (one: CountedRow): readonly (readonly Claim[])[] =>
    hasOwners && isContact(one) ? [] : unownedGroups(one);
  for (const one of rows)
    for (const group of isStray(one.judgement) ? ownerGroups(one) : unowned(one)) besides.add(group);
  const everyone = new Everyone();
  const asked = rows.map((one) => everyone.ask(one, besides, unowned(one)));
  if (customerOf !== undefined) everyone.joinCustomers(customerOf);
  const talks = everyone.talks(rows, asked);
  const of = rows.map((one, at) => everyone.whose(one, asked[at] ?? NOBODY, talks));
  return {
    people: everyone.people(),
    of: of.map((people, at) => (people.length > 0 ? people : (everyone.unsigned(rows[at]) ?? people))),
    ties: [...everyone.ties(), ...besides.ties((ids) => everyone.known(ids))].filter(
      (tie) => tie.people.size > 1,
    ),
    isComplete: everyone.isComplete,
  };
}

class Everyone {
  isComplete = true;
  readonly #graph = new OwnerGraph();
  readonly #claims = new Map<string, Claim>();
  readonly #numbers = new Map<string, number>();
  /** Groups of those who own something. */
  readonly #owners = new Set<string>();
  /** People who take part in a conversation that nobody owns. */
  readonly #inThread = new Map<string, Set<number>>();

  ask(one: CountedRow, besides: Besides, unowned: readonly (readonly Claim[])[]): Asked {
    if (!isStray(one.judgement)) {
      const ids = unowned.map((group) => this.#add([besides.together(group)]));
      return { is: "talk", ids: ids.filter((id) => id !== undefined), isListed: isListed(unowned) };
    }
    const whole = ownerGroups(one);
    const groups = whole.map((group) => besides.together(group));
    const named = groups.flat();
    if (named.some(({ key }) => key === "")) this.isComplete = false;
    if (named.length === 0) {
      const parties = partiesOf(one).map((claim) => this.#add([[claim]]));
      return { is: "talk", ids: parties.filter((id) => id !== undefined) };
    }
    const id = this.#add(groups);
    const account = named.find((claim) => isAccountLike(claim.kind) && claim.key !== "");
    const ids = [id, account === undefined ? undefined : foreignId(account)];
    const also = whole.flatMap((group) => besides.apart(group)).map((claim) => this.#add([[claim]]));
    const isKnown = (each: string | undefined): each is string => each !== undefined;
    return { is: "owned", ids: ids.filter(isKnown), also: also.filter(isKnown) };
  }

  /** What the registry of all customers says is one customer's is one person's. After everybody was asked about. */
  joinCustomers(customerOf: CustomerOf): void {
    this.#graph.joinCustomers(customerOf);
  }

  /** Of conversations that somebody takes part in who owns something in this bundle: those, as ids. */
  talks(rows: readonly CountedRow[], asked: readonly Asked[]): ReadonlyMap<string, readonly string[]> {
    for (const { is, ids } of asked)
      if (is === "owned") for (const id of ids) this.#owners.add(this.#graph.groupOf(id));
    const talks = new Map<string, Set<string>>();
    for (const [at, { row }] of rows.entries()) {
      const one = asked[at] ?? NOBODY;
      if (row.thread === "") continue;
      for (const id of one.ids)
        if (this.#owners.has(this.#graph.groupOf(id))) add(talks, row.thread, this.#graph.groupOf(id));
    }
    return new Map([...talks].map(([thread, ids]) => [thread, [...ids]]));
  }

  /** Whose a row is, and after them who else takes part in it. */
  whose({ row }: CountedRow, asked: Asked, talks: ReadonlyMap<string, readonly string[]>): readonly number[] {
    const whose =
      asked.is === "owned"
        ? [...this.#firstOf(asked.ids), ...asked.also]
        : this.#speakers(asked, row.thread === "" ? [] : (talks.get(row.thread) ?? []));
    const known = whose.filter((id) => this.#claims.get(id)?.key !== "" && !this.#isShared(id));
    const numbers = [...new Set(known.map((id) => this.#numberOf(id)))];
    if (row.thread !== "") for (const number of numbers) add(this.#inThread, row.thread, number);
    return numbers;
  }

  /** As the conversations of the one who asked are theirs: who else takes part in them is only written to. */
  #speakers(
    { ids, isListed: isOnlyListed = false }: Extract<Asked, { is: "talk" }>,
    owners: readonly string[],
  ): readonly string[] {
    const among = ids.filter((id) => this.#owners.has(this.#graph.groupOf(id)));
    if (among.length > 0) return among;
    if (isOnlyListed && this.#owners.size > 0) return [];
    return owners.length === 0 ? ids : owners.slice(0, 1);
  }

  /** What nobody signed in a conversation that nobody owns is of those who take part in it. */
  unsigned(one: CountedRow | undefined): readonly number[] | undefined {
    if (one === undefined || one.row.thread === "" || !isStray(one.judgement)) return undefined;
    return one.judgement.foreign.length > 0 || isSignedByName(one)
      ? undefined
      : [...(this.#inThread.get(one.row.thread) ?? [])];
  }

  people(): readonly (readonly StrangerIdentifier[])[] {
    const people: StrangerIdentifier[][] = [...this.#numbers].map(() => []);
    for (const [id, { kind, key }] of this.#claims) {
      const number = this.#numbers.get(this.#graph.groupOf(id));
      if (key !== "" && !this.#isShared(id) && number !== undefined) people[number]?.push({ kind, key });
    }
    return people;
  }

  ties(): readonly Tie[] {
    return [...this.#claims].flatMap(([id, { kind, key }]) =>
      key !== "" && this.#isShared(id)
        ? [{ kind, key, people: this.known(this.#graph.groupsAround(id)) }]
        : [],
    );
  }

  /** The people whom identifiers are of. */
  known(ids: readonly string[]): ReadonlySet<number> {
    const numbers = ids.map((id) => this.#numbers.get(this.#graph.groupOf(id)));
    return new Set(numbers.filter((number) => number !== undefined));
  }

  #add(groups: readonly (readonly Claim[])[]): string | undefined {
    for (const claim of groups.flat())
      if (!this.#claims.has(foreignId(claim))) this.#claims.set(foreignId(claim), claim);
    return this.#graph.add(groups);
  }

  /** What several people share says not whose a record is: then the account around it does. */
  #firstOf([first, second]: readonly string[]): readonly string[] {
    if (first === undefined) return [];
    if (!this.#isShared(first)) return [first];
    return second === undefined ? [] : [second];
  }

  #isShared(id: string): boolean {
    return this.#graph.groupOf(id) === id && this.#graph.groupsAround(id).length > 1;
  }

  #numberOf(id: string): number {
    const group = this.#graph.groupOf(id);
    const number = this.#numbers.get(group) ?? this.#numbers.size;
    this.#numbers.set(group, number);
    return number;
  }
}

function add<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}
