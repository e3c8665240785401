import type { Kind } from "../model/kinds.ts";
import type { Place } from "../model/place.ts";
import type { Limits } from "../model/limits.ts";
import type { Millis } from "../model/time.ts";
import { UNTIMED, type When } from "./segments.ts";
import type { Signature, SignatureTable } from "./signatures.ts";

/** Records that claim the same, in the same scope and thread. */
export interface Unit {
  readonly own: Signature;
  scope: Signature;
  thread: string;
  readonly when: When;
  /** Resolved claims where they depend on times; otherwise derived from `own`. */
  readonly claims: readonly number[];
  count: number;
  from: Millis | undefined;
  to: Millis | undefined;
  readonly places: Place[];
  /** It names an owner (or a layout says it is a record). */
  readonly strong: boolean;
  /** A nearer enclosing object names an owner itself. */
  held: boolean;
  /** Kinds of data in each, a bit each; 0 unless it is a survey. */
  readonly holds: number;
}

/** A value of which others in the record say the same thing. */
export interface Said {
  /** What it is a value of. */
  readonly same: string;
  /** Others are held against it; those that do not lead are not held against each other. */
  readonly leads: boolean;
  readonly field: string;
  readonly kind: Kind;
  /** As written: most records say nothing that others could be held against. */
  readonly text: string;
}

/** What one record holds, while it is being read. Reused from record to record. */
export class RecordState {
  /** Claims in the record, nested objects included, nested arrays not. */
  self: Signature;
  /** The same and nested arrays. */
  all: Signature;
  readonly times: Millis[] = [];
  thread = "";
  readonly targets: string[] = [];
  size: string | undefined;
  /** How long the file is that it names. */
  seconds: number | undefined;
  /** Of the file that it names, in small hex; the first of them. */
  sha256: string | undefined;
  /** Further digests of it, by other algorithms. */
  readonly digests: string[] = [];
  /** How many records the file has that it names. */
  records: string | undefined;
  /** When the file was made that it names. */
  taken: Millis | undefined;
  /** Devices it says made it, as written. */
  readonly devices: string[] = [];
  /** Values that must agree with one another. */
  readonly said: Said[] = [];
  /** Hours that identifiers in it hold. */
  readonly hours: { readonly field: string; readonly from: Millis }[] = [];
  /** How far its times may lie from what is meant. */
  doubt: Millis = 0;
  /** Numbers of the files that lie in it. */
  readonly embedded: number[] = [];
  /** Kinds of data in it, a bit each; 0 unless it is a survey. */
  holds = 0;

  constructor(empty: Signature) {
    this.self = empty;
    this.all = empty;
  }

  reset(empty: Signature): void {
    this.self = empty;
    this.all = empty;
    this.times.length = 0;
    this.thread = "";
    this.targets.length = 0;
    this.size = undefined;
    this.seconds = undefined;
    this.sha256 = undefined;
    this.digests.length = 0;
    this.records = undefined;
    this.taken = undefined;
    this.devices.length = 0;
    this.said.length = 0;
    this.hours.length = 0;
    this.doubt = 0;
    this.embedded.length = 0;
    this.holds = 0;
  }
}

/** Units by equality: count, span and first places. */
export class UnitFold {
  readonly #units = new Map<string, Unit>();
  readonly #table: SignatureTable;
  readonly #limits: Limits;
  #last: Unit | undefined;
  hasStrong = false;

  constructor(table: SignatureTable, limits: Limits) {
    this.#table = table;
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#units.size === 0;
  }

  units(): IterableIterator<Unit> {
    return this.#units.values();
  }

  /** When its records were. */
  *whens(): IterableIterator<When> {
    for (const { when } of this.#units.values()) yield when;
  }

  clear(): void {
    this.#units.clear();
    this.#last = undefined;
    this.hasStrong = false;
  }

  /**
   * Counts one record. `here` is only called while places are still wanted. `inside`: when the records were that lie in it,
   * for one that tells no time itself.
   */
  add(own: Signature, state: RecordState, strong: boolean, here: () => Place, inside = UNTIMED): void {
    if (strong) this.hasStrong = true;
    const when = state.times.length === 0 ? inside : this.#table.segments.of(state.times);
    const last = this.#last;
    const reusable =
      last !== undefined &&
      last.own === own &&
      last.thread === state.thread &&
      last.strong === strong &&
      last.when === when &&
      last.holds === state.holds &&
      last.scope === this.#table.empty;
    let unit = reusable ? last : undefined;
    if (unit === undefined) {
      const claims = this.#table.claimsWhen(own, when);
      unit = this.#find(own, this.#table.empty, when, state.thread, claims, strong, false, state.holds);
      this.#last = unit;
    }
    unit.count += 1;
    for (const time of state.times) widen(unit, time, time);
    if (unit.places.length < this.#limits.maxPlaces) unit.places.push(here());
  }

  /** Takes over another fold's units. */
  merge(other: Iterable<Unit>, strong?: boolean): void {
    for (const unit of other) {
      const isStrong = strong ?? unit.strong;
      if (isStrong) this.hasStrong = true;
      const { own, scope, when, thread, claims, held, holds } = unit;
      const into = this.#find(own, scope, when, thread, claims, isStrong, held, holds);
      into.count += unit.count;
      if (unit.from !== undefined && unit.to !== undefined) widen(into, unit.from, unit.to);
      for (const place of unit.places) {
        if (into.places.length >= this.#limits.maxPlaces) break;
        into.places.push(place);
      }
    }
  }

  /** Adds the identifiers and the thread of an enclosing object to every unit inside it. */
  enclose(own: Signature, nested: Signature, holds: boolean, thread: string): void {
    if (own.matches.length === 0 && nested.matches.length === 0 && !holds && thread === "") return;
    const before = [...this.#units.values()];
    this.clear();
    for (const unit of before) {
      unit.scope = this.#table.union(unit.scope, own);
      if (!unit.held) unit.scope = this.#table.union(unit.scope, nested);
      unit.held ||= holds;
      unit.thread ||= thread;
    }
    this.merge(before);
  }

  /** Records that tell no time, and beside which such records lie of which they tell the owner: those of their time. */
  during(when: When): void {
    if (when === UNTIMED || ![...this.#units.values()].some((unit) => isUndated(unit))) return;
    const before = [...this.#units.values()];
    this.clear();
    this.merge(
      before.map((unit) =>
        isUndated(unit) ? { ...unit, when, claims: this.#table.claimsWhen(unit.own, when) } : unit,
      ),
    );
  }

  #find(
    own: Signature,
    scope: Signature,
    when: When,
    thread: string,
    claims: readonly number[],
    strong: boolean,
    held: boolean,
    holds: number,
  ): Unit {
    const flags = holds === 0 ? "" : `+${holds}`;
    const key = `${own.id} ${scope.id} ${strong ? 1 : 0}${held ? 1 : 0}${flags} ${when.key}/${thread}`;
    let unit = this.#units.get(key);
    if (unit === undefined) {
      unit = {
        own,
        scope,
        when,
        thread,
        claims,
        count: 0,
        from: undefined,
        to: undefined,
        places: [],
        strong,
        held,
        holds,
      };
      this.#units.set(key, unit);
    }
    return unit;
  }
}

function isUndated({ own, when }: Unit): boolean {
  return own.isTimed && when.key === UNTIMED.key;
}

function widen(unit: Unit, from: Millis, to: Millis): void {
  if (unit.from === undefined || from < unit.from) unit.from = from;
  if (unit.to === undefined || to > unit.to) unit.to = to;
}
