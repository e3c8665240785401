import type { Survey } from "../engine/survey.ts";
import type {
  AffectedPerson,
  ArchiveEvidence,
  Contact,
  EntryEvidence,
  IncidentView,
  Override,
  RecordsView,
  ScoreName,
} from "../model/incident.ts";
import { SCORES } from "../model/incident.ts";
import { DATA_KINDS, type PersonView, type Share } from "../model/people.ts";
import { rankOf } from "../model/kinds.ts";
import type { CaseDetails } from "./case-details.ts";
import { changesOf } from "./changes.ts";
import { disagreements, type Checked } from "./checked.ts";
import { clockOf, type ZonedTime } from "./clock.ts";
import { consequencesOf, severityFormula } from "./form-effects.ts";
import { formOf } from "./form.ts";
import { identifiabilityOf } from "./identifiability.ts";
import type { PreviousCase } from "./previous.ts";
import { requesterOf } from "./requester.ts";
import { severityOf } from "./severity.ts";
import { siblingsOf } from "./siblings.ts";
import { timelineOf } from "./timeline.ts";
import { amountOf, peopleOf } from "./words.ts";

export interface IncidentInput {
  readonly survey: Survey;
  /** Null without a subject. */
  readonly checked: Checked | null;
  readonly archives: readonly ArchiveEvidence[];
  readonly awareAt: ZonedTime;
  readonly now: ZonedTime;
  readonly details: CaseDetails;
  readonly previous: PreviousCase | null;
  /** What was called besides the names of the bundles, without identifiers, passwords or folders. */
  readonly options: string;
  readonly optionsDigest: string;
}

/** Lines of the custody log that are printed empty. */
const EMPTY_CUSTODY_LINES = 5;
const READ_ONLY =
  "The bundle was opened for reading only. Its SHA-256 was computed before and after it was read, and both agree.";
const AGAIN =
  "sha256sum of the archive must give the digest above; the same command with the same bundle, files and times writes the same bytes.";

/** Puts together what must be said of a bundle that leaked. Pure: the same input gives the same view. */
export function incidentOf(input: IncidentInput): IncidentView {
  const { survey, checked, details, previous } = input;
  const { people: told } = survey;
  const findings = checked?.findings ?? [];
  const others = told.people.filter(({ id }) => id !== "requester");
  const clock = clockOf(input.awareAt, input.now);
  const phase = (previous?.phase ?? 0) + 1;
  const records = recordsOf(survey, others);
  const archives = named(input.archives, told.bundle.name);
  const base = {
    schema: "straycheck-incident/1" as const,
    tool: told.tool,
    reference: details.reference ?? null,
    phase: {
      number: phase,
      previous:
        previous === null ? null : { number: previous.phase, at: previous.at, sha256: previous.sha256 },
    },
    clock,
    evidence: {
      archives,
      container: told.bundle.container,
      layouts: told.bundle.layouts,
      policyDigest: survey.policy.digest,
      ...(told.registry && { registryDigest: told.registry.digest }),
      optionsDigest: input.optionsDigest,
      command: ["straycheck incident", ...archives.map(({ name }) => `"${name}"`), input.options].join(" "),
      readOnly: READ_ONLY,
      again: AGAIN,
    },
    coverage: {
      entries: told.totals.entries,
      bytes: told.totals.bytes,
      notInspected: told.notInspected,
      notes: [
        ...(checked === null ? [] : disagreements(survey, checked)),
        ...givenTwice(archives),
        ...told.notes,
      ],
    },
    subjects: {
      requesterToldApart: told.requester !== null,
      count: told.count,
      people: others.map(affected),
      shared: told.ties.length,
      unnamed: told.unnamed,
    },
    records,
    mechanisms: survey.mechanisms,
    identifiability: identifiabilityOf(survey, others, findings),
    severity: severityOf({
      others: [
        ...others.map((one) => ({ ...one, identifierKinds: one.identifiers.map(({ kind }) => kind) })),
        { ...told.unnamed, id: "nobody named", identifierKinds: [] },
      ],
      count: told.count,
      notInspected: told.totals.entries.notInspected,
      hasSubject: told.requester !== null,
      details,
      overrides: overridesOf(details, previous, phase),
    }),
    requester: requesterOf(survey, checked),
    siblings: siblingsOf(survey.mechanisms, findings, told.count),
    timeline: timelineOf(clock, details, others),
    custody: [
      {
        at: clock.now,
        handler: null,
        title: null,
        phone: null,
        action: `read with straycheck ${told.tool.version}, read-only; SHA-256 before and after agree`,
        location: null,
      },
      ...Array.from({ length: EMPTY_CUSTODY_LINES }, () => ({
        at: null,
        handler: null,
        title: null,
        phone: null,
        action: null,
        location: null,
      })),
    ],
  };
  const { measures, notified, whyNotNotified } = details;
  const remedial = [...(measures?.taken ?? []), ...(measures?.planned ?? [])];
  const whole = {
    ...base,
    register: {
      reference: base.reference,
      awareAt: clock.awareAt,
      phase,
      facts: [
        `${peopleOf(told.count)}${told.requester === null ? ", of whom the requester may be one" : " other than the requester"}`,
        amountOf(records.others),
        ...survey.mechanisms.map(({ id, title }) => `${title} (${id})`),
        ...archives.map(({ name, sha256 }) => `bundle ${name}, sha256 ${sha256}`),
      ],
      effects: [severityFormula(base.severity), ...consequencesOf(records.kinds)],
      remedialAction: remedial.length > 0 ? remedial : null,
      severity: { score: base.severity.score, level: base.severity.level },
      authorityNotifiedAt: notified?.authority ?? null,
      peopleNotifiedAt: notified?.people ?? null,
      whyNotNotified: whyNotNotified ?? null,
    },
  };
  return {
    ...whole,
    form: formOf(whole, details),
    changes: previous === null ? null : changesOf(previous, whole),
  };
}

/** The entries as the evidence file lists them. */
export function* entriesOf({ entries, people }: Survey): Generator<EntryEvidence> {
  for (const { id, path, bytes, sha256, format, fate, reason, attribution, records } of entries)
    yield {
      id,
      path,
      bytes,
      sha256,
      format,
      fate,
      reason,
      attribution: people.requester === null ? null : attribution,
      records,
    };
}

/** One part under two names, or one name twice: its records are in every number twice. */
function givenTwice(archives: readonly ArchiveEvidence[]): readonly string[] {
  const again = archives.filter(({ sha256 }, at) => archives.findIndex((one) => one.sha256 === sha256) < at);
  return again.map(
    ({ name }) =>
      `${name} is the same as a part before it, byte for byte: what it holds is counted once more. Leave it out, unless it was sent twice.`,
  );
}

/** The masked names of the parts: the bundle's is all of theirs. */
function named(archives: readonly ArchiveEvidence[], masked: string): readonly ArchiveEvidence[] {
  const names = archives.length === 1 ? [masked] : masked.split(", ");
  const isClear = names.length === archives.length;
  return archives.map((archive, index) => ({
    ...archive,
    name: (isClear ? names[index] : undefined) ?? `part ${index + 1}`,
  }));
}

function affected({
  id,
  identifiers,
  records,
  recordings,
  seconds,
  untimed,
  entries,
  kinds,
  from,
  to,
  registry,
}: PersonView): AffectedPerson {
  const isKnown = registry !== undefined && registry.customers.length > 0;
  const contact = isKnown ? "known-customer" : contactOf(identifiers.map(({ kind }) => kind));
  return {
    id,
    contact,
    ...(registry && { registry }),
    records,
    recordings,
    seconds,
    untimed,
    entries,
    kinds,
    from,
    to,
  };
}

function contactOf(kinds: readonly PersonView["identifiers"][number]["kind"][]): Contact {
  if (kinds.includes("email") || kinds.includes("phone")) return "in-bundle";
  return kinds.some((kind) => rankOf(kind) > 0) ? "by-controller" : "inferable";
}

/** What a person tells now holds; what they told in an earlier phase is kept. */
function overridesOf(
  { severity }: CaseDetails,
  previous: PreviousCase | null,
  phase: number,
): Readonly<Partial<Record<ScoreName, Override>>> {
  const overrides: Partial<Record<ScoreName, Override>> = {};
  for (const name of SCORES) {
    const now = severity?.[name];
    const override = now === undefined ? previous?.overrides[name] : { ...now, phase };
    if (override !== undefined) overrides[name] = override;
  }
  return overrides;
}

function recordsOf({ people, entries }: Survey, others: readonly PersonView[]): RecordsView {
  const shares: readonly Share[] = [...others, people.unnamed];
  const { records, recordings } = people.totals;
  return {
    records,
    recordings,
    others:
      people.requester === null
        ? sumOf(others)
        : {
            records: records.stray + records.conflict,
            recordings: recordings.stray + recordings.conflict,
          },
    perhaps:
      people.requester === null
        ? { records: people.unnamed.records, recordings: people.unnamed.recordings }
        : { records: records.unattributed, recordings: recordings.unattributed },
    kinds: DATA_KINDS.flatMap((kind): RecordsView["kinds"] => {
      const counts = shares.flatMap((share) => share.kinds.filter((one) => one.kind === kind));
      if (counts.length === 0) return [];
      return [
        {
          kind,
          records: sum(counts, (one) => one.records),
          recordings: sum(counts, (one) => one.recordings),
        },
      ];
    }),
    seconds: sum(shares, (one) => one.seconds),
    untimed: sum(shares, (one) => one.untimed),
    duplicates: duplicatesOf(entries),
  };
}

function duplicatesOf(entries: Survey["entries"]): RecordsView["duplicates"] {
  const seen = new Map<string, number>();
  let undigested = 0;
  for (const { sha256, bytes } of entries) {
    if (bytes === 0) continue;
    if (sha256 === null) undigested += 1;
    else seen.set(sha256, (seen.get(sha256) ?? 0) + 1);
  }
  const repeated = [...seen.values()].filter((many) => many > 1);
  return { groups: repeated.length, copies: sum(repeated, (many) => many - 1), undigested };
}

function sumOf(shares: readonly Share[]): Pick<Share, "records" | "recordings"> {
  return {
    records: sum(shares, (one) => one.records),
    recordings: sum(shares, (one) => one.recordings),
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
