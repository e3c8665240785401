import { fieldNameEnd } from "./from-line.ts";

/** Written when a mail is put into a mailbox: nobody who forwards one by hand copies them. */
const DELIVERY = new Set(["delivered-to", "x-original-to", "envelope-to", "x-delivered-to", "x-gm-thrid"]);
const OTHERS = new Set(
  "from to cc date subject message-id received return-path mime-version content-type x-gmail-labels".split(
    " ",
  ),
);
const MIN_OTHERS = 2;
/** Where only a line `From …` stands above them: people write such lines, but not above all of these. */
const MIN_OTHERS_BELOW_FROM = 4;
const FROM = "From ";
/** Longest name above, in bytes. */
const MAX_NAME = 14;

const SPACE = 0x20;
const TAB = 0x09;

/**
 * Watches the lines of a body for the header of another mail, whose line `From …` was lost. Mails that were forwarded
 * by hand hold From, Date and To, but nothing of their delivery; what a body begins with is a part's own.
 */
export class HeaderWatch {
  /** Lines of fields directly above; -1 in those that a body begins with. */
  #run = -1;
  #hasDelivery = false;
  /** The line above the fields begins like the first line of a message. */
  #isBelowFrom = false;
  readonly #others = new Set<string>();

  /** Another body begins. */
  begin(): void {
    this.#run = -1;
  }

  /** Whether this line makes it clear that a header stands here. */
  take(bytes: Buffer, from: number, to: number): boolean {
    const first = bytes[from] ?? 0;
    if (from === to || first < 0x21) {
      if (from < to && (first === SPACE || first === TAB)) return false;
      this.#run = 0;
      this.#isBelowFrom = false;
      return false;
    }
    const colon = fieldNameEnd(bytes, from, to);
    if (colon < 0) {
      this.#run = 0;
      this.#isBelowFrom = bytes.toString("latin1", from, Math.min(to, from + FROM.length)) === FROM;
      return false;
    }
    if (this.#run < 0) return false;
    if (this.#run === 0) {
      this.#hasDelivery = false;
      this.#others.clear();
    }
    this.#run += 1;
    if (colon - from > MAX_NAME) return false;
    const name = bytes.toString("latin1", from, colon).trim().toLowerCase();
    if (DELIVERY.has(name)) this.#hasDelivery = true;
    else if (OTHERS.has(name)) this.#others.add(name);
    else return false;
    const least = this.#hasDelivery ? MIN_OTHERS : MIN_OTHERS_BELOW_FROM;
    if (!(this.#hasDelivery || this.#isBelowFrom) || this.#others.size < least) return false;
    this.#run = -1;
    return true;
  }
}
