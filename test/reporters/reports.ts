import type {
  EntryView,
  FindingView,
  OwnerView,
  ReportEvent,
  RunView,
  Tally,
  TotalsView,
  VerdictView,
} from "../../src/model/report.ts";

/** What a test changes of an ordinary report. */
export interface ReportParts {
  readonly bundle?: Partial<RunView["bundle"]>;
  readonly subject?: Partial<RunView["subject"]>;
  readonly policy?: Partial<RunView["policy"]>;
  readonly verdict?: Partial<VerdictView>;
  readonly entriesTotals?: Partial<TotalsView["entries"]>;
  readonly bytes?: Partial<TotalsView["bytes"]>;
  readonly records?: Partial<Tally>;
  readonly recordings?: Partial<Tally>;
  readonly ownersComplete?: boolean;
  readonly owners?: readonly OwnerView[];
  readonly findings?: readonly FindingView[];
  readonly entries?: readonly EntryView[];
}

export function tally(parts: Partial<Tally> = {}): Tally {
  const all = { own: 0, stray: 0, conflict: 0, context: 0, unattributed: 0, ...parts };
  return { total: all.own + all.stray + all.conflict + all.context + all.unattributed, ...all };
}

export function owner(parts: Partial<OwnerView> = {}): OwnerView {
  return {
    id: "stranger-1",
    identifiers: [{ kind: "account", masked: "A3…5H" }],
    records: 1700,
    recordings: 1700,
    entries: 1701,
    from: "2018-05-01T06:20:31Z",
    to: "2018-07-30T21:02:11Z",
    recordingDays: [
      { day: "2018-05-01", recordings: 900 },
      { day: "2018-07-30", recordings: 800 },
    ],
    ...parts,
  };
}

export function finding(parts: Partial<FindingView> = {}): FindingView {
  return {
    rule: "stray-account",
    level: "stray",
    title: "a record names another person's account as its owner",
    entry: "Alexa/transcripts.csv",
    entryId: "0.3",
    owner: "stranger-1",
    identifier: { kind: "account", masked: "A3…5H" },
    count: 1700,
    unit: "records",
    places: ["row 17, customerId"],
    message: "first: entry #3, row 17, customerId",
    fingerprint: "f1",
    ...parts,
  };
}

export function entry(parts: Partial<EntryView> = {}): EntryView {
  return {
    id: "0.3",
    path: "Alexa/transcripts.csv",
    pathMasked: false,
    bytes: 61484,
    sha256: "ab".repeat(32),
    format: "csv",
    fate: "inspected",
    reason: null,
    detail: null,
    accepted: false,
    attribution: "own",
    recording: false,
    records: 120,
    facts: null,
    ...parts,
  };
}

/** A clean report of one table, changed by `parts`. */
export function report(parts: ReportParts = {}): ReportEvent[] {
  const entries = parts.entries ?? [entry()];
  return [
    {
      type: "run",
      run: {
        schema: "straycheck-report/1",
        tool: { name: "straycheck", version: "0.1.0" },
        bundle: {
          name: "export.zip",
          sha256: `9f3c21d4${"0".repeat(52)}8ae0`,
          bytes: 104_857_600,
          container: "zip",
          layouts: [{ name: "amazon-alexa", given: false, digest: "d1" }],
          ...parts.bundle,
        },
        subject: {
          ref: "DSAR-2026-0417",
          seen: [{ kind: "account", number: 1, records: 50 }],
          told: [
            { kind: "account", number: 1, none: false },
            { kind: "device", number: 0, none: true },
          ],
          ...parts.subject,
        },
        policy: { digest: null, accepted: [], ...parts.policy },
      },
    },
    {
      type: "verdict",
      verdict: { outcome: "clean", exitCode: 0, codes: [], reasons: [], paste: [], ...parts.verdict },
    },
    {
      type: "totals",
      totals: {
        entries: {
          total: 1,
          inspected: 1,
          notInspected: 0,
          furniture: 0,
          accepted: 0,
          ...parts.entriesTotals,
        },
        bytes: { total: 104_857_600, claimed: 104_857_600, unclaimed: 0, ...parts.bytes },
        records: tally(parts.records ?? { own: 120 }),
        recordings: tally(parts.recordings),
        basis: { direct: 120, linked: 0, inherited: 0 },
        ownersComplete: parts.ownersComplete ?? true,
      },
    },
    ...(parts.owners ?? []).map((view): ReportEvent => ({ type: "owner", owner: view })),
    ...(parts.findings ?? []).map((view): ReportEvent => ({ type: "finding", finding: view })),
    ...entries.map((view): ReportEvent => ({ type: "entry", entry: view })),
    { type: "end", complete: true },
  ];
}

/** The 2018 case: 1,700 recordings of one stranger, each named by a line of the transcript. */
export function strayReport(parts: ReportParts = {}): ReportEvent[] {
  const recordings = Array.from({ length: 1700 }, (_, index) =>
    finding({
      rule: "stray-recording",
      entry: `Alexa/audio/${index}.wav`,
      entryId: `0.${index + 52}`,
      count: 1,
      unit: "recordings",
      places: ["the entry as a whole"],
      message: "each is named by a line of the transcript that carries this account",
    }),
  );
  return report({
    verdict: {
      outcome: "stray",
      exitCode: 1,
      codes: ["stray-recordings", "stray-records"],
      reasons: ["1,700 recordings and 1,700 records belong to stranger-1"],
    },
    entriesTotals: { total: 1751, inspected: 1751 },
    records: { own: 50, stray: 1700 },
    recordings: { stray: 1700 },
    owners: [owner()],
    findings: [
      ...recordings,
      finding({
        entry: "Alexa/transcripts.pdf",
        entryId: "0.51",
        message: "first: entry #51, page 1, line 4",
      }),
      finding({
        rule: "product-not-owned",
        level: "note",
        title: "a product the requester does not have",
        entry: "Alexa/transcripts.pdf",
        entryId: "0.51",
        owner: null,
        identifier: null,
        count: 1701,
        unit: "entries",
        message: 'the subject file says "devices: none"; 1,701 files are voice data',
      }),
    ],
    entries: [entry({ attribution: "stray", records: 1700 })],
    ...parts,
  });
}

/** Three of twelve files were not read, and two say nothing of whose they are. */
export function unprovenReport(parts: ReportParts = {}): ReportEvent[] {
  const unread = { fate: "not-inspected", attribution: null, sha256: null, records: 0 } as const;
  return report({
    verdict: {
      outcome: "unproven",
      exitCode: 3,
      codes: ["not-inspected", "unattributed-recordings", "unattributed-records"],
      reasons: ["3 of 12 files were not inspected"],
    },
    entriesTotals: { total: 12, inspected: 9, notInspected: 3 },
    records: { own: 120, unattributed: 14 },
    recordings: { unattributed: 1 },
    subject: { told: [{ kind: "account", number: 1, none: false }] },
    findings: [
      finding({
        rule: "unattributed",
        level: "unproven",
        entry: "docs/notes.csv",
        entryId: "0.8",
        owner: null,
        identifier: null,
        count: 13,
      }),
      finding({
        rule: "not-inspected",
        level: "unproven",
        entry: "docs/a.zip",
        entryId: "0.5",
        owner: null,
        identifier: null,
        count: 1,
        unit: "entries",
      }),
    ],
    entries: [
      entry(),
      entry({
        ...unread,
        id: "0.5",
        path: "docs/a.zip",
        reason: "encrypted",
        format: null,
        detail: "AES-256",
      }),
      entry({
        ...unread,
        id: "0.6",
        path: "docs/b.zip",
        reason: "encrypted",
        format: null,
        detail: "AES-256",
      }),
      entry({ ...unread, id: "0.7", path: "docs/scan.pdf", reason: "no-text", format: "pdf" }),
      entry({ id: "0.8", path: "docs/notes.csv", attribution: "unattributed", records: 20 }),
      entry({ id: "0.9", path: "docs/letter.pdf", format: "pdf", attribution: "unattributed", records: 1 }),
      entry({
        id: "0.10",
        path: "audio/memo.wav",
        format: "wav",
        attribution: "unattributed",
        recording: true,
        records: 0,
      }),
    ],
    ...parts,
  });
}

/** A bundle in which there was nothing to check. */
export function emptyReport(): ReportEvent[] {
  return report({
    bundle: { sha256: null, bytes: 0, container: "directory", layouts: [] },
    subject: { seen: [], told: [] },
    verdict: {
      outcome: "unproven",
      exitCode: 3,
      codes: ["subject-not-seen", "nothing-own", "nothing-to-check"],
      reasons: ["there was nothing to check"],
    },
    entriesTotals: { total: 0, inspected: 0 },
    bytes: { total: 0, claimed: 0 },
    records: {},
    entries: [],
  });
}

export async function* stream(events: readonly ReportEvent[]): AsyncGenerator<ReportEvent, void, void> {
  for (const event of events) yield await Promise.resolve(event);
}

export async function collected(chunks: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const chunk of chunks) text += chunk;
  return text;
}
