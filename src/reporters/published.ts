import type {
  EntryView,
  FindingView,
  MechanismView,
  OwnerView,
  PolicyView,
  RegistryView,
  ReportEvent,
  RunView,
  Tally,
  TotalsView,
  VerdictView,
} from "../model/report.ts";

/** Places that one finding shows. */
const MAX_PLACES = 20;

/** What a machine report holds of an event, in the order of `straycheck-report/1`. */
export function published(event: Exclude<ReportEvent, { type: "end" }>): object {
  switch (event.type) {
    case "run":
      return run(event.run);
    case "verdict":
      return verdict(event.verdict);
    case "totals":
      return totals(event.totals);
    case "mechanism":
      return mechanism(event.mechanism);
    case "owner":
      return owner(event.owner);
    case "finding":
      return finding(event.finding);
    case "entry":
      return entry(event.entry);
  }
}

// Each view is copied key by key: that fixes the order, and a field nobody meant to publish stays inside.

function run(view: RunView): object {
  const { tool, bundle, subject, policy, registry } = view;
  return {
    schema: view.schema,
    tool: { name: tool.name, version: tool.version },
    bundle: {
      name: bundle.name,
      sha256: bundle.sha256,
      bytes: bundle.bytes,
      container: bundle.container,
      layouts: bundle.layouts.map(({ name, given, digest, noSubject, lowers }) => {
        const lowered =
          lowers === undefined ? {} : { lowers: lowers.map(({ at, means }) => ({ at, means })) };
        return { name, given, digest, ...(noSubject === undefined ? {} : { noSubject }), ...lowered };
      }),
    },
    subject: {
      ref: subject.ref,
      seen: subject.seen.map(({ kind, number, records }) => ({ kind, number, records })),
      told: subject.told.map(({ kind, number, none }) => ({ kind, number, none })),
    },
    policy: policyOf(policy),
    ...(registry === undefined ? {} : { registry: registryOf(registry) }),
  };
}

// JSON.stringify leaves out what is undefined: what older reports do not tell.
function policyOf(view: PolicyView): object {
  return known({
    digest: view.digest,
    files: view.files?.map(({ name, digest }) => ({ name, digest })),
    acceptedEntries: view.acceptedEntries,
    accepted: view.accepted.map(({ files, why, entries, state, max, reason, until, by, source }) => ({
      files,
      why,
      entries,
      state,
      max,
      reason,
      until,
      by,
      source: source === undefined ? undefined : { file: source.file, line: source.line },
    })),
    counterparties: view.counterparties,
    leastBasis: view.leastBasis,
    review: view.review,
    limits: view.limits?.map(({ name, unit, value, builtIn }) => ({ name, unit, value, builtIn })),
    notes: view.notes,
  });
}

function registryOf(view: RegistryView): object {
  return {
    digest: view.digest,
    identifiers: view.identifiers,
    owners: view.owners,
    bits: view.bits,
    requester: view.requester,
    requesters: view.requesters,
    byRegistry: view.byRegistry,
    tokens: view.tokens,
    distinctive: view.distinctive,
    chance: view.chance,
    coincidences: view.coincidences,
  };
}

function known(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));
}

function verdict(view: VerdictView): object {
  return {
    outcome: view.outcome,
    exitCode: view.exitCode,
    codes: view.codes,
    reasons: view.reasons,
    paste: view.paste,
  };
}

function totals(view: TotalsView): object {
  const { entries, bytes, basis } = view;
  return {
    entries: {
      total: entries.total,
      inspected: entries.inspected,
      notInspected: entries.notInspected,
      furniture: entries.furniture,
      accepted: entries.accepted,
    },
    bytes: { total: bytes.total, claimed: bytes.claimed, unclaimed: bytes.unclaimed },
    records: tally(view.records),
    recordings: tally(view.recordings),
    basis: { direct: basis.direct, linked: basis.linked, inherited: basis.inherited },
    ownersComplete: view.ownersComplete,
  };
}

function tally({ total, own, stray, conflict, context, unattributed }: Tally): object {
  return { total, own, stray, conflict, context, unattributed };
}

function mechanism({ id, title, evidence, next }: MechanismView): object {
  return { id, title, evidence, next };
}

function owner(view: OwnerView): object {
  return {
    id: view.id,
    identifiers: view.identifiers.map(({ kind, masked }) => ({ kind, masked })),
    records: view.records,
    recordings: view.recordings,
    entries: view.entries,
    from: view.from,
    to: view.to,
    recordingDays: view.recordingDays.map(({ day, recordings }) => ({ day, recordings })),
    ...(view.requests === undefined ? {} : { requests: view.requests }),
    ...(view.registry === undefined
      ? {}
      : {
          registry: {
            customers: view.registry.customers.map(({ number, identifiers }) => ({ number, identifiers })),
            unknown: view.registry.unknown,
          },
        }),
  };
}

function finding(view: FindingView): object {
  const { identifier } = view;
  return {
    rule: view.rule,
    level: view.level,
    title: view.title,
    entry: view.entry,
    entryId: view.entryId,
    owner: view.owner,
    identifier: identifier === null ? null : { kind: identifier.kind, masked: identifier.masked },
    count: view.count,
    unit: view.unit,
    places: view.places.slice(0, MAX_PLACES),
    message: view.message,
    fingerprint: view.fingerprint,
  };
}

function entry(view: EntryView): object {
  return {
    id: view.id,
    path: view.path,
    pathMasked: view.pathMasked,
    bytes: view.bytes,
    sha256: view.sha256,
    format: view.format,
    fate: view.fate,
    reason: view.reason,
    detail: view.detail,
    accepted: view.accepted,
    attribution: view.attribution,
    recording: view.recording,
    records: view.records,
    ...(view.facts === null ? {} : { facts: view.facts }),
  };
}
