import { NameIndex, type LinkTarget } from "../attribution/links.ts";
import type { Claim, Evidence, Gathered, Link } from "../model/evidence.ts";
import type { Limits } from "../model/limits.ts";
import type { Policy } from "../model/policy.ts";
import type { Subject } from "../model/subject.ts";
import { ClaimStore } from "./claim-store.ts";
import { withoutCompany } from "./company.ts";
import { Consistency } from "./consistency.ts";
import { settleRows, type CountedRow } from "./decided.ts";
import type { CustomerOf } from "../attribution/owners.ts";
import { EvidenceRows } from "./evidence-rows.ts";
import { Inheritance } from "./inheritance.ts";
import type { EvidenceRow, Joined, JudgedRow } from "./joined.ts";
import { Judging } from "./judging.ts";
import type { Ledger } from "./ledger.ts";
import { resolveLinks, settleDigestLists, type PendingLink } from "./link-resolution.ts";
import { unlistedEntries, unlistedPayload } from "./manifests.ts";
import { NamedCustomers } from "./named-customers.ts";
import { SweptEntries } from "./swept.ts";
import type { ThreadFiles } from "./thread-files.ts";
import { Tenures } from "./tenures.ts";
import { Threads } from "./threads.ts";
import { asMessage } from "./writers.ts";

const EMPTY: readonly Claim[] = [];

/** What encloses an entry that lies in another. */
interface Around {
  readonly claims: readonly Claim[];
  readonly thread: string;
}

const NOTHING_AROUND: Around = { claims: EMPTY, thread: "" };

/** Collects what the workers gathered, in the order of the entries, and decides when everything is known. */
export class Join {
  readonly #ledger: Ledger;
  readonly #limits: Limits;
  readonly #judging: Judging;
  readonly #rows: EvidenceRows;
  readonly #links: PendingLink[] = [];
  readonly #digestLists: Gathered[] = [];
  readonly #threads: Threads;
  readonly #store: ClaimStore;
  readonly #tenures: Tenures;
  readonly #inheritance = new Inheritance();
  readonly #consistency = new Consistency();
  readonly #seen = new Map<number, number>();
  readonly #around = new Map<number, Around>();
  /** Who writes to the requester is told apart however many they are. */
  readonly #tellsCompany: boolean;
  #ownersComplete = true;
  readonly swept: SweptEntries;
  readonly named = new NamedCustomers();

  /** `deleted`: items that the subject had deleted. `tellsAll`: every row is wanted as it was gathered. */
  constructor(
    ledger: Ledger,
    subject: Subject,
    policy: Policy,
    limits: Limits,
    deleted: readonly string[] = [],
    tellsAll = false,
  ) {
    this.#tellsCompany = tellsAll || subject.survey !== undefined || policy.counterparties === "block";
    this.#ledger = ledger;
    this.#limits = limits;
    this.#threads = new Threads(limits);
    this.#store = new ClaimStore(limits);
    this.#tenures = new Tenures(subject, this.#store);
    const judging = new Judging(this.#threads, subject, policy);
    this.#judging = judging;
    this.#rows = new EvidenceRows(limits, this.#store, ledger, (row) =>
      judging.conclude(judging.judge(row, undefined)),
    );
    this.swept = new SweptEntries(subject, limits, deleted);
  }

  /** Must be called in the order of the entries, so that numbers do not depend on which worker was faster. */
  add(whole: Gathered): void {
    const gathered = this.#tellsCompany ? whole : withoutCompany(whole, this.#limits.maxPlaces);
    const pick = this.#picker(gathered);
    const part = this.#ledger.rows[gathered.row]?.part ?? 0;
    const folder = gathered.folderThread === "" ? "" : this.#threads.folderKey(gathered.folderThread, part);
    for (const evidence of gathered.evidence) this.#addEvidence(gathered, evidence, pick, part, folder);
    for (const link of gathered.links) {
      if (this.#links.length >= this.#limits.maxLinks) this.#ownersComplete = false;
      else this.#links.push(this.#pending(gathered.row, part, link, pick(link.claims), folder));
    }
    this.swept.report(gathered.row, whole.claims);
    this.swept.reportWeak(gathered.row, gathered.weakened);
    for (const claim of gathered.suspected) this.swept.suspect(claim);
    this.swept.add(gathered.row, gathered.swept);
    this.named.add(gathered);
    this.#inheritance.add(gathered, pick);
    this.#consistency.add(gathered);
    if (gathered.digests.length > 0) this.#digestLists.push(gathered);
    if (gathered.overflow) this.#ownersComplete = false;
  }

  /** `folder`: the conversation that the entry's folder is, empty for none. */
  #addEvidence(
    { row: entry, deviceMade }: Gathered,
    evidence: Evidence,
    pick: (indices: readonly number[]) => readonly Claim[],
    part: number,
    folder: string,
  ): void {
    const { unit, count, from, to, when, places, holds } = evidence;
    const around = this.#around.get(entry) ?? NOTHING_AROUND;
    const said = pick(evidence.claims);
    const scope = this.#store.union(pick(evidence.scope), around.claims);
    const told = evidence.thread === "" ? around.thread : this.#threads.keyOf(evidence.thread, part, entry);
    if (evidence.thread !== "" && folder !== "") this.#threads.within(folder, told, evidence.thread);
    const thread = told === "" ? folder : told;
    const claims = thread === "" ? said : asMessage(said, this.#store);
    this.#see([...claims, ...scope], count);
    if (thread !== "") this.#threads.takePart(thread, claims, scope, count);
    const isByFolder = told === "" && folder !== "";
    const time = { from, to, when };
    this.#rows.push({
      entry,
      unit,
      claims,
      scope,
      thread,
      isByFolder,
      count,
      ...time,
      places,
      deviceMade,
      holds,
    });
  }

  /** Counts in how many records each of the subject's identifiers was seen. */
  #see(claims: readonly Claim[], count: number): void {
    const seen = new Set(claims.filter(({ outcome }) => outcome === "mine").map(({ mine }) => mine));
    for (const index of seen) this.#seen.set(index, (this.#seen.get(index) ?? 0) + count);
  }

  /** Says what encloses the entries that lie in `gathered`, from row `first` on. Before those are added. */
  enclose(gathered: Gathered, first: number, enclosedBy: readonly number[]): void {
    if (enclosedBy.length === 0) return;
    const pick = this.#picker(gathered);
    const above = this.#around.get(gathered.row) ?? NOTHING_AROUND;
    const part = this.#ledger.rows[gathered.row]?.part ?? 0;
    const around = gathered.enclosures.map(({ claims, thread }) => ({
      claims: this.#store.union(pick(claims), above.claims),
      thread: thread === "" ? above.thread : this.#threads.keyOf(thread, part, gathered.row),
    }));
    for (const [ordinal, index] of enclosedBy.entries()) {
      const one = around[index];
      if (one !== undefined) this.#around.set(first + ordinal, one);
    }
  }

  /** A message names files, too: where its writer is not certainly the owner, they are only part of the conversation. */
  #pending(from: number, part: number, link: Link, said: readonly Claim[], folder: string): PendingLink {
    const thread = link.thread === "" ? folder : this.#threads.keyOf(link.thread, part, from);
    if (thread === "") return { from, link, claims: said, thread };
    const owners = asMessage(said, this.#store).filter(({ role }) => role === "owner");
    return { from, link, claims: this.#store.list([...owners.keys()], owners), thread };
  }

  #picker(gathered: Gathered): (indices: readonly number[]) => readonly Claim[] {
    const claims = gathered.claims.map((claim) => this.#store.claim(claim));
    return (indices) => this.#store.list(indices, claims);
  }

  /**
   * `onRow` is told every row as it was counted, in the order of the entries. `customerOf`: what a registry says of strangers.
   */
  finish(onRow?: (row: CountedRow) => void, customerOf?: CustomerOf): Joined {
    const index = new NameIndex(this.#ledger.rows);
    const digestProblems = settleDigestLists(this.#digestLists, index, this.#ledger, (row) =>
      this.#rows.pushDocument(row),
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
    const ranks: number[] = [];
    for (const [position, entry] of this.#ledger.positions().entries()) ranks[entry] = position;
    const rank = (entry: number): number => ranks[entry] ?? 0;
    const inOrder = this.#tenures.atTimesOfFiles(this.#rows.inOrder(rank), targets);
    const judged = inOrder.map((one): JudgedRow => {
      const row = this.#sentIn(one, threadFiles, targets);
      const target = this.#tenures.targetOf(targets.get(row.entry), row);
      return { row, judgement: this.#judging.judge(row, target), target, swept: EMPTY };
    });
    const { strays, mentions } = this.named.decide(judged, this.#ledger, (entry) =>
      this.swept.foundIn(entry),
    );
    const rows = [...this.swept.layOver(judged, rank, strays)];
    const { unclaimed, unused } = this.#inheritance.settle(rows, this.#ledger, ({ row, target }, anchor) =>
      this.#judging.judge({ ...row, scope: this.#store.union(row.scope, anchor) }, target),
    );
    const concluded = rows.map((one) => ({ ...one, judgement: this.#judging.conclude(one.judgement) }));
    const settled = settleRows(concluded, this.#rows.early, this.#ledger, onRow, customerOf);
    return {
      ...settled,
      linkProblems: problems,
      digestProblems,
      unlisted,
      // Counts of rows are held against what the ledger has by now.
      agreement: this.#consistency.finish(this.#links, index, this.#ledger),
      couldInherit: unclaimed,
      unusedAnchors: unused,
      sweptMentions: this.swept.mentions(),
      registryMentions: mentions,
      deletedItems: this.swept.deletedItems(),
      seen: this.#seen,
      ownersComplete:
        this.#ownersComplete && this.#rows.isComplete && this.#store.isComplete && this.swept.isComplete,
    };
  }

  /** A file that messages name is part of the conversation in which it was sent, unless it tells another one itself. */
  #sentIn(row: EvidenceRow, files: ThreadFiles, targets: Map<number, LinkTarget>): EvidenceRow {
    if (row.thread !== "" && !row.isByFolder) return row;
    const thread = files.threadOf(row.entry, row.thread, this.#threads, targets);
    return thread === "" ? row : { ...row, thread, isByFolder: false };
  }
}
