// Makes hostile archives and holds what straycheck inspects against what readers of ZIP files deliver.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { archiveWith, generate, mutationsFor, type Generated } from "../fixtures/hostile-zip/generate.ts";
import { MUTATIONS, type Mutation } from "../fixtures/hostile-zip/mutations/index.ts";
import { fuzzOptions } from "./fuzz/options.ts";
import { caseLines, count, emptyTally, tallyText, type Case, type Tally } from "./fuzz/tally.ts";
import { openCourt, type Court, type Judged } from "./readers/law.ts";

const HELP = `npm run fuzz:zip -- [options]
  --seconds N        how long archives are made (300)
  --seed N           seed of the first archive; each next one has the next seed (by default from the clock)
  --count N          no more archives than these
  --mutation <ids>   these mutations in every archive, instead of those its seed asks for (comma between)
  --reader <names>   only these readers (comma between)
  --program <folder> another built copy of the package
  --keep <folder>    where archives that violate the law are kept
Exit code 1: a reader delivers what was not inspected and no finding says so, the check broke, or the
  harness failed on an archive.`;

const BATCH = 40;
/** Violations that are made smaller, kept and listed; the rest is counted. */
const MAX_CASES = 50;
const SHOWN_PER_READER = 2;
const SHOWN_CHARACTERS = 160;

interface Options {
  readonly seconds: number;
  readonly seed: number;
  readonly count: number;
  readonly mutations: readonly Mutation[] | undefined;
  readonly keep: string;
}

function mutationsNamed(ids: string | undefined): readonly Mutation[] | undefined {
  return ids?.split(",").map((id) => {
    const mutation = MUTATIONS.find((candidate) => candidate.id === id);
    if (mutation === undefined) throw new Error(`there is no mutation ${id}`);
    return mutation;
  });
}

function* archivesOf(options: Options, first: number, many: number): Generator<Generated> {
  if (options.mutations === undefined) {
    yield* generate(first, many);
    return;
  }
  for (let i = 0; i < many; i += 1) yield archiveWith((first + i) >>> 0, options.mutations);
}

/** Judges archives until the time or the count is used up. */
async function fuzz(
  court: Court,
  options: Options,
  folder: string,
  isStopped: () => boolean,
): Promise<Tally> {
  const tally = emptyTally();
  const until = performance.now() + options.seconds * 1_000;
  let made = 0;
  while (made < options.count && performance.now() < until && !isStopped()) {
    const batch = new Map<string, Generated>();
    for (const generated of archivesOf(options, options.seed + made, Math.min(BATCH, options.count - made))) {
      const file = path.join(folder, `${generated.seed}.zip`);
      writeFileSync(file, generated.bytes);
      batch.set(file, generated);
    }
    made += batch.size;
    for await (const judged of judgeEach(court, [...batch.keys()])) {
      const generated = batch.get(judged.path);
      if (generated === undefined) continue;
      if ("failure" in judged) {
        tally.failures.push(`${generated.seed}: ${judged.failure}`);
        keepCopy(options, judged.path, `${generated.seed}.zip`);
        continue;
      }
      count(tally, generated, judged);
      if (judged.violations.length > 0 && tally.cases.length < MAX_CASES) {
        const found = await caseOf(court, options, generated, judged, folder);
        tally.cases.push(found);
        console.log(["violation", ...caseLines(found)].join("\n"));
      }
    }
    for (const file of batch.keys()) rmSync(file);
  }
  return tally;
}

/** An archive on which the harness itself failed: nothing is known about it. */
interface Unjudged {
  readonly path: string;
  readonly failure: string;
}

/** Goes on with the next archive where the harness fails on one. */
async function* judgeEach(court: Court, paths: readonly string[]): AsyncGenerator<Judged | Unjudged> {
  let done = 0;
  while (done < paths.length) {
    try {
      for await (const judged of court.judgeAll(paths.slice(done))) {
        done += 1;
        yield judged;
      }
    } catch (error) {
      // They come in order, so that the one that failed is the first that did not come.
      const failed = paths[done];
      done += 1;
      if (failed !== undefined) yield { path: failed, failure: messageOf(error) };
    }
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, SHOWN_CHARACTERS);
}

function keepCopy(options: Options, file: string, name: string): void {
  mkdirSync(options.keep, { recursive: true });
  copyFileSync(file, path.join(options.keep, name));
}

/** Keeps the archive, and looks which of its mutations it takes. */
async function caseOf(
  court: Court,
  options: Options,
  generated: Generated,
  judged: Judged,
  folder: string,
): Promise<Case> {
  keepCopy(options, judged.path, `${generated.seed}.zip`);
  let needed = options.mutations ?? mutationsFor(generated.seed);
  for (const mutation of needed) {
    const fewer = needed.filter((other) => other !== mutation);
    const smaller = archiveWith(generated.seed, fewer);
    const file = path.join(folder, `${generated.seed}-smaller.zip`);
    writeFileSync(file, smaller.bytes);
    for await (const again of judgeEach(court, [file])) {
      if ("failure" in again || again.violations.length === 0) continue;
      needed = fewer;
      keepCopy(options, file, `${generated.seed}-smaller.zip`);
    }
    rmSync(file);
  }
  return {
    seed: generated.seed,
    mutations: generated.mutations,
    needed: needed.map(({ id }) => id),
    seen: whoSees(judged),
  };
}

function whoSees({ violations }: Judged): string[] {
  return [...Map.groupBy(violations, ({ reader }) => reader)].map(([reader, all]) => {
    const shown = all.slice(0, SHOWN_PER_READER).map(({ what, value }) => `${what} ${JSON.stringify(value)}`);
    return `${reader}: ${shown.join(", ")}${all.length > shown.length ? `, ${all.length - shown.length} more` : ""}`;
  });
}

async function main(): Promise<void> {
  const told = fuzzOptions(HELP, ["mutation", "reader", "program"]);
  if (told === undefined) return;
  const { seconds, seed, count: many, own } = told;
  const options: Options = {
    seconds,
    seed,
    count: many,
    mutations: mutationsNamed(own["mutation"]),
    keep: told.keep ?? path.join(tmpdir(), `straycheck-fuzz-kept-${seed}`),
  };
  const folder = mkdtempSync(path.join(tmpdir(), "straycheck-fuzz-"));
  const court = await openCourt({
    ...(own["reader"] === undefined ? {} : { readers: own["reader"].split(",") }),
    ...(own["program"] === undefined ? {} : { program: path.resolve(own["program"]) }),
  });
  process.once("exit", () => {
    court.close();
    rmSync(folder, { recursive: true, force: true });
  });
  let isStopped = false;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      isStopped = true;
      process.once(name, () => process.exit(130));
    });
  }

  const { readers, missing } = court;
  console.log(`readers  ${readers.map(({ name, version }) => `${name} ${version}`).join(", ")}`);
  if (missing.length > 0) console.log(`missing  ${missing.map(({ name }) => name).join(", ")}`);
  if (readers.length === 0) console.log("There is no reader to compare with; only crashes can be found.");
  console.log(`seed     ${seed}\n`);
  const tally = await fuzz(court, options, folder, () => isStopped);
  console.log(tallyText(tally));
  if (tally.cases.length + tally.failures.length > 0) console.log(`kept in ${options.keep}`);
  if (tally.violating + tally.failures.length > 0 || tally.archives === 0) process.exitCode = 1;
  court.close();
}

await main();
