import type { FieldPlan } from "../../model/field.ts";
import type { Sink } from "../../model/format.ts";

/** `AS customer_id`, `AS "Customer ID"`. */
const ALIAS = /\s{0,40}AS\s{1,40}(?:"([^"\n]{1,80})"|\[([^\]\n]{1,80})\]|(\w{1,80}))/iy;

/**
 * Reports what views hold themselves, as records: texts under a column's name (`'A32…' AS customer_id`). All else that
 * they show lies in tables.
 */
export function reportViews(
  views: readonly { readonly name: string; readonly sql: string }[],
  { plan, limits }: { readonly plan: FieldPlan; readonly limits: { readonly maxValueBytes: number } },
  out: Sink,
): void {
  let within = "";
  out.locate(() => ({ unit: "object", path: within }));
  for (const { name, sql } of views) {
    within = `view ${JSON.stringify(name)}`;
    const named = textsIn(sql).flatMap(({ text, column }) => {
      const use = text.length <= limits.maxValueBytes ? plan.use([name, "[]", column]) : undefined;
      return use === undefined ? [] : [{ use, text }];
    });
    if (named.length === 0) continue;
    out.openObject();
    for (const { use, text } of named) out.value(use, text);
    out.closeObject();
  }
}

function textsIn(sql: string): readonly { readonly text: string; readonly column: string }[] {
  const texts: { text: string; column: string }[] = [];
  let open = sql.indexOf("'");
  while (open >= 0) {
    let close = sql.indexOf("'", open + 1);
    while (close >= 0 && sql[close + 1] === "'") close = sql.indexOf("'", close + 2);
    if (close < 0) break;
    ALIAS.lastIndex = close + 1;
    const alias = ALIAS.exec(sql);
    const column = alias?.[1] ?? alias?.[2] ?? alias?.[3];
    if (column !== undefined) texts.push({ text: sql.slice(open + 1, close).replaceAll("''", "'"), column });
    open = sql.indexOf("'", close + 1);
  }
  return texts;
}
