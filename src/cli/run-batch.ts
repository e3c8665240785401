import { realpathSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import {
  runBatch as checkAll,
  summaryCsv,
  summaryJson,
  summaryText,
  type BatchProgress,
  type BatchRequest,
  type Summary,
} from "../batch/index.ts";
import { Interrupted } from "../model/errors.ts";
import { number } from "../model/number.ts";
import { printable } from "../model/printable.ts";
import type { Release } from "../model/release.ts";
import { firstReleases } from "../receipt/index.ts";
import type { BatchArguments } from "./commands/batch.ts";
import { jobsOf, mustShareInput, passwordsFrom } from "./common-options.ts";
import { readDeletedOf } from "./deleted-file.ts";
import { givenLayouts } from "./given-layouts.ts";
import { givenPolicy } from "./policy-files.ts";
import { registryFrom } from "./registry-options.ts";
import { ReportFolder, withoutReports } from "./report-folder.ts";
import { fileSink, streamSink } from "./sinks.ts";
import { requestsFromCsv, type ToldRequest } from "./subject/batch-csv.ts";
import { readTextFile } from "./subject/read-text-file.ts";

/** Bundles that are checked at the same time, where nothing else is said: each takes a core, and memory. */
const MAX_JOBS = 4;
const REDRAW_MILLIS = 100;

/** Checks the requests of a CSV file and writes reports and a summary; returns the batch's exit code. Throws `CannotRun`. */
export async function runBatch(path: string, options: BatchArguments, signal: AbortSignal): Promise<number> {
  mustShareInput({
    "the requests": path,
    "--password-file": options.passwordFile,
    "--policy": options.policy.find((one) => one === "-"),
    "--deleted": options.deleted,
    "--registry-key": options.registryKey,
  });
  const told = requestsFromCsv(await readTextFile(path), path === "-" ? "standard input" : path);
  const deleted =
    options.deleted === undefined
      ? undefined
      : await readDeletedOf(options.deleted, new Set(told.map(({ ref }) => ref)));
  const requests = located(told, path === "-" ? "." : dirname(path), path).map((request) => ({
    ...request,
    ...(options.devices ? {} : { who: withoutDevices(request.who) }),
    deleted: deleted?.get(request.ref) ?? [],
  }));
  const { policy, sources } = await givenPolicy(
    options.policy,
    requests.flatMap(({ bundles }) => bundles),
  );
  const passwords = await passwordsFrom(options.passwordFile);
  const { layouts, givenBuiltins, files } = await givenLayouts(
    options.layout,
    sources.flatMap((source) => source.layouts),
  );
  const registry = registryFrom(options);
  const jobs = jobsOf(options.jobs) ?? Math.min(MAX_JOBS, availableParallelism());
  const released = options.released === undefined ? undefined : await ledgerOf(options.released);
  const inputs = [
    path,
    ...options.policy,
    options.passwordFile,
    options.released,
    options.deleted,
    options.registry,
    options.registryKey,
    ...files,
  ]
    .filter((input) => input !== undefined)
    .concat(requests.flatMap(({ bundles }) => bundles));
  const folder = await ReportFolder.open(options, requests, inputs);
  const progress = options.progress && process.stderr.isTTY ? progressLine(process.stderr) : undefined;
  try {
    const summary = await checkAll(requests, {
      check: {
        policy,
        layouts,
        givenBuiltins,
        passwords,
        signal,
        ...(released === undefined ? {} : { releasedTo: released }),
        ...(registry && { registry }),
      },
      jobs,
      journal: folder?.journal,
      reportKinds: folder?.formats ?? [],
      write: (request, events) => folder?.write(request, events) ?? withoutReports(events),
      forget: (request) => folder?.forget(request.ref) ?? Promise.resolve(),
      isThere: (reports) => folder?.isThere(reports) ?? Promise.resolve(true),
      ...(progress === undefined ? {} : { onProgress: progress.update }),
    });
    progress?.clear();
    await say(summary, folder, options);
    if (!summary.complete) throw new Interrupted();
    return summary.exitCode;
  } finally {
    progress?.clear();
    folder?.close();
  }
}

async function say(
  summary: Summary,
  folder: ReportFolder | undefined,
  options: BatchArguments,
): Promise<void> {
  const documents = { "summary.json": summaryJson(summary), "summary.csv": summaryCsv(summary) };
  if (folder !== undefined) {
    for (const [name, text] of Object.entries(documents)) {
      const sink = fileSink(folder.pathOf(name), []);
      await sink.write(text);
      await sink.finish();
    }
  }
  if (options.json === true) await streamSink(process.stdout).write(documents["summary.json"]);
  if (options.quiet === true) return;
  const stream = options.json === true ? process.stderr : process.stdout;
  await streamSink(stream).write(summaryText(summary, folder?.path));
}

/** Paths from the folder of the CSV file on; one file under two names is one. */
function located(told: readonly ToldRequest[], folder: string, file: string): readonly BatchRequest[] {
  const owners = new Map<string, ToldRequest[]>();
  const requests = told.map((request) => {
    const paths = new Map<string, string>();
    for (const bundle of request.bundles) {
      const path = isAbsolute(bundle) ? bundle : join(folder, bundle);
      paths.set(real(path), path);
    }
    for (const key of paths.keys()) {
      const known = owners.get(key);
      if (known === undefined) owners.set(key, [request]);
      else known.push(request);
    }
    return { request, paths };
  });
  return requests.map(({ request, paths }) => {
    const bundles = [...paths.values()];
    const keys = [...paths.keys()];
    const other = keys.map((key) => owners.get(key)?.find((one) => one !== request)).find((one) => one !== undefined);
    if (other === undefined) return { ...request, bundles };
    const problem = `${file}, lines ${request.line} and ${other.line} disagree: ${request.ref} and ${other.ref} have the same bundle (${basename(bundles[0] ?? "")}); whose is it?`;
    return { ...request, bundles, who: { problem } };
  });
} // prettier-ignore

function real(path: string): string {
  try {
    const { dev, ino } = statSync(path);
    return ino === 0 ? realpathSync(path) : `${dev} ${ino}`;
  } catch {
    return resolve(path);
  }
}

/** Who is told no device owns none: what `--no-devices` says. */
function withoutDevices(who: BatchRequest["who"]): BatchRequest["who"] {
  if (!("subject" in who) || who.subject.identifiers.some(({ kind }) => kind === "device")) return who;
  return { subject: { ...who.subject, none: [...who.subject.none, "device"] } };
}

/** The ledger is read once for all bundles. */
async function ledgerOf(
  path: string,
): Promise<(digests: ReadonlySet<string>) => Promise<ReadonlyMap<string, Release>>> {
  const all = await firstReleases(path, { has: () => true });
  return (digests) => {
    const found = [...digests].map((digest) => all.get(digest)).filter((release) => release !== undefined);
    return Promise.resolve(new Map(found.map((release) => [release.sha256, release])));
  };
}

/** A progress line on a terminal: requests, and what came of them so far. */
function progressLine(stream: NodeJS.WriteStream): {
  readonly update: (progress: BatchProgress) => void;
  readonly clear: () => void;
} {
  let drawnAt = 0;
  let isDrawn = false;
  return {
    update({ done, total, known, codes }) {
      const now = Date.now();
      if (now - drawnAt < REDRAW_MILLIS) return;
      drawnAt = now;
      isDrawn = true;
      const parts = [
        `${number(done)}/${number(total)} requests`,
        ...(known === 0 ? [] : [`${number(known)} from the journal`]),
        ...[[1, "stray"] as const, [2, "did not run"] as const, [3, "not proven"] as const]
          .filter(([code]) => codes.has(code))
          .map(([code, words]) => `${number(codes.get(code) ?? 0)} ${words}`),
      ];
      stream.write(`\r\u001b[K${printable(parts.join(", ")).slice(0, Math.max(20, (stream.columns || 80) - 1))}`);
    },
    clear() {
      if (isDrawn) stream.write("\r\u001b[K");
      isDrawn = false;
    },
  };
} // prettier-ignore
