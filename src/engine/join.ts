import { judge, withCounterparties, type Judgement } from "../attribution/judge.ts";
import { NameIndex, type LinkTarget } from "../attribution/links.ts";
import { OwnerGraph } from "../attribution/owners.ts";
import type { Claim, Gathered, Link } from "../model/evidence.ts";
import { rankOf, type Basis } from "../model/kinds.ts";
import type { Limits } from "../model/limits.ts";
import type { Counterparties, Policy } from "../model/policy.ts";
import type { Subject } from "../model/subject.ts";
import { ClaimStore } from "./claim-store.ts";
import { Consistency } from "./consistency.ts";
import {
  basisAgainst,
  isStray,
  requesterIn,
  zero,
  type EvidenceRow,
  type Joined,
  type JudgedRow,
} from "./joined.ts";
import type { Ledger } from "./ledger.ts";
import { resolveLinks, settleDigestLists, type PendingLink } from "./link-resolution.ts";
import { Inheritance } from "./inheritance.ts";
import { unlistedEntries, unlistedPayload } from "./manifests.ts";
import { numberOwners } from "./owner-totals.ts";
import { SweptEntries } from "./swept.ts";
import { nameThreadOwners } from "./thread-files.ts";
import { threadNumbers, Threads } from "./threads.ts";
import { asMessage } from "./writers.ts";

const EMPTY: readonly Claim[] = [];

/** Collects what the workers gathered, in the order of the entries, and decides when everything is known. */
export class Join {
  readonly #ledger: Ledger;
  readonly #limits: Limits;
  readonly #subject: Subject;
  readonly #counterparties: Counterparties;
  readonly #rows: EvidenceRow[] = [];
  readonly #links: PendingLink[] = [];
  readonly #digestLists: Gathered[] = [];
  readonly #threads: Threads;
  readonly #store: ClaimStore;
  readonly #inheritance = new Inheritance();
  readonly #consistency = new Consistency();
  readonly #seen = new Map<number, number>();
  /** What encloses entries that lie in others. */
  readonly #around = new Map<number, { readonly claims: readonly Claim[]; readonly thread: string }>();
  readonly #early = {
    tally: zero(),
    basis: { direct: 0, linked: 0, inherited: 0 } satisfies Record<Basis, number>,
  };
  /** Rows that were added past `maxEvidence`. */
  readonly #coarse = new Map<string, number>();
  #ownersComplete = true;
  /** Position of each entry by ordinal path; known when everything was added. */
  readonly #rank: number[] = [];
  readonly swept: SweptEntries;

  /** `deleted`: items that the subject had deleted. */
  constructor(
    ledger: Ledger,
    subject: Subject,
    policy: Policy,
    limits: Limits,
    deleted: readonly string[] = [],
  ) {
    this.#ledger = ledger;
    this.#counterparties = policy.counterparties;
    this.#subject = subject;
    this.#limits = limits;
    this.#threads = new Threads(limits);
    this.#store = new ClaimStore(limits);
    this.swept = new SweptEntries(subject, limits, deleted);
  }

  /** Must be called in the order of the entries, so that numbers do not depend on which worker was faster. */
  add(gathered: Gathered): void {
    const { pick } = this.#claimsOf(gathered);
    const around = this.#around.get(gathered.row);
    const part = this.#ledger.rows[gathered.row]?.part ?? 0;
    for (const evidence of gathered.evidence) {
      const said = pick(evidence.claims);
      const scope = this.#store.union(pick(evidence.scope), around?.claims ?? EMPTY);
      const thread =
        evidence.thread === ""
          ? (around?.thread ?? "")
          : this.#threads.keyOf(evidence.thread, part, gathered.row);
      const own = thread === "" ? said : asMessage(said, this.#store);
      for (const index of new Set(
        [...own, ...scope].filter((claim) => claim.outcome === "mine").map((claim) => claim.mine),
      )) {
        this.#seen.set(index, (this.#seen.get(index) ?? 0) + evidence.count);
      }
      if (thread !== "") this.#threads.takePart(thread, own, scope);
      const { unit, count, from, to, places } = evidence;
      const row: EvidenceRow = {
        entry: gathered.row,
        unit,
        claims: own,
        scope,
        thread,
        count,
        from,
        to,
        places,
        deviceMade: gathered.deviceMade,
      };
      this.#push(row);
    }
    for (const link of gathered.links) {
      if (this.#links.length >= this.#limits.maxLinks) this.#ownersComplete = false;
      else this.#links.push(this.#pending(gathered.row, part, link, pick(link.claims)));
    }
    this.swept.report(gathered.row, gathered.claims);
    this.swept.reportWeak(gathered.row, gathered.weakened);
    for (const claim of gathered.suspected) this.swept.suspect(claim);
    this.swept.add(gathered.row, gathered.swept);
    this.#inheritance.add(gathered, pick);
    this.#consistency.add(gathered);
    if (gathered.digests.length > 0) this.#digestLists.push(gathered);
    if (gathered.overflow) this.#ownersComplete = false;
  }

  /** Says what encloses the entries that lie in `gathered`, from row `first` on. Before those are added. */
  enclose(gathered: Gathered, first: number, enclosedBy: readonly number[]): void {
    if (enclosedBy.length === 0) return;
    const { pick } = this.#claimsOf(gathered);
    const above = this.#around.get(gathered.row);
    const part = this.#ledger.rows[gathered.row]?.part ?? 0;
    const around = gathered.enclosures.map(({ claims, thread }) => ({
      claims: this.#store.union(pick(claims), above?.claims ?? EMPTY),
      thread: thread === "" ? (above?.thread ?? "") : this.#threads.keyOf(thread, part, gathered.row),
    }));
    for (const [ordinal, index] of enclosedBy.entries()) {
      const one = around[index];
      if (one !== undefined) this.#around.set(first + ordinal, one);
    }
  }

  /** A message names files, too: where its writer is not certainly the owner, they are only part of the conversation. */
  #pending(from: number, part: number, link: Link, said: readonly Claim[]): PendingLink {
    if (link.thread === "") return { from, link, claims: said, thread: "" };
    const owners = asMessage(said, this.#store).filter(({ role }) => role === "owner");
    const claims = this.#store.list([...owners.keys()], owners);
    return { from, link, claims, thread: this.#threads.keyOf(link.thread, part, from) };
  }

  #claimsOf(gathered: Gathered): { pick: (indices: readonly number[]) => readonly Claim[] } {
    const claims = gathered.claims.map((claim) => this.#store.claim(claim));
    return { pick: (indices) => this.#store.list(indices, claims) };
  }

  finish(): Joined {
    this.#sortRows();
    const index = new NameIndex(this.#ledger.rows);
    const digestProblems = settleDigestLists(this.#digestLists, index, this.#ledger, (row) =>
      this.#addDocument(row),
    );
    const { targets, problems, threadFiles } = resolveLinks(
      this.#links,
      index,
      this.#ledger,
      this.#consistency.made,
    );
    const unlisted = [
      ...unlistedEntries(this.#links, index, this.#ledger),
      ...unlistedPayload(this.#digestLists, index, this.#ledger),
    ];
    const graph = new OwnerGraph();
    const tally = { record: { ...this.#early.tally }, recording: zero() };
    const basis: Record<Basis, number> = { ...this.#early.basis };
    const firmlyOwn = { count: this.#early.basis.direct };
    const judgedRows = this.#rows.map((one): JudgedRow => {
      const sentIn = one.thread === "" ? threadFiles.threadOf(one.entry, this.#threads, targets) : "";
      const row = sentIn === "" ? one : { ...one, thread: sentIn };
      const target = targets.get(row.entry);
      return { row, judgement: this.#judge(row, target), target, swept: EMPTY };
    });
    const rank = this.#rank;
    const decided: (JudgedRow & { id: string | undefined })[] = [];
    const rows = [...this.swept.layOver(judgedRows, (entry) => rank[entry] ?? 0)];
    const couldInherit = this.#inheritance.settle(rows, this.#ledger, ({ row, target }, anchor) =>
      this.#judge({ ...row, scope: this.#store.union(row.scope, anchor) }, target),
    );
    for (const one of rows) {
      const { row, judgement, target, swept } = one;
      const foreign = judgement.foreign.toSorted((a, b) => rankOf(b.kind) - rankOf(a.kind));
      // In a thread without the subject sender and recipient are two people: the first stands for it.
      const named = foreign.filter((claim) => claim.role === "owner");
      const among = (claims: readonly Claim[]): readonly Claim[] =>
        named.filter((claim) => claims.includes(claim));
      const links = [...(target?.links.keys() ?? [])].map(among);
      // What the sweep finds in one file belongs together as little as the files of a folder do.
      const direct = among(row.claims).filter((claim) => !swept.includes(claim));
      const groups =
        named.length > 0
          ? [direct, among(row.scope), ...links, ...swept.map((claim) => [claim])]
          : [foreign.slice(0, 1)];
      const id = graph.add(groups);
      tally[row.unit][judgement.attribution] += row.count;
      if (judgement.basis !== undefined && judgement.attribution !== "context")
        basis[judgement.basis] += row.count;
      const firm = judgement.attribution === "own" && judgement.basis !== "inherited";
      if (firm) firmlyOwn.count += row.count;
      if (swept.length > 0) this.#ledger.holdsRecord(row.entry);
      if (isStray(judgement)) basis[basisAgainst(row, judgement)] += row.count;
      this.#ledger.count(row.entry, judgement.attribution, row.count, row.unit);
      decided.push({ row, judgement: { ...judgement, foreign }, target, swept, id });
    }
    nameThreadOwners(decided);
    const { owners, numbers } = numberOwners(graph, decided);
    const threadNumber = threadNumbers();
    const judged = decided.map(({ row, judgement, target, swept, id }) => ({
      entry: row.entry,
      unit: row.unit,
      attribution: judgement.attribution,
      basis: judgement.basis,
      why: judgement.why,
      owner: id === undefined ? -1 : (numbers.get(graph.groupOf(id)) ?? -1),
      foreign: judgement.foreign,
      mine: judgement.attribution === "conflict" ? requesterIn(row, target) : EMPTY,
      against: isStray(judgement) ? basisAgainst(row, judgement) : undefined,
      untold: [...row.claims, ...row.scope].filter(
        (claim) => claim.role === "owner" && claim.outcome === "untold",
      ),
      namedBy: [...new Set([...(target?.links.values() ?? [])].map((link) => link.from))],
      deviceMade: row.deviceMade,
      thread: threadNumber(row.thread),
      linkOverruled: judgement.linkOverruled,
      swept: swept.length > 0,
      count: row.count,
      places: row.places,
    }));
    return {
      judged,
      owners,
      linkProblems: problems,
      digestProblems,
      unlisted,
      agreement: this.#consistency.finish(this.#links, index, this.#ledger),
      tally,
      basis,
      couldInherit,
      sweptMentions: this.swept.mentions(),
      deletedItems: this.swept.deletedItems(),
      seen: this.#seen,
      ownersComplete: this.#ownersComplete && this.#store.isComplete && this.swept.isComplete,
      firmlyOwn: firmlyOwn.count,
    };
  }

  /** What archives contain was gathered after everything around them; strangers are numbered by ordinal path. */
  #sortRows(): void {
    const rank = this.#rank;
    for (const [position, row] of this.#ledger.positions().entries()) rank[row] = position;
    const isSorted = this.#rows.every(
      (row, at) => at === 0 || (rank[this.#rows[at - 1]?.entry ?? 0] ?? 0) <= (rank[row.entry] ?? 0),
    );
    if (!isSorted) this.#rows.sort((a, b) => (rank[a.entry] ?? 0) - (rank[b.entry] ?? 0));
  }

  /** A document that names nobody. */
  #addDocument(entry: number): void {
    const nobody = {
      claims: EMPTY,
      scope: EMPTY,
      thread: "",
      from: undefined,
      to: undefined,
      deviceMade: null,
    };
    this.#push({ ...nobody, entry, unit: "record", count: 1, places: [{ unit: "entry" }] });
  }

  #judge(row: EvidenceRow, target: LinkTarget | undefined): Judgement {
    const thread = this.#threads.factsOf(row.thread);
    const productNotOwned = row.deviceMade !== null && this.#subject.none.includes("device");
    const linked = target === undefined ? EMPTY : [...target.links.keys()].flat();
    const { claims, scope } = row;
    const ambiguousLink = target?.ambiguous ?? false;
    const judgement = judge({ claims, scope, linked, ambiguousLink, thread, productNotOwned });
    return withCounterparties(judgement, [...claims, ...scope], this.#counterparties);
  }

  #push(row: EvidenceRow): void {
    if (this.#rows.length < this.#limits.maxEvidence) {
      this.#rows.push(row);
      return;
    }
    if (this.#decideAtOnce(row)) return;
    // Past the bound what was seen is kept in kind only: foreign stays foreign, mine no longer makes anything own.
    this.#ownersComplete = false;
    const coarse = row.claims
      .concat(row.scope)
      .filter((claim) => claim.outcome === "foreign" && claim.role === "owner");
    const claims = this.#store.general(coarse[0]);
    const key = `${row.entry} ${row.unit} ${claims[0] === undefined ? "" : this.#store.idOf(claims[0])}`;
    const at = this.#coarse.get(key) ?? -1;
    const known = this.#rows[at];
    if (known === undefined) {
      this.#coarse.set(key, this.#rows.length);
      this.#rows.push({ ...row, claims, scope: EMPTY, thread: "", places: row.places.slice(0, 1) });
    } else {
      this.#rows[at] = { ...known, count: known.count + row.count };
    }
  }

  /**
   * Past the bound a record that its own entry decides is counted and not kept: a good export of a million files must
   * be able to end in 0. Rows of other files can no longer speak for it. False for strays and what depends on others.
   */
  #decideAtOnce(row: EvidenceRow): boolean {
    if (row.unit === "recording" || row.thread !== "") return false;
    const judgement = this.#judge(row, undefined);
    if (isStray(judgement)) return false;
    this.#early.tally[judgement.attribution] += row.count;
    if (judgement.attribution === "own" && judgement.basis !== undefined)
      this.#early.basis[judgement.basis] += row.count;
    this.#ledger.count(row.entry, judgement.attribution, row.count, row.unit);
    return true;
  }
}
