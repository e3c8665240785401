// Damages files of every format and holds what the engine makes of them against what it made of the whole ones.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { EntryCourt, type Reading } from "./fuzz/entry-court.ts";
import { mutantOf, type Mutant, type Sample } from "./fuzz/mutants.ts";
import { broken } from "./fuzz/mutant-law.ts";
import { fuzzOptions } from "./fuzz/options.ts";
import { fuzzSubject, samples } from "./fuzz/samples.ts";

const HELP = `npm run fuzz:formats -- [options]
  --seconds N       how long files are damaged (300)
  --seed N          seed of the first one; each next one has the next seed (by default from the clock)
  --count N         no more files than these
  --only <text>     only samples whose name holds this text
  --keep <folder>   where files that violate the law are kept
Exit code 1: a damaged file is clean although something that the whole one names is still in it and was not seen,
  a reader crashed, or the process took more memory than it may.`;

/** Resident memory that reading small hostile files may cost, in MiB (issue 4, hostile input). */
const MAX_MIB = 500;
const MIB = 1024 * 1024;
const BATCH = 200;
const MAX_SHOWN = 30;
/** A reader that makes no progress for so long is killed here, in milliseconds. */
const PATIENCE = 4_000;

const options = fuzzOptions(HELP, ["only"]);
if (options !== undefined) process.exitCode = await fuzz(options);

async function fuzz({
  seconds,
  seed,
  count,
  keep: kept,
  own: { only = "" },
}: NonNullable<typeof options>): Promise<number> {
  const chosen = samples().filter(({ name }) => name.includes(only));
  if (chosen.length === 0) {
    console.log(`no sample is called ${only}`);
    return 1;
  }
  const folder = mkdtempSync(path.join(tmpdir(), "straycheck-fuzz-"));
  const court = new EntryCourt(path.join(folder, "files"), fuzzSubject(), {
    parseMillis: PATIENCE,
    stallMillis: PATIENCE,
  });
  try {
    const whole = new Map<Sample, Reading>();
    for (const [index, reading] of (await court.read(chosen)).entries()) {
      const sample = chosen[index];
      if (sample !== undefined) whole.set(sample, reading);
    }
    const tally = { made: 0, clean: 0, violations: 0, reasons: new Map<string, number>(), mib: 0 };
    const until = performance.now() + seconds * 1_000;
    while (tally.made < count && performance.now() < until) {
      const many = Math.min(BATCH, count - tally.made);
      const mutants = Array.from({ length: many }, (_, index) => mutantOf(chosen, seed + tally.made + index));
      const readings = await court.read(mutants);
      for (const [index, mutant] of mutants.entries()) {
        const reading = readings[index];
        const before = whole.get(mutant.sample);
        if (reading === undefined || before === undefined) continue;
        const { fate } = reading;
        const outcome = fate.kind === "inspected" ? "inspected" : fate.reason;
        tally.reasons.set(outcome, (tally.reasons.get(outcome) ?? 0) + 1);
        if (fate.kind === "inspected" && reading.attribution === "own") tally.clean += 1;
        const problem = broken(mutant, before, reading);
        if (problem === undefined) continue;
        tally.violations += 1;
        if (tally.violations <= MAX_SHOWN) show(mutant, problem);
        if (kept !== undefined) keep(mutant, kept);
      }
      tally.made += many;
      tally.mib = Math.max(tally.mib, Math.round(process.memoryUsage.rss() / MIB));
    }
    const fates = [...tally.reasons].sort((a, b) => b[1] - a[1]).map(([fate, number]) => `${fate} ${number}`);
    console.log(
      `${tally.made} damaged files of ${chosen.length} samples from seed ${seed}: ${fates.join(", ")}`,
    );
    console.log(
      `${tally.clean} of them own, ${tally.violations} violations, at most ${tally.mib} MiB resident`,
    );
    if (tally.mib > MAX_MIB) console.log(`more than ${MAX_MIB} MiB: reading them costs too much memory`);
    return tally.violations > 0 || tally.mib > MAX_MIB ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function show({ sample, seed, how, name }: Mutant, problem: string): void {
  const as = name === sample.name ? "" : ` as ${name}`;
  console.log(`seed ${seed}: ${sample.name}${as}, ${how}: ${problem}`);
}

function keep({ seed, name, bytes }: Mutant, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${seed}-${path.basename(name)}`), bytes);
}
