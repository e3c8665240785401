import type { DecidedEntry } from "../engine/decided-bundle.ts";
import type { Decision } from "./decide.ts";

/**
 * Files that name nobody and are kept on trial: one stray ends what an anchor says of them, and in the corrected bundle there
 * is none. Whether it holds there only its check can tell.
 */
export class Anchored {
  readonly #before = new Map<number, Decision>();
  #isTrimmed = false;

  /** Takes every file that is held only because nobody is known for it. */
  constructor(entries: readonly DecidedEntry[], decisions: Map<number, Decision>) {
    for (const { row, parent, found, kind } of entries) {
      const decision = decisions.get(row);
      const isOpen =
        decision?.to === "held" && decision.why === "unattributed" && decision.whole === undefined;
      if (!isOpen || parent >= 0 || found !== undefined || kind !== "file") continue;
      this.#before.set(row, decision);
      decisions.set(row, { to: "own", why: "anchored" });
    }
  }

  /**
   * Holds those again that no anchor speaks for; all of them where that was not enough, or where they spoil another file.
   * False when none is kept on trial: what is wrong is not for them.
   */
  giveBack(wrong: ReadonlySet<number>, decisions: Map<number, Decision>): boolean {
    if (this.#before.size === 0) return false;
    const isAll = this.#isTrimmed || [...wrong].some((row) => !this.#before.has(row));
    this.#isTrimmed = true;
    for (const [row, before] of this.#before) {
      if (!isAll && !wrong.has(row)) continue;
      decisions.set(row, before);
      this.#before.delete(row);
    }
    return true;
  }
}
