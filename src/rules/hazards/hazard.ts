import type { Level } from "../../model/finding.ts";

/** Something about an archive that its readers may see differently, or that hides data: id, level, words. */
export interface Hazard {
  readonly id: string;
  readonly level: Level;
  /** The hazards of the project's list (docs/zip.md) that it covers. */
  readonly covers: string;
  readonly title: string;
  readonly help: string;
}

/** What to do. */
export const ANEW = "Write the archive anew with an ordinary tool.";
/** Why it matters. */
export const BOTH = "Some unzip programs believe the one, some the other.";

/** One row of the list. */
export function hazard(id: string, level: Level, covers: string, title: string, help: string): Hazard {
  return { id, level, covers, title, help };
}
