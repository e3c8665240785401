import type { Survey } from "../../src/engine/survey.ts";
import {
  incidentOf,
  zonedTime,
  type CaseDetails,
  type PreviousCase,
  type ZonedTime,
} from "../../src/incident/index.ts";
import type { IncidentView } from "../../src/model/incident.ts";
import type { PeopleView, PersonView, Share } from "../../src/model/people.ts";
import type { EntryView } from "../../src/model/report.ts";

const DIGEST = "ab".repeat(32);

/** A time that is one. */
export function at(text: string): ZonedTime {
  const time = zonedTime(text);
  if (time === undefined) throw new Error(`no time: ${text}`);
  return time;
}

export function share(parts: Partial<Share> = {}): Share {
  return {
    records: 0,
    recordings: 0,
    seconds: 0,
    untimed: 0,
    entries: 0,
    kinds: [],
    from: null,
    to: null,
    ...parts,
  };
}

/** Twelve recordings and the twelve lines of their transcript, from May to July 2018. */
export function stranger(parts: Partial<PersonView> = {}): PersonView {
  return {
    id: "stranger-1",
    ...share({
      records: 12,
      recordings: 12,
      seconds: 61.5,
      entries: 13,
      kinds: [
        { kind: "voice", records: 0, recordings: 12, entries: 12 },
        { kind: "transcripts", records: 12, recordings: 0, entries: 1 },
      ],
      from: "2018-05-01T04:20:31Z",
      to: "2018-07-30T21:02:11Z",
    }),
    identifiers: [
      { kind: "account", masked: "A3…1V", records: 12, recordings: 0 },
      { kind: "device", masked: "G0…QZ", records: 12, recordings: 12 },
    ],
    tiedBy: [
      {
        a: "account A3…1V",
        b: "device G0…QZ",
        records: 12,
        recordings: 0,
        place: "Alexa/transcripts.pdf: page 1, line 1",
      },
    ],
    recordingDays: [
      { day: "2018-05-01", recordings: 5 },
      { day: "2018-07-30", recordings: 7 },
    ],
    ...parts,
  };
}

export function entry(parts: Partial<EntryView> & Pick<EntryView, "id" | "path">): EntryView {
  return {
    pathMasked: false,
    bytes: 10,
    sha256: DIGEST,
    format: "text",
    fate: "inspected",
    reason: null,
    detail: null,
    accepted: false,
    attribution: "stray",
    recording: false,
    records: 1,
    facts: null,
    ...parts,
  };
}

export type SurveyParts = Partial<Omit<Survey, "people">> & { readonly people?: Partial<PeopleView> };

/** A survey made by hand: one stranger, besides the requester. */
export function surveyOf({ people: parts = {}, ...more }: SurveyParts = {}): Survey {
  const people: PeopleView = {
    schema: "straycheck-people/1",
    tool: { name: "straycheck", version: "0.1.0" },
    bundle: { name: "export.zip", sha256: DIGEST, bytes: 1000, container: "zip", layouts: [] },
    requester: { ref: "DSAR-1", seen: [{ kind: "account", number: 1, records: 5 }], told: [] },
    totals: {
      entries: { total: 14, inspected: 14, notInspected: 0, furniture: 0, accepted: 0 },
      bytes: { total: 1000, claimed: 1000, unclaimed: 0 },
      records: { total: 17, own: 5, stray: 12, conflict: 0, context: 0, unattributed: 0 },
      recordings: { total: 12, own: 0, stray: 12, conflict: 0, context: 0, unattributed: 0 },
      basis: { direct: 17, linked: 12, inherited: 0 },
      ownersComplete: true,
    },
    formats: [],
    notInspected: [],
    count: { atLeast: 1, atMost: 1, why: [] },
    people: [stranger()],
    ties: [],
    unnamed: share(),
    notes: [],
    ...parts,
  };
  return {
    people,
    raw: new Map([["stranger-1", [{ kind: "account", key: "A3ZK8W2P6R4N1V" }]]]),
    known: new Set(["A3ZK8W2P6R4N1V"]),
    entries: [
      entry({ id: "0.0", path: "Alexa/transcripts.pdf" }),
      entry({ id: "0.1", path: "Alexa/audio/0001.wav", recording: true, sha256: "cd".repeat(32) }),
    ],
    shares: new Map([
      [
        "stranger-1",
        [
          { entry: "0.0", records: 12, recordings: 0, kinds: ["transcripts"] },
          { entry: "0.1", records: 0, recordings: 1, kinds: ["voice"] },
        ],
      ],
    ]),
    policy: { digest: null, accepted: [] },
    request: { ref: "DSAR-1", unseen: [], missing: [] },
    mechanisms: [
      {
        id: "M1",
        title: "a part of another request was packed in",
        evidence: ["all 24 items"],
        next: "Look.",
      },
    ],
    ...more,
  };
}

export interface IncidentParts {
  readonly survey?: Survey;
  readonly details?: CaseDetails;
  readonly previous?: PreviousCase;
  readonly awareAt?: string;
  readonly now?: string;
}

/** The view of an incident at fixed times. */
export function incident({
  survey = surveyOf(),
  details = {},
  previous,
  ...times
}: IncidentParts = {}): IncidentView {
  return incidentOf({
    survey,
    checked: null,
    archives: [{ name: "raw-name.zip", bytes: 1000, sha256: DIGEST, files: null }],
    awareAt: at(times.awareAt ?? "2026-11-20T09:30+01:00"),
    now: at(times.now ?? "2026-11-21T09:30+01:00"),
    details,
    previous: previous ?? null,
    options: "-o <folder>",
    optionsDigest: DIGEST,
  });
}
