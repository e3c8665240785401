import { writtenDigest } from "../model/digest.ts";
import type { Disagreement, Link } from "../model/evidence.ts";
import type { FieldUse, IdentifierUse } from "../model/field.ts";
import { canonical, isPlaceholder } from "../model/identifier.ts";
import type { Limits } from "../model/limits.ts";
import type { Place } from "../model/place.ts";
import { secondsOf } from "../model/duration.ts";
import { doubtOf, parseHour, parseTime } from "../model/time.ts";
import { Agreement, MAX_SAID } from "./agreement.ts";
import type { Signature, SignatureTable } from "./signatures.ts";
import type { RecordState } from "./units.ts";

/** Digests of one file beside the first, in one row. */
const MAX_DIGESTS = 4;
const MAX_TARGETS = 4096;
/** Devices that one record names. */
const MAX_DEVICES = 16;
const MAX_MISSING_EXAMPLES = 20;
const THREADS_PER_ENTRY = 16_384;

/** What the records of an entry say besides identifiers: times, threads, and which files they speak for. */
export class RecordNotes {
  /** One after the other; `name` replaces some. */
  readonly links: Link[] = [];
  readonly missingExamples: string[] = [];
  /** Rows that name files which are not there, and those of them that name the subject and nobody else. */
  missing = 0;
  missingOwn = 0;
  overflow = false;
  readonly #agreement: Agreement;
  /** Files that rows name which name nobody: only where some are there, the others are missing. */
  readonly #promised = { found: 0, missing: 0, examples: [] as string[] };
  readonly #table: SignatureTable;
  readonly #exists: (target: string) => boolean;
  readonly #limits: Limits;
  readonly #threads = new Set<string>();

  /** `exists`: whether an entry of the bundle could be meant by a name; other names are only counted. */
  constructor(table: SignatureTable, exists: (target: string) => boolean, limits: Limits) {
    this.#table = table;
    this.#exists = exists;
    this.#limits = limits;
    this.#agreement = new Agreement(limits);
  }

  /** What a record says that has to agree with something else: another of its fields, or the file that it names. */
  say(state: RecordState, use: IdentifierUse, text: string): void {
    const same = use.same ?? use.sameAs;
    if (same !== undefined && state.said.length < MAX_SAID && use.kind !== "any")
      state.said.push({ same, leads: use.same !== undefined, field: use.field, kind: use.kind, text });
    if (use.kind === "device" && use.role === "owner" && state.devices.length < MAX_DEVICES)
      state.devices.push(text);
  }

  get disagreements(): readonly Disagreement[] {
    return this.#agreement.finish();
  }

  /** Must be called once, when the entry was read. */
  settlePromises(): void {
    const { found, missing, examples } = this.#promised;
    if (found === 0) return;
    this.missing += missing;
    this.missingExamples.push(...examples.slice(0, MAX_MISSING_EXAMPLES - this.missingExamples.length));
  }

  note(state: RecordState, use: FieldUse, text: string): void {
    if (use.is === "time" || use.is === "taken") {
      const time = parseTime(text);
      if (time === undefined) return;
      this.#table.segments.keep(state.times, time);
      if (use.is === "taken") state.taken ??= time;
      state.doubt = Math.max(state.doubt, doubtOf(text));
    } else if (use.is === "hour") {
      const from = state.hours.length < MAX_SAID ? parseHour(text) : undefined;
      if (from !== undefined) state.hours.push({ field: use.field, from });
    } else if (use.is === "count") {
      state.records ??= text.trim();
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
      const digest = writtenDigest(text);
      if (state.sha256 === undefined) state.sha256 = digest;
      else if (state.digests.length < MAX_DIGESTS) state.digests.push(digest);
    }
  }

  /**
   * A record is complete. It speaks for the files it names if it names an owner; one that names nobody only says how they
   * should be.
   */
  link(own: Signature, state: RecordState, here: () => Place): void {
    const doubt = this.#agreement.check(state, here);
    if (state.targets.length === 0) return;
    const claims = this.#table
      .claimsOf(own, state.times)
      .filter((index) => this.#table.claims[index]?.role === "owner");
    const isOwn = claims.length > 0 && claims.every((index) => this.#table.claims[index]?.outcome === "mine");
    const single = state.targets.length === 1;
    for (const target of state.targets) {
      const isThere = this.#exists(target);
      if (claims.length === 0 && isThere) this.#promised.found += 1;
      if (!isThere) {
        this.#miss(target, claims.length > 0, isOwn);
      } else if (this.links.length >= this.#limits.maxLinks) {
        this.overflow = true;
      } else {
        this.links.push({
          target: target.slice(0, 4096),
          claims,
          place: here(),
          size: single ? state.size : undefined,
          sha256: single ? state.sha256 : undefined,
          ...(single && state.digests.length > 0 ? { digests: [...state.digests] } : {}),
          seconds: single ? state.seconds : undefined,
          count: single ? state.records : undefined,
          taken: single ? state.taken : undefined,
          ...(single && state.times[0] !== undefined ? { time: state.times[0] } : {}),
          devices: single ? devicesOf(state) : [],
          doubt,
          thread: state.thread,
        });
      }
    }
  }

  /** How many links there are so far. */
  count(): number {
    return this.links.length;
  }

  /** Links from this one on that are of no conversation are of this one. */
  name(from: number, thread: string): void {
    for (let at = from; at < this.links.length; at++) {
      const link = this.links[at];
      if (link?.thread === "") this.links[at] = { ...link, thread };
    }
  }

  #miss(target: string, named: boolean, own: boolean): void {
    const examples = named ? this.missingExamples : this.#promised.examples;
    if (named) this.missing += 1;
    else this.#promised.missing += 1;
    if (own) this.missingOwn += 1;
    if (examples.length < MAX_MISSING_EXAMPLES) examples.push(target.slice(0, 512));
  }
}

function devicesOf(state: RecordState): readonly string[] {
  return [...new Set(state.devices)].flatMap((text) =>
    isPlaceholder(text) ? [] : (canonical("device", text) ?? []),
  );
}
