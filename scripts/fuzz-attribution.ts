// Makes exports of which it is known whose every record is, leaky ones and clean ones that look alike, and holds what
// straycheck says of them against that.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundleOf, labelOf } from "./fuzz/attribution/bundles.ts";
import { Court } from "./fuzz/attribution/court.ts";
import { fuzzOptions, wholeNumber } from "./fuzz/options.ts";
import { outcomeOf, Score, type Outcome, type ProblemKind } from "./fuzz/attribution/tally.ts";
import type { Bundle } from "./fuzz/attribution/truth.ts";

const HELP = `npm run fuzz:attribution -- [options]
  --seconds N       how long bundles are made (300)
  --seed N          seed of the first one; each next one has the next seed (by default from the clock)
  --count N         no more bundles than these
  --only <text>     only bundles whose label (layout/mechanism/variant) holds this text
  --threads N       every Nth bundle is checked with worker threads as well, which must say the same (50)
  --keep <folder>   where bundles that are not judged as they should be are kept, with their subject files
Exit code 1: a leaky bundle is clean, a clean one is stray, or a number of strays is not the true one.`;

const MAX_SHOWN = 8;
/** Problems that end in exit code 1; the others are rates. */
const VIOLATIONS: ReadonlySet<ProblemKind> = new Set(["leak-clean", "clean-stray", "count", "broken"]);

const options = fuzzOptions(HELP, ["only", "threads"]);
if (options !== undefined) process.exitCode = await fuzz(options);

async function fuzz({
  seconds,
  seed: first,
  count,
  keep: folder,
  own,
}: NonNullable<typeof options>): Promise<number> {
  const threads = wholeNumber(own["threads"], "threads", 50);
  const court = new Court(mkdtempSync(path.join(tmpdir(), "straycheck-fuzz-")));
  const score = new Score();
  const shown = new Map<string, string[]>();
  const until = performance.now() + seconds * 1_000;
  let made = 0;
  let violations = 0;
  const note = (
    kind: ProblemKind,
    { seed, label }: Bundle,
    given: boolean | undefined,
    what: string,
  ): void => {
    if (VIOLATIONS.has(kind)) violations += 1;
    const how = given === undefined ? "" : given ? ", layout given" : ", no layout given";
    const lines = shown.get(kind) ?? [];
    shown.set(kind, [...lines, `  --seed ${seed} --count 1   ${label}${how}\n      ${what}`]);
  };
  try {
    for (let seed = first; made < count && performance.now() < until; seed += 1) {
      if (own["only"] !== undefined && !labelOf(seed).includes(own["only"])) continue;
      const bundle = bundleOf(seed);
      made += 1;
      const ways =
        bundle.layout.json === undefined && bundle.layout.builtin === undefined ? [false] : [true, false];
      let isWrong = false;
      for (const given of ways) {
        const outcome = await judged(court, bundle, given, made % threads === 0);
        if (typeof outcome === "string") {
          note("broken", bundle, given, outcome);
          isWrong = true;
          continue;
        }
        score.add(outcome);
        for (const { kind, what } of outcome.problems) {
          // Where the layout is not given and only it knows the words, 3 is what the truth says.
          if (kind === "clean-unproven" && outcome.expected.exitCode === 3) continue;
          note(kind, bundle, given, what);
          isWrong = true;
        }
      }
      if (isWrong && folder !== undefined) keep(bundle, folder);
    }
  } finally {
    court.close();
  }
  console.log(`${made} bundles from seed ${first}\n\n${score.text()}`);
  for (const [kind, lines] of shown) {
    console.log(`\n${kind}: ${lines.length}\n${lines.slice(0, MAX_SHOWN).join("\n")}`);
    if (lines.length > MAX_SHOWN) console.log(`  and ${lines.length - MAX_SHOWN} more`);
  }
  console.log(`\n${violations} violations`);
  return violations > 0 || made === 0 ? 1 : 0;
}

/** What a check says against the truth, or in words what broke. */
async function judged(
  court: Court,
  bundle: Bundle,
  given: boolean,
  inThreads: boolean,
): Promise<Outcome | string> {
  try {
    const events = await court.hear(bundle, given);
    if (inThreads && !isDeepStrictEqual(events, await court.hearInThreads(bundle, given)))
      return "worker threads say something else";
    return outcomeOf(bundle, given, events);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function keep({ seed, bytes, subject, policy, layout }: Bundle, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const write = (ending: string, content: string | Uint8Array | undefined): void => {
    if (content !== undefined) writeFileSync(path.join(folder, `${seed}.${ending}`), content);
  };
  write("zip", bytes);
  write("subject.yaml", subject);
  write("policy.yaml", policy);
  write("layout.json", layout.json);
}
