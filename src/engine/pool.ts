import { Worker } from "node:worker_threads";
import { Interrupted } from "../model/errors.ts";
import type { Gathered } from "../model/evidence.ts";
import type { NotInspectedReason } from "../model/fate.ts";
import type { Limits } from "../model/limits.ts";
import { PULSE, type Run, type Task, type WorkerMessage, type WorkerSetup } from "./protocol.ts";

const WATCH_MILLIS = 250;
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
}

export interface PoolOptions {
  readonly setup: Omit<WorkerSetup, "pulse">;
  readonly jobs: number;
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
}

/**
 * Hands runs of entries to workers and yields what they gathered, in no particular order. A worker that spins, dies
 * or eats its memory costs the entry it was reading; the rest of its run is given out again.
 */
export async function* gatherAll(runs: Iterator<Run>, options: PoolOptions): AsyncGenerator<Gathered> {
  const pool = new Pool(runs, options);
  try {
    yield* pool.results();
  } finally {
    await pool.close();
  }
}

class Pool {
  readonly #runs: Iterator<Run>;
  readonly #options: PoolOptions;
  readonly #again: Run[] = [];
  readonly #slots = new Set<Slot>();
  readonly #ready: Gathered[] = [];
  #wake: () => void = () => {};
  #failure: unknown;
  #idleDeaths = 0;
  #exhausted = false;

  constructor(runs: Iterator<Run>, options: PoolOptions) {
    this.#runs = runs;
    this.#options = options;
  }

  async *results(): AsyncGenerator<Gathered> {
    const { jobs, signal } = this.#options;
    const onAbort = (): void => this.#fail(new Interrupted());
    if (signal?.aborted === true) throw new Interrupted();
    signal?.addEventListener("abort", onAbort, { once: true });
    const watch = setInterval(() => this.#watch(), WATCH_MILLIS);
    try {
      for (let index = 0; index < jobs; index++) {
        const run = this.#next();
        if (run !== undefined) this.#start(run);
      }
      for (;;) {
        if (this.#failure !== undefined) throw this.#failure;
        const batch = this.#ready.splice(0);
        for (const result of batch) yield result;
        if (batch.length > 0) continue;
        if (this.#slots.size === 0) return;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      clearInterval(watch);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async close(): Promise<void> {
    const workers = [...this.#slots].map((slot) => slot.worker);
    this.#slots.clear();
    await Promise.all(workers.map((worker) => worker.terminate()));
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
    const { setup, limits } = this.#options;
    const pulse = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * 4));
    Atomics.store(pulse, PULSE.row, -1);
    const file = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
    const worker = new Worker(new URL(file, import.meta.url), {
      workerData: { ...setup, pulse } satisfies WorkerSetup,
      // A small young generation: a worker's garbage is short-lived, and resident memory is what counts.
      resourceLimits: { maxOldGenerationSizeMb: limits.workerHeapMiB, maxYoungGenerationSizeMb: YOUNG_MIB },
      // What a parser prints must not end up in a report.
      stdout: true,
      stderr: true,
    });
    const slot: Slot = { worker, pulse, open: new Map(), lastBeat: 0, lastChange: Date.now() };
    this.#slots.add(slot);
    worker.on("message", (message: WorkerMessage) => this.#receive(slot, message));
    worker.on("error", (error: Error & { code?: string }) => {
      const memory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      const detail = memory
        ? `reading it took more than ${limits.workerHeapMiB} MiB`
        : `its reader failed: ${error.message}`;
      this.#died(slot, memory ? "over-limit" : "crashed", detail);
    });
    worker.on("exit", () => this.#died(slot, "crashed", "its reader ended without a result"));
    this.#give(slot, run);
  }

  #give(slot: Slot, run: Run): void {
    for (const task of run.tasks) slot.open.set(task.row, task);
    slot.lastChange = Date.now();
    slot.worker.postMessage(run);
  }

  #receive(slot: Slot, message: WorkerMessage): void {
    if (!this.#slots.has(slot) || message.type === "ready") return;
    if (message.type === "failed") {
      this.#fail(new Error(message.message));
      return;
    }
    this.#idleDeaths = 0;
    for (const result of message.results) {
      slot.open.delete(result.row);
      this.#ready.push(result);
    }
    if (message.done) {
      const run = this.#next();
      if (run === undefined) this.#retire(slot);
      else this.#give(slot, run);
    }
    this.#wake();
  }

  #retire(slot: Slot): void {
    this.#slots.delete(slot);
    void slot.worker.terminate();
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
    if (slot.open.size > 0) this.#again.push({ tasks: [...slot.open.values()] });
    const run = this.#next();
    if (run !== undefined) this.#start(run);
    this.#wake();
  }

  #watch(): void {
    const now = Date.now();
    const { limits } = this.#options;
    for (const slot of this.#slots) {
      const beat = Atomics.load(slot.pulse, PULSE.beat);
      if (beat !== slot.lastBeat || Atomics.load(slot.pulse, PULSE.row) < 0) {
        slot.lastBeat = beat;
        slot.lastChange = now;
        continue;
      }
      const limit = Atomics.load(slot.pulse, PULSE.parsing) === 1 ? limits.parseMillis : limits.stallMillis;
      if (now - slot.lastChange > limit)
        this.#died(slot, "timed-out", `its reader made no progress for ${limit / 1000} seconds`);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake();
  }
}

function lost(task: Task, reason: NotInspectedReason, detail: string): Gathered {
  return {
    row: task.row,
    fate: { kind: "not-inspected", reason, detail, format: null },
    sha256: null,
    bytes: 0,
    claims: [],
    evidence: [],
    links: [],
    digests: [],
    missing: { count: 0, examples: [] },
    recording: false,
    layouts: [],
    deviceMade: null,
    overflow: false,
    end: null,
    disagreements: [],
  };
}
