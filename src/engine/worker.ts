import { hash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { createMatcher } from "../attribution/matcher.ts";
import { ContentReader } from "../containers/index.ts";
import { layoutsOf, loadLayout } from "../layouts/index.ts";
import { messageOf } from "../model/errors.ts";
import { MIN_SWEPT_CHARACTERS, WantedTable } from "../sweep/identifiers.ts";
import { observeFields } from "./field-observer.ts";
import { SubjectValues } from "./field-tally.ts";
import { sweepEntry } from "./sweep-entry.ts";
import { inspectEntry, type Inspector } from "./inspect-entry.ts";
import { KeptTexts } from "./kept-texts.ts";
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
  const setup = workerData as WorkerSetup;
  const names: { current: Uint32Array } = { current: new Uint32Array(0) };
  const inspector = await createInspector(setup, names);
  const post = (message: WorkerMessage): void => port.postMessage(message);
  const own = setup.subject.identifiers.filter(({ hash }) => hash === undefined).map(({ key }) => key);
  let table = setup.wanted === undefined ? undefined : new WantedTable(setup.wanted, own);
  port.on("message", (message: ToWorker) => {
    if (message.type === "end") {
      inspector.reader.close();
      port.close();
      return;
    }
    if (message.type === "search") {
      table = new WantedTable(message.wanted, own);
      return;
    }
    const { run } = message;
    names.current = run.names;
    void work(run, inspector, table, setup.pulse, post).catch((error: unknown) => {
      post({
        type: "failed",
        message: error instanceof Error ? (error.stack ?? error.message) : messageOf(error),
      });
    });
  });
  post({ type: "ready" });
}

async function createInspector(setup: WorkerSetup, names: { current: Uint32Array }): Promise<Inspector> {
  const { subject, policy, limits, pulse, parts, passwords } = setup;
  const given = await Promise.all(setup.given.map((layout) => loadLayout(layout.text, layout.fileName)));
  const layouts = layoutsOf(given, setup.givenBuiltins);
  const exists = (target: string): boolean => contains(names.current, nameHash(lastSegment(target)));
  const own = new SubjectValues(subject);
  return {
    reader: new ContentReader(limits, passwords),
    canDecrypt: passwords.length > 0,
    matcher: createMatcher(
      subject,
      policy,
      (kind, value) => layouts.namespacesOf(kind, value),
      (name, text) => hash(name, text, "hex"),
    ),
    ownAccounts: subject.identifiers
      .filter(({ hash }) => hash === undefined)
      .filter(({ kind, written }) => kind === "account" && written.length >= MIN_SWEPT_CHARACTERS)
      .map(({ written }) => written),
    planFor: (path, shown) => layouts.planFor(path, shown),
    exists,
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

async function work(
  run: Run,
  inspector: Inspector,
  table: WantedTable | undefined,
  pulse: Int32Array,
  post: (message: WorkerMessage) => void,
): Promise<void> {
  let results: Result[] = [];
  for (const task of run.tasks) {
    Atomics.store(pulse, PULSE.row, task.row);
    inspector.beat(false);
    results.push(
      await (table === undefined ? inspectEntry(task, inspector) : sweepEntry(task, inspector, table)),
    );
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
