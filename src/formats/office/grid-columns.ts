import type { FieldPlan, FieldUse } from "../../model/field.ts";
import { ValueMemo } from "../value-memo.ts";

/** A column of a table, once its header was read. */
export interface Column {
  readonly use: FieldUse;
  readonly memo: ValueMemo;
  /** Characters and literals that a value must have to matter. */
  readonly needs: { readonly minLength: number; readonly literals: readonly string[] } | undefined;
  readonly isTime: boolean;
  readonly isHidden: boolean;
}

/** No column, and nothing like it, is called this; what is said of it is said of every unknown one. */
const UNKNOWN_NAME = "\u0001 no column";
const MAX_COLUMN_NAME = 80;
const COLUMN_NAME = /^[\p{L}_#№(][^@\p{Cc}\u2028\u2029]*$/u;
const LONG_NUMBER = /\d{5}/;
/** Digits between letters in a long word, as in a customer number. */
const CODE = /(?=[A-Za-z\d]{8})[A-Za-z]{0,8}\d{1,8}[A-Za-z]{1,8}\d/;

/** `CUST1234`, `K-4711`, `A3DEMOSUBJECT`: what stands beside the label of an identifier more likely than beside its column. */
const SHORT_CODE = /^(?:\p{L}{0,8}[-_ ]?\d{3,8}|(?=[A-Z\d]{0,64}\d)[A-Z\d]{10,64})$/u;
/** `FY2023`, `SHA256`: columns are called so. */
const NUMBERED_NAME = /^(?:(?:\p{L}{1,2}[-_ ]?)?(?:19|20)\d\d|SHA[-_ ]?\d{3})$/iu;

/** Whether a text looks like the value of an identifier, and not like another column beside one. */
export function isShortCode(text: string): boolean {
  const value = text.trim();
  return SHORT_CODE.test(value) && !NUMBERED_NAME.test(value);
}

/** What the layouts know of names of columns. */
export class ColumnNames {
  readonly #plan: FieldPlan;
  readonly #unknown: FieldUse | undefined;

  constructor(plan: FieldPlan) {
    this.#plan = plan;
    this.#unknown = plan.use([UNKNOWN_NAME]);
  }

  column(name: string, isHidden: boolean): Column | undefined {
    const use = name === "" ? undefined : this.#plan.use([name]);
    if (use === undefined) return undefined;
    const needs = use.is === "composite" ? use.needs : undefined;
    return { use, memo: new ValueMemo(use), needs, isTime: use.is === "time", isHidden };
  }

  /** What a field of this name means; undefined for one that no layout knows. */
  known(name: string): FieldUse | undefined {
    const use = name === "" || name.length > MAX_COLUMN_NAME ? undefined : this.#plan.use([name]);
    if (use === undefined || (use.is === "composite" && use.isUnknown === true)) return undefined;
    // The use of an unknown field is one that searches its value for tokens, by the same needs for all of them.
    if (use.is !== "composite" || this.#unknown?.is !== "composite") return use;
    return use.needs !== undefined && use.needs === this.#unknown.needs ? undefined : use;
  }

  /** Whether fields of this name hold identifiers. */
  identifies(name: string): boolean {
    const use = this.known(name);
    return use?.is === "identifier" || use?.is === "composite";
  }
}

/** Whether a cell may be what a column is called. */
export function isColumnName(text: string): boolean {
  const name = text.trim();
  if (name === "" || name.length > MAX_COLUMN_NAME) return false;
  return COLUMN_NAME.test(name) && !LONG_NUMBER.test(name) && !CODE.test(name);
}

/** `Customer ID:` as a label is written in a form. */
export function labelOf(text: string): string {
  return text.trim().replace(/\s*[:：]$/, "");
}
