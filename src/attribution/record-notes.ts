import type { Link } from "../model/evidence.ts";
import type { FieldUse } from "../model/field.ts";
import type { Limits } from "../model/limits.ts";
import type { Place } from "../model/place.ts";
import { secondsOf } from "../model/duration.ts";
import { parseTime } from "../model/time.ts";
import type { Signature, SignatureTable } from "./signatures.ts";
import type { RecordState } from "./units.ts";

const MAX_TIMES = 64;
const MAX_TARGETS = 4096;
const MAX_MISSING_EXAMPLES = 20;
const THREADS_PER_ENTRY = 16_384;

/** What the records of an entry say besides identifiers: times, threads, and which files they speak for. */
export class RecordNotes {
  readonly links: Link[] = [];
  readonly missingExamples: string[] = [];
  missing = 0;
  overflow = false;
  readonly #table: SignatureTable;
  readonly #exists: (target: string) => boolean;
  readonly #limits: Limits;
  readonly #threads = new Set<string>();

  /** `exists`: whether an entry of the bundle could be meant by a name; other names are only counted. */
  constructor(table: SignatureTable, exists: (target: string) => boolean, limits: Limits) {
    this.#table = table;
    this.#exists = exists;
    this.#limits = limits;
  }

  note(state: RecordState, use: FieldUse, text: string): void {
    if (use.is === "time") {
      const time = state.times.length < MAX_TIMES ? parseTime(text) : undefined;
      if (time !== undefined) state.times.push(time);
    } else if (use.is === "names-file") {
      if (text.trim() !== "" && state.targets.length < MAX_TARGETS) state.targets.push(text.trim());
    } else if (use.is === "thread") {
      const known = this.#threads.has(text) || this.#threads.size < THREADS_PER_ENTRY;
      if (known) this.#threads.add(text);
      else this.overflow = true;
      state.thread = known ? text : "";
    } else if (use.is === "size") {
      state.size = text.trim();
    } else if (use.is === "duration") {
      state.seconds ??= secondsOf(text, use.field);
    } else if (use.is === "sha256") {
      state.sha256 = text.trim().toLowerCase();
    }
  }

  /** A record that names an owner is complete: it speaks for the files it names. */
  link(own: Signature, state: RecordState, here: () => Place): void {
    if (state.targets.length === 0) return;
    const claims = this.#table
      .claimsOf(own, state.times)
      .filter((index) => this.#table.claims[index]?.role === "owner");
    for (const target of state.targets) {
      if (!this.#exists(target)) {
        this.missing += 1;
        if (this.missingExamples.length < MAX_MISSING_EXAMPLES)
          this.missingExamples.push(target.slice(0, 512));
      } else if (this.links.length >= this.#limits.maxLinks) {
        this.overflow = true;
      } else {
        const single = state.targets.length === 1;
        this.links.push({
          target: target.slice(0, 4096),
          claims,
          place: here(),
          size: single ? state.size : undefined,
          sha256: single ? state.sha256 : undefined,
          seconds: single ? state.seconds : undefined,
        });
      }
    }
  }
}
