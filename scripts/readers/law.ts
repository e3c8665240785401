import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Delivery, Reader } from "./delivery.ts";
import { judge, type Judgement } from "./decision.ts";
import { lineServer, type LineServer } from "./line-server.ts";
import { findReaders, type FoundReaders } from "./readers.ts";
import { stopExtracting } from "./sandbox.ts";
import type { View } from "./view.ts";

/** An archive, what everybody saw of it, and what the law says. */
export interface Judged extends Judgement {
  readonly path: string;
  readonly view: View;
  /** By the reader's name. */
  readonly deliveries: ReadonlyMap<string, Delivery>;
  readonly millis: number;
}

export interface JudgeOptions {
  /** Names of readers; all that are there unless told. */
  readonly readers?: readonly string[];
  /** Another built copy of the package. */
  readonly program?: string;
  /** Archives that are looked at at a time. */
  readonly abreast?: number;
}

const HERE = path.dirname(fileURLToPath(import.meta.url));
/** No archive may keep the check busy for longer. */
const VIEW_MILLIS = 60_000;
const ABREAST = 4;

/** Archives may be made while others are judged. */
export type Paths = Iterable<string> | AsyncIterable<string>;

/** Readers and the check, started once for many archives. */
export interface Court extends FoundReaders {
  /** Archives in the order given; each is copied, so that its name and its folder play no part. */
  judgeAll(paths: Paths): AsyncGenerator<Judged>;
  /** Stops every process and removes the temporary folder. */
  readonly close: () => void;
}

/** Finds the readers. The caller closes the court. */
export async function openCourt(options: JudgeOptions = {}): Promise<Court> {
  const root = mkdtempSync(path.join(tmpdir(), "straycheck-readers-"));
  // Readers run as another user where root runs the harness.
  chmodSync(root, 0o711);
  const abreast = options.abreast ?? ABREAST;
  const library = path.join(options.program ?? path.join(HERE, "../.."), "dist/index.js");
  const view = lineServer(
    process.execPath,
    [fileURLToPath(new URL("view-server.ts", import.meta.url)), library],
    VIEW_MILLIS,
  );
  const { readers, missing } = await findReaders(root, options.readers);
  const close = (): void => {
    stopExtracting();
    for (const { stop } of [...readers, view]) stop();
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  };
  let number = 0;
  const start = (archive: string): Promise<Judged> => {
    number += 1;
    return judgeOne(archive, path.join(root, String(number)), readers, view);
  };
  async function* judgeAll(paths: Paths): AsyncGenerator<Judged> {
    const waiting: Promise<Judged>[] = [];
    for await (const archive of paths) {
      const started = start(archive);
      started.catch(() => {});
      waiting.push(started);
      const first = waiting.length >= abreast ? waiting.shift() : undefined;
      if (first !== undefined) yield await first;
    }
    for (const judged of waiting) yield await judged;
  }
  return { readers, missing, judgeAll, close };
}

/** Judges archives with all readers that are there, and stops them afterwards. */
export async function* judgeArchives(paths: Paths, options: JudgeOptions = {}): AsyncGenerator<Judged> {
  const court = await openCourt(options);
  process.once("exit", court.close);
  try {
    yield* court.judgeAll(paths);
  } finally {
    process.off("exit", court.close);
    court.close();
  }
}

async function judgeOne(
  archive: string,
  folder: string,
  readers: readonly Reader[],
  view: LineServer,
): Promise<Judged> {
  const started = performance.now();
  mkdirSync(folder);
  const copy = path.join(folder, "archive.zip");
  copyFileSync(archive, copy);
  chmodSync(copy, 0o444);
  try {
    const [seen, ...delivered] = await Promise.all([
      view.ask(copy).then(
        (answer) => answer as View,
        (error: unknown): View => broken(error),
      ),
      ...readers.map(async (reader) => {
        const own = path.join(folder, reader.name);
        mkdirSync(own);
        chmodSync(own, 0o711);
        return [reader.name, await reader.deliver(copy, own)] as const;
      }),
    ]);
    const deliveries = new Map(delivered);
    const millis = performance.now() - started;
    return { path: archive, view: seen, deliveries, millis, ...judge(seen, deliveries) };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function broken(error: unknown): View {
  const message = error instanceof Error ? error.message : String(error);
  return { broken: message, exitCode: 2, names: [], maskedNames: [], contents: [], alarms: [] };
}
