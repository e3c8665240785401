import type { DigestLine, Evidence, Fact } from "../model/evidence.ts";
import type { FieldPlan, FieldUse, IdentifierUse, LineHit } from "../model/field.ts";
import type { Embedded, ObjectAs, Sink } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import type { Place } from "../model/place.ts";
import { parseTime } from "../model/time.ts";
import { Enclosures, type EmbeddedFile } from "./enclosures.ts";
import { EvidenceMaker } from "./evidence.ts";
import { MatchMemo } from "./match-memo.ts";
import type { Matcher } from "./matcher.ts";
import { RecordNotes } from "./record-notes.ts";
import { RecordFinder } from "./records.ts";
import { Registers } from "./registers.ts";
import { RecordingTags } from "./recording-tags.ts";
import type { SinkResult } from "./sink-result.ts";
import { RecordingPlaces } from "./recording-places.ts";
import { Segments } from "./segments.ts";
import { SignatureTable, type Signature } from "./signatures.ts";
import { SweptTable, type BytePlaces, type SweptAt } from "./swept.ts";
import { RecordState } from "./units.ts";

const MAX_FACTS = 32;
const LINE_TIME = /\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z| ?UTC|[+-]\d{2}:?\d{2})?)?/;

const ALL_OWN: BytePlaces = { isOwn: () => true, placeOf: (number) => ({ unit: "byte", number }) };

/** Folds what a format reports of one entry into evidence. */
export class EntrySink implements Sink {
  readonly table: SignatureTable;
  readonly glued: ((text: string) => void) | undefined;
  readonly #matcher: Matcher;
  readonly #plan: FieldPlan;
  readonly #limits: Limits;
  readonly #finder: RecordFinder;
  readonly #memo: MatchMemo;
  readonly #line: RecordState;
  readonly #notes: RecordNotes;
  readonly #digests: DigestLine[] = [];
  readonly #enclosures: Enclosures;
  readonly #facts = new Map<string, Fact>();
  readonly #sweep: SweptTable;
  readonly #places = new RecordingPlaces();
  readonly #registers = new Registers();
  readonly #made = new RecordingTags();
  readonly #shapes: ((text: string, here: () => Place) => void) | undefined;
  #decoded = false;
  #lineKinds = 0;
  #here: () => Place = () => ({ unit: "entry" });
  #all: Signature;
  #recording = false;
  #furniture = false;
  #content = false;

  /**
   * `exists`: whether an entry of the bundle could be meant by a name; other names are only counted. `shapes`: looks
   * through decoded text for values with a syntax of their own, and tells `swept` of them. `lookUp`: through values of which
   * only their format knows where they end, for identifiers of customers.
   */
  constructor(
    matcher: Matcher,
    plan: FieldPlan,
    exists: (target: string) => boolean,
    limits: Limits,
    shapes?: (text: string, here: () => Place) => void,
    lookUp?: (text: string, here: () => Place) => void,
  ) {
    this.#shapes = shapes;
    this.glued = lookUp && ((text) => lookUp(text, this.#here));
    this.table = new SignatureTable(limits, new Segments(matcher.told));
    this.#matcher = matcher;
    this.#enclosures = new Enclosures(this.table, limits);
    this.#memo = new MatchMemo(matcher, this.table);
    this.#plan = plan;
    this.#limits = limits;
    this.#notes = new RecordNotes(this.table, exists, limits);
    this.#sweep = new SweptTable(limits);
    this.#finder = new RecordFinder(
      this.table,
      limits,
      (own, state) => this.#notes.link(own, state, this.#here),
      (own, state) => this.#enclosures.enclose(own, state),
      this.#notes,
    );
    this.#line = new RecordState(this.table.empty);
    this.#all = this.table.empty;
  }

  locate(here: () => Place): void {
    this.#here = here;
    this.#finder.locate(here);
  }

  openObject(as?: ObjectAs): void {
    this.#finder.openObject(as);
  }

  closeObject(): void {
    this.#finder.closeObject();
  }

  openList(records: boolean, inline: boolean, hasHead = false): void {
    this.#finder.openList(records, inline, hasHead);
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
    this.#enclosures.add(file, this.#finder.holder);
  }

  fact(name: string, value: string | number): void {
    if (this.#facts.size < MAX_FACTS && !this.#facts.has(name)) this.#facts.set(name, [name, value]);
  }

  recording(): void {
    this.#recording = true;
  }

  digest(digest: string, path: string): void {
    if (this.#digests.length < this.#limits.maxLinks) this.#digests.push({ digest, path });
    // A line that is not held against the bundle proves nothing.
    else this.#content = true;
  }

  furniture(): void {
    this.#furniture = true;
  }

  value(use: FieldUse, text: string): void {
    switch (use.is) {
      case "identifier": {
        const match = this.#memo.match(use, text);
        if (match < 0) return;
        this.#finder.claim(match);
        if (this.#recording) this.#places.note(match, this.#here);
        if (use.kind === "device" || use.same !== undefined || use.sameAs !== undefined)
          this.#compare(use, text);
        return;
      }
      case "composite":
        for (const part of use.parts(text) ?? []) this.value(part.use, part.text);
        return;
      case "inline":
        return;
      case "taken":
        if (this.#recording) this.#made.noteTaken(text);
        this.#notes.note(this.#finder.holder, use, text);
        return;
      case "time":
      case "hour":
      case "names-file":
      case "thread":
      case "count":
      case "size":
      case "sha256":
      case "duration":
        this.#notes.note(this.#finder.holder, use, text);
    }
  }

  pair(use: FieldUse | undefined, text: string): void {
    this.#finder.pair(() => {
      if (use !== undefined) this.value(use, text);
    });
  }

  /** What has to agree with another field, with the file's own tags or with a register. */
  #compare(use: IdentifierUse, text: string): void {
    this.#notes.say(this.#finder.holder, use, text);
    if (use.registers !== undefined || use.registered !== undefined)
      this.#registers.add(use, text, this.#here);
    if (this.#recording) this.#made.noteDevice(use, text);
  }

  text(line: string): void {
    const hits = this.#plan.line(line);
    if (hits.length === 0) return;
    // Between the elements of a list no object is open that a line could belong to.
    if (this.#finder.isInObject) {
      for (const hit of hits) this.value(hit.use, hit.text);
    } else {
      this.#textLine(line, hits);
    }
  }

  /** Only in a survey: what is read just now holds these kinds of data, a bit each. */
  holds(kinds: number): void {
    this.#finder.holder.holds |= kinds;
  }

  /** The same of the line of text that comes next. */
  lineHolds(kinds: number): void {
    this.#finder.holder.holds |= kinds;
    this.#lineKinds = kinds;
  }

  /** Identifiers of customers that were compared as values of fields. */
  get customers(): ReadonlySet<string> {
    return this.#memo.known;
  }

  /** Files that lie within the entry. */
  get embeddedFiles(): readonly EmbeddedFile[] {
    return this.#enclosures.files;
  }

  /** Values with a syntax of their own that stand in the entry, whether or not a format reports them. */
  swept(hits: readonly LineHit[], at: SweptAt): void {
    for (const { use, text } of hits) {
      if (use.is !== "identifier") continue;
      const match = this.#matcher.match(use, text);
      if (match !== undefined) this.#sweep.add(match, at);
    }
  }

  /** Whether any of them stands in bytes of which it matters what they lie in. */
  sweptInBytes(isOwn: BytePlaces["isOwn"]): boolean {
    return this.#sweep.hasOffsets(isOwn);
  }

  /** Claims from the entry's own name. They stand for a recording, or for a document as a whole. */
  nameHits(hits: readonly LineHit[]): void {
    for (const hit of hits) this.#collect(hit.use, hit.text);
  }

  finish(bytes: BytePlaces = ALL_OWN): SinkResult {
    const { objects, lists, document, thread, holds } = this.#finder.finish();
    this.#notes.settlePromises();
    const whole = this.#enclosures.whole(document, [objects, lists]);
    const evidence: Evidence[] = [];
    const maker = new EvidenceMaker(this.table, this.#all, this.#limits.maxPlaces);
    const furniture = this.#furniture && document.matches.length === 0 && objects.isEmpty && lists.isEmpty;
    if (this.#recording) {
      const places = this.#places.deciding(this.table);
      evidence.push(maker.recording([...objects.units(), ...lists.units()], document, places, holds));
    } else {
      for (const unit of objects.units()) evidence.push(maker.record(unit));
      for (const unit of lists.units()) evidence.push(maker.record(unit));
      const isDocument = this.#content && !furniture;
      if (evidence.length === 0 && (isDocument || this.#namesStranger()))
        evidence.push(maker.document(document, thread, holds));
    }
    return {
      evidence,
      links: this.#notes.links,
      digests: evidence.length === 0 ? this.#digests : [],
      enclosures: this.#enclosures.of(document, whole),
      whole,
      facts: [...this.#facts.values()],
      ...this.#sweep.settle(this.table, this.#memo.weakened, bytes),
      weakened: [...this.#memo.weakened],
      decoded: this.#decoded,
      disagreements: this.#notes.disagreements,
      registered: this.#registers.finish(),
      made: this.#made.finish(),
      missing: {
        count: this.#notes.missing,
        own: this.#notes.missingOwn,
        examples: this.#notes.missingExamples,
      },
      recording: this.#recording,
      furniture,
      overflow: this.#notes.overflow || this.table.overflow || this.#sweep.overflow,
    };
  }

  /** The entry's own name may make it a stray also when it could not be read; it never makes it own. */
  #namesStranger(): boolean {
    return (
      this.#all.hasOwner &&
      this.#all.matches.some((index) => this.table.matches[index]?.outcome === "foreign")
    );
  }

  #textLine(line: string, hits: readonly LineHit[]): void {
    const state = this.#line;
    state.reset(this.table.empty);
    state.holds = this.#lineKinds;
    for (const hit of hits) {
      if (hit.use.is === "identifier") {
        const match = this.#memo.match(hit.use, hit.text);
        if (match >= 0) state.self = this.table.with(state.self, match);
      } else if (hit.use.is === "composite") {
        for (const part of hit.use.parts(hit.text) ?? []) {
          const match = part.use.is === "identifier" ? this.#memo.match(part.use, part.text) : -1;
          if (match >= 0) state.self = this.table.with(state.self, match);
        }
      } else if (hit.use.is !== "hour") {
        // Lines of text tell their times in zones of their own.
        this.#notes.note(state, hit.use, hit.text);
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
    const match = this.#memo.match(use, text);
    if (match >= 0) this.#all = this.table.with(this.#all, match);
  }
}
