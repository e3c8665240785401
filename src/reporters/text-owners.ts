import { ownerRows } from "./owner-rows.ts";
import { columns, heading, type Head, type Page } from "./text-page.ts";
import { fit, hanging, safe } from "./text-width.ts";
import { number } from "./text-words.ts";

/** The table WHOSE IT IS: the requester, each stranger, and what is nobody's. */
export function ownerLines(page: Page, head: Head): string[] {
  const rows = ownerRows(head);
  const cells = [
    ["WHOSE IT IS".padEnd(24), "recordings", "records", "from", "until"],
    ...rows.map((row) => [
      `  ${fit(row.label, 24)}`,
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
    const requests = rows[index]?.requests ?? [];
    if (requests.length > 0)
      all.push(...hanging("      ", safe(`the requester of ${requests.join(", ")}`), page.width));
    const { known } = rows[index] ?? {};
    if (known !== undefined) all.push(...hanging("      ", known, page.width));
    // Raw identifiers, only with --reveal.
    const revealed = page.options.reveal?.get(rows[index]?.id ?? "") ?? [];
    for (const raw of revealed) all.push(...hanging("      ", safe(raw), page.width));
  }
  return all;
}
