import { availableParallelism } from "node:os";
import { openContainer, type Container } from "../containers/index.ts";
import { Interrupted } from "../model/errors.ts";
import type { Gathered } from "../model/evidence.ts";
import { DEFAULT_LIMITS, type Limits } from "../model/limits.ts";
import { DEFAULT_POLICY, type Policy } from "../model/policy.ts";
import type { ReportEvent } from "../model/report.ts";
import type { Subject } from "../model/subject.ts";
import type { LoadedLayout } from "../layouts/index.ts";
import { accept, asAccepted, proposals } from "./acceptance.ts";
import { accountForBytes } from "./accounting.ts";
import { factsOf, type RowNotes } from "./facts.ts";
import { collectFindings } from "./findings.ts";
import { cutRuns, digestOf, inOrder, listEntries, nameHashes } from "./gather.ts";
import { Join } from "./join.ts";
import { fateOf, Ledger } from "./ledger.ts";
import { gatherAll } from "./pool.ts";
import { runView } from "./run-view.ts";
import { entryView, findingView, maskerFor, ownerView, strangerName } from "./say.ts";
import { sum, tallyOf, totalsOf } from "./totals.ts";
import { verdictOf } from "./verdict.ts";

export interface Progress {
  readonly entries: number;
  readonly totalEntries: number;
  readonly bytes: number;
  readonly totalBytes: number;
  /** Records and recordings seen so far that name a foreign owner themselves. */
  readonly strays: number;
}

export interface CheckOptions {
  /** The bundle, or the parts of one export: ZIP files or folders. */
  readonly bundles: readonly string[];
  readonly subject: Subject;
  readonly policy?: Policy;
  /** Layouts that the user names; built-in ones are detected. */
  readonly layouts?: readonly LoadedLayout[];
  /** Names of built-in layouts that the user vouches for. */
  readonly givenBuiltins?: readonly string[];
  readonly limits?: Limits;
  /** Worker threads; by default 1, or 2 for large bundles on machines that have the cores. */
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  /** The day acceptances are held against, `YYYY-MM-DD`; by default today in UTC. */
  readonly today?: string;
  readonly onProgress?: (progress: Progress) => void;
  /** Raw identifiers of each stranger, told before the first event, for `--reveal` and nothing else. */
  readonly onReveal?: (
    owners: ReadonlyMap<string, readonly { readonly kind: string; readonly key: string }[]>,
  ) => void;
  /** Policy lines that would accept what is not proven, told before the first event. */
  readonly onPaste?: (lines: readonly string[]) => void;
}

/** From this many bytes on a second worker pays for its start. */
const PARALLEL_BYTES = 256 * 1024 * 1024;

/**
 * Checks a bundle: list → gather → join → say. Yields the masked report events; without the last one (`end`) nothing
 * was proven. Throws `CannotRun` when the check cannot run at all, `Interrupted` when the signal stops it.
 */
export async function* check(options: CheckOptions): AsyncGenerator<ReportEvent> {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const policy = options.policy ?? DEFAULT_POLICY;
  const containers: Container[] = [];
  for (const path of options.bundles) containers.push(await openContainer(path, limits));

  const ledger = new Ledger();
  const join = new Join(ledger, options.subject, limits);
  const { gathered, ends, layouts, digest, firstRows } = await gather(
    containers,
    ledger,
    join,
    options,
    limits,
    policy,
  );
  const joined = join.finish();
  const account = accountForBytes(containers, firstRows, ends);
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  const acceptances = accept(ledger, policy, today);
  const facts = factsOf(containers, firstRows, ledger, gathered, joined, account, options.subject);
  const findings = collectFindings(facts, limits).map((finding) => asAccepted(finding, ledger));
  const masker = maskerFor(joined.owners, options.subject, facts);
  options.onReveal?.(
    new Map(joined.owners.map((owner, index) => [strangerName(index), owner.stranger.identifiers])),
  );

  const open = ledger.rows.filter((row) => !row.accepted);
  const verdict = verdictOf({
    records: tallyOf(joined, "record"),
    recordings: tallyOf(joined, "recording"),
    notInspected: open.filter((row) => fateOf(row).kind === "not-inspected").length,
    unattributedRecords: sum(open.filter((row) => !row.recording).map((row) => row.unattributed)),
    unattributedRecordings: sum(open.filter((row) => row.recording).map((row) => row.unattributed)),
    firmlyOwn: joined.firmlyOwn,
    subjectSeen: joined.seen.size > 0,
    findings,
    strangers: joined.owners.length,
    lapsedAcceptances: acceptances.filter(({ state }) => state === "expired" || state === "exceeded").length,
  });
  if (verdict.outcome === "unproven") options.onPaste?.(proposals(ledger, today));

  yield {
    type: "run",
    run: runView(containers, digest, layouts, joined, policy, acceptances, options, (text) =>
      masker.text(text),
    ),
  };
  yield { type: "verdict", verdict };
  yield { type: "totals", totals: totalsOf(ledger, joined, account) };
  for (const [index, owner] of joined.owners.entries())
    yield { type: "owner", owner: ownerView(owner, index) };
  for (const finding of findings) yield { type: "finding", finding: findingView(finding, ledger, masker) };
  for (const row of ledger.rows) yield { type: "entry", entry: entryView(row, masker) };
  yield { type: "end", complete: true };
}

interface GatheredAll {
  /** Per row, what rules need of it. */
  readonly gathered: ReadonlyMap<number, RowNotes>;
  readonly ends: readonly (number | null)[];
  readonly layouts: ReadonlySet<string>;
  readonly digest: string | null;
  readonly firstRows: readonly number[];
}

async function gather(
  containers: readonly Container[],
  ledger: Ledger,
  join: Join,
  options: CheckOptions,
  limits: Limits,
  policy: Policy,
): Promise<GatheredAll> {
  const { tasks, firstRows } = listEntries(containers, ledger, limits);
  const totalBytes = sum(tasks.map((task) => task.locator.size));
  const jobs =
    options.jobs ??
    (totalBytes >= PARALLEL_BYTES && tasks.length > 1 ? Math.min(2, availableParallelism()) : 1);
  const setup = {
    subject: options.subject,
    policy,
    given: (options.layouts ?? []).flatMap((layout) => (layout.file === undefined ? [] : [layout.file])),
    givenBuiltins: options.givenBuiltins ?? [],
    limits,
    parts: containers.map((container) => container.path),
    names: nameHashes(containers),
  };
  const only = containers.length === 1 ? containers[0] : undefined;
  const digesting = only?.kind === "zip" ? digestOf(only.path, options.signal) : Promise.resolve(null);
  digesting.catch(() => {});
  const gathered = new Map<number, RowNotes>();
  const ends: (number | null)[] = Array.from({ length: ledger.rows.length }, () => null);
  const layouts = new Set<string>();
  const progress = {
    entries: ledger.rows.length - tasks.length,
    totalEntries: ledger.rows.length,
    bytes: 0,
    totalBytes,
    strays: 0,
  };
  const results = gatherAll(cutRuns(tasks), {
    setup,
    jobs: Math.max(1, jobs),
    limits,
    signal: options.signal,
  });
  for await (const result of inOrder(results, tasks)) {
    // Whether a digest list is furniture is known when every file was read.
    if (result.digests.length === 0) ledger.settle(result.row, result.fate, result.sha256);
    join.add(result);
    const row = ledger.rows[result.row];
    if (row !== undefined) row.recording = result.recording;
    ends[result.row] = result.end;
    for (const layout of result.layouts) layouts.add(layout);
    if (result.disagreements.length > 0 || result.missing.count > 0 || result.overflow) {
      const { disagreements, missing, overflow } = result;
      gathered.set(result.row, { disagreements, missing, overflow });
    }
    progress.entries += 1;
    progress.bytes += result.bytes;
    progress.strays += foreignRecords(result);
    options.onProgress?.({ ...progress });
  }
  if (options.signal?.aborted === true) throw new Interrupted();
  return { gathered, ends, layouts, digest: await digesting, firstRows };
}

function foreignRecords(result: Gathered): number {
  const isForeign = (index: number): boolean => {
    const claim = result.claims[index];
    return claim?.outcome === "foreign" && claim.role === "owner";
  };
  return sum(
    result.evidence.filter((evidence) => evidence.claims.some(isForeign)).map((evidence) => evidence.count),
  );
}
