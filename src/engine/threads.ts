import type { ThreadFacts } from "../attribution/judge.ts";
import type { Claim } from "../model/evidence.ts";
import type { Limits } from "../model/limits.ts";

/** Shorter ids are numbers that every file begins anew. */
const LONG_THREAD_ID = 8;

/** Conversations of the whole bundle, and who takes part in them. */
export class Threads {
  readonly #limits: Limits;
  readonly #known = new Map<string, { subject: boolean; foreign: boolean }>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Short numbers are threads of one file; a long id is the same conversation wherever it stands. */
  keyOf(thread: string, part: number, row: number): string {
    return `${thread.length < LONG_THREAD_ID ? `${part}.${row}` : `${part}`} ${thread}`;
  }

  takePart(thread: string, claims: readonly Claim[]): void {
    let known = this.#known.get(thread);
    if (known === undefined) {
      if (this.#known.size >= this.#limits.maxThreads) return;
      known = { subject: false, foreign: false };
      this.#known.set(thread, known);
    }
    for (const claim of claims) {
      if (claim.role !== "party" && claim.role !== "owner") continue;
      if (claim.outcome === "mine") known.subject = true;
      if (claim.outcome === "foreign") known.foreign = true;
    }
  }

  factsOf(thread: string): ThreadFacts | undefined {
    const known = this.#known.get(thread);
    return known === undefined
      ? undefined
      : { subjectTakesPart: known.subject, foreignTakesPart: known.foreign };
  }
}

/** Numbers conversations in the order in which they are asked for; -1 for none. */
export function threadNumbers(): (thread: string) => number {
  const numbers = new Map<string, number>();
  return (thread) => {
    if (thread === "") return -1;
    const number = numbers.get(thread) ?? numbers.size;
    numbers.set(thread, number);
    return number;
  };
}
