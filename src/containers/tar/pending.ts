import { headerText, type NoteBook } from "../header-text.ts";
import type { Observations } from "../zip/map/observations.ts";
import { isUsed, readPax, unusedRecords } from "./pax.ts";

/** What extended headers say of the member that follows them. */
export interface Pending {
  readonly longName: string | undefined;
  readonly longLink: string | undefined;
  readonly values: ReadonlyMap<string, string>;
}

/** Texts that wait for their member: more than real archives have, so that a flood of headers stays small. */
const MAX_WAITING = 1000;

/** What a global header could change for all files. GNU tar and Python follow, others do not. */
const GLOBAL_HAZARDS = [
  ["path", "name-disagrees"],
  ["linkpath", "name-disagrees"],
  ["size", "sizes-disagree"],
] as const;

/** Gathers extended headers until their member comes. */
export class PendingHeaders {
  readonly #observations: Observations;
  readonly #notes: NoteBook;
  #longName: string | undefined;
  #longLink: string | undefined;
  #values = new Map<string, string>();
  /** First byte of the first header that waits for its member. */
  #since: number | undefined;
  /** Said of the member once its index is known. */
  #oddities: (readonly [rule: string, detail: string])[] = [];
  #texts: (readonly [where: string, text: string])[] = [];

  constructor(observations: Observations, notes: NoteBook) {
    this.#observations = observations;
    this.#notes = notes;
  }

  /** `type`: `x`, `X`, `g`, `L` or `K`; `at`: first byte of the header; `body`: its data, which is not kept. */
  add(type: string, at: number, body: Buffer): void {
    if (type === "g") return this.#global(body);
    this.#since ??= at;
    if (type === "L" || type === "K") {
      const end = body.indexOf(0);
      const text = headerText(end < 0 ? body : body.subarray(0, end));
      if (end >= 0) this.text("bytes behind a long name", textOfRest(body.subarray(end)));
      if ((type === "L" ? this.#longName : this.#longLink) !== undefined) this.#twice();
      if (type === "L") this.#longName = text;
      else this.#longLink = text;
      return;
    }
    const records = readPax(body);
    if (records.damaged) this.#odd("directory-damaged", "its extended header is damaged");
    if (this.#values.size > 0) this.#twice();
    for (const record of unusedRecords(records)) this.text("an extended header", record);
    for (const [keyword, value] of records.values) {
      if (!isUsed(keyword)) continue;
      const earlier = this.#values.get(keyword);
      if (earlier !== undefined && earlier !== value) this.text("an extended header", earlier);
      this.#values.set(keyword, value);
    }
  }

  /** Text in the headers that belongs to the member. */
  text(where: string, text: string): void {
    if (text === "") return;
    if (this.#texts.length < MAX_WAITING) this.#texts.push([where, text]);
    else this.#notes.add(-1, where, text);
  }

  /** What waits for the member with this index. */
  take(index: number): Pending {
    const pending = { longName: this.#longName, longLink: this.#longLink, values: this.#values };
    for (const [rule, detail] of this.#oddities) this.#observations.add(rule, index, detail);
    for (const [where, text] of this.#texts) this.#notes.add(index, where, text);
    this.#longName = undefined;
    this.#longLink = undefined;
    this.#values = new Map();
    this.#since = undefined;
    this.#oddities = [];
    this.#texts = [];
    return pending;
  }

  /** No member comes. `why`: a sentence part before `at byte`. */
  drop(why: string): void {
    const since = this.#since;
    const { longName, longLink, values } = this.take(-1);
    if (since === undefined) return;
    this.#observations.add("directory-damaged", -1, `${why} at byte ${since}`);
    for (const text of [longName, longLink, values.get("path"), values.get("linkpath")])
      this.#notes.add(-1, "an extended header without a file", text ?? "");
  }

  #global(body: Buffer): void {
    const records = readPax(body);
    if (records.damaged)
      this.#observations.add("directory-damaged", -1, "a global extended header is damaged");
    for (const record of unusedRecords(records)) this.#notes.add(-1, "a global extended header", record);
    for (const [keyword, rule] of GLOBAL_HAZARDS) {
      const value = records.values.get(keyword);
      if (value === undefined) continue;
      const detail = `a global extended header gives every file the same ${keyword}; not all readers follow`;
      this.#observations.add(rule, -1, detail);
      this.#notes.add(-1, "a global extended header", value);
    }
  }

  #twice(): void {
    this.#odd(
      "name-disagrees",
      "it has two extended headers of one kind, and readers differ in which they take",
    );
  }

  #odd(rule: string, detail: string): void {
    if (this.#oddities.length < MAX_WAITING) this.#oddities.push([rule, detail]);
  }
}

/** Text in bytes behind the NUL that ends a name. */
function textOfRest(bytes: Buffer): string {
  return headerText(bytes).replace(/\0+/g, "\n").trim();
}
