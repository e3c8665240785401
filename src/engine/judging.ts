import {
  judge,
  withCounterparties,
  withLeastBasis,
  type Judgement,
  type ThreadFacts,
} from "../attribution/judge.ts";
import type { LinkTarget } from "../attribution/links.ts";
import type { Policy } from "../model/policy.ts";
import type { Subject } from "../model/subject.ts";
import type { EvidenceRow } from "./joined.ts";
import type { Threads } from "./threads.ts";

/** Decides rows by what is known of the whole bundle: conversations, and `target`, the rows that name their entry. */
export class Judging {
  readonly #threads: Threads;
  readonly #subject: Subject;
  readonly #policy: Policy;

  constructor(threads: Threads, subject: Subject, policy: Policy) {
    this.#threads = threads;
    this.#subject = subject;
    this.#policy = policy;
  }

  /** Whose a row is, whatever it rests on. */
  judge(row: EvidenceRow, target: LinkTarget | undefined): Judgement {
    const { claims, scope } = row;
    const judgement = judge({
      claims,
      scope,
      linked: target === undefined ? [] : [...target.links.keys()].flat(),
      ambiguousLink: target?.ambiguous ?? false,
      thread: this.#threadOf(row),
      productNotOwned: row.deviceMade !== null && this.#subject.none.includes("device"),
    });
    return withCounterparties(judgement, [...claims, ...scope], this.#policy.counterparties);
  }

  /** What the policy makes of it. After everything else: what it takes for too little still carries what hangs on it. */
  conclude(judgement: Judgement): Judgement {
    return withLeastBasis(judgement, this.#policy.leastBasis);
  }

  /** That it lies in the subject's folder makes no recording theirs; that it lies in a folder of others counts. */
  #threadOf({ unit, thread, isByFolder }: EvidenceRow): ThreadFacts | undefined {
    const facts = this.#threads.factsOf(thread);
    return isByFolder && unit === "recording" && facts?.subjectTakesPart === true ? undefined : facts;
  }
}
