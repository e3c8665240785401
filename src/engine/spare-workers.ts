import type { Worker } from "node:worker_threads";
import type { ToWorker } from "./protocol.ts";

/** Bundles that one worker reads before another takes its place: what its parsers leave behind must not grow for ever. */
const MAX_BUNDLES = 250;
/** Milliseconds that an idle worker gets to end by itself. */
const END_MILLIS = 2000;

/**
 * Workers that have read one bundle and wait for the next one: to start one takes longer than to read a small bundle.
 * Only workers that ended their work in peace come here; each is set up anew and remembers nothing.
 */
export class SpareWorkers {
  readonly #waiting = new Set<Worker>();
  readonly #bundles = new WeakMap<Worker, number>();
  #isClosed = false;

  /** A worker that waits; undefined when there is none. */
  take(): Worker | undefined {
    const [worker] = this.#waiting;
    if (worker === undefined) return undefined;
    this.#waiting.delete(worker);
    withoutListeners(worker);
    return worker;
  }

  /** Keeps an idle worker, or ends it. */
  async give(worker: Worker): Promise<void> {
    withoutListeners(worker);
    const bundles = (this.#bundles.get(worker) ?? 0) + 1;
    this.#bundles.set(worker, bundles);
    if (this.#isClosed || bundles >= MAX_BUNDLES) return ended(worker);
    const gone = (): void => void this.#waiting.delete(worker);
    worker.on("error", gone);
    worker.on("exit", gone);
    this.#waiting.add(worker);
  }

  /** Ends those that wait, and those that come later. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const workers = [...this.#waiting];
    this.#waiting.clear();
    await Promise.all(workers.map(ended));
  }
}

/** Lets a worker end by itself: to terminate one that has just been idle has crashed the whole process. */
export async function ended(worker: Worker): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, END_MILLIS);
    worker.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    worker.postMessage({ type: "end" } satisfies ToWorker);
  });
  await worker.terminate();
}

/** Not all at once: Node's own listeners keep the worker's port alive. */
function withoutListeners(worker: Worker): void {
  for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
}
