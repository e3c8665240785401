import { hash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { createMatcher } from "../attribution/matcher.ts";
import { ContentReader } from "../containers/index.ts";
import { customersOf } from "../attribution/customers.ts";
import { layoutsOf, loadLayout, type LoadedLayout } from "../layouts/index.ts";
import { CannotRun, messageOf } from "../model/errors.ts";
import { MIN_SWEPT_CHARACTERS, WantedTable } from "../sweep/identifiers.ts";
import { observeFields } from "./field-observer.ts";
import { SubjectValues } from "./field-tally.ts";
import { sweepEntry } from "./sweep-entry.ts";
import { inspectEntry, type Inspector } from "./inspect-entry.ts";
import { KeptTexts } from "./kept-texts.ts";
import { opened, refuseDamaged, tokensOf } from "./registered.ts";
import {
  lastSegment,
  nameHash,
  PULSE,
  type Result,
  type Run,
  type ToWorker,
  type WorkerMessage,
  type WorkerSetup,
} from "./protocol.ts";

const FLUSH_RESULTS = 256;

/** Reads entries in a thread that can be killed: a parser that spins or eats memory costs only its own entry. */
async function main(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error("this module runs as a worker only");
  const post = (message: WorkerMessage): void => port.postMessage(message);
  let bench: Bench;
  try {
    bench = await benchFor(workerData as WorkerSetup);
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    // The registry is not the file any more that the check began with.
    post({ type: "failed", message: error.message, cannotRun: true });
    return;
  }
  const follow = async (message: ToWorker): Promise<void> => {
    switch (message.type) {
      case "end":
        bench.inspector.reader.close();
        port.close();
        return;
      case "setup":
        bench.inspector.reader.close();
        bench = await benchFor(message.setup);
        return;
      case "search":
        bench.search(message.wanted);
        return;
      case "run":
        bench.names.current = message.run.names;
        await work(message.run, bench, post);
    }
  };
  // One after the other: a run must find the bench that was set up before it.
  let queue = Promise.resolve();
  port.on("message", (message: ToWorker) => {
    queue = queue
      .then(() => follow(message))
      .catch((error: unknown) => {
        if (error instanceof CannotRun) post({ type: "failed", message: error.message, cannotRun: true });
        else
          post({
            type: "failed",
            message: error instanceof Error ? (error.stack ?? error.message) : messageOf(error),
          });
      });
  });
  post({ type: "ready" });
}

/** What a worker has at hand for one bundle. */
interface Bench {
  readonly inspector: Inspector;
  /** Of the archive whose entries are read. */
  readonly names: { current: Uint32Array };
  readonly pulse: Int32Array;
  /** Identifiers that are searched for instead. */
  table: WantedTable | undefined;
  search(wanted: WorkerSetup["wanted"]): void;
}

async function benchFor(setup: WorkerSetup): Promise<Bench> {
  const names = { current: new Uint32Array(0) };
  const own = setup.subject.identifiers.filter(({ hash }) => hash === undefined).map(({ key }) => key);
  const bench: Bench = {
    inspector: await createInspector(setup, names),
    names,
    pulse: setup.pulse,
    table: undefined,
    search: (wanted) => (bench.table = wanted === undefined ? undefined : new WantedTable(wanted, own)),
  };
  bench.search(setup.wanted);
  return bench;
}

async function createInspector(setup: WorkerSetup, names: { current: Uint32Array }): Promise<Inspector> {
  const { subject, policy, limits, pulse, parts, passwords, stamps } = setup;
  const given = await compiled(setup.given);
  const layouts = layoutsOf(given, setup.givenBuiltins);
  const exists = (target: string): boolean => contains(names.current, nameHash(lastSegment(target)));
  const own = new SubjectValues(subject);
  const registry = setup.registry === undefined ? undefined : opened(setup.registry);
  const customers = registry === undefined ? undefined : customersOf(registry, subject);
  return {
    reader: new ContentReader(limits, passwords, stamps),
    canDecrypt: passwords.length > 0,
    matcher: createMatcher(
      subject,
      policy,
      (kind, value) => layouts.namespacesOf(kind, value),
      (name, text) => hash(name, text, "hex"),
      customers,
    ),
    tokens: customers === undefined ? undefined : tokensOf(customers, subject, policy),
    ownAccounts: subject.identifiers
      .filter(({ hash }) => hash === undefined)
      .filter(({ kind, written }) => kind === "account" && written.length >= MIN_SWEPT_CHARACTERS)
      .map(({ written }) => written),
    planFor: (path, shown) => layouts.planFor(path, shown),
    exists,
    digestsSound: setup.digestsSound === true,
    spans: setup.spans === true,
    kinds: setup.kinds === true,
    observe: setup.observes === true ? (plan, sink) => observeFields(plan, sink, own, exists) : undefined,
    limits,
    parts,
    texts: new KeptTexts(),
    beat: (parsing) => {
      Atomics.store(pulse, PULSE.parsing, parsing ? 1 : 0);
      Atomics.add(pulse, PULSE.beat, 1);
    },
  };
}

let known: { readonly texts: string; readonly layouts: readonly LoadedLayout[] } | undefined;

/** The bundles of a batch have the same layouts; to compile one takes as long as to read a small bundle. */
async function compiled(given: WorkerSetup["given"]): Promise<readonly LoadedLayout[]> {
  const texts = JSON.stringify(given);
  if (known?.texts !== texts)
    known = {
      texts,
      layouts: await Promise.all(given.map((layout) => loadLayout(layout.text, layout.fileName))),
    };
  return known.layouts;
}

async function work(
  run: Run,
  { inspector, table, pulse }: Bench,
  post: (message: WorkerMessage) => void,
): Promise<void> {
  let results: Result[] = [];
  for (const task of run.tasks) {
    Atomics.store(pulse, PULSE.row, task.row);
    inspector.beat(false);
    results.push(
      await (table === undefined ? inspectEntry(task, inspector) : sweepEntry(task, inspector, table)),
    );
    refuseDamaged();
    Atomics.store(pulse, PULSE.row, -1);
    if (results.length >= FLUSH_RESULTS) {
      post({ type: "gathered", results, done: false });
      results = [];
    }
  }
  post({ type: "gathered", results, done: true });
}

function contains(sorted: Uint32Array, value: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}

await main();
