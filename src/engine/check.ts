import { MIN_SWEPT_CHARACTERS } from "../sweep/identifiers.ts";
import { CannotRun } from "../model/errors.ts";
import type { Stamps } from "../model/file-stamp.ts";
import { printable } from "../model/printable.ts";
import { mechanismsOf, RULES } from "../rules/index.ts";
import { openContainer, type Container } from "../containers/index.ts";
import { whatBytesLookLike } from "../formats/index.ts";
import type { Limits } from "../model/limits.ts";
import { DEFAULT_POLICY, type Policy } from "../model/policy.ts";
import type { ReportEvent } from "../model/report.ts";
import type { Subject } from "../model/subject.ts";
import type { LoadedLayout } from "../layouts/index.ts";
import type { StrangerIdentifier } from "../attribution/owners.ts";
import { accept, asAccepted, forReview, proposals } from "./acceptance.ts";
import { contentsOf, type EntryContent } from "./contents.ts";
import { decidedBundle, type DecidedBundle } from "./decided-bundle.ts";
import { factsOf } from "./facts.ts";
import { collectFindings } from "./findings.ts";
import { gatherBundle } from "./gather-bundle.ts";
import { Join } from "./join.ts";
import { limitsFor } from "./limits-for.ts";
import { fateOf, Ledger } from "./ledger.ts";
import { policyView } from "./policy-view.ts";
import { releasedToOthers, type ReleasedTo } from "./released.ts";
import { registryUse } from "./registry-use.ts";
import type { RegistrySource } from "./registered.ts";
import { runView } from "./run-view.ts";
import { refuseChanged, stampsOf } from "./unchanged.ts";
import { entryView, findingView, maskerFor, ownerView, strangerName } from "./say.ts";
import type { SpareWorkers } from "./spare-workers.ts";
import { sum, tallyOf, totalsOf } from "./totals.ts";
import { verdictOf } from "./verdict.ts";

export interface Progress {
  /** `searching`: everything was read, and is searched for the strangers that were seen; the other numbers begin again. */
  readonly phase: "reading" | "searching";
  readonly entries: number;
  readonly totalEntries: number;
  readonly bytes: number;
  readonly totalBytes: number;
  /** Records and recordings seen so far that name a foreign owner themselves. */
  readonly strays: number;
}

export { MIN_SWEPT_CHARACTERS };

export interface CheckOptions {
  /** The bundle, or the parts of one export: ZIP files or folders. */
  readonly bundles: readonly string[];
  readonly subject: Subject;
  readonly policy?: Policy;
  /** Layouts that the user names; built-in ones are detected. */
  readonly layouts?: readonly LoadedLayout[];
  /** Names of built-in layouts that the user vouches for. */
  readonly givenBuiltins?: readonly string[];
  /** Items that the subject had deleted (ids, names of files), of at least 8 characters: told where they still stand. */
  readonly deleted?: readonly string[];
  /** Instead of the policy's. */
  readonly limits?: Limits;
  /** Tried on encrypted entries, in this order; never reported. */
  readonly passwords?: readonly string[];
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
  /**
   * Which files the parts must be; by default those that are there when the check begins. Nothing else is read, even if
   * their paths lead elsewhere for a while.
   */
  readonly stamps?: Stamps;
  /** Tells to whom archives with these digests were released before: the first release of each. */
  readonly releasedTo?: ReleasedTo;
  /** The index of all customers' identifiers: names the strangers, and everything that looks like an identifier is looked up. */
  readonly registry?: RegistrySource;
  /** Where workers wait between the bundles of a batch. */
  readonly spareWorkers?: SpareWorkers;
  /** The other requests of a batch whose person has one of these identifiers of a stranger. */
  readonly requestsOf?: (identifiers: readonly StrangerIdentifier[]) => readonly string[];
  /** Told before the first event, and waited for: everything that was decided, and a way to read entries again. */
  readonly onDecided?: (bundle: DecidedBundle) => Promise<void> | void;
  /** What is compared with other bundles, told before the first event; makes digests of recordings' sound. */
  readonly onContents?: (contents: Iterable<EntryContent>) => void;
}

/**
 * Checks a bundle: list → gather → join → say. Yields the masked report events; without the last one (`end`) nothing
 * was proven. Throws `CannotRun` when the check cannot run at all, `Interrupted` when the signal stops it.
 */
export async function* check(given: CheckOptions): AsyncGenerator<ReportEvent> {
  const before = given.stamps ?? stampsOf(given.bundles);
  const registry = registryUse(given.registry, given.subject);
  const options = { ...given, stamps: before, ...(registry && { registry: registry.source }) };
  const policy = options.policy ?? DEFAULT_POLICY;
  const limits = limitsFor(options);
  checkReview(policy);
  const containers: Container[] = [];
  const canDecrypt = (options.passwords ?? []).length > 0;
  for (const path of options.bundles)
    containers.push(
      await openContainer(path, limits, {
        canDecrypt,
        looksLike: whatBytesLookLike,
        stamp: before.get(path),
      }),
    );

  const ledger = new Ledger();
  const join = new Join(
    ledger,
    options.subject,
    policy,
    limits,
    options.deleted,
    options.onDecided !== undefined,
  );
  const bundle = await gatherBundle(containers, ledger, join, options);
  const joined = join.finish(undefined, registry?.customerOf);
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  const acceptances = accept(ledger, policy, today);
  const released = await releasedToOthers(options, bundle.digest);
  refuseChanged(before);
  const facts = { ...factsOf(options.bundles, bundle, ledger, joined, options.subject), released };
  const findings = collectFindings(facts, limits).map((finding) =>
    asAccepted(forReview(finding, policy), ledger),
  );
  const masker = maskerFor(joined.owners, options.subject, facts);
  options.onReveal?.(
    new Map(joined.owners.map((owner, index) => [strangerName(index), owner.stranger.identifiers])),
  );

  options.onContents?.(contentsOf(ledger));
  await options.onDecided?.(decidedBundle(options, limits, bundle, ledger, joined, facts, masker));

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
    strangers: {
      recordings: [...joined.owners.keys()].filter((at) => (joined.owners[at]?.recordings ?? 0) > 0),
      records: [...joined.owners.keys()].filter((at) => (joined.owners[at]?.records ?? 0) > 0),
      complete: joined.ownersComplete,
    },
    notesForReview: findings.filter(({ rule, level }) => level === "unproven" && policy.review.includes(rule))
      .length,
    lapsedAcceptances: acceptances.filter(({ state }) => state === "expired" || state === "exceeded").length,
  });
  const paste = verdict.outcome === "unproven" ? proposals(ledger, today, (text) => masker.text(text)) : [];

  const mask = (text: string): string => masker.text(text);
  const policyTold = policyView(policy, limits, acceptances, ledger.rows.length - open.length, mask);
  yield {
    type: "run",
    run: {
      ...runView(options.bundles, containers, bundle, joined, policyTold, options, mask),
      ...(registry && { registry: registry.view(joined, join.named) }),
    },
  };
  yield { type: "verdict", verdict: { ...verdict, paste } };
  yield { type: "totals", totals: totalsOf(ledger, joined, containers) };
  for (const { id, title, evidence, next } of mechanismsOf(facts, options.subject))
    yield {
      type: "mechanism",
      mechanism: { id, title, evidence: evidence.map(mask), next },
    };
  for (const [index, owner] of joined.owners.entries())
    yield {
      type: "owner",
      owner: ownerView(
        owner,
        index,
        options.requestsOf?.(owner.stranger.identifiers),
        registry?.ownerView(owner),
      ),
    };
  for (const finding of findings) yield { type: "finding", finding: findingView(finding, ledger, masker) };
  for (const row of ledger.inOrder()) yield { type: "entry", entry: entryView(row, masker) };
  yield { type: "end", complete: true };
}

/** A rule that is no note would be reviewed in vain. */
function checkReview({ review }: Policy): void {
  const notes = RULES.filter(({ level }) => level === "note").map(({ id }) => id);
  const strange = review.find((id) => !notes.includes(id));
  if (strange !== undefined)
    throw new CannotRun(
      `the policy wants to review "${printable(strange)}"; notes are ${notes.toSorted().join(", ")}`,
    );
}
