// Measures what a check costs against the least that it could. `npm run bench -- --only json --size 128`
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measure, measureNode, type Usage } from "./bench/measure.ts";
import { figuresTable, type Figures } from "./bench/table.ts";
import { registryTable, type RegistryFigures } from "./bench/registry-table.ts";
import { WORKLOADS, type Workload } from "./bench/workloads.ts";

const HELP = `npm run bench -- [options]
  --only <names>     start-up, registry, ${WORKLOADS.map(({ name }) => name).join(", ")}
                     (comma between; "memory" for those that are measured for their memory;
                     ${WORKLOADS.filter(({ isLong }) => isLong)
                       .map(({ name }) => name)
                       .join(", ")} only where it is named)
  --size <MiB>       of each table of records; 1024 unless told
  --identifiers <M>  millions of them in the registry, such as 1,10,100 (the last needs 4 GB of disk); 1 unless told
  --pairs <number>   of runs, of which the medians count
  --program <folder> another built copy of the package
  --no-peer          leave out Python
  --keep             leave the bundles where they are, and say where`;

const HERE = path.dirname(fileURLToPath(import.meta.url));
const STARTUP_PAIRS = 21;
const STARTUP_TARGET = 3;

interface Options {
  readonly only: readonly string[];
  readonly bytes: number;
  readonly pairs: number | undefined;
  /** Millions of identifiers of each registry. */
  readonly identifiers: readonly number[];
  readonly program: string;
  readonly python: string | undefined;
  readonly keep: boolean;
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      only: { type: "string" },
      size: { type: "string", default: "1024" },
      pairs: { type: "string" },
      identifiers: { type: "string", default: "1" },
      program: { type: "string", default: path.join(HERE, "..") },
      peer: { type: "boolean", default: true },
      keep: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const only = values.only?.split(",") ?? [];
  const known = ["start-up", "memory", "registry", ...WORKLOADS.map(({ name }) => name)];
  const strange = only.filter((name) => !known.includes(name));
  const size = Number(values.size);
  const pairs = values.pairs === undefined ? undefined : Number(values.pairs);
  const identifiers = values.identifiers.split(",").map(Number);
  const numbers = [size, pairs ?? 1, ...identifiers];
  if (
    values.help ||
    strange.length > 0 ||
    !numbers.every((number) => Number.isInteger(number) && number > 0)
  ) {
    return undefined;
  }
  return {
    only,
    bytes: size * 2 ** 20,
    pairs,
    identifiers,
    program: path.resolve(values.program),
    python: values.peer ? findPython() : undefined,
    keep: values.keep,
  };
}

/** A Python that has mutagen; undefined, with a message, where there is none. */
function findPython(): string | undefined {
  const python = process.env["PYTHON"] ?? "python3";
  if (spawnSync(python, ["-c", "import mutagen"], { stdio: "ignore" }).status === 0) return python;
  console.log("Python's zipfile and mutagen are left out: python3 is not there, or has no mutagen.");
  return undefined;
}

async function benchmark(workload: Workload, folder: string, options: Options): Promise<Figures> {
  const bundle = path.join(folder, `${workload.name}.zip`);
  const subject = path.join(folder, `${workload.name}.yaml`);
  say(`${workload.name}: writing ${workload.title} … `);
  await workload.write(bundle, options.bytes);
  await writeFile(subject, workload.subject);
  const least = workload.writeFloor === undefined ? bundle : path.join(folder, `${workload.name}-floor.zip`);
  await workload.writeFloor?.(least, options.bytes);
  const { size } = await stat(bundle);
  say(`${(size / 2 ** 20).toFixed(0)} MiB packed\n`);
  const pairs = workload.pairs === 0 ? 0 : (options.pairs ?? workload.pairs);
  const floors: Usage[] = [];
  const checks: Usage[] = [];
  const peers: Usage[] = [];
  for (let run = 0; run < Math.max(1, pairs); run += 1) {
    if (pairs > 0) {
      const words = [path.join(HERE, "bench/floor.js"), path.join(options.program, "dist"), least];
      floors.push(show("floor", await measureNode(words, folder)));
    }
    const words = [path.join(options.program, "bin/straycheck.js"), "check", bundle, "-s", subject];
    const check = show("check", await measureNode(words, folder));
    verify(workload, check);
    checks.push(check);
    if (options.python !== undefined && run < workload.peerRuns) {
      const peer = [path.join(HERE, "bench/peer.py"), bundle, workload.account];
      peers.push(show("python", await measure(options.python, peer, folder)));
    }
  }
  if (LISTED.has(workload.name)) await showListing(bundle, floors, folder, options);
  if (!options.keep) for (const made of new Set([bundle, least])) await rm(made);
  const { name, title, target } = workload;
  return { name, title, target, floors, checks, peers };
}

/** Bundles whose listing is measured, too: many entries, and the bundle of 2018. */
const LISTED = new Set(["tiny", "replica"]);
const LISTING_ROUNDS = 9;
const listings: string[] = [];

/** What the map of the raw bytes costs, against yauzl's listing and against the floor of the whole check. */
async function showListing(
  bundle: string,
  floors: readonly Usage[],
  folder: string,
  options: Options,
): Promise<void> {
  const words = [path.join(HERE, "bench/listing.ts"), path.join(options.program, "dist"), bundle];
  const { output } = await measureNode([...words, String(LISTING_ROUNDS)], folder);
  const { yauzl, map } = JSON.parse(output) as { yauzl: number[]; map: number[] };
  const floor = median(floors.map(({ cpuSeconds }) => cpuSeconds * 1000));
  const listing = `${path.basename(bundle)}: listed and mapped in ${median(map).toFixed(0)} ms CPU, ${(median(map) / median(yauzl)).toFixed(2)} × yauzl's cached listing, ${(median(map) / floor).toFixed(2)} × floor`;
  say(`  ${listing}\n`);
  listings.push(listing);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** A figure for a check that was wrong is worth nothing: the benchmark goes on, and ends in failure. */
function verify(workload: Workload, check: Usage): void {
  if (check.exitCode === workload.exitCode && workload.says.test(check.output)) return;
  say(`${workload.name}: exit code ${check.exitCode}, and not the expected report:\n${check.output}\n`);
  process.exitCode = 1;
}

async function startUp(folder: string, options: Options): Promise<Figures> {
  const floors: Usage[] = [];
  const checks: Usage[] = [];
  say("start-up\n");
  for (let run = 0; run < (options.pairs ?? STARTUP_PAIRS); run += 1) {
    floors.push(await measureNode([path.join(HERE, "bench/empty.cjs")], folder));
    checks.push(await measureNode([path.join(options.program, "bin/straycheck.js"), "--version"], folder));
  }
  const title = "`--version`, against an empty script";
  return { name: "start-up", title, target: STARTUP_TARGET, floors, checks, peers: [] };
}

const registries: RegistryFigures[] = [];

async function benchRegistries(folder: string, options: Options): Promise<void> {
  for (const millions of options.identifiers) {
    say(`registry: ${millions} million identifiers\n`);
    const place = await mkdtemp(path.join(folder, "registry-"));
    const words = [path.join(HERE, "bench/registry.ts"), path.join(options.program, "dist"), place];
    const { output, exitCode } = await measureNode([...words, String(millions * 1e6)], folder);
    if (exitCode !== 0) process.exitCode = 1;
    else registries.push(JSON.parse(output) as RegistryFigures);
    if (!options.keep) await rm(place, { recursive: true, force: true });
  }
}

function show(what: string, usage: Usage): Usage {
  const { cpuSeconds, wallSeconds, peakMiB } = usage;
  say(
    `  ${what.padEnd(7)} ${cpuSeconds.toFixed(2)} s CPU, ${wallSeconds.toFixed(2)} s, ${peakMiB.toFixed(0)} MiB\n`,
  );
  return usage;
}

function say(text: string): void {
  process.stderr.write(text);
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === undefined) {
    console.log(HELP);
    process.exitCode = 2;
    return;
  }
  const wanted = (name: string, isMemory: boolean): boolean =>
    options.only.length === 0 || options.only.includes(name) || (isMemory && options.only.includes("memory"));
  const folder = await mkdtemp(path.join(tmpdir(), "straycheck-bench-"));
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      rmSync(folder, { recursive: true, force: true });
      process.exit(130);
    });
  }
  const all: Figures[] = [];
  try {
    if (wanted("start-up", false)) all.push(await startUp(folder, options));
    if (wanted("registry", false)) await benchRegistries(folder, options);
    for (const workload of WORKLOADS) {
      const isWanted =
        workload.isLong === true
          ? options.only.includes(workload.name)
          : wanted(workload.name, workload.pairs === 0);
      if (isWanted) all.push(await benchmark(workload, folder, options));
    }
  } finally {
    if (options.keep) console.log(`The bundles are in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
  const cpu = cpus();
  console.log(`\nNode ${process.versions.node}, ${cpu.length} × ${cpu[0]?.model.trim() ?? "unknown CPU"}`);
  console.log(
    `Tables of ${options.bytes / 2 ** 20} MiB. Medians; ${new Date().toISOString().slice(0, 10)}.\n`,
  );
  if (all.length > 0) console.log(figuresTable(all));
  if (registries.length > 0) console.log(registryTable(registries));
  for (const listing of listings) console.log(listing);
}

await main();
