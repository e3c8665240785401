import { EntrySink } from "../../src/attribution/entry-sink.ts";
import type { SinkResult } from "../../src/attribution/sink-result.ts";
import { judge, type Judgement } from "../../src/attribution/judge.ts";
import { createMatcher } from "../../src/attribution/matcher.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { findFormat } from "../../src/formats/index.ts";
import { layoutsOf } from "../../src/layouts/index.ts";
import { NotInspected } from "../../src/model/errors.ts";
import type { Format } from "../../src/model/format.ts";
import type { Claim } from "../../src/model/evidence.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { DEFAULT_POLICY } from "../../src/model/policy.ts";
import type { Subject } from "../../src/model/subject.ts";
import { sourceOf } from "./bytes.ts";

const LAYOUTS = layoutsOf([]);

export function subjectOf(yaml: string): Subject {
  return parseSubject(yaml, "subject.yaml", { mayBeEmpty: true });
}

export interface ReadEntry extends SinkResult {
  readonly claims: readonly Claim[];
  readonly format: string | undefined;
  readonly problem: string | undefined;
  /** Attribution → count, threads and links left aside. */
  readonly counts: Readonly<Record<string, number>>;
  readonly judgements: readonly Judgement[];
}

/** Reads one entry as the engine does, without an archive around it and without a worker. */
export async function readEntry(
  content: string | Uint8Array,
  subject: Subject,
  options: {
    readonly name?: string;
    readonly chunkBytes?: number;
    readonly exists?: readonly string[];
    /** Instead of the one that is found. */
    readonly format?: Format;
  } = {},
): Promise<ReadEntry> {
  const name = options.name ?? "entry.json";
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const matcher = createMatcher(subject, DEFAULT_POLICY, (kind, value) => LAYOUTS.namespacesOf(kind, value));
  const plan = LAYOUTS.planFor(name);
  const sink = new EntrySink(
    matcher,
    plan,
    (target) => options.exists?.includes(target) ?? false,
    DEFAULT_LIMITS,
  );
  const format = options.format ?? findFormat(bytes, name);
  let problem: string | undefined;
  try {
    const source = sourceOf(bytes, options.chunkBytes ?? Math.max(1, bytes.length));
    await format?.read(source, { plan, limits: DEFAULT_LIMITS, name }, sink);
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
    problem = error.reason;
  }
  sink.nameHits(plan.nameHits());
  const result = sink.finish();
  const claims = sink.table.claims;
  const pick = (indices: readonly number[]): Claim[] =>
    indices.map((index) => claims[index]).filter((claim) => claim !== undefined);
  const counts: Record<string, number> = {};
  const judgements = result.evidence.map((evidence) => {
    const input = {
      claims: pick(evidence.claims),
      scope: pick(evidence.scope),
      linked: [],
      ambiguousLink: false,
    };
    const judgement = judge({ ...input, thread: undefined, productNotOwned: false });
    counts[judgement.attribution] = (counts[judgement.attribution] ?? 0) + evidence.count;
    return judgement;
  });
  return { ...result, claims, format: format?.name, problem, counts, judgements };
}
