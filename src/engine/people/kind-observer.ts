import type { FieldPlan, FieldUse } from "../../model/field.ts";
import type { Sink } from "../../model/format.ts";
import { isPlaceholder } from "../../model/identifier.ts";
import { pathKey } from "../../model/observed.ts";
import { PassingSink } from "../passing-sink.ts";
import { kindsOfName } from "./data-kinds.ts";

/** Marks a use with the kinds of data that its field's name tells; copies that formats make of a use keep it. */
const HOLDS = Symbol("holds");

/** Marked fields per entry; an object used as a map by identifier has as many as keys. */
const MAX_FIELDS = 4096;
/** Stands for a name that nobody knows. */
const NO_NAME = "\u0001";
/** Characters within which a line's label stands. */
const MAX_LABEL = 40;

/** Every value with a letter or digit, in a field that no layout knows, too. */
const ANY_VALUE = {
  minLength: 1,
  literals: "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".split(""),
};

/** Where it is told what kinds of data are read just now. */
export interface Holder {
  holds(kinds: number): void;
  lineHolds(kinds: number): void;
}

/** Puts a plan and a sink between a format and those it would get: they notice fields whose names tell a kind of data. */
export function observeKinds(plan: FieldPlan, sink: Sink, holder: Holder): { plan: FieldPlan; sink: Sink } {
  return { plan: markedPlan(plan), sink: new KindSink(sink, holder) };
}

function markedPlan(plan: FieldPlan): FieldPlan {
  const uses = new Map<string, FieldUse>();
  const probe = plan.use([NO_NAME]);
  const needs = probe?.is === "composite" ? probe.needs : undefined;
  return {
    isRecords: (path) => plan.isRecords(path),
    keyUse: (path, isOfMaps) => plan.keyUse(path, isOfMaps),
    line: (text) => plan.line(text),
    ...(plan.mayMean === undefined
      ? {}
      : { mayMean: (name: string) => kindsOfName(name) !== 0 || plan.mayMean?.(name) !== false }),
    use(path) {
      const name = path.findLast((key) => key !== "[]") ?? "";
      const kinds = kindsOfName(name);
      if (kinds === 0) return plan.use(path);
      const key = pathKey(path);
      const known = uses.get(key);
      if (known !== undefined) return known;
      const use = plan.use(path);
      if (uses.size >= MAX_FIELDS) return use;
      const isUnknown =
        use === undefined || (use.is === "composite" && use.needs !== undefined && use.needs === needs);
      const made = isUnknown ? unknown(use, name, kinds) : { ...use, [HOLDS]: kinds };
      uses.set(key, made);
      return made;
    },
  };
}

/** Formats look at any value of it, and still see that no layout knows the name. */
function unknown(use: FieldUse | undefined, field: string, kinds: number): FieldUse {
  const parts = use?.is === "composite" ? use.parts : (): undefined => undefined;
  const mark = { [HOLDS]: kinds };
  return { is: "composite", field, needs: ANY_VALUE, isUnknown: true, parts, ...mark };
}

function kindsOf(use: FieldUse): number {
  const kinds: unknown = HOLDS in use ? use[HOLDS] : 0;
  return typeof kinds === "number" ? kinds : 0;
}

/** Tells of values in marked fields. */
class KindSink extends PassingSink {
  readonly #holder: Holder;

  constructor(inner: Sink, holder: Holder) {
    super(inner);
    this.#holder = holder;
  }

  override value(use: FieldUse, text: string): void {
    this.#note(use, text);
    super.value(use, text);
  }

  override pair(use: FieldUse | undefined, text: string): void {
    if (use !== undefined) this.#note(use, text);
    super.pair(use, text);
  }

  #note(use: FieldUse, text: string): void {
    const kinds = kindsOf(use);
    if (kinds !== 0 && !isPlaceholder(text)) this.#holder.holds(kinds);
  }

  override text(line: string): void {
    const at = line.slice(0, MAX_LABEL).search(/[:=]/);
    const holdsMore = at > 0 && /[\p{L}\p{N}]/u.test(line.slice(at + 1, at + 1 + MAX_LABEL));
    this.#holder.lineHolds(holdsMore ? kindsOfName(line.slice(0, at)) : 0);
    super.text(line);
  }
}
