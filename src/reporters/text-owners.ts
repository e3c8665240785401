import { columns, heading, type Head, type Page } from "./text-page.ts";
import { fit, hanging, safe } from "./text-width.ts";
import { number } from "./text-words.ts";

interface Row {
  readonly label: string;
  readonly recordings: number;
  readonly records: number;
  readonly from?: string | null;
  readonly to?: string | null;
  /** Raw identifiers under the row, only with `--reveal`. */
  readonly revealed?: readonly string[];
}

/** The table WHOSE IT IS: the requester, each stranger, and what is nobody's. */
export function ownerLines(page: Page, head: Head): string[] {
  const rows = ownerRows(page, head);
  const cells = [
    ["WHOSE IT IS".padEnd(24), "recordings", "records", "from", "until"],
    ...rows.map((row) => [
      `  ${row.label}`,
      number(row.recordings),
      number(row.records),
      fit((row.from ?? "").slice(0, 10), 10),
      fit((row.to ?? "").slice(0, 10), 10),
    ]),
  ];
  const [first, ...lines] = columns(cells, ["left", "right", "right", "left", "left"]);
  const all = [heading(page, first ?? "")];
  for (const [index, line] of lines.entries()) {
    all.push(line);
    for (const raw of rows[index]?.revealed ?? []) all.push(...hanging("      ", safe(raw), page.width));
  }
  return all;
}

function ownerRows(page: Page, { totals, owners, more }: Head): Row[] {
  const { records, recordings } = totals;
  const rows: Row[] = [{ label: "the requester", recordings: recordings.own, records: records.own }];
  if (records.context + recordings.context > 0) {
    rows.push({
      label: "others, in conversations",
      recordings: recordings.context,
      records: records.context,
    });
  }
  for (const owner of owners) {
    rows.push({ ...owner, label: fit(owner.id, 24), revealed: page.options.reveal?.get(owner.id) ?? [] });
  }
  if (more.owners > 0) {
    rows.push({ label: `${number(more.owners)} more`, recordings: more.recordings, records: more.records });
  }
  const sum = (of: "records" | "recordings"): number =>
    owners.reduce((total, owner) => total + owner[of], more[of]);
  const ownerless = {
    recordings: Math.max(0, recordings.stray - sum("recordings")),
    records: Math.max(0, records.stray - sum("records")),
  };
  const crowd = !totals.ownersComplete && ownerless.recordings + ownerless.records > 0;
  if (crowd) rows.push({ label: "others, not told apart", ...ownerless });
  else if (ownerless.recordings + ownerless.records > 0)
    rows.push({ label: "somebody else, unnamed", ...ownerless });
  if (records.conflict + recordings.conflict > 0) {
    rows.push({
      label: "both claimed (conflict)",
      recordings: recordings.conflict,
      records: records.conflict,
    });
  }
  rows.push({
    label: "nobody named",
    recordings: recordings.unattributed,
    records: records.unattributed,
  });
  return rows;
}
