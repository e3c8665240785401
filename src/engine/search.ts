import { cutRuns, inOrder, type Shelved } from "./gather.ts";
import type { Join } from "./join.ts";
import type { Ledger } from "./ledger.ts";
import type { Container } from "../containers/index.ts";
import type { Gathered } from "../model/evidence.ts";
import { isArchive, otherBytesOf, type OtherBytes } from "./own-bytes.ts";
import type { Pool } from "./pool.ts";
import type { SearchTask, Task } from "./protocol.ts";
import { sum } from "./totals.ts";

/** What a search has to know of entries from when they were read. */
export class SearchNotes {
  /** Bytes of an entry that are entries of their own; of an archive all. */
  readonly others = new Map<number, OtherBytes | "all">();
  readonly #decoded = new Set<number>();

  note({ row, decoded }: Gathered, contents: Container | undefined): void {
    if (decoded) this.#decoded.add(row);
    if (isArchive(contents)) this.others.set(row, "all");
    else if (contents !== undefined) this.others.set(row, otherBytesOf(contents.entries));
  }

  of(row: number, ledger: Ledger, reported: readonly number[]): SearchTask {
    const others = this.others.get(row) ?? [];
    return {
      sha256: ledger.rows[row]?.sha256 ?? null,
      reread: this.#decoded.has(row),
      others: others === "all" ? [] : others,
      reported,
    };
  }
}

/** How far a search is. */
export interface SearchProgress {
  readonly entries: number;
  readonly totalEntries: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/**
 * Searches every entry for those who turned out to be strangers, once everything was read: what no format reports may
 * still name them. A bundle without a stranger never pays for it. `levels`: the entries of the parts, of archives in
 * them, and so on.
 */
export async function searchForStrangers(
  pool: Pool,
  levels: readonly (readonly Shelved[])[],
  notes: SearchNotes,
  join: Join,
  ledger: Ledger,
  onProgress: (progress: SearchProgress) => void,
): Promise<void> {
  const strangers = join.swept.strangers();
  if (strangers.length === 0) return;
  pool.search(strangers);
  const searched = levels.map((level) =>
    level.map((shelved) => ({ ...shelved, tasks: shelved.tasks.filter((task) => isSearched(task, notes)) })),
  );
  const all = searched.flatMap((level) => level.flatMap(({ tasks }) => tasks));
  const totalBytes = sum(all.map(({ locator }) => locator.size));
  let entries = 0;
  let bytes = 0;
  for (const level of searched) {
    const shelves = level.map((shelved) => ({
      ...shelved,
      tasks: shelved.tasks.map((task) => ({
        ...task,
        search: notes.of(task.row, ledger, join.swept.reportedIn(task.row)),
      })),
    }));
    const tasks = shelves.flatMap((shelved) => shelved.tasks);
    for await (const { task, result } of inOrder(pool.gather(cutRuns(shelves)), tasks)) {
      const { row, fate, swept } = result.gathered;
      join.swept.add(row, swept);
      if (fate.kind === "not-inspected") ledger.spoil(row, fate);
      entries += 1;
      bytes += task.locator.size;
      onProgress({ entries, totalEntries: all.length, bytes, totalBytes });
    }
  }
}

/** Bytes of other entries as some reader sees them are searched there, and those of an archive in what it holds. */
function isSearched({ row, found }: Task, notes: SearchNotes): boolean {
  return found !== "again" && notes.others.get(row) !== "all";
}
