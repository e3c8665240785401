import { availableParallelism } from "node:os";
import type { Container } from "../containers/index.ts";
import { Interrupted } from "../model/errors.ts";
import type { Gathered } from "../model/evidence.ts";
import type { Facts } from "../model/facts.ts";
import type { Limits } from "../model/limits.ts";
import type { FieldObservation } from "../model/observed.ts";
import { DEFAULT_POLICY } from "../model/policy.ts";
import type { CheckOptions } from "./check.ts";
import type { RowNotes } from "./facts.ts";
import { cutRuns, digestOf, inOrder, shelve, type Shelf, type Shelved } from "./gather.ts";
import type { Join } from "./join.ts";
import type { Ledger } from "./ledger.ts";
import { Budget } from "./leases.ts";
import { limitsFor } from "./limits-for.ts";
import { Pool } from "./pool.ts";
import type { Result, Task } from "./protocol.ts";
import { SearchNotes, searchForStrangers } from "./search.ts";
import { sum } from "./totals.ts";

/** From this many bytes on a second worker pays for its start. */
const PARALLEL_BYTES = 256 * 1024 * 1024;

/** What a survey wants besides. */
export type GatherOptions = CheckOptions & { readonly kinds?: boolean };

export interface GatheredBundle {
  /** Per row, what rules need of it. */
  readonly notes: ReadonlyMap<number, RowNotes>;
  /** The parts, and every container that was found in them. */
  readonly shelves: readonly Shelf[];
  readonly layouts: ReadonlySet<string>;
  /** Fields of which a layout says less than what is known without it, and the first entry that has each. */
  readonly lowered: Facts["lowered"];
  readonly digest: string | null;
  /** The entries of the parts, of archives in them, and so on. */
  readonly levels: readonly (readonly Shelved[])[];
}

/**
 * Reads every entry: first those of the parts, then, level by level, those of the archives that were found in them.
 * Results are merged in the order of the entries, whichever worker was faster.
 */
export async function gatherBundle(
  containers: readonly Container[],
  ledger: Ledger,
  join: Join,
  options: GatherOptions,
  onFields?: (path: string, fields: readonly FieldObservation[]) => void,
): Promise<GatheredBundle> {
  const limits = limitsFor(options);
  const whole = Budget.of(limits);
  const nested = whole.forNested(sum(containers.map(({ bytes }) => bytes)));
  const budgets = new Map<number, Budget>();
  const room = { bytes: limits.maxEmbeddedBytes };
  const shelves: Shelf[] = [];
  let level: Shelved[] = containers.map((container, part) =>
    shelve(
      container,
      { part, parent: -1, within: [], digests: [], budget: whole, below: nested, room },
      ledger,
      limits,
    ),
  );
  const only = containers.length === 1 && containers[0]?.kind !== "folder" ? options.bundles[0] : undefined;
  const digesting = only === undefined ? Promise.resolve(null) : digestOf(only, options);
  digesting.catch(() => {});
  const notes = new Map<number, RowNotes>();
  const layouts = new Set<string>();
  const lowered = new Map<string, Facts["lowered"][number]>();
  const pool = new Pool(poolOptions(level, options, limits, onFields !== undefined));
  const progress = {
    phase: "reading" as const,
    entries: 0,
    totalEntries: 0,
    bytes: 0,
    totalBytes: 0,
    strays: 0,
  };
  const levels: Shelved[][] = [];
  try {
    const searchNotes = new SearchNotes();
    while (level.length > 0) {
      levels.push(level);
      for (const { shelf } of level) shelves.push(shelf);
      const tasks = level.flatMap((shelved) => shelved.tasks);
      progress.totalEntries = ledger.rows.length;
      progress.totalBytes += sum(tasks.map((task) => task.locator.size));
      progress.entries += sum(level.map(({ container }) => container.entries.length)) - tasks.length;
      const below: Shelved[] = [];
      for await (const { task, result } of inOrder(pool.gather(cutRuns(level)), tasks)) {
        const { gathered, contents, enclosedBy } = withinLease(result, task, budgets.get(task.row) ?? nested);
        // Whether a digest list is furniture is known when every file was read.
        if (gathered.digests.length === 0) ledger.settle(gathered.row, gathered.fate, gathered.sha256);
        join.add(gathered);
        ledger.tell(gathered.row, gathered);
        searchNotes.note(gathered, contents);
        if (result.fields !== undefined) onFields?.(task.path, result.fields);
        for (const layout of gathered.layouts) layouts.add(layout);
        for (const one of gathered.lowered) {
          const key = `${one.layout} ${one.at}`;
          if (!lowered.has(key)) lowered.set(key, { ...one, entry: gathered.row });
        }
        if (gathered.missing.count > 0 || gathered.overflow)
          notes.set(gathered.row, { missing: gathered.missing, overflow: gathered.overflow });
        progress.entries += 1;
        progress.bytes += gathered.bytes;
        progress.strays += foreignRecords(gathered);
        options.onProgress?.({ ...progress });
        if (contents === undefined) continue;
        const shelved = shelveContents(
          contents,
          task,
          gathered.sha256,
          budgets,
          nested,
          room,
          ledger,
          limits,
        );
        join.enclose(gathered, shelved.shelf.first, enclosedBy);
        below.push(shelved);
      }
      if (options.signal?.aborted === true) throw new Interrupted();
      level = below;
    }
    await searchForStrangers(pool, levels, searchNotes, join, ledger, (searched) =>
      options.onProgress?.({ ...progress, ...searched, phase: "searching" }),
    );
  } finally {
    await pool.close();
  }
  return { notes, shelves, layouts, lowered: [...lowered.values()], digest: await digesting, levels };
}

function poolOptions(
  level: readonly Shelved[],
  options: GatherOptions,
  limits: Limits,
  observes: boolean,
): ConstructorParameters<typeof Pool>[0] {
  const tasks = level.flatMap((shelved) => shelved.tasks);
  const isLarge = sum(tasks.map((task) => task.locator.size)) >= PARALLEL_BYTES && tasks.length > 1;
  const jobs = options.jobs ?? (isLarge ? Math.min(2, availableParallelism()) : 1);
  const setup = { ...setupOf(options, limits), observes };
  const { signal, spareWorkers: spare } = options;
  return { setup, jobs: Math.max(1, jobs), limits, signal, spare };
}

/** What a worker is told of the run. */
export function setupOf(
  options: GatherOptions,
  limits: Limits,
): ConstructorParameters<typeof Pool>[0]["setup"] {
  return {
    subject: options.subject,
    policy: options.policy ?? DEFAULT_POLICY,
    given: (options.layouts ?? []).flatMap((layout) => (layout.file === undefined ? [] : [layout.file])),
    givenBuiltins: options.givenBuiltins ?? [],
    limits,
    parts: options.bundles,
    stamps: options.stamps ?? new Map<string, string>(),
    passwords: options.passwords ?? [],
    kinds: options.kinds === true,
    ...(options.registry && { registry: options.registry }),
    digestsSound: options.onContents !== undefined,
  };
}

/** Cuts what an archive lists to what is left for it; then it is over a limit, whatever of it is inspected. */
function withinLease(result: Result, task: Task, above: Budget): Result {
  const { gathered, contents, enclosedBy } = result;
  const most = Math.min(task.lease.entries, above.room().entries);
  if (contents === undefined || contents.entries.length <= most) return result;
  const detail = `it lists ${contents.entries.length} entries; ${most} are left of what archives in archives may hold`;
  const { format } = gathered.fate;
  return {
    gathered: { ...gathered, fate: { kind: "not-inspected", reason: "over-limit", detail, format } },
    contents: {
      ...contents,
      entries: contents.entries.slice(0, most),
      observations: contents.observations.filter(({ entry }) => entry < most),
      notes: contents.notes.filter(({ entry }) => entry < most),
    },
    enclosedBy,
  };
}

/** Lists what an entry contains. */
function shelveContents(
  contents: Container,
  task: Task,
  sha256: string | null,
  budgets: Map<number, Budget>,
  nested: Budget,
  room: { bytes: number },
  ledger: Ledger,
  limits: Limits,
): Shelved {
  const above = budgets.get(task.row) ?? nested;
  const budget = new Budget({ bytes: task.lease.bytes, entries: task.lease.entries }, above);
  const shelved = shelve(
    contents,
    {
      part: task.part,
      parent: task.row,
      within: [...task.within, task.locator],
      digests: sha256 === null ? task.digests : [...task.digests, sha256],
      budget,
      below: budget,
      room,
    },
    ledger,
    limits,
  );
  for (const inner of shelved.tasks) budgets.set(inner.row, budget);
  return shelved;
}

function foreignRecords(result: Gathered): number {
  const isForeign = (index: number): boolean => {
    const claim = result.claims[index];
    return claim?.outcome === "foreign" && claim.role === "owner";
  };
  return sum(
    result.evidence.filter((evidence) => evidence.claims.some(isForeign)).map((evidence) => evidence.count),
  );
}
