import type { Place } from "../model/place.ts";
import type { ObjectAs } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import { type Closing, closeObject, type ConversationLinks } from "./closed-objects.ts";
import { Heads } from "./heads.ts";
import {
  ABSORBED,
  listFrame,
  NESTED,
  objectFrame,
  type ElementFrame,
  type Frame,
  type ListFrame,
  type ObjectFrame,
} from "./record-frames.ts";
import type { Signature, SignatureTable } from "./signatures.ts";
import { carrySaid, carryTargets } from "./record-carry.ts";
import { RecordState, UnitFold } from "./units.ts";

const NO_LINKS: ConversationLinks = { count: () => 0, name: () => {} };

/**
 * Finds the records in a stream of objects and arrays, by the design's rule: the elements of an array are records as
 * soon as one of them names an owner itself; arrays inside a record belong to it; an object outside any record that
 * names an owner is a record; where nothing qualifies, the elements of the outermost array of objects are.
 * Which it is can be known late, so both readings are folded side by side until it is.
 */
export class RecordFinder {
  readonly #table: SignatureTable;
  readonly #limits: Limits;
  readonly #frames: Frame[] = [];
  readonly #root: ObjectFrame;
  readonly #heads: Heads;
  readonly #closing: Closing;
  readonly #emitLinks: (own: Signature, state: RecordState) => void;
  readonly #emitEmbedded: (own: Signature, state: RecordState) => void;
  readonly #conversation: ConversationLinks;
  #here: () => Place = () => ({ unit: "entry" });
  /** The innermost object or element: where values belong. */
  #holder: RecordState;
  readonly #holders: RecordState[] = [];
  readonly #spare: ElementFrame[] = [];

  constructor(
    table: SignatureTable,
    limits: Limits,
    emitLinks: (own: Signature, state: RecordState) => void,
    emitEmbedded: (own: Signature, state: RecordState) => void,
    conversation: ConversationLinks = NO_LINKS,
  ) {
    this.#table = table;
    this.#limits = limits;
    this.#emitLinks = emitLinks;
    this.#emitEmbedded = emitEmbedded;
    this.#conversation = conversation;
    this.#heads = new Heads(table);
    const here = (): Place => this.#here();
    this.#closing = { table, heads: this.#heads, conversation, emitLinks, emitEmbedded, here };
    this.#root = this.#objectFrame(undefined);
    this.#holder = this.#root.state;
  }

  get holder(): RecordState {
    return this.#holder;
  }

  /** Values belong to an object or an element that is open, not only to the entry. */
  get isInObject(): boolean {
    return this.#holders.length > 0 || this.#frames.at(-1)?.kind === "absorbed";
  }

  locate(here: () => Place): void {
    this.#here = here;
  }

  claim(match: number): void {
    const holder = this.#holder;
    const same = holder.all === holder.self;
    holder.self = this.#table.with(holder.self, match);
    holder.all = same ? holder.self : this.#table.with(holder.all, match);
  }

  openObject(as?: ObjectAs): void {
    const top = this.#frames.at(-1);
    switch (top?.kind) {
      case "absorbed":
        this.#frames.push(ABSORBED);
        return;
      case "element":
      case "nested":
        this.#frames.push(NESTED);
        return;
      case "list":
        this.#openElement(top);
        return;
      case "object":
      case undefined: {
        const frame = this.#objectFrame(as);
        this.#frames.push(frame);
        this.#hold(frame.state);
      }
    }
  }

  closeObject(): void {
    const frame = this.#frames.pop();
    if (frame === undefined || frame.kind === "absorbed" || frame.kind === "nested") return;
    if (frame.kind === "element") this.#closeElement(frame);
    else if (frame.kind === "object") {
      this.#release();
      const parent = this.#enclosingObject();
      closeObject(frame, parent, parent === this.#root, this.#closing);
    }
  }

  /**
   * The innermost open object is the name of a field and its value: what `tell` reports belongs to what holds the list (or
   * the map) of such pairs. What names somebody besides is a record of its own, and the pair belongs to it.
   */
  pair(tell: () => void): void {
    const top = this.#frames.at(-1);
    const inner = this.#holder;
    const isInList = top?.kind === "element" && !top.list.declared;
    if ((isInList || (top?.kind === "object" && top.as === "entry")) && this.#table.isWeak(inner.self))
      this.#holder = this.#holders.at(-1) ?? inner;
    const holder = this.#holder;
    const { self, all } = holder;
    holder.self = this.#table.empty;
    tell();
    const told = holder.self;
    holder.self = this.#table.union(self, told);
    holder.all = this.#table.union(all, told);
    this.#holder = inner;
    if (!isInList) return;
    top.isPair = true;
    top.list.hasMeaning ||= told.hasOwner && holder !== inner;
  }

  openList(declared: boolean, inline: boolean, hasHead = false): void {
    const top = this.#frames.at(-1);
    if (inline || top?.kind === "absorbed" || this.#enclosingElement()?.list.qualified === true) {
      this.#frames.push(ABSORBED);
      return;
    }
    const implicitElement = top?.kind === "list";
    if (implicitElement) this.#openElement(top);
    const head = hasHead && top === undefined ? this.#heads.take() : this.#table.empty;
    this.#frames.push(listFrame(this.#table, this.#limits, declared, implicitElement, head));
  }

  closeList(): void {
    const frame = this.#frames.pop();
    if (frame?.kind !== "list") return;
    const units = frame.qualified ? frame.asRecords : frame.inner;
    const strong = frame.qualified ? true : undefined;
    // Fields of the record around them are no records.
    const areFields = frame.hasMeaning && !frame.qualified;
    if (frame.pairs !== undefined && !areFields) units.merge(frame.pairs.units(), strong);
    units.enclose(frame.head, this.#table.empty, false, "");
    const element = this.#enclosingElement();
    if (element === undefined) {
      this.#enclosingObject().lists.merge(units.units(), strong);
    } else {
      element.inner ??= new UnitFold(this.#table, this.#limits);
      element.inner.merge(units.units(), strong);
    }
    if (frame.implicitElement) this.closeObject();
  }

  /** A record that is a line of text: `own` names an owner. */
  addLine(own: Signature, state: RecordState): void {
    this.#heads.add(own);
    this.#root.objects.add(own, state, true, this.#here);
    this.#emitLinks(own, state);
  }

  /** What a line says that names no owner: it counts for the document as a whole. */
  addToDocument(own: Signature): void {
    this.#heads.add(own);
    this.#root.nested = this.#table.union(this.#root.nested, own);
  }

  /** Everything that was found, whatever is still open (a damaged document ends in the middle). */
  finish(): {
    readonly objects: UnitFold;
    readonly lists: UnitFold;
    readonly document: Signature;
    /** The conversation of a document in which nothing is a record. */
    readonly thread: string;
    /** Kinds of data in it, outside of records. */
    readonly holds: number;
  } {
    while (this.#frames.length > 0) {
      const kind = this.#frames.at(-1)?.kind;
      if (kind === "list") this.closeList();
      else this.closeObject();
    }
    const root = this.#root;
    const document = this.#table.union(root.state.self, root.nested);
    return {
      objects: root.objects,
      lists: root.lists,
      document,
      thread: root.state.thread,
      holds: root.state.holds,
    };
  }

  #objectFrame(as: ObjectAs | undefined): ObjectFrame {
    const isBelow = as === "captioned" && this.#frames.length === 0;
    const head = isBelow ? this.#heads.take() : this.#table.empty;
    return objectFrame(this.#table, this.#limits, this.#conversation.count(), as, head);
  }

  #hold(state: RecordState): void {
    this.#holders.push(this.#holder);
    this.#holder = state;
  }

  #release(): void {
    this.#holder = this.#holders.pop() ?? this.#root.state;
  }

  #openElement(list: ListFrame): void {
    const spare = this.#spare.pop();
    const frame: ElementFrame =
      spare !== undefined && spare.list === list
        ? spare
        : {
            kind: "element",
            state: new RecordState(this.#table.empty),
            list,
            inner: undefined,
            isPair: false,
          };
    this.#frames.push(frame);
    this.#hold(frame.state);
  }

  #closeElement(frame: ElementFrame): void {
    const { list, state } = frame;
    this.#release();
    const strong = state.self.hasOwner || list.declared;
    if (strong && !list.qualified) {
      list.qualified = true;
      list.inner.clear();
    }
    const isPair = frame.isPair && (frame.inner?.isEmpty ?? true) && this.#table.isWeak(state.all);
    if (isPair)
      (list.pairs ??= new UnitFold(this.#table, this.#limits)).add(state.all, state, false, this.#here);
    else list.asRecords.add(state.all, state, strong, this.#here);
    if (!list.qualified && !isPair) {
      if (frame.inner?.hasStrong === true) {
        frame.inner.enclose(state.self, this.#table.empty, false, state.thread);
        list.inner.merge(frame.inner.units());
      } else {
        list.inner.add(state.all, state, false, this.#here);
      }
    }
    const outerElement = this.#enclosingElement();
    // What belongs to an outer record is held against the rest of it when that is complete.
    if (outerElement === undefined || state.all.hasOwner) this.#emitLinks(state.all, state);
    if (state.embedded.length > 0) {
      const outer = list.qualified ? undefined : outerElement?.state;
      if (outer === undefined) this.#emitEmbedded(state.all, state);
      else outer.embedded.push(...state.embedded);
    }
    this.#bubble(state);
    frame.inner = undefined;
    frame.isPair = false;
    state.reset(this.#table.empty);
    this.#spare.push(frame);
    if (this.#spare.length > 64) this.#spare.shift();
  }

  /** An array inside a record belongs to it: the outer element gets what the inner one claims. */
  #bubble(state: RecordState): void {
    const outer = this.#enclosingElement()?.state;
    if (outer === undefined) return;
    outer.all = this.#table.union(outer.all, state.all);
    outer.holds |= state.holds;
    for (const time of state.times) this.#table.segments.keep(outer.times, time);
    if (!state.all.hasOwner) {
      carryTargets(state, outer);
      carrySaid(state, outer);
    }
  }

  #enclosingElement(): ElementFrame | undefined {
    for (let index = this.#frames.length - 1; index >= 0; index--) {
      const frame = this.#frames[index];
      if (frame?.kind === "element") return frame;
      if (frame?.kind === "object") return undefined;
    }
    return undefined;
  }

  #enclosingObject(): ObjectFrame {
    for (let index = this.#frames.length - 1; index >= 0; index--) {
      const frame = this.#frames[index];
      if (frame?.kind === "object") return frame;
    }
    return this.#root;
  }
}
