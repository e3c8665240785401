import type { FieldPlan, FieldUse } from "../../model/field.ts";
import { ValueMemo } from "../value-memo.ts";

/** A column that means something, or in which a value with a syntax of its own may stand. */
export interface Column {
  readonly use: FieldUse;
  readonly memo: ValueMemo;
  /** Its name means something, whatever stands in it. */
  readonly isKnown: boolean;
}

/** Whether a use comes from a name that a layout knows; other fields may still hold values with a syntax of their own. */
export function knownUse(plan: FieldPlan): (use: FieldUse | undefined) => boolean {
  const unknown = plan.use(["\u0001"]);
  const needs = unknown?.is === "composite" ? unknown.needs : undefined;
  return (use) => {
    if (use === undefined || (use.is === "composite" && use.isUnknown === true)) return false;
    if (unknown?.is !== "composite" || use.is !== "composite") return true;
    return needs !== undefined && use.needs !== needs;
  };
}

/** Whether a layout knows a name. */
export function knownTo(plan: FieldPlan): (name: string) => boolean {
  const isKnown = knownUse(plan);
  return (name) => name !== "" && isKnown(plan.use([name]));
}

/** What the columns under these names mean. A name that comes again is told apart: `Company Names (2)`. */
export function columnsOf(names: readonly string[], plan: FieldPlan): readonly (Column | undefined)[] {
  const knows = knownTo(plan);
  const seen = new Map<string, number>();
  return names.map((written, index) => {
    const name = written.trim();
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    const use = plan.use([name === "" ? `column ${index + 1}` : name]);
    if (use === undefined) return undefined;
    const own = nth === 1 || name === "" ? use : renamed(use, nth);
    return { use: own, memo: new ValueMemo(own), isKnown: knows(name) };
  });
}

/** The same meaning under a field name of its own. */
function renamed(use: FieldUse, nth: number): FieldUse {
  const field = `${use.field} (${nth})`;
  if (use.is !== "composite") return { ...use, field };
  const parts = new Map<FieldUse, FieldUse>();
  const again = (part: FieldUse): FieldUse => {
    const known = parts.get(part) ?? renamed(part, nth);
    if (parts.size >= MAX_PARTS) parts.clear();
    parts.set(part, known);
    return known;
  };
  return {
    ...use,
    field,
    parts: (text) => use.parts(text)?.map((part) => ({ use: again(part.use), text: part.text })),
  };
}

const MAX_PARTS = 256;
