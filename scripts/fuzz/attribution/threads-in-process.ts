// Stands for `node:worker_threads` where the engine imports it: its worker runs in this thread, because starting one
// costs twenty times more than reading a bundle of the fuzzer. `inThreads` turns real threads on again.
import { EventEmitter } from "node:events";
import { Worker as Thread, type WorkerOptions } from "node:worker_threads";

/** What the worker's module sees, set while it is loaded. */
export let parentPort: Port | null = null;
export let workerData: unknown = undefined;

let useThreads = false;
let started = 0;
/** The module is evaluated before the next one begins, so that each finds its own port. */
let loading: Promise<unknown> = Promise.resolve();

/** Runs `work` with real worker threads. */
export async function inThreads<T>(work: () => Promise<T>): Promise<T> {
  useThreads = true;
  try {
    return await work();
  } finally {
    useThreads = false;
  }
}

/** The worker's end. */
class Port extends EventEmitter {
  readonly #send: (message: unknown) => void;
  readonly #end: () => void;
  constructor(send: (message: unknown) => void, end: () => void) {
    super();
    this.#send = send;
    this.#end = end;
  }

  postMessage(message: unknown): void {
    this.#send(message);
  }

  close(): void {
    this.#end();
  }
}

/** The starter's end. */
class InProcess extends EventEmitter {
  readonly #port: Port;
  readonly #ready: Promise<void>;
  #isOver = false;

  constructor(url: URL, options: WorkerOptions) {
    super();
    this.#port = new Port(
      (message) => this.#emit("message", message),
      () => this.#over(),
    );
    started += 1;
    const address = `${url.href}?run=${started}`;
    this.#ready = loading.then(async () => {
      parentPort = this.#port;
      workerData = options.workerData;
      await import(address);
    });
    loading = this.#ready.catch((error: unknown) => this.#emit("error", error));
  }

  postMessage(message: unknown): void {
    void this.#ready.then(() => this.#port.emit("message", message));
  }

  terminate(): Promise<number> {
    this.#over();
    return Promise.resolve(1);
  }

  #emit(name: string, value: unknown): void {
    setImmediate(() => {
      if (!this.#isOver) this.emit(name, value);
    });
  }

  #over(): void {
    setImmediate(() => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.emit("exit", 0);
    });
  }
}

/** What the engine calls with `new`: an object that a constructor returns is what `new` gives. */
export const Worker = function start(url: URL, options: WorkerOptions): InProcess | Thread {
  return useThreads ? new Thread(url, options) : new InProcess(url, options);
};
