import { basename } from "node:path";
import { openContainer, type Container } from "../containers/index.ts";
import { whatBytesLookLike } from "../formats/index.ts";
import type { Gathered } from "../model/evidence.ts";
import type { Facts } from "../model/facts.ts";
import type { Kind } from "../model/kinds.ts";
import { DEFAULT_LIMITS, type Limits } from "../model/limits.ts";
import { createMasker, type Masker } from "../model/mask.ts";
import type { EntryShare, PeopleView, RequestFacts } from "../model/people.ts";
import { DEFAULT_POLICY } from "../model/policy.ts";
import type { EntryView, MechanismView, PolicyView } from "../model/report.ts";
import { EVERYONE, type Subject } from "../model/subject.ts";
import { mechanismsOf } from "../rules/index.ts";
import { accept } from "./acceptance.ts";
import type { CheckOptions } from "./check.ts";
import type { CountedRow } from "./decided.ts";
import { factsOf } from "./facts.ts";
import { gatherBundle } from "./gather-bundle.ts";
import { Join } from "./join.ts";
import { Ledger } from "./ledger.ts";
import { limitsFor } from "./limits-for.ts";
import { policyView } from "./policy-view.ts";
import { clustersBeside } from "./people/clusters-beside.ts";
import { clustersOfEveryone } from "./people/clusters.ts";
import { sharesOf } from "./people/find.ts";
import { knownIdentifiers, namesLike, ofFurtherPeople } from "./people/masker.ts";
import { RowKinds } from "./people/shares.ts";
import { peopleView } from "./people/view.ts";
import { registryUse } from "./registry-use.ts";
import { runView } from "./run-view.ts";
import { entryView } from "./say.ts";
import { totalsOf } from "./totals.ts";
import { refuseChanged, stampsOf } from "./unchanged.ts";

export type { EntryShare, RequestFacts };

export interface SurveyOptions extends Pick<
  CheckOptions,
  | "bundles"
  | "policy"
  | "layouts"
  | "givenBuiltins"
  | "limits"
  | "passwords"
  | "jobs"
  | "registry"
  | "signal"
  | "today"
  | "onProgress"
> {
  /** Who asked, where that is known. Without it nobody is singled out. */
  readonly subject?: Subject;
}

/** Everything a responder is told: masked, but for `raw`. */
export interface Survey {
  readonly people: PeopleView;
  /** Raw identifiers by `PersonView.id`, for `--reveal-to` and nothing else. */
  readonly raw: ReadonlyMap<string, readonly { readonly kind: Kind; readonly key: string }[]>;
  /** Every identifier that is masked, in clear: what no report may hold. */
  readonly known: ReadonlySet<string>;
  /** In the order of their ordinal paths. Without a subject no entry has an attribution. */
  readonly entries: readonly EntryView[];
  /** By `PersonView.id`, in the order of the entries. */
  readonly shares: ReadonlyMap<string, readonly EntryShare[]>;
  readonly policy: PolicyView;
  /** Null without a subject. */
  readonly request: RequestFacts | null;
  /** How other people's data may have got into the bundle; empty without a subject. */
  readonly mechanisms: readonly MechanismView[];
}

/** A survey tells more people apart than a check has to: who is one of fifty thousand counts as well. */
const SURVEY_LIMITS = { maxForeignIds: 131_072, maxSignatures: 131_072, maxEvidence: 1_048_576 };

/** A join that remembers which layouts matched each entry. */
class SurveyJoin extends Join {
  readonly layouts = new Map<number, readonly string[]>();

  override add(gathered: Gathered): void {
    if (gathered.layouts.length > 0) this.layouts.set(gathered.row, gathered.layouts);
    super.add(gathered);
  }
}

/**
 * Reads a bundle as `check` does and tells whose data is in it, without a verdict and, where no subject is given, without
 * taking anybody for the one who asked. Throws what `check` throws.
 */
export async function survey(given: SurveyOptions): Promise<Survey> {
  const { bundles } = given;
  const before = stampsOf(bundles);
  const policy = given.policy ?? DEFAULT_POLICY;
  const ownLimits = limitsFor(given);
  const limits = given.limits ?? raised(ownLimits);
  const subject: Subject = given.subject === undefined ? EVERYONE : { ...given.subject, survey: "others" };
  const registry = registryUse(given.registry, subject);
  const options = {
    ...given,
    subject,
    limits,
    stamps: before,
    kinds: true,
    ...(registry && { registry: registry.source }),
  };
  const containers: Container[] = [];
  const canDecrypt = (options.passwords ?? []).length > 0;
  for (const path of bundles)
    containers.push(
      await openContainer(path, limits, {
        canDecrypt,
        looksLike: whatBytesLookLike,
        stamp: before.get(path),
      }),
    );
  const ledger = new Ledger();
  const join = new SurveyJoin(ledger, subject, policy, limits);
  const bundle = await gatherBundle(containers, ledger, join, options);
  const rows: CountedRow[] = [];
  const joined = join.finish((row) => rows.push(row), registry?.customerOf);
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  const acceptances = accept(ledger, policy, today);
  refuseChanged(before);
  const facts = factsOf(bundles, bundle, ledger, joined, subject);
  const kinds = new RowKinds(ledger.rows, join.layouts);
  const clusters =
    given.subject === undefined
      ? clustersOfEveryone(rows, (one) => kinds.isContact(one), registry?.customerOf)
      : clustersBeside(rows, joined.owners, (one) => kinds.isContact(one), registry?.customerOf);
  const inNames =
    given.subject === undefined
      ? namesLike(clusters, [
          ...bundles.map((path) => [basename(path), true] as const),
          ...ledger.rows.map(({ path }) => [path, false] as const),
        ])
      : ofFurtherPeople(
          clusters,
          facts.foreignNames.map(({ key }) => key),
        );
  const known = knownIdentifiers(rows, clusters, subject, facts, inNames);
  const masker = createMasker(known);
  const mask = (text: string): string => masker.text(text);
  const accepted = ledger.rows.filter((row) => row.accepted).length;
  const policyTold = policyView(policy, ownLimits, acceptances, accepted, mask);
  const run = runView(bundles, containers, bundle, joined, policyTold, options, mask);
  const shares = sharesOf(rows, clusters, ledger, kinds);
  const hasSubject = given.subject !== undefined;
  const observed = facts.observations.map(({ rule }) => rule);
  const found = {
    rows,
    clusters,
    shares,
    ledger,
    joined,
    masker,
    hasSubject,
    inNames: inNames.size,
    observed,
    knownOf: registry?.knownOf,
    registry: registry?.view(joined, join.named),
  };
  const people = peopleView(found, run, totalsOf(ledger, joined, containers));
  const entries = ledger.inOrder().map((row) => entryView(row, masker));
  return {
    people,
    raw: new Map(
      clusters.people.map((identifiers, number) => [`stranger-${number + 1}`, identifiers] as const),
    ),
    known,
    entries:
      given.subject === undefined ? entries.map((entry) => ({ ...entry, attribution: null })) : entries,
    shares: shares.byEntry(ledger),
    policy: policyTold,
    request: given.subject === undefined ? null : requestOf(given.subject, facts, ledger, masker),
    mechanisms:
      given.subject === undefined
        ? []
        : mechanismsOf(facts, subject).map(({ id, title, evidence, next }) => {
            return { id, title, evidence: evidence.map(mask), next };
          }),
  };
}

/** What a policy sets holds. */
function raised(limits: Limits): Limits {
  const names = ["maxForeignIds", "maxSignatures", "maxEvidence"] as const;
  const isBuiltIn = (name: (typeof names)[number]): boolean => limits[name] === DEFAULT_LIMITS[name];
  return {
    ...limits,
    ...Object.fromEntries(names.filter(isBuiltIn).map((name) => [name, SURVEY_LIMITS[name]])),
  };
}

function requestOf(subject: Subject, facts: Facts, ledger: Ledger, masker: Masker): RequestFacts {
  return {
    ref: subject.ref,
    unseen: facts.subject.unseen,
    missing: facts.entries.flatMap(({ path, missing }, row) => {
      const entry = ledger.rows[row]?.id;
      if (missing.own === 0 || entry === undefined) return [];
      const examples = missing.examples.map((name) => masker.text(name));
      return [{ entry, path: masker.text(path), files: missing.own, examples }];
    }),
  };
}
