import { open } from "node:fs/promises";
import { createHash } from "node:crypto";
import type { Container } from "../containers/index.ts";
import { CannotRun, messageOf } from "../model/errors.ts";
import type { Gathered } from "../model/evidence.ts";
import type { Limits } from "../model/limits.ts";
import type { Ledger } from "./ledger.ts";
import { lastSegment, nameHash, type Run, type Task } from "./protocol.ts";

const DIGEST_BYTES = 256 * 1024;
const RUN_ENTRIES = 512;
const RUN_BYTES = 8 * 1024 * 1024;

/** Lists every entry in the ledger and settles what is known without reading: folders, links, encrypted entries. */
export function listEntries(
  containers: readonly Container[],
  ledger: Ledger,
  limits: Limits,
): { tasks: Task[]; firstRows: number[] } {
  const tasks: Task[] = [];
  const firstRows: number[] = [];
  let leased = 0;
  for (const [part, container] of containers.entries()) {
    firstRows.push(ledger.rows.length);
    for (const [ordinal, listed] of container.entries.entries()) {
      const row = ledger.list(part, ordinal, listed);
      leased += listed.size;
      if (listed.kind === "directory")
        ledger.settle(row, { kind: "inspected", format: "directory", furniture: true }, null);
      else if (listed.unreadable !== undefined) {
        ledger.settle(row, { kind: "not-inspected", format: null, ...listed.unreadable }, null);
      } else if (leased > limits.maxBundleBytes) {
        const detail = `the entries before it take up the ${limits.maxBundleBytes} bytes that a bundle may unpack to`;
        ledger.settle(row, { kind: "not-inspected", format: null, reason: "over-limit", detail }, null);
      } else {
        tasks.push({ row, part, path: listed.path, locator: listed.locator });
      }
    }
  }
  return { tasks, firstRows };
}

/** Cuts the entries into runs: enough to keep a worker busy, small enough to share the work. */
export function* cutRuns(tasks: readonly Task[]): Generator<Run, undefined> {
  let run: Task[] = [];
  let bytes = 0;
  for (const task of tasks) {
    if (run.length >= RUN_ENTRIES || (run.length > 0 && bytes + task.locator.size > RUN_BYTES)) {
      yield { tasks: run };
      run = [];
      bytes = 0;
    }
    run.push(task);
    bytes += task.locator.size;
  }
  if (run.length > 0) yield { tasks: run };
  return undefined;
}

/** Hashes of the entries' names, ascending. */
export function nameHashes(containers: readonly Container[]): Uint32Array {
  const hashes = containers.flatMap((container) =>
    container.entries.map((entry) => nameHash(lastSegment(entry.path))),
  );
  return Uint32Array.from(hashes).sort();
}

/** Puts results that arrive in any order back into the order of the entries. */
export async function* inOrder(
  results: AsyncIterable<Gathered>,
  tasks: readonly Task[],
): AsyncGenerator<Gathered> {
  const waiting = new Map<number, Gathered>();
  let next = 0;
  for await (const result of results) {
    waiting.set(result.row, result);
    for (let task = tasks[next]; task !== undefined; task = tasks[next]) {
      const ready = waiting.get(task.row);
      if (ready === undefined) break;
      waiting.delete(task.row);
      next += 1;
      yield ready;
    }
  }
}

/** sha256 of the bundle's file. */
export async function digestOf(path: string, signal: AbortSignal | undefined): Promise<string> {
  const digest = createHash("sha256");
  // One buffer for all reads: a stream would leave a new one behind for each.
  const buffer = Buffer.allocUnsafe(DIGEST_BYTES);
  try {
    const file = await open(path, "r");
    try {
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length);
        if (bytesRead === 0 || signal?.aborted === true) break;
        digest.update(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CannotRun(`${path} cannot be read: ${messageOf(error)}`);
  }
  return digest.digest("hex");
}
