import type { MechanismView } from "../model/report.ts";
import { heading, type Page } from "./text-page.ts";
import { hanging } from "./text-width.ts";

/** How other people's data probably got in: the best guess, with `-v` the others as well and what speaks for them. */
export function mechanismLines(page: Page, mechanisms: readonly MechanismView[]): string[] {
  const shown = page.verbose ? mechanisms : mechanisms.slice(0, 1);
  if (shown.length === 0) return [];
  const lines = shown.flatMap(({ title, evidence, next }) => [
    ...hanging("  ", `${title}: ${page.verbose ? evidence.join("; ") : (evidence[0] ?? "")}`, page.width),
    ...(page.verbose ? hanging("     ", next, page.width) : []),
  ]);
  return [heading(page, "PROBABLY"), ...lines];
}
