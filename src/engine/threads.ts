import type { ThreadFacts } from "../attribution/judge.ts";
import type { Claim } from "../model/evidence.ts";
import { SEVERAL } from "../attribution/signatures.ts";
import { isWeak } from "../model/kinds.ts";
import type { Limits } from "../model/limits.ts";

/** Shorter ids are numbers that every file begins anew. */
export const LONG_THREAD_ID = 8;

interface Participants {
  /** The subject is named in a record of it or in what encloses it. */
  subject: boolean;
  foreign: boolean;
  /** The subject is named as a party, not only as the owner of the file. */
  isNamed: boolean;
  records: number;
  /** Records of it that name nobody: it may be the subject who wrote them. */
  silent: number;
  /** The first other party, and whether there are more. */
  first: string | undefined;
  isSeveral: boolean;
  /** An identifier of the subject stands in it, but not certainly of a day on which it was theirs. */
  unsure: "interval-border" | "no-usable-time" | undefined;
  /** The strangers in it, where its id is one that every file may begin anew. */
  readonly strangers: Set<string> | undefined;
  /** The fields in which foreign parties stand in it, and those in which anybody else does. */
  readonly fields: Set<string>;
  readonly signed: Set<string>;
}

/**
 * Where an export leaves out who wrote the subject's own messages, one of so many at least is taken to be theirs. Fewer are
 * what a service writes ("Ben left").
 */
const SILENT_ONE_OF = 10;

/** Fields of one conversation that are compared with those of another. */
const MAX_FIELDS = 64;
/** Strangers of one conversation that are compared with those of another. */
const MAX_STRANGERS = 4096;

/** Conversations of one id in one folder, each of a file. */
const MAX_KEYS = 64;

/** Files whose conversations of one short id are held against each other. */
const MAX_NAMESAKES = 64;

/** Conversations that records in a folder tell themselves. */
interface Within {
  /** As the records write it. */
  readonly id: string;
  readonly keys: Set<string>;
  /** The records write more than one. */
  isSeveral: boolean;
}

/** Conversations of the whole bundle, and who takes part in them. */
export class Threads {
  readonly #limits: Limits;
  readonly #known = new Map<string, Participants>();
  /** Conversations of one part whose short ids are the same, each of another file. */
  readonly #namesakes = new Map<string, Set<string>>();
  /** Fields in which the subject stands in a conversation, by part: there the export says who wrote. */
  readonly #signed = new Set<string>();
  readonly #within = new Map<string, Within>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Short numbers are threads of one file; a long id is the same conversation wherever it stands. */
  keyOf(thread: string, part: number, row: number): string {
    if (thread.length >= LONG_THREAD_ID) return `${part} ${thread}`;
    const key = `${part}.${row} ${thread}`;
    const namesakes = this.#namesakes.get(`${part} ${thread}`) ?? new Set();
    if (this.#namesakes.size < this.#limits.maxThreads && namesakes.size < MAX_NAMESAKES)
      this.#namesakes.set(`${part} ${thread}`, namesakes.add(key));
    return key;
  }

  /** The conversation that a folder is; `thread` as a layout tells it by the path. */
  folderKey(thread: string, part: number): string {
    return `${part} folder ${thread}`;
  }

  /** A record in a folder that is a conversation tells another key of it: `thread`, written as `id`. */
  within(folder: string, thread: string, id: string): void {
    const known = this.#within.get(folder) ?? { id, keys: new Set(), isSeveral: false };
    if (this.#within.size >= this.#limits.maxThreads && !this.#within.has(folder)) return;
    this.#within.set(folder, known);
    if (known.id !== id) known.isSeveral = true;
    if (known.keys.size < MAX_KEYS) known.keys.add(thread);
    else known.isSeveral ||= !known.keys.has(thread);
  }

  /** `said`: in `count` records of the conversation; `scope`: in what encloses them. */
  takePart(thread: string, said: readonly Claim[], scope: readonly Claim[], count = 1): void {
    let known = this.#known.get(thread);
    if (known === undefined) {
      if (this.#known.size >= this.#limits.maxThreads) return;
      known = {
        subject: false,
        foreign: false,
        isNamed: false,
        records: 0,
        silent: 0,
        first: undefined,
        isSeveral: false,
        unsure: undefined,
        strangers: this.#namesakesOf(thread) === undefined ? undefined : new Set(),
        fields: new Set(),
        signed: new Set(),
      };
      this.#known.set(thread, known);
    }
    let isSilent = true;
    for (const claim of [...said, ...scope]) {
      if (claim.role !== "party" && claim.role !== "owner") continue;
      if (claim.outcome === "mine") known.subject = true;
      if (claim.outcome === "foreign") {
        known.foreign = true;
        if (known.strangers !== undefined && known.strangers.size <= MAX_STRANGERS)
          known.strangers.add(claim.key);
        if (known.fields.size < MAX_FIELDS) known.fields.add(claim.field);
      }
      if (claim.tenure === "border") known.unsure ??= "interval-border";
      if (claim.tenure === "untimed") known.unsure ??= "no-usable-time";
      const isOwnFile = claim.role === "owner" && scope.includes(claim);
      if (isOwnFile || isWeak(claim.kind)) continue;
      // What a layout calls no evidence has no key.
      if (claim.outcome === "untold" && claim.key === "") continue;
      isSilent = false;
      if (claim.outcome !== "mine" && known.signed.size < MAX_FIELDS) known.signed.add(claim.field);
      if (claim.outcome === "mine") {
        known.isNamed = true;
        if (this.#signed.size < this.#limits.maxThreads) this.#signed.add(signedIn(thread, claim.field));
      } else if (claim.key === SEVERAL || claim.key === "") known.isSeveral = true;
      else if (known.first === undefined) known.first = claim.key;
      else if (known.first !== claim.key) known.isSeveral = true;
    }
    known.records += count;
    if (isSilent) known.silent += count;
  }

  /** Who takes part: in a folder whose records all tell one conversation, also those who take part in that. */
  factsOf(thread: string): ThreadFacts | undefined {
    const own = this.#factsOf(thread);
    const within = this.#within.get(thread);
    if (own === undefined || within === undefined || own.subjectTakesPart) return own;
    const told = [...within.keys].map((key) => this.#factsOf(key)).filter((facts) => facts !== undefined);
    const subjectTakesPart = told.some((facts) => facts.subjectTakesPart);
    if (within.isSeveral) return subjectTakesPart ? { ...own, unsure: own.unsure ?? "parties-only" } : own;
    const unsure = [own, ...told].find((facts) => facts.unsure !== undefined)?.unsure;
    return {
      subjectTakesPart,
      foreignTakesPart: [own, ...told].some((facts) => facts.foreignTakesPart),
      isAmongOthers: told.every((facts) => facts.isAmongOthers),
      ...(unsure === undefined ? {} : { unsure }),
    };
  }

  #factsOf(thread: string): ThreadFacts | undefined {
    const known = this.#known.get(thread);
    if (known === undefined) return undefined;
    const listed = known.foreign && !known.isNamed ? this.#listedElsewhere(thread, known) : "no";
    const isListed = listed === "yes";
    return {
      subjectTakesPart: known.subject || isListed,
      foreignTakesPart: known.foreign,
      isAmongOthers: known.isSeveral && !known.isNamed && !isListed && !this.#mayHaveWritten(thread, known),
      ...(known.unsure === undefined ? {} : { unsure: known.unsure }),
      ...(listed === "perhaps" ? { unsure: known.unsure ?? "parties-only" } : {}),
    };
  }

  /** Nobody is named by what may be the subject's own messages: where an export does say that they wrote, these are not. */
  #mayHaveWritten(thread: string, { silent, records, signed }: Participants): boolean {
    if (silent === 0 || [...signed].some((field) => this.#signed.has(signedIn(thread, field)))) return false;
    return silent * SILENT_ONE_OF >= records;
  }

  /**
   * Tables refer to one another by short numbers, too: `messages.csv` to the members in `conversations.csv`. That it is the
   * same conversation shows where everybody who stands in this one stands in that one as well, and the subject with them;
   * in another field, for two tables of messages may both number from 1.
   */
  #listedElsewhere(thread: string, known: Participants): "yes" | "perhaps" | "no" {
    const { strangers } = known;
    // One whose text is no longer kept may be anybody.
    if (strangers === undefined || strangers.size > MAX_STRANGERS || strangers.has("")) return "no";
    let listed: "perhaps" | "no" = "no";
    for (const key of this.#namesakesOf(thread) ?? []) {
      const other = key === thread ? undefined : this.#known.get(key);
      if (other?.isNamed !== true) continue;
      if (![...strangers].every((stranger) => other.strangers?.has(stranger))) continue;
      if (![...known.fields].some((field) => other.fields.has(field))) return "yes";
      listed = "perhaps";
    }
    return listed;
  }

  #namesakesOf(thread: string): ReadonlySet<string> | undefined {
    const at = thread.indexOf(".");
    const space = thread.indexOf(" ");
    if (at < 0 || at > space) return undefined;
    return this.#namesakes.get(`${thread.slice(0, at)} ${thread.slice(space + 1)}`);
  }
}

/** A field of the part that the conversation is in. */
function signedIn(thread: string, field: string): string {
  const [part = ""] = thread.split(/[. ]/, 1);
  return `${part} ${field}`;
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
