import { createHash } from "node:crypto";
import type { Facts } from "../model/facts.ts";
import type { Finding } from "../model/finding.ts";
import type { Kind } from "../model/kinds.ts";
import { createMasker, maskValue, type Masker } from "../model/mask.ts";
import { placeText, type Place } from "../model/place.ts";
import { MAX_RECORDING_DAYS, type EntryView, type FindingView, type OwnerView } from "../model/report.ts";
import type { Subject } from "../model/subject.ts";
import { DAY_MILLIS, isoDay, isoTime } from "../model/time.ts";
import { RULES } from "../rules/index.ts";
import type { OwnerTotals } from "./owner-totals.ts";
import { fateOf, type Ledger, type LedgerRow } from "./ledger.ts";

const MAX_OWNER_IDENTIFIERS = 50;

export function strangerName(index: number): string {
  return `stranger-${index + 1}`;
}

/** Masks whatever may name a person: the strangers' identifiers and the subject's own. */
export function maskerFor(
  owners: readonly OwnerTotals[],
  subject: Subject,
  facts: Pick<Facts, "judged" | "foreignNames" | "sweptMentions" | "registryMentions">,
): Masker {
  const identifiers = new Set<string>();
  for (const owner of owners) for (const { key } of owner.stranger.identifiers) identifiers.add(key);
  for (const records of facts.judged)
    for (const claim of records.foreign) if (claim.key !== "") identifiers.add(claim.key);
  for (const { key } of facts.foreignNames) identifiers.add(key);
  for (const { claim } of facts.sweptMentions) identifiers.add(claim.key);
  for (const { key } of facts.registryMentions ?? []) identifiers.add(key);
  for (const identifier of subject.identifiers) {
    identifiers.add(identifier.key);
    identifiers.add(identifier.written);
  }
  return createMasker(identifiers);
}

export function ownerView(
  owner: OwnerTotals,
  index: number,
  requests: readonly string[] = [],
  registry?: OwnerView["registry"],
): OwnerView {
  const identifiers = owner.stranger.identifiers.slice(0, MAX_OWNER_IDENTIFIERS);
  return {
    id: strangerName(index),
    identifiers: identifiers.map(({ kind, key }) => ({ kind, masked: maskValue(key) })),
    records: owner.records,
    recordings: owner.recordings,
    entries: owner.entries.size,
    from: owner.from === undefined ? null : isoTime(owner.from),
    to: owner.to === undefined ? null : isoTime(owner.to),
    recordingDays: [...owner.recordingDays]
      .toSorted(([a], [b]) => a - b)
      .slice(0, MAX_RECORDING_DAYS)
      .map(([day, recordings]) => ({ day: isoDay(day * DAY_MILLIS), recordings })),
    ...(requests.length === 0 ? {} : { requests }),
    ...(registry === undefined ? {} : { registry }),
  };
}

const TITLES = new Map(RULES.map((rule) => [rule.id, rule.words.title]));

export function findingView(finding: Finding, ledger: Ledger, masker: Masker): FindingView {
  const row = ledger.rows[finding.row];
  const owner = finding.owner < 0 ? null : strangerName(finding.owner);
  const entry = row === undefined ? null : masker.text(row.path);
  const field = masker.text(finding.field);
  // No identifier goes into a fingerprint: phones and serials can be enumerated.
  const fingerprint = createHash("sha256")
    .update([finding.rule, row?.id ?? "", entry ?? "", owner ?? "", field].join("\n"))
    .digest("hex")
    .slice(0, 32);
  return {
    rule: finding.rule,
    level: finding.level,
    title: TITLES.get(finding.rule) ?? finding.rule,
    entry,
    entryId: row?.id ?? null,
    owner,
    identifier: identifierView(finding.identifier),
    count: finding.count,
    unit: finding.unit,
    places: finding.places.map((place) => placeText(masked(withField(place, finding.field), masker))),
    message: masker.text(finding.detail),
    fingerprint,
  };
}

function identifierView(identifier: Finding["identifier"]): { kind: Kind; masked: string } | null {
  if (identifier === undefined || identifier.key === "") return null;
  return { kind: identifier.kind, masked: maskValue(identifier.key) };
}

/** Row numbers are no identifiers, whatever number they are: only the path is masked. */
function masked(place: Place, masker: Masker): Place {
  const path = place.path === undefined ? {} : { path: masker.text(place.path) };
  const within = place.within === undefined ? {} : { within: masker.text(place.within) };
  return { ...place, ...path, ...within };
}

/** Places that say the field themselves. */
const PLACED = new Set<Place["unit"]>(["tag", "header", "byte", "name"]);

/** `row 17` and `customerId` are `row 17, customerId`; an object's path gets the key appended. */
function withField(place: Place, field: string): Place {
  if (field === "" || PLACED.has(place.unit)) return place;
  const path = place.path ?? "";
  if (place.unit === "entry") return place;
  return { ...place, path: path === "" ? field : `${path}.${field}` };
}

function factsView(facts: LedgerRow["facts"], masker: Masker): EntryView["facts"] {
  if (facts.length === 0) return null;
  return Object.fromEntries(
    facts.map(([name, value]) => [name, typeof value === "number" ? value : masker.text(value)]),
  );
}

export function entryView(row: LedgerRow, masker: Masker): EntryView {
  const fate = fateOf(row);
  const path = masker.text(row.path);
  return {
    id: row.id,
    path,
    pathMasked: path !== row.path,
    bytes: row.size,
    sha256: row.sha256,
    format: fate.format,
    fate: fate.kind,
    reason: fate.kind === "inspected" ? null : fate.reason,
    detail: fate.kind === "inspected" ? null : masker.text(fate.detail),
    accepted: row.accepted,
    attribution: row.attribution,
    recording: row.recording,
    records: row.records,
    facts: factsView(row.facts, masker),
  };
}
