import type { DigestLine, Enclosure, Evidence, Fact, Link, Swept } from "../model/evidence.ts";
import type { FieldPlan, FieldUse, IdentifierUse, LineHit } from "../model/field.ts";
import type { Embedded, Sink } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import type { Place } from "../model/place.ts";
import { parseTime, type Millis } from "../model/time.ts";
import type { Matcher } from "./matcher.ts";
import { RecordFinder } from "./records.ts";
import { SignatureTable, type Signature } from "./signatures.ts";
import { SweptTable } from "./swept.ts";
import { RecordState, type Unit, type UnitFold } from "./units.ts";

interface Memo {
  text: string;
  match: number;
  readonly known: Map<string, number>;
  hits: number;
  isUseless: boolean;
}

const MEMO_SIZE = 4096;
const MAX_TIMES = 64;
const MAX_TARGETS = 4096;
const MAX_MISSING_EXAMPLES = 20;
const MAX_FACTS = 32;
const MAX_UNITS_OF_A_WHOLE = 256;
const THREADS_PER_ENTRY = 16_384;
const LINE_TIME = /\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z| ?UTC|[+-]\d{2}:?\d{2})?)?/;

/** What one entry yielded, before the engine adds fate and digest. */
export interface SinkResult {
  readonly evidence: readonly Evidence[];
  readonly links: readonly Link[];
  readonly digests: readonly DigestLine[];
  /** What encloses each of `embeddedFiles`. */
  readonly enclosures: readonly Enclosure[];
  /** What the entry as a whole claims: it encloses files in it of which no place is known. */
  readonly whole: Enclosure;
  readonly facts: readonly Fact[];
  readonly swept: readonly Swept[];
  readonly decoded: boolean;
  readonly missing: { readonly count: number; readonly examples: readonly string[] };
  readonly recording: boolean;
  readonly furniture: boolean;
  readonly overflow: boolean;
}

/** Folds what a format reports of one entry into evidence. */
export class EntrySink implements Sink {
  readonly table: SignatureTable;
  readonly #matcher: Matcher;
  readonly #plan: FieldPlan;
  readonly #exists: (target: string) => boolean;
  readonly #limits: Limits;
  readonly #finder: RecordFinder;
  readonly #memos = new Map<IdentifierUse, Memo>();
  readonly #line: RecordState;
  readonly #threads = new Set<string>();
  readonly #links: Link[] = [];
  readonly #digests: DigestLine[] = [];
  readonly #embedded: Embedded[] = [];
  readonly #enclosing: { own: Signature; thread: string }[] = [];
  readonly #facts = new Map<string, Fact>();
  readonly #sweep = new SweptTable();
  readonly #shapes: ((text: string, here: () => Place) => void) | undefined;
  #decoded = false;
  #missing = 0;
  readonly #missingExamples: string[] = [];
  #here: () => Place = () => ({ unit: "entry" });
  #all: Signature;
  #recording = false;
  #furniture = false;
  #content = false;
  #overflow = false;

  /**
   * `exists`: whether an entry of the bundle could be meant by a name; other names are only counted. `shapes`: looks
   * through decoded text for values with a syntax of their own, and tells `swept` of them.
   */
  constructor(
    matcher: Matcher,
    plan: FieldPlan,
    exists: (target: string) => boolean,
    limits: Limits,
    shapes?: (text: string, here: () => Place) => void,
  ) {
    this.#shapes = shapes;
    this.table = new SignatureTable(limits);
    this.#matcher = matcher;
    this.#plan = plan;
    this.#exists = exists;
    this.#limits = limits;
    this.#finder = new RecordFinder(
      this.table,
      limits,
      (own, state) => this.#link(own, state),
      (own, state) => this.#enclose(own, state),
    );
    this.#line = new RecordState(this.table.empty);
    this.#all = this.table.empty;
  }

  locate(here: () => Place): void {
    this.#here = here;
    this.#finder.locate(here);
  }

  openObject(): void {
    this.#finder.openObject();
  }

  closeObject(): void {
    this.#finder.closeObject();
  }

  openList(records: boolean, inline: boolean): void {
    this.#finder.openList(records, inline);
  }

  closeList(): void {
    this.#finder.closeList();
  }

  content(): void {
    this.#content = true;
  }

  decoded(text: string): void {
    this.#decoded = true;
    this.#shapes?.(text, this.#here);
  }

  embedded(file: Embedded): void {
    this.#finder.holder.embedded.push(this.#embedded.length);
    this.#embedded.push(file);
  }

  fact(name: string, value: string | number): void {
    if (this.#facts.size < MAX_FACTS && !this.#facts.has(name)) this.#facts.set(name, [name, value]);
  }

  recording(): void {
    this.#recording = true;
  }

  digest(sha256: string, path: string): void {
    if (this.#digests.length < this.#limits.maxLinks) this.#digests.push({ sha256, path });
    // A line that is not held against the bundle proves nothing.
    else this.#content = true;
  }

  furniture(): void {
    this.#furniture = true;
  }

  value(use: FieldUse, text: string): void {
    switch (use.is) {
      case "identifier": {
        const match = this.#match(use, text);
        if (match < 0) return;
        this.#finder.claim(match);
        return;
      }
      case "composite":
        for (const part of use.parts(text) ?? []) this.value(part.use, part.text);
        return;
      case "inline":
        return;
      case "time":
      case "names-file":
      case "thread":
      case "size":
      case "sha256":
        this.#note(this.#finder.holder, use, text);
    }
  }

  text(line: string): void {
    const hits = this.#plan.line(line);
    if (hits.length === 0) return;
    if (this.#finder.depth > 0) {
      for (const hit of hits) this.value(hit.use, hit.text);
    } else {
      this.#textLine(line, hits);
    }
  }

  /** Files that lie within the entry. */
  get embeddedFiles(): readonly Embedded[] {
    return this.#embedded;
  }

  /** Values with a syntax of their own that stand at a place of the entry, whether or not a format reports them. */
  swept(hits: readonly LineHit[], place: Place): void {
    for (const { use, text } of hits) {
      if (use.is !== "identifier") continue;
      const match = this.#matcher.match(use, text);
      if (match !== undefined) this.#sweep.add(match, place);
    }
  }

  /** Claims from the entry's own name. They stand for a recording, or for a document as a whole. */
  nameHits(hits: readonly LineHit[]): void {
    for (const hit of hits) this.#collect(hit.use, hit.text);
  }

  finish(): SinkResult {
    const { objects, lists, document } = this.#finder.finish();
    const whole = this.#whole(document, [objects, lists]);
    const evidence: Evidence[] = [];
    const furniture = this.#furniture && document.matches.length === 0 && objects.isEmpty && lists.isEmpty;
    if (this.#recording) {
      evidence.push(this.#recordingEvidence([...objects.units(), ...lists.units()], document));
    } else {
      for (const unit of objects.units()) evidence.push(this.#evidence(unit));
      for (const unit of lists.units()) evidence.push(this.#evidence(unit));
      const isDocument = this.#content && !furniture;
      if (evidence.length === 0 && (isDocument || this.#namesStranger()))
        evidence.push(this.#documentEvidence(document));
    }
    return {
      evidence,
      links: this.#links,
      digests: evidence.length === 0 ? this.#digests : [],
      enclosures: this.#enclosures(document, whole),
      whole,
      facts: [...this.#facts.values()],
      swept: this.#sweep.unseen(this.table, this.#limits),
      decoded: this.#decoded,
      missing: { count: this.#missing, examples: this.#missingExamples },
      recording: this.#recording,
      furniture,
      overflow: this.#overflow || this.table.overflow,
    };
  }

  /** What encloses a file within: its record and the document around that. */
  #enclosures(document: Signature, whole: Enclosure): Enclosure[] {
    return this.#embedded.map((_, index) => {
      const enclosing = this.#enclosing[index];
      if (enclosing === undefined) return whole;
      const { own, thread } = enclosing;
      return { claims: this.table.claimsOf(this.table.union(own, document), []), thread };
    });
  }

  /** Everything that is claimed in the entry: past a bound of many different records only what stands outside of them. */
  #whole(document: Signature, folds: readonly UnitFold[]): Enclosure {
    let own = document;
    const units = folds.flatMap((fold) => [...fold.units()]);
    if (units.length <= MAX_UNITS_OF_A_WHOLE)
      for (const unit of units) own = this.table.union(this.table.union(own, unit.own), unit.scope);
    return { claims: this.table.claimsOf(own, []), thread: "" };
  }

  #enclose(own: Signature, state: RecordState): void {
    for (const index of state.embedded) this.#enclosing[index] = { own, thread: state.thread };
  }

  /** The entry's own name may make it a stray also when it could not be read; it never makes it own. */
  #namesStranger(): boolean {
    return (
      this.#all.hasOwner &&
      this.#all.matches.some((index) => this.table.matches[index]?.outcome === "foreign")
    );
  }

  #evidence(unit: Unit): Evidence {
    const { count, from, to, places, thread } = unit;
    // What the entry's name says against it counts for every record in it, as an enclosing object's would.
    const scope = this.#scopeClaims(this.table.union(unit.scope, this.#all), from, to);
    return { unit: "record", claims: unit.claims, scope, thread, count, from, to, places };
  }

  /** Folded records have a first and a last time: where the two lie differently, none of them is decided. */
  #scopeClaims(scope: Signature, from: Millis | undefined, to: Millis | undefined): readonly number[] {
    if (!scope.isTimed || from === undefined || to === undefined) return this.table.claimsOf(scope, []);
    const first = this.table.claimsOf(scope, [from]);
    const last = this.table.claimsOf(scope, [to]);
    return first.join(",") === last.join(",") ? first : this.table.claimsOf(scope, []);
  }

  #documentEvidence(document: Signature): Evidence {
    const claims = this.table.claimsOf(this.table.union(document, this.#all), []);
    const place: Place = { unit: "entry" };
    return {
      unit: "record",
      claims,
      scope: [],
      thread: "",
      count: 1,
      from: undefined,
      to: undefined,
      places: [place],
    };
  }

  #recordingEvidence(units: readonly Unit[], document: Signature): Evidence {
    let own = this.table.union(document, this.#all);
    for (const unit of units) own = this.table.union(this.table.union(own, unit.own), unit.scope);
    const places = units.flatMap((unit) => unit.places).slice(0, this.#limits.maxPlaces);
    const times = units.flatMap((unit) => [unit.from, unit.to]).filter((time) => time !== undefined);
    const from = times.length === 0 ? undefined : Math.min(...times);
    const to = times.length === 0 ? undefined : Math.max(...times);
    const claims = this.table.claimsOf(own, times);
    const fallback: Place[] = [{ unit: "entry" }];
    return {
      unit: "recording",
      claims,
      scope: [],
      thread: "",
      count: 1,
      from,
      to,
      places: places.length > 0 ? places : fallback,
    };
  }

  #textLine(line: string, hits: readonly LineHit[]): void {
    const state = this.#line;
    state.reset(this.table.empty);
    for (const hit of hits) {
      if (hit.use.is === "identifier") {
        const match = this.#match(hit.use, hit.text);
        if (match >= 0) state.self = this.table.with(state.self, match);
      } else if (hit.use.is === "composite") {
        for (const part of hit.use.parts(hit.text) ?? []) {
          const match = part.use.is === "identifier" ? this.#match(part.use, part.text) : -1;
          if (match >= 0) state.self = this.table.with(state.self, match);
        }
      } else {
        this.#note(state, hit.use, hit.text);
      }
    }
    state.all = state.self;
    if (state.times.length === 0) {
      const time = LINE_TIME.exec(line.slice(0, 256))?.[0];
      const millis = time === undefined ? undefined : parseTime(time);
      if (millis !== undefined) state.times.push(millis);
    }
    if (state.self.hasOwner) this.#finder.addLine(state.self, state);
    else if (state.self.matches.length > 0) this.#finder.addToDocument(state.self);
  }

  #collect(use: FieldUse, text: string): void {
    if (use.is === "composite") for (const part of use.parts(text) ?? []) this.#collect(part.use, part.text);
    if (use.is !== "identifier") return;
    const match = this.#match(use, text);
    if (match >= 0) this.#all = this.table.with(this.#all, match);
  }

  #note(state: RecordState, use: FieldUse, text: string): void {
    if (use.is === "time") {
      const time = state.times.length < MAX_TIMES ? parseTime(text) : undefined;
      if (time !== undefined) state.times.push(time);
    } else if (use.is === "names-file") {
      if (text.trim() !== "" && state.targets.length < MAX_TARGETS) state.targets.push(text.trim());
    } else if (use.is === "thread") {
      const known = this.#threads.has(text) || this.#threads.size < THREADS_PER_ENTRY;
      if (known) this.#threads.add(text);
      else this.#overflow = true;
      state.thread = known ? text : "";
    } else if (use.is === "size") {
      state.size = text.trim();
    } else if (use.is === "sha256") {
      state.sha256 = text.trim().toLowerCase();
    }
  }

  #match(use: IdentifierUse, text: string): number {
    let memo = this.#memos.get(use);
    if (memo === undefined) {
      memo = { text: "", match: -1, known: new Map(), hits: 0, isUseless: false };
      this.#memos.set(use, memo);
    }
    if (memo.text === text) return memo.match;
    let match = memo.isUseless ? undefined : memo.known.get(text);
    if (match === undefined) {
      const found = this.#matcher.match(use, text);
      match = found === undefined ? -1 : this.table.intern(found);
      if (memo.known.size >= MEMO_SIZE) {
        // A column in which nothing repeats is not worth remembering.
        memo.isUseless = memo.hits < MEMO_SIZE / 16;
        memo.known.clear();
        memo.hits = 0;
      }
      if (!memo.isUseless) memo.known.set(text, match);
    } else {
      memo.hits += 1;
    }
    memo.text = text;
    memo.match = match;
    return match;
  }

  #link(own: Signature, state: RecordState): void {
    if (state.targets.length === 0) return;
    const claims = this.table
      .claimsOf(own, state.times)
      .filter((index) => this.table.claims[index]?.role === "owner");
    for (const target of state.targets) {
      if (!this.#exists(target)) {
        this.#missing += 1;
        if (this.#missingExamples.length < MAX_MISSING_EXAMPLES)
          this.#missingExamples.push(target.slice(0, 512));
      } else if (this.#links.length >= this.#limits.maxLinks) {
        this.#overflow = true;
      } else {
        const single = state.targets.length === 1;
        const place = this.#here();
        this.#links.push({
          target: target.slice(0, 4096),
          claims,
          place,
          size: single ? state.size : undefined,
          sha256: single ? state.sha256 : undefined,
        });
      }
    }
  }
}
