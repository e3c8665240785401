import type { StrangerIdentifier } from "../../attribution/owners.ts";
import { maskValue, type Masker } from "../../model/mask.ts";
import { number as grouped } from "../../model/number.ts";
import type { PeopleCount, PeopleView, PersonView } from "../../model/people.ts";
import { placeText } from "../../model/place.ts";
import type { RegistryView, RunView, Tally, TotalsView } from "../../model/report.ts";
import type { CountedRow } from "../decided.ts";
import type { Joined } from "../joined.ts";
import { fateOf, type Ledger } from "../ledger.ts";
import type { RegistryUse } from "../registry-use.ts";
import { REQUESTER, type Clusters } from "./clusters.ts";
import { countPeople } from "./count.ts";
import { handleOf, shareOf, type Shares } from "./find.ts";
import { countMentioned, MAX_MENTIONED } from "./mentions.ts";
import { standing, type InHowMany, type Pair, type Standing } from "./ties.ts";

/** Identifiers of one person that are listed. */
const MAX_IDENTIFIERS = 50;
/** Pairs of one person that are listed. */
const MAX_PAIRS = 50;
/** Ties that are listed, those of most records first. */
const MAX_TIES = 200;
/** Entries that are given as examples of why some were not inspected. */
const MAX_EXAMPLES = 3;

const NOWHERE: InHowMany = { records: 0, recordings: 0 };

/** Observations after which nobody knows which files there were. */
const CUT_OFF: ReadonlySet<string> = new Set([
  "directory-missing",
  "directory-damaged",
  "split-archive",
  "part-missing",
  "sibling-part",
  "too-many-entries",
]);

/** Everything that a survey found. */
export interface Found {
  readonly rows: readonly CountedRow[];
  readonly clusters: Clusters;
  readonly shares: Shares;
  readonly ledger: Ledger;
  readonly joined: Joined;
  readonly masker: Masker;
  readonly hasSubject: boolean;
  /** Identifiers that stand only in names of files or of the bundle. */
  readonly inNames: number;
  /** Rules of what the containers themselves showed. */
  readonly observed: readonly string[];
  /** What the registry of all customers knows of somebody. */
  readonly knownOf: RegistryUse["knownOf"] | undefined;
  readonly registry: RegistryView | undefined;
}

/** Who is in the bundle, masked. */
export function peopleView(found: Found, run: RunView, totals: TotalsView): PeopleView {
  const { rows, clusters, shares, ledger, joined, hasSubject } = found;
  const stands = standing(rows);
  const notInspected = ledger.rows.filter((row) => fateOf(row).kind === "not-inspected");
  const numbers = clusters.people.map((_, number) => number);
  const isComplete = clusters.isComplete && joined.ownersComplete;
  const somebody = new Set([...clusters.people.flat(), ...clusters.ties].map(idOf));
  const mentioned = countMentioned(rows, (id) => somebody.has(id));
  const people = [...(hasSubject ? [REQUESTER] : []), ...numbers].map((number) =>
    personOf(number, found, stands),
  );
  return {
    schema: "straycheck-people/1",
    tool: run.tool,
    bundle: run.bundle,
    requester: hasSubject ? run.subject : null,
    totals: hasSubject ? totals : withoutAttribution(totals),
    formats: formatsOf(ledger),
    notInspected: reasonsOf(found),
    count: ofCustomers(
      countPeople({
        people: clusters.people,
        notInspected: notInspected.filter(({ accepted }) => !accepted).length,
        unnamed: shares.open,
        hasNamelessStranger: hasSubject && shares.hasNamelessStranger,
        inNames: found.inNames,
        isCutOff: found.observed.some((rule) => CUT_OFF.has(rule)),
        isComplete,
      }),
      people,
    ),
    people,
    ties: tiesOf(clusters, stands),
    unnamed: shares.unnamed.share(),
    ...(found.registry && { registry: found.registry }),
    mentioned,
    notes: notesOf(found, mentioned, isComplete),
  };
}

/** People whom a registry knows as different customers are different people, whatever they are known by here. */
function ofCustomers(count: PeopleCount, people: readonly PersonView[]): PeopleCount {
  const known = people.flatMap(({ registry }) => registry?.customers ?? []).map(({ number }) => number);
  const single = people.every(({ registry }) => (registry?.customers.length ?? 0) <= 1);
  const atLeast = single ? Math.max(count.atLeast, new Set(known).size) : count.atLeast;
  return { ...count, atLeast, why: atLeast === count.atMost ? [] : count.why };
}

function personOf(number: number, found: Found, stands: Standing): PersonView {
  const { clusters, shares, ledger, masker, knownOf } = found;
  const identifiers = clusters.people[number] ?? [];
  const share = shareOf(shares, number);
  const time = { from: millisOf(share.from), to: millisOf(share.to) };
  const known = number === REQUESTER ? undefined : knownOf?.(identifiers, time);
  const own = new Set(identifiers.map(idOf));
  const listed = identifiers
    .map((one) => ({
      kind: one.kind,
      masked: maskValue(one.key),
      ...(stands.counts.get(idOf(one)) ?? NOWHERE),
    }))
    .slice(0, MAX_IDENTIFIERS);
  return {
    id: handleOf(number),
    identifiers: listed,
    tiedBy: identifiers
      .slice(0, MAX_IDENTIFIERS)
      .flatMap((one) => stands.pairs.get(idOf(one)) ?? [])
      .filter(({ b }) => own.has(idOf(b)))
      .slice(0, MAX_PAIRS)
      .map((pair) => pairView(pair, ledger, masker)),
    ...share,
    ...(known && { registry: known }),
    takesPart: shares.of.get(number)?.takesPart ?? 0,
    recordingDays: shares.of.get(number)?.days() ?? [],
  };
}

function millisOf(time: string | null): number | undefined {
  return time === null ? undefined : Date.parse(time);
}

function pairView(
  { a, b, stands, entry, place }: Pair,
  ledger: Ledger,
  masker: Masker,
): PersonView["tiedBy"][number] {
  const path = masker.text(ledger.rows[entry]?.path ?? "");
  const where = place === undefined ? "" : masker.text(placeText(place));
  const text = where === "" || place?.unit === "entry" ? path : `${path}, ${where}`;
  return { a: `${a.kind} ${maskValue(a.key)}`, b: `${b.kind} ${maskValue(b.key)}`, ...stands, place: text };
}

function tiesOf({ ties }: Clusters, { counts }: Standing): PeopleView["ties"] {
  return ties
    .map((tie) => ({
      kind: tie.kind,
      masked: maskValue(tie.key),
      people: [...tie.people].toSorted((a, b) => a - b).map(handleOf),
      ...(counts.get(idOf(tie)) ?? NOWHERE),
    }))
    .toSorted((a, b) => b.records + b.recordings - a.records - a.recordings)
    .slice(0, MAX_TIES);
}

/** As the clusters tell identifiers apart: an account may be written as an address. */
function idOf({ kind, key }: StrangerIdentifier): string {
  return `${kind === "email" || kind === "phone" ? "account" : kind} ${key}`;
}

/** Where nobody asked nothing is anybody's or somebody else's. */
function withoutAttribution(totals: TotalsView): TotalsView {
  const open = ({ total }: Tally): Tally => {
    return { total, own: 0, stray: 0, conflict: 0, context: 0, unattributed: total };
  };
  return {
    ...totals,
    records: open(totals.records),
    recordings: open(totals.recordings),
    basis: { direct: 0, linked: 0, inherited: 0 },
  };
}

function formatsOf(ledger: Ledger): PeopleView["formats"] {
  const formats = new Map<string, { entries: number; bytes: number; records: number }>();
  for (const row of ledger.rows) {
    const { format } = fateOf(row);
    if (format === null || format === "directory") continue;
    const known = formats.get(format) ?? { entries: 0, bytes: 0, records: 0 };
    formats.set(format, known);
    known.entries += 1;
    known.bytes += row.size;
    known.records += row.records;
  }
  return [...formats]
    .toSorted(([a, one], [b, other]) => other.entries - one.entries || (a < b ? -1 : 1))
    .map(([format, counts]) => ({ format, ...counts }));
}

function reasonsOf({ ledger, masker }: Found): PeopleView["notInspected"] {
  const reasons = new Map<
    PeopleView["notInspected"][number]["reason"],
    { entries: number; bytes: number; examples: string[] }
  >();
  for (const row of ledger.inOrder()) {
    const fate = fateOf(row);
    if (fate.kind === "inspected") continue;
    const known = reasons.get(fate.reason) ?? { entries: 0, bytes: 0, examples: [] };
    reasons.set(fate.reason, known);
    known.entries += 1;
    known.bytes += row.size;
    if (known.examples.length < MAX_EXAMPLES) known.examples.push(masker.text(row.path));
  }
  return [...reasons].map(([reason, counts]) => ({ reason, ...counts }));
}

function notesOf(
  { shares, rows, hasSubject }: Found,
  mentioned: number,
  isComplete: boolean,
): readonly string[] {
  const many = mentioned >= MAX_MENTIONED ? `more than ${grouped(MAX_MENTIONED)}` : grouped(mentioned);
  const untold = rows
    .filter(
      ({ row, judgement }) =>
        judgement.attribution === "unattributed" &&
        row.claims.some(({ role, outcome }) => role === "owner" && outcome === "untold"),
    )
    .reduce((total, { row }) => total + row.count, 0);
  return [
    "People who are named only in running text, in speech or in pictures are not counted.",
    "One person with two accounts that no record ties counts as two.",
    ...(mentioned > 0
      ? [
          `${many} further ${mentioned === 1 ? "identifier stands" : "identifiers stand"} only as contact, sender, recipient or mention; those people are not counted.`,
        ]
      : []),
    ...(shares.ofSeveral > 0
      ? [
          `${grouped(shares.ofSeveral)} ${shares.ofSeveral === 1 ? "record names" : "records name"} several people (who wrote and who received, or who both claim it) and ${shares.ofSeveral === 1 ? "counts" : "count"} once, for the first of them.`,
        ]
      : []),
    ...(untold > 0 && !hasSubject
      ? [
          `${grouped(untold)} ${untold === 1 ? "record names its" : "records name their"} owner by a word or a name that tells nobody apart.`,
        ]
      : []),
    ...(isComplete
      ? []
      : ["More identifiers were seen than are told apart: some people are missing from the list."]),
  ];
}
