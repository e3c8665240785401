import { foreignId } from "../../attribution/owners.ts";
import { isWeak } from "../../model/kinds.ts";
import type { CountedRow } from "../decided.ts";

/** Different identifiers of people who are only written to or about, up to which they are counted. */
export const MAX_MENTIONED = 1_000_000;

/** How many identifiers stand only in the place of a party, a contact or a mention, and so count as nobody's own. */
export function countMentioned(rows: readonly CountedRow[], isSomebody: (id: string) => boolean): number {
  const mentioned = new Set<string>();
  for (const { row } of rows)
    for (const claim of [...row.claims, ...row.scope]) {
      if (claim.outcome !== "foreign" || claim.key === "" || isWeak(claim.kind)) continue;
      const id = foreignId(claim);
      if (mentioned.size < MAX_MENTIONED && !isSomebody(id)) mentioned.add(id);
    }
  return mentioned.size;
}
