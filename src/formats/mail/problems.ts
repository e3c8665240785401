import { NotInspected } from "../../model/errors.ts";
import type { NotInspectedReason } from "../../model/fate.ts";

/** What could not be read on the way, to be said once everything else was reported. */
export class Problems {
  #first: { readonly reason: NotInspectedReason; readonly detail: string } | undefined;
  #more = 0;

  /** `detail`: part of a sentence that names the place. */
  add(reason: NotInspectedReason, detail: string): void {
    if (this.#first === undefined) this.#first = { reason, detail };
    else this.#more += 1;
  }

  /** Throws `NotInspected` for the first problem, if there was one. `consumed`: bytes of the entry that were read. */
  say(consumed: number): void {
    if (this.#first === undefined) return;
    const { reason, detail } = this.#first;
    const more =
      this.#more === 0 ? "" : `, and ${this.#more} more such ${this.#more === 1 ? "place" : "places"}`;
    throw new NotInspected(reason, detail + more, consumed);
  }
}
