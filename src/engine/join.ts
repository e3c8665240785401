import { judge, type Judgement, type ThreadFacts } from "../attribution/judge.ts";
import { NameIndex, type LinkTarget } from "../attribution/links.ts";
import { OwnerGraph } from "../attribution/owners.ts";
import type { Claim, Evidence, Gathered } from "../model/evidence.ts";
import type { DigestProblem, JudgedRecords, LinkProblem } from "../model/facts.ts";
import { rankOf, type Attribution, type Basis } from "../model/kinds.ts";
import type { Limits } from "../model/limits.ts";
import type { Subject } from "../model/subject.ts";
import type { Millis } from "../model/time.ts";
import { ClaimStore } from "./claim-store.ts";
import type { Ledger } from "./ledger.ts";
import { resolveLinks, settleDigestLists, type PendingLink } from "./link-resolution.ts";
import { numberOwners, type OwnerTotals } from "./owner-totals.ts";

/** Evidence of one entry with its claims resolved. Equal claims, and equal lists of them, are one object. */
export interface EvidenceRow {
  readonly entry: number;
  readonly unit: Evidence["unit"];
  readonly claims: readonly Claim[];
  readonly scope: readonly Claim[];
  readonly thread: string;
  readonly count: number;
  readonly from: Millis | undefined;
  readonly to: Millis | undefined;
  readonly places: Evidence["places"];
  readonly deviceMade: string | null;
}

export interface Joined {
  readonly judged: readonly JudgedRecords[];
  readonly owners: readonly OwnerTotals[];
  readonly linkProblems: readonly LinkProblem[];
  readonly digestProblems: readonly DigestProblem[];
  /** Records by attribution, by unit. */
  readonly tally: Readonly<Record<Evidence["unit"], Readonly<Record<Attribution, number>>>>;
  readonly basis: Readonly<Record<Basis, number>>;
  /** Subject identifier → records it was seen in. */
  readonly seen: ReadonlyMap<number, number>;
  readonly ownersComplete: boolean;
  /** Records and recordings that are own by `direct` or `linked`. */
  readonly firmlyOwn: number;
}

const LONG_THREAD_ID = 8;
const EMPTY: readonly Claim[] = [];

/** Collects what the workers gathered, in the order of the entries, and decides when everything is known. */
export class Join {
  readonly #ledger: Ledger;
  readonly #limits: Limits;
  readonly #subject: Subject;
  readonly #rows: EvidenceRow[] = [];
  readonly #links: PendingLink[] = [];
  readonly #digestLists: Gathered[] = [];
  readonly #threads = new Map<string, { subject: boolean; foreign: boolean }>();
  readonly #store: ClaimStore;
  readonly #seen = new Map<number, number>();
  readonly #early = {
    tally: zero(),
    basis: { direct: 0, linked: 0, inherited: 0 } satisfies Record<Basis, number>,
  };
  /** Rows that were added past `maxEvidence`. */
  readonly #coarse = new Map<string, number>();
  #ownersComplete = true;

  constructor(ledger: Ledger, subject: Subject, limits: Limits) {
    this.#ledger = ledger;
    this.#subject = subject;
    this.#limits = limits;
    this.#store = new ClaimStore(limits);
  }

  /** Must be called in the order of the entries, so that numbers do not depend on which worker was faster. */
  add(gathered: Gathered): void {
    const claims = gathered.claims.map((claim) => this.#store.claim(claim));
    const pick = (indices: readonly number[]): readonly Claim[] => this.#store.list(indices, claims);
    const part = this.#ledger.rows[gathered.row]?.part ?? 0;
    for (const evidence of gathered.evidence) {
      const own = pick(evidence.claims);
      const scope = pick(evidence.scope);
      // Short numbers are threads of one file; a long id is the same conversation wherever it stands.
      const home = evidence.thread.length < LONG_THREAD_ID ? `${part}.${gathered.row}` : `${part}`;
      const thread = evidence.thread === "" ? "" : `${home} ${evidence.thread}`;
      for (const index of new Set(
        [...own, ...scope].filter((claim) => claim.outcome === "mine").map((claim) => claim.mine),
      )) {
        this.#seen.set(index, (this.#seen.get(index) ?? 0) + evidence.count);
      }
      if (thread !== "") this.#takePart(thread, [...own, ...scope]);
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
      else this.#links.push({ from: gathered.row, link, claims: pick(link.claims) });
    }
    if (gathered.digests.length > 0) this.#digestLists.push(gathered);
    if (gathered.overflow) this.#ownersComplete = false;
  }

  finish(): Joined {
    this.#sortRows();
    const index = new NameIndex(this.#ledger.rows);
    const digestProblems = settleDigestLists(this.#digestLists, index, this.#ledger, (row) =>
      this.#addDocument(row),
    );
    const { targets, problems } = resolveLinks(this.#links, index, this.#ledger);
    const graph = new OwnerGraph();
    const tally = { record: { ...this.#early.tally }, recording: zero() };
    const basis: Record<Basis, number> = { ...this.#early.basis };
    const firmlyOwn = { count: this.#early.basis.direct };
    const decided: {
      row: EvidenceRow;
      judgement: Judgement;
      target: LinkTarget | undefined;
      id: string | undefined;
    }[] = [];
    for (const row of this.#rows) {
      const target = targets.get(row.entry);
      const judgement = this.#judge(row, target);
      const foreign = judgement.foreign.toSorted((a, b) => rankOf(b.kind) - rankOf(a.kind));
      // In a thread without the subject sender and recipient are two people: the first stands for it.
      const named = foreign.filter((claim) => claim.role === "owner");
      const among = (claims: readonly Claim[]): readonly Claim[] =>
        named.filter((claim) => claims.includes(claim));
      const links = [...(target?.links.keys() ?? [])].map(among);
      const groups =
        named.length > 0 ? [among(row.claims), among(row.scope), ...links] : [foreign.slice(0, 1)];
      const id = graph.add(groups);
      tally[row.unit][judgement.attribution] += row.count;
      if (judgement.basis !== undefined && judgement.attribution !== "context")
        basis[judgement.basis] += row.count;
      const firm = judgement.attribution === "own" && judgement.basis !== "inherited";
      if (firm) firmlyOwn.count += row.count;
      if (isStray(judgement)) basis[basisAgainst(row, judgement)] += row.count;
      this.#ledger.count(row.entry, judgement.attribution, row.count, row.unit);
      decided.push({ row, judgement: { ...judgement, foreign }, target, id });
    }
    const { owners, numbers } = numberOwners(graph, decided);
    const judged = decided.map(({ row, judgement, target, id }) => ({
      entry: row.entry,
      unit: row.unit,
      attribution: judgement.attribution,
      basis: judgement.basis,
      why: judgement.why,
      owner: id === undefined ? -1 : (numbers.get(graph.groupOf(id)) ?? -1),
      foreign: judgement.foreign,
      against: isStray(judgement) ? basisAgainst(row, judgement) : undefined,
      untold: [...row.claims, ...row.scope].filter(
        (claim) => claim.role === "owner" && claim.outcome === "untold",
      ),
      namedBy: [...new Set([...(target?.links.values() ?? [])].map((link) => link.from))],
      deviceMade: row.deviceMade,
      inThread: row.thread !== "",
      linkOverruled: judgement.linkOverruled,
      count: row.count,
      places: row.places,
    }));
    return {
      judged,
      owners,
      linkProblems: problems,
      digestProblems,
      tally,
      basis,
      seen: this.#seen,
      ownersComplete: this.#ownersComplete && this.#store.isComplete,
      firmlyOwn: firmlyOwn.count,
    };
  }

  /** What archives contain was gathered after everything around them; strangers are numbered by ordinal path. */
  #sortRows(): void {
    const rank: number[] = [];
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
    const thread: ThreadFacts | undefined = this.#threadFacts(row.thread);
    const productNotOwned = row.deviceMade !== null && this.#subject.none.includes("device");
    const linked = target === undefined ? EMPTY : [...target.links.keys()].flat();
    return judge({
      claims: row.claims,
      scope: row.scope,
      linked,
      ambiguousLink: target?.ambiguous ?? false,
      thread,
      productNotOwned,
    });
  }

  #threadFacts(thread: string): ThreadFacts | undefined {
    const known = this.#threads.get(thread);
    return known === undefined
      ? undefined
      : { subjectTakesPart: known.subject, foreignTakesPart: known.foreign };
  }

  #takePart(thread: string, claims: readonly Claim[]): void {
    let known = this.#threads.get(thread);
    if (known === undefined) {
      if (this.#threads.size >= this.#limits.maxThreads) return;
      known = { subject: false, foreign: false };
      this.#threads.set(thread, known);
    }
    for (const claim of claims) {
      if (claim.role !== "party" && claim.role !== "owner") continue;
      if (claim.outcome === "mine") known.subject = true;
      if (claim.outcome === "foreign") known.foreign = true;
    }
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

function zero(): Record<Attribution, number> {
  return { own: 0, stray: 0, conflict: 0, context: 0, unattributed: 0 };
}

function isStray({ attribution }: Judgement): boolean {
  return attribution === "stray" || attribution === "conflict";
}

/** How a stray is known: by itself, by a row that names it, or by what encloses it. */
function basisAgainst(row: EvidenceRow, judgement: Judgement): Basis {
  if (judgement.foreign.length === 0 || judgement.foreign.some((claim) => row.claims.includes(claim)))
    return "direct";
  return judgement.foreign.some((claim) => row.scope.includes(claim)) ? "inherited" : "linked";
}
