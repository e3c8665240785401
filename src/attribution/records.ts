import type { Place } from "../model/place.ts";
import type { Limits } from "../model/limits.ts";
import {
  ABSORBED,
  NESTED,
  type ElementFrame,
  type Frame,
  type ListFrame,
  type ObjectFrame,
} from "./record-frames.ts";
import type { Signature, SignatureTable } from "./signatures.ts";
import { carry, carrySaid, carryTargets, MAX_TIMES_PER_RECORD } from "./record-carry.ts";
import { RecordState, UnitFold } from "./units.ts";

/** Files that the messages of a conversation name: which one it is may be known only when all of them were read. */
export interface ConversationLinks {
  /** Links so far. */
  count(): number;
  /** From this one on they are of that conversation, where they are of none. */
  name(from: number, thread: string): void;
}

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
    this.#root = this.#objectFrame();
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

  openObject(): void {
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
        const frame = this.#objectFrame();
        this.#frames.push(frame);
        this.#hold(frame.state);
      }
    }
  }

  closeObject(): void {
    const frame = this.#frames.pop();
    if (frame === undefined || frame.kind === "absorbed" || frame.kind === "nested") return;
    if (frame.kind === "element") this.#closeElement(frame);
    else if (frame.kind === "object") this.#closeObjectFrame(frame);
  }

  openList(declared: boolean, inline: boolean): void {
    const top = this.#frames.at(-1);
    if (inline || top?.kind === "absorbed" || this.#enclosingElement()?.list.qualified === true) {
      this.#frames.push(ABSORBED);
      return;
    }
    const implicitElement = top?.kind === "list";
    if (implicitElement) this.#openElement(top);
    const table = this.#table;
    this.#frames.push({
      kind: "list",
      asRecords: new UnitFold(table, this.#limits),
      inner: new UnitFold(table, this.#limits),
      qualified: declared,
      declared,
      implicitElement,
    });
  }

  closeList(): void {
    const frame = this.#frames.pop();
    if (frame?.kind !== "list") return;
    const units = frame.qualified ? frame.asRecords : frame.inner;
    const strong = frame.qualified ? true : undefined;
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
    this.#root.objects.add(own, state, true, this.#here);
    this.#emitLinks(own, state);
  }

  /** What a line says that names no owner: it counts for the document as a whole. */
  addToDocument(own: Signature): void {
    this.#root.nested = this.#table.union(this.#root.nested, own);
  }

  /** Everything that was found, whatever is still open (a damaged document ends in the middle). */
  finish(): {
    readonly objects: UnitFold;
    readonly lists: UnitFold;
    readonly document: Signature;
    /** The conversation of a document in which nothing is a record. */
    readonly thread: string;
  } {
    while (this.#frames.length > 0) {
      const kind = this.#frames.at(-1)?.kind;
      if (kind === "list") this.closeList();
      else this.closeObject();
    }
    const root = this.#root;
    const document = this.#table.union(root.state.self, root.nested);
    return { objects: root.objects, lists: root.lists, document, thread: root.state.thread };
  }

  #objectFrame(): ObjectFrame {
    const table = this.#table;
    return {
      kind: "object",
      state: new RecordState(table.empty),
      objects: new UnitFold(table, this.#limits),
      lists: new UnitFold(table, this.#limits),
      nested: table.empty,
      linksBefore: this.#conversation.count(),
    };
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
        : { kind: "element", state: new RecordState(this.#table.empty), list, inner: undefined };
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
    list.asRecords.add(state.all, state, strong, this.#here);
    if (!list.qualified) {
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
    state.reset(this.#table.empty);
    this.#spare.push(frame);
    if (this.#spare.length > 64) this.#spare.shift();
  }

  /** An array inside a record belongs to it: the outer element gets what the inner one claims. */
  #bubble(state: RecordState): void {
    const outer = this.#enclosingElement()?.state;
    if (outer === undefined) return;
    outer.all = this.#table.union(outer.all, state.all);
    for (const time of state.times) if (outer.times.length < MAX_TIMES_PER_RECORD) outer.times.push(time);
    if (!state.all.hasOwner) {
      carryTargets(state, outer);
      carrySaid(state, outer);
    }
  }

  #closeObjectFrame(frame: ObjectFrame): void {
    this.#release();
    const parent = this.#enclosingObject();
    const own = frame.state.self;
    const { thread } = frame.state;
    frame.lists.enclose(own, frame.nested, own.hasOwner, thread);
    if (thread !== "") this.#conversation.name(frame.linksBefore, thread);
    // A conversation with messages of its own says nothing of what stands beside it.
    const isWhole = !frame.lists.isEmpty;
    const threadAround = parent.state.thread;
    const together = this.#table.union(own, frame.nested);
    if (own.hasOwner) {
      parent.objects.add(together, frame.state, true, this.#here);
      this.#emitLinks(together, frame.state);
    } else {
      parent.objects.merge(frame.objects.units());
      // Should the parent be a record, then what its nested objects say of times and files is part of it.
      if (parent !== this.#root) carry(frame.state, parent.state);
      else {
        parent.state.thread ||= frame.state.thread;
        this.#emitLinks(own, frame.state);
      }
    }
    if (isWhole) parent.state.thread = threadAround;
    if (frame.state.embedded.length > 0) {
      if (own.hasOwner || parent === this.#root) this.#emitEmbedded(together, frame.state);
      else parent.state.embedded.push(...frame.state.embedded);
    }
    parent.nested = this.#table.union(
      parent.nested,
      isWhole ? this.#table.withoutParties(together) : together,
    );
    parent.lists.merge(frame.lists.units());
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
