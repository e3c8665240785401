import { isStray, type JudgedRow } from "./joined.ts";
import type { LinkTarget } from "../attribution/links.ts";
import type { Threads } from "./threads.ts";

/** Different conversations in which one file was sent, up to which they are told apart. */
const MAX_THREADS_OF_A_FILE = 256;

/** Files that messages name: a picture or a voice message is part of the conversation in which it was sent. */
export class ThreadFiles {
  readonly #threads = new Map<number, Set<string>>();

  add(entry: number, thread: string): void {
    const threads = this.#threads.get(entry) ?? new Set();
    if (threads.size < MAX_THREADS_OF_A_FILE) this.#threads.set(entry, threads.add(thread));
  }

  /**
   * The conversation of an entry in which it was sent, empty for none. Where one file was sent both in a conversation of the
   * subject and in one of others, or lies in the `folder` of others, its links in `targets` become ambiguous instead. Only
   * meaningful once everything was added.
   */
  threadOf(entry: number, folder: string, threads: Threads, targets: Map<number, LinkTarget>): string {
    const [first, ...more] = this.#threads.get(entry) ?? [];
    if (first === undefined) return "";
    const isOwn = (thread: string): boolean => threads.factsOf(thread)?.subjectTakesPart === true;
    const isOfOthers = !isOwn(folder) && threads.factsOf(folder)?.foreignTakesPart === true;
    if (more.every((thread) => isOwn(thread) === isOwn(first)) && !(isOfOthers && isOwn(first))) return first;
    const target = targets.get(entry) ?? { links: new Map(), ambiguous: false };
    target.ambiguous = true;
    targets.set(entry, target);
    return "";
  }
}

/** What nobody signed in a conversation of others (a voice message, "Ben left") is whose the conversation is: in place. */
export function nameThreadOwners(decided: readonly (JudgedRow & { id: string | undefined })[]): void {
  const owners = new Map<string, string>();
  for (const { row, judgement, id } of decided)
    if (isStray(judgement) && row.thread !== "" && id !== undefined && !owners.has(row.thread))
      owners.set(row.thread, id);
  for (const one of decided)
    if (isStray(one.judgement) && one.row.thread !== "" && one.row.deviceMade === null)
      one.id ??= owners.get(one.row.thread);
}
