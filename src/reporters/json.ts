import type {
  EntryView,
  FindingView,
  MechanismView,
  OwnerView,
  PolicyView,
  ReportEvent,
  RunView,
  Tally,
  TotalsView,
  VerdictView,
} from "../model/report.ts";
import { ordered } from "./events.ts";
import type { Reporter } from "./reporter.ts";

/** Characters that are gathered before a chunk is handed on. */
const CHUNK_CHARACTERS = 64 * 1024;
/** Places that one finding shows. */
const MAX_PLACES = 20;

/** Writes one `straycheck-report/1` document, one line per owner, finding and entry, with memory that does not grow. */
export const jsonReporter: Reporter = {
  name: "json",
  title: "one JSON document, straycheck-report/1",
  machine: true,
  async *render(events) {
    let pending = "";
    for await (const piece of pieces(events)) {
      pending += piece;
      if (pending.length >= CHUNK_CHARACTERS) {
        yield pending;
        pending = "";
      }
    }
    if (pending !== "") yield pending;
  },
};

const LISTS = ["mechanisms", "owners", "findings", "entries"] as const;

async function* pieces(events: AsyncIterable<ReportEvent>): AsyncGenerator<string, void, void> {
  let list = -1;
  let empty = true;
  /** Closes the lists before `wanted` and opens it. */
  const moveTo = (wanted: number): string => {
    let text = "";
    while (list < wanted) {
      if (list >= 0) text += empty ? "]" : "\n  ]";
      list += 1;
      empty = true;
      const name = LISTS[list];
      text += name === undefined ? "\n}\n" : `,\n  ${encode(name)}: [`;
    }
    return text;
  };
  const item = (wanted: number, value: unknown): string => {
    const text = `${moveTo(wanted)}${empty ? "" : ","}\n    ${encode(value)}`;
    empty = false;
    return text;
  };
  for await (const event of ordered(events)) {
    switch (event.type) {
      case "run":
        yield run(event.run);
        break;
      case "verdict":
        yield section("verdict", verdict(event.verdict));
        break;
      case "totals":
        yield section("totals", totals(event.totals));
        break;
      case "mechanism":
        yield item(0, mechanism(event.mechanism));
        break;
      case "owner":
        yield item(1, owner(event.owner));
        break;
      case "finding":
        yield item(2, finding(event.finding));
        break;
      case "entry":
        yield item(3, entry(event.entry));
        break;
      case "end":
        yield moveTo(LISTS.length);
    }
  }
}

function run(view: RunView): string {
  const { tool, bundle, subject, policy } = view;
  return [
    `{\n  "schema": ${encode(view.schema)},\n  "tool": ${encode({ name: tool.name, version: tool.version })}`,
    section("bundle", {
      name: bundle.name,
      sha256: bundle.sha256,
      bytes: bundle.bytes,
      container: bundle.container,
      layouts: bundle.layouts.map(({ name, given, digest, noSubject, lowers }) => {
        const lowered =
          lowers === undefined ? {} : { lowers: lowers.map(({ at, means }) => ({ at, means })) };
        return { name, given, digest, ...(noSubject === undefined ? {} : { noSubject }), ...lowered };
      }),
    }),
    section("subject", {
      ref: subject.ref,
      seen: subject.seen.map(({ kind, number, records }) => ({ kind, number, records })),
      told: subject.told.map(({ kind, number, none }) => ({ kind, number, none })),
    }),
    section("policy", policyOf(policy)),
  ].join("");
}

// Each view is copied key by key: that fixes the order, and a field nobody meant to publish stays inside.

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

function known(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));
}

function verdict(view: VerdictView): object {
  return { outcome: view.outcome, exitCode: view.exitCode, codes: view.codes, reasons: view.reasons };
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

/** A member of the document whose own members stand on a line each. */
function section(name: string, value: object): string {
  const members = Object.entries(value).map(([key, part]) => `\n    ${encode(key)}: ${encode(part)}`);
  return `,\n  ${encode(name)}: {${members.join(",")}\n  }`;
}

// JSON.stringify escapes C0 controls and lone surrogates; DEL, C1, bidi controls, invisible characters, line
// separators and tag characters could still steer or deceive a terminal that shows the report.
const UNSAFE =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\u{e0000}-\u{e0fff}]/gu;

function encode(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, (character) => {
    let text = "";
    for (let index = 0; index < character.length; index += 1) {
      text += `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
    }
    return text;
  });
}
