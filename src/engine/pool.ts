import { Worker } from "node:worker_threads";
import { CannotRun, Interrupted } from "../model/errors.ts";
import type { NotInspectedReason } from "../model/fate.ts";
import type { Wanted } from "../sweep/identifiers.ts";
import type { Limits } from "../model/limits.ts";
import {
  lost,
  PULSE,
  type Result,
  type Run,
  type Task,
  type ToWorker,
  type WorkerMessage,
  type WorkerSetup,
} from "./protocol.ts";
import { ended, type SpareWorkers } from "./spare-workers.ts";

const WATCH_MILLIS = 50;
const MIB = 1024 * 1024;
/**
 * MiB of heap at which V8 would end the whole process, not only the worker, if one large allocation crosses it (seen
 * with a FLAC of 122 bytes that claims 26 million comments). It is never to be reached: `entryMemoryMiB` is watched from
 * outside, and is far enough below for the largest array there is.
 */
const HEAP_MIB = 1536;
/** How many entry's own sizes its reader may hold: the bytes, a copy of them, what was parsed. */
const SIZES_HELD = 3;
const YOUNG_MIB = 16;
/** Workers that die without having begun an entry point to a fault of ours; after so many in a row the run ends. */
const MAX_IDLE_DEATHS = 3;

interface Slot {
  worker: Worker;
  pulse: Int32Array;
  /** Tasks of the current run whose results have not arrived. */
  open: Map<number, Task>;
  lastBeat: number;
  lastChange: number;
  names: Run["names"];
  /** It waits for work that reading other entries may bring. */
  idle: boolean;
  /** Row that is being read, and the bytes the process took when it was begun. */
  row: number;
  memoryBefore: number;
}

export interface PoolOptions {
  readonly setup: Omit<WorkerSetup, "pulse" | "wanted">;
  readonly jobs: number;
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
  /** Where workers come from and go to, so that the next bundle need not start its own. */
  readonly spare?: SpareWorkers | undefined;
}

/**
 * Hands runs of entries to workers and yields what they gathered, in no particular order. A worker that spins, dies
 * or eats its memory costs the entry it was reading; the rest of its run is given out again.
 */
export class Pool {
  #runs: Iterator<Run> = [][Symbol.iterator]();
  readonly #options: PoolOptions;
  readonly #again: Run[] = [];
  readonly #slots = new Set<Slot>();
  readonly #ready: Result[] = [];
  #wake: () => void = () => {};
  #failure: unknown;
  #idleDeaths = 0;
  #exhausted = false;
  #wanted: readonly Wanted[] | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** What the runs yield. Can be called again when it has ended: the workers wait until `close`. */
  async *gather(runs: Iterator<Run>): AsyncGenerator<Result> {
    this.#runs = runs;
    this.#exhausted = false;
    const { jobs, signal } = this.#options;
    const onAbort = (): void => this.#fail(new Interrupted());
    if (signal?.aborted === true) throw new Interrupted();
    signal?.addEventListener("abort", onAbort, { once: true });
    const watch = setInterval(() => this.#watch(), WATCH_MILLIS);
    try {
      for (const slot of this.#slots) this.#giveNext(slot);
      for (let index = this.#slots.size; index < jobs; index++) {
        const run = this.#next();
        if (run !== undefined) this.#start(run);
      }
      for (;;) {
        if (this.#failure !== undefined) throw this.#failure;
        const batch = this.#ready.splice(0);
        for (const result of batch) yield result;
        if (batch.length > 0) continue;
        if ([...this.#slots].every((slot) => slot.idle)) return;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      clearInterval(watch);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** From now on runs are searched for these identifiers instead of being read by their formats. */
  search(wanted: readonly Wanted[]): void {
    this.#wanted = wanted;
    for (const { worker } of this.#slots) worker.postMessage({ type: "search", wanted } satisfies ToWorker);
  }

  async close(): Promise<void> {
    const slots = [...this.#slots];
    this.#slots.clear();
    const { spare } = this.#options;
    const leave = (worker: Worker): Promise<void> => spare?.give(worker) ?? ended(worker);
    await Promise.all(slots.map(({ worker, idle }) => (idle ? leave(worker) : worker.terminate())));
  }

  #next(): Run | undefined {
    const again = this.#again.pop();
    if (again !== undefined) return again;
    if (this.#exhausted) return undefined;
    const step = this.#runs.next();
    if (step.done === true) {
      this.#exhausted = true;
      return undefined;
    }
    return step.value;
  }

  #start(run: Run): void {
    const pulse = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * 4));
    Atomics.store(pulse, PULSE.row, -1);
    const setup: WorkerSetup = { ...this.#options.setup, pulse, wanted: this.#wanted };
    const known = this.#options.spare?.take();
    known?.postMessage({ type: "setup", setup } satisfies ToWorker);
    const worker = known ?? started(setup);
    const slot: Slot = {
      worker,
      pulse,
      open: new Map(),
      lastBeat: 0,
      lastChange: Date.now(),
      names: run.names,
      idle: false,
      row: -1,
      memoryBefore: 0,
    };
    this.#slots.add(slot);
    worker.on("message", (message: WorkerMessage) => this.#receive(slot, message));
    worker.on("error", (error: Error & { code?: string }) => {
      const memory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      const detail = memory
        ? `reading it took more than ${HEAP_MIB} MiB`
        : `its reader failed: ${error.message}`;
      this.#died(slot, memory ? "over-limit" : "crashed", detail);
    });
    worker.on("exit", () => this.#died(slot, "crashed", "its reader ended without a result"));
    this.#give(slot, run);
  }

  #give(slot: Slot, run: Run): void {
    slot.names = run.names;
    for (const task of run.tasks) slot.open.set(task.row, task);
    slot.lastChange = Date.now();
    slot.worker.postMessage({ type: "run", run } satisfies ToWorker);
  }

  #receive(slot: Slot, message: WorkerMessage): void {
    if (!this.#slots.has(slot) || message.type === "ready") return;
    if (message.type === "failed") {
      this.#fail(message.cannotRun === true ? new CannotRun(message.message) : new Error(message.message));
      return;
    }
    this.#idleDeaths = 0;
    for (const result of message.results) {
      slot.open.delete(result.gathered.row);
      this.#ready.push(result);
    }
    if (message.done) this.#giveNext(slot);
    this.#wake();
  }

  #giveNext(slot: Slot): void {
    const run = this.#next();
    slot.idle = run === undefined;
    if (run !== undefined) this.#give(slot, run);
  }

  /** Ends the worker of a slot; the entry it was reading is lost, the others are read again by a new one. */
  #died(slot: Slot, reason: NotInspectedReason, detail: string): void {
    if (!this.#slots.delete(slot)) return;
    void slot.worker.terminate();
    const row = Atomics.load(slot.pulse, PULSE.row);
    const culprit = slot.open.get(row);
    if (culprit === undefined) {
      this.#idleDeaths += 1;
      if (this.#idleDeaths >= MAX_IDLE_DEATHS) {
        this.#fail(new Error(`the reading thread does not start: ${detail}`));
        return;
      }
    } else {
      this.#idleDeaths = 0;
      slot.open.delete(row);
      this.#ready.push(lost(culprit, reason, detail));
    }
    if (slot.open.size > 0) this.#again.push({ tasks: [...slot.open.values()], names: slot.names });
    const run = this.#next();
    if (run !== undefined) this.#start(run);
    this.#wake();
  }

  #watch(): void {
    const now = Date.now();
    const memory = process.memoryUsage.rss();
    const { limits } = this.#options;
    for (const slot of this.#slots) {
      const beat = Atomics.load(slot.pulse, PULSE.beat);
      const row = Atomics.load(slot.pulse, PULSE.row);
      const isParsing = Atomics.load(slot.pulse, PULSE.parsing) === 1;
      if (row !== slot.row) {
        slot.row = row;
        slot.memoryBefore = memory;
      }
      if (row < 0 || beat !== slot.lastBeat) {
        slot.lastBeat = beat;
        slot.lastChange = now;
      }
      const limit = isParsing ? limits.parseMillis : limits.stallMillis;
      if (now - slot.lastChange > limit) {
        this.#died(slot, "timed-out", `its reader made no progress for ${limit / 1000} seconds`);
      } else if (row >= 0 && isParsing && memory - slot.memoryBefore > this.#mayHold(slot)) {
        this.#died(slot, "over-limit", `reading it took more than ${limits.entryMemoryMiB} MiB of memory`);
      }
    }
  }

  /** Bytes by which reading the current entry may grow the process. Formats that read in pieces are flat by design. */
  #mayHold(slot: Slot): number {
    const size = slot.open.get(slot.row)?.locator.size ?? 0;
    return this.#options.limits.entryMemoryMiB * MIB + SIZES_HELD * size;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake();
  }
}

function started(setup: WorkerSetup): Worker {
  const file = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
  return new Worker(new URL(file, import.meta.url), {
    workerData: setup,
    // A small young generation: a worker's garbage is short-lived, and resident memory is what counts.
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB, maxYoungGenerationSizeMb: YOUNG_MIB },
    // What a parser prints must not end up in a report.
    stdout: true,
    stderr: true,
  });
}
