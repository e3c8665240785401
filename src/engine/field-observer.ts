import type { FieldPlan, FieldUse } from "../model/field.ts";
import type { ObjectAs, Sink } from "../model/format.ts";
import { type FieldObservation, pathKey } from "../model/observed.ts";
import { PassingSink } from "./passing-sink.ts";
import { FieldTally, type SubjectValues } from "./field-tally.ts";

/** Marks a use with the path it was asked for; copies that formats make of a use keep it. */
const PATH = Symbol("path");

/** Fields observed per entry; an object used as a map by identifier has as many as keys. */
const MAX_FIELDS = 2_048;
/** Values of one record that are grouped. */
const MAX_VALUES = 128;

/** Every value with a letter or digit: in a field that nobody knows, too. One object, by which such fields are known. */
const ANY_VALUE = {
  minLength: 1,
  literals: "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".split(""),
};

/** Looks on while an entry is read: what its fields are called and what stands in them. */
export interface FieldObserver {
  readonly plan: FieldPlan;
  readonly sink: Sink;
  fields(): readonly FieldObservation[];
}

/** Puts an observer between a format and the plan and sink it would get without. */
export function observeFields(
  plan: FieldPlan,
  sink: Sink,
  own: SubjectValues,
  exists: (target: string) => boolean,
): FieldObserver {
  const tallies = new Map<string, FieldTally>();
  const tallyOf = (key: string): FieldTally | undefined => {
    const known = tallies.get(key);
    if (known !== undefined || tallies.size >= MAX_FIELDS) return known;
    const made = new FieldTally(key.split("\u0000"), own, exists);
    tallies.set(key, made);
    return made;
  };
  return {
    plan: markedPlan(plan),
    sink: new ObservingSink(sink, tallyOf, (line) => labelled(line, plan)),
    fields: () => [...tallies.values()].map((tally) => tally.result()),
  };
}

/** Labelled identifiers in a line; a token that stands in it has no label that a layout could name. */
function labelled(line: string, plan: FieldPlan): readonly (readonly [key: string, text: string])[] {
  return plan.line(line).flatMap(({ use, text }) => {
    if (use.is !== "identifier") return [];
    const known = plan.use([use.field]);
    const isKnown = known !== undefined && (known.is !== "composite" || known.needs === undefined);
    return isKnown ? [[pathKey([use.field]), text] as const] : [];
  });
}

function markedPlan(plan: FieldPlan): FieldPlan {
  const uses = new Map<string, FieldUse>();
  return {
    isRecords: (path) => plan.isRecords(path),
    keyUse: (path, isOfMaps) => plan.keyUse(path, isOfMaps),
    line: (text) => plan.line(text),
    use(path) {
      const key = pathKey(path);
      const known = uses.get(key);
      if (known !== undefined) return known;
      const made = marked(plan.use(path), path.at(-1) ?? "", key);
      if (uses.size < MAX_FIELDS) uses.set(key, made);
      return made;
    },
  };
}

function marked(use: FieldUse | undefined, field: string, key: string): FieldUse {
  const mark = { [PATH]: key };
  if (use === undefined) return { is: "composite", field, needs: ANY_VALUE, parts: () => undefined, ...mark };
  if (use.is !== "composite" || use.needs === undefined) return { ...use, ...mark };
  return { ...use, needs: ANY_VALUE, ...mark };
}

function pathOf(use: FieldUse): string | undefined {
  return PATH in use && typeof use[PATH] === "string" ? use[PATH] : undefined;
}

/** A record: the element of a list, with the objects nested in it. */
interface OpenRecord {
  readonly values: { readonly tally: FieldTally; readonly text: string }[];
  readonly mine: Set<string>;
}

/** Counts values by their field. */
class ObservingSink extends PassingSink {
  readonly #tallyOf: (key: string) => FieldTally | undefined;
  readonly #labelled: (line: string) => readonly (readonly [key: string, text: string])[];
  readonly #open: ("list" | "object" | OpenRecord)[] = [];

  constructor(
    inner: Sink,
    tallyOf: (key: string) => FieldTally | undefined,
    labelledIn: (line: string) => readonly (readonly [key: string, text: string])[],
  ) {
    super(inner);
    this.#labelled = labelledIn;
    this.#tallyOf = tallyOf;
  }

  override value(use: FieldUse, text: string): void {
    this.#count(use, text);
    super.value(use, text);
  }

  override pair(use: FieldUse | undefined, text: string): void {
    if (use !== undefined) this.#count(use, text);
    super.pair(use, text);
  }

  #count(use: FieldUse, text: string): void {
    const key = pathOf(use);
    const tally = key === undefined ? undefined : this.#tallyOf(key);
    if (key !== undefined && tally !== undefined) {
      const isMine = tally.add(text);
      const record = this.#record();
      if (record !== undefined) {
        if (record.values.length < MAX_VALUES) record.values.push({ tally, text });
        if (isMine) record.mine.add(key);
      }
    }
  }

  override openObject(as?: ObjectAs): void {
    const isElement = this.#open.at(-1) === "list";
    this.#open.push(isElement ? { values: [], mine: new Set() } : "object");
    super.openObject(as);
  }

  override closeObject(): void {
    const record = this.#open.pop();
    if (typeof record === "object") {
      const mine = [...record.mine];
      for (const { tally, text } of record.values) tally.group(text, mine);
    }
    super.closeObject();
  }

  override openList(records: boolean, inline: boolean, hasHead?: boolean): void {
    this.#open.push("list");
    super.openList(records, inline, hasHead);
  }

  override closeList(): void {
    this.#open.pop();
    super.closeList();
  }

  override text(line: string): void {
    for (const [key, text] of this.#labelled(line)) this.#tallyOf(key)?.add(text);
    super.text(line);
  }

  /** The innermost record that is open; a list of plain values in it belongs to it. */
  #record(): OpenRecord | undefined {
    for (let at = this.#open.length - 1; at >= 0; at -= 1) {
      const frame = this.#open[at];
      if (typeof frame === "object") return frame;
    }
    return undefined;
  }
}
