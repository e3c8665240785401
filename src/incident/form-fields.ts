import type { FieldState, FormField } from "../model/incident.ts";

/** A field that is known from the bundle, the clock or the options. */
export function computed(
  id: string,
  article: string,
  label: string,
  values: readonly string[],
  state: FieldState = "computed",
): FormField {
  return { id, article, label, state, values, hint: null };
}

/** A field that only a person can tell: what `--case` says, or a blank with a hint. */
export function told(
  id: string,
  article: string,
  label: string,
  values: string | readonly string[] | undefined,
  hint: string,
): FormField {
  const all = values === undefined ? [] : typeof values === "string" ? [values] : values;
  return all.length === 0
    ? { id, article, label, state: "to-fill", values: [], hint }
    : { id, article, label, state: "told", values: all, hint: null };
}
