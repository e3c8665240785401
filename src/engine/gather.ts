import { open } from "node:fs/promises";
import { createHash } from "node:crypto";
import type { Container, Listed } from "../containers/index.ts";
import { CannotRun, messageOf } from "../model/errors.ts";
import { fileStamp, type Stamps } from "../model/file-stamp.ts";
import type { Limits } from "../model/limits.ts";
import type { Ledger } from "./ledger.ts";
import type { Budget } from "./leases.ts";
import { digestsWanted } from "./more-digests.ts";
import { lastSegment, nameHash, type Result, type Run, type Task } from "./protocol.ts";
import { changedWhileRead } from "./unchanged.ts";

const DIGEST_BYTES = 256 * 1024;
const RUN_ENTRIES = 512;
const RUN_BYTES = 8 * 1024 * 1024;

/** A container whose entries stand in the ledger, and what is kept of it. */
export interface Shelf extends Pick<Container, "observations" | "notes"> {
  readonly part: number;
  /** Row of the entry that it is; -1 for a part of the bundle. */
  readonly parent: number;
  /** Row of its first entry. */
  readonly first: number;
}

/** What encloses the entries of a container. */
export interface Enclosing {
  readonly part: number;
  readonly parent: number;
  readonly within: Task["within"];
  readonly digests: Task["digests"];
  readonly budget: Budget;
  /** What its entries may contain. */
  readonly below: Budget;
  /** Bytes of files beside their entries that may still be kept. */
  readonly room: { bytes: number };
}

/** Entries of one container that have to be read, and the names of all of its entries. */
export interface Shelved {
  readonly shelf: Shelf;
  readonly container: Container;
  /** The archives it lies in and itself, the outermost first; nothing for a part. */
  readonly within: Task["within"];
  readonly tasks: readonly Task[];
}

/** Lists every entry in the ledger and settles what is known without reading: folders, links, encrypted entries. */
export function shelve(container: Container, around: Enclosing, ledger: Ledger, limits: Limits): Shelved {
  const { part, parent, within, digests, budget, below, room } = around;
  const tasks: Task[] = [];
  const wanted = digestsWanted(container.entries.map(({ path }) => path));
  const first = ledger.list(part, parent, container.entries);
  budget.takeEntries(container.entries.length);
  const covered = container.entries.map((listed) => budget.takeBytes(listed.size));
  const entries = container.entries.map((listed) => kept(listed, room));
  for (const [ordinal, listed] of entries.entries()) {
    const row = first + ordinal;
    const { path, locator, found, archive, packed } = listed;
    if (listed.kind === "directory" && listed.unreadable === undefined)
      ledger.settle(row, { kind: "inspected", format: "directory", furniture: true }, null);
    else if (listed.unreadable !== undefined) {
      ledger.settle(row, { kind: "not-inspected", format: null, ...listed.unreadable }, null);
    } else if (covered[ordinal] !== true) {
      const detail =
        parent < 0
          ? `the entries before it take up the ${limits.maxBundleBytes} bytes that a bundle may unpack to`
          : "the entries before it take up what its archive may unpack to";
      ledger.settle(row, { kind: "not-inspected", format: null, reason: "over-limit", detail }, null);
    } else {
      const lease = below.leaseFor(packed, limits);
      const shown = ledger.rows[row]?.path ?? path;
      tasks.push({
        row,
        part,
        path,
        shown,
        within,
        locator,
        found,
        archive,
        lease,
        digests,
        digestsWanted: wanted,
      });
    }
  }
  const { observations, notes } = container;
  const shelf = { observations, notes, part, parent, first };
  return { shelf, container: { ...container, entries }, within, tasks };
}

const NO_BYTES = new Uint8Array(0);
const NO_ROOM = {
  reason: "over-limit",
  detail: "the files in files before it take up what may be kept of them",
} as const;

/** Files that are kept beside their entries are held until everything is known; past the bound they are not read. */
function kept(listed: Listed, room: { bytes: number }): Listed {
  if (listed.locator.in !== "kept" || listed.found === "notes") return listed;
  room.bytes -= listed.size;
  return room.bytes >= 0
    ? listed
    : { ...listed, locator: { ...listed.locator, bytes: NO_BYTES }, unreadable: NO_ROOM };
}

/** Cuts the entries into runs: enough to keep a worker busy, small enough to share the work. */
export function* cutRuns(shelves: readonly Shelved[]): Generator<Run, undefined> {
  for (const { container, tasks } of shelves) {
    const names = nameHashes(container);
    let run: Task[] = [];
    let bytes = 0;
    for (const task of tasks) {
      if (run.length >= RUN_ENTRIES || (run.length > 0 && bytes + task.locator.size > RUN_BYTES)) {
        yield { tasks: run, names };
        run = [];
        bytes = 0;
      }
      run.push(task);
      bytes += task.locator.size;
    }
    if (run.length > 0) yield { tasks: run, names };
  }
  return undefined;
}

/** Hashes of the names of the entries of a container, ascending. What no directory lists is named by nobody. */
function nameHashes(container: Container): Uint32Array {
  const hashes = container.entries
    .filter(({ found }) => found === undefined)
    .map((entry) => nameHash(lastSegment(entry.path)));
  // Shared, because every run of a large container carries them.
  const shared = new Uint32Array(new SharedArrayBuffer(hashes.length * Uint32Array.BYTES_PER_ELEMENT));
  shared.set(hashes);
  return shared.sort();
}

/** Puts results that arrive in any order back into the order of the entries. */
export async function* inOrder(
  results: AsyncIterable<Result>,
  tasks: readonly Task[],
): AsyncGenerator<{ readonly task: Task; readonly result: Result }> {
  const waiting = new Map<number, Result>();
  let next = 0;
  for await (const result of results) {
    waiting.set(result.gathered.row, result);
    for (let task = tasks[next]; task !== undefined; task = tasks[next]) {
      const ready = waiting.get(task.row);
      if (ready === undefined) break;
      waiting.delete(task.row);
      next += 1;
      yield { task, result: ready };
    }
  }
}

/** sha256 of the bundle's file. Throws `CannotRun`, also when it is another file than the one with the stamp. */
export async function digestOf(
  path: string,
  { signal, stamps }: { readonly signal?: AbortSignal | undefined; readonly stamps?: Stamps | undefined },
): Promise<string> {
  const digest = createHash("sha256");
  // One buffer for all reads: a stream would leave a new one behind for each.
  const buffer = Buffer.allocUnsafe(DIGEST_BYTES);
  try {
    const file = await open(path, "r");
    try {
      const stamp = stamps?.get(path) ?? "";
      if (stamp !== "" && fileStamp(await file.stat({ bigint: true })) !== stamp)
        throw changedWhileRead(path);
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length);
        if (bytesRead === 0 || signal?.aborted === true) break;
        digest.update(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw new CannotRun(`${path} cannot be read: ${messageOf(error)}`);
  }
  return digest.digest("hex");
}
