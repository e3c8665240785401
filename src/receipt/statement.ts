import type { AcceptedView, RunView, Tally, TotalsView, VerdictView } from "../model/report.ts";
import {
  countAt,
  flagAt,
  isRecord,
  Malformed,
  recordAt,
  recordsAt,
  textAt,
  textOrNullAt,
  type JsonRecord,
} from "./members.ts";
import { subjectDigestOf, type SubjectDigest } from "./subject-digest.ts";
import { Ambiguous, unambiguousJson } from "./unambiguous-json.ts";

const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
/** What the predicate is; a change of meaning gets another number. */
export const PREDICATE_TYPE = "https://www.npmjs.com/package/straycheck/attestation/ownership-check/v1";

const STATES: ReadonlySet<string> = new Set<AcceptedView["state"]>(["used", "unused", "expired", "exceeded"]);

/** An archive that was checked. */
export interface Part {
  /** Only shown: the digest says which one it is. */
  readonly name: string;
  readonly sha256: string;
}

/** What a receipt says: the predicate of the statement. */
export interface Receipt {
  readonly tool: RunView["tool"];
  /** When the check began, ISO 8601 in UTC. */
  readonly checkedAt: string;
  /** The request's number; empty when none was told. */
  readonly request: string;
  readonly bundle: Pick<RunView["bundle"], "container" | "bytes">;
  readonly verdict: Pick<VerdictView, "outcome" | "exitCode" | "codes" | "reasons">;
  readonly coverage: TotalsView;
  readonly policy: {
    readonly digest: string | null;
    readonly accepted: readonly (Pick<
      RunView["policy"]["accepted"][number],
      "files" | "why" | "entries" | "state"
    > & {
      /** Last UTC day on which the line holds. */
      readonly until: string;
    })[];
  };
  readonly layouts: RunView["bundle"]["layouts"];
  readonly options: {
    /** Passwords were given for encrypted entries. */
    readonly passwords: boolean;
    /** Deleted items that were looked for. */
    readonly deletedItems: number;
    /** Digest of the registry of all customers that everything was looked up in. */
    readonly registry?: string;
  };
  readonly subject: { readonly told: RunView["subject"]["told"]; readonly digest: SubjectDigest };
}

/** The bytes that are signed. */
export function statementBytes(parts: readonly Part[], receipt: Receipt): Buffer {
  const seen = new Map<string, number>();
  const subject = parts.map(({ name, sha256 }) => {
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    // Names are unique in a statement; parts may lie in different folders.
    return { name: number === 1 ? name : `${name} (${number})`, digest: { sha256 } };
  });
  const statement = { _type: STATEMENT_TYPE, subject, predicateType: PREDICATE_TYPE, predicate: receipt };
  return Buffer.from(JSON.stringify(statement));
}

/** What `verify` looks at; whatever else a receipt holds is passed over. */
export interface ReadReceipt {
  readonly parts: readonly Part[];
  readonly version: string;
  readonly checkedAt: Date;
  readonly request: string;
  readonly outcome: string;
  readonly exitCode: number;
  readonly codes: number;
  readonly entries: Omit<TotalsView["entries"], "furniture">;
  readonly records: Tally;
  readonly recordings: Tally;
  /** Records and recordings that name their owner themselves, or are named by one that does. */
  readonly firm: number;
  readonly policyDigest: string | null;
  /** The policy's lines that the verdict rests on. */
  readonly accepted: readonly { readonly files: string; readonly entries: number; readonly until: string }[];
  /** Layouts that somebody vouched for. */
  readonly givenLayouts: readonly string[];
  readonly subjectDigest: SubjectDigest;
}

/** Reads verified bytes. Throws `Malformed`, with what is wrong, for all but a receipt. */
export function readStatement(bytes: Buffer): ReadReceipt {
  let statement: unknown;
  try {
    statement = unambiguousJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Malformed(error instanceof Ambiguous ? error.message : "it is not JSON");
  }
  if (!isRecord(statement) || statement["_type"] !== STATEMENT_TYPE)
    throw new Malformed("it is no in-toto statement of version 1");
  if (statement["predicateType"] !== PREDICATE_TYPE)
    throw new Malformed("it is about something else (predicateType)");
  const receipt = recordAt(statement, "predicate");
  const verdict = recordAt(receipt, "verdict");
  const coverage = recordAt(receipt, "coverage");
  const entries = recordAt(coverage, "entries");
  const basis = recordAt(coverage, "basis");
  const policy = recordAt(receipt, "policy");
  return {
    parts: recordsAt(statement, "subject").map(partOf),
    version: textAt(recordAt(receipt, "tool"), "version"),
    checkedAt: timeAt(receipt, "checkedAt"),
    request: textAt(receipt, "request"),
    outcome: textAt(verdict, "outcome"),
    exitCode: countAt(verdict, "exitCode"),
    codes: lengthAt(verdict, "codes"),
    entries: {
      total: countAt(entries, "total"),
      inspected: countAt(entries, "inspected"),
      notInspected: countAt(entries, "notInspected"),
      accepted: countAt(entries, "accepted"),
    },
    records: tallyOf(recordAt(coverage, "records")),
    recordings: tallyOf(recordAt(coverage, "recordings")),
    firm: countAt(basis, "direct") + countAt(basis, "linked"),
    policyDigest: textOrNullAt(policy, "digest"),
    accepted: recordsAt(policy, "accepted")
      .filter((line) => stateOf(line) === "used")
      .map((line) => ({
        files: textAt(line, "files"),
        entries: countAt(line, "entries"),
        until: dayAt(line, "until"),
      })),
    givenLayouts: recordsAt(receipt, "layouts")
      .filter((layout) => flagAt(layout, "given"))
      .map((layout) => textAt(layout, "name")),
    subjectDigest: subjectDigestOf(recordAt(recordAt(receipt, "subject"), "digest")),
  };
}

function partOf(subject: JsonRecord): Part {
  const sha256 = textAt(recordAt(subject, "digest"), "sha256");
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Malformed(`"sha256" is no digest`);
  const { name } = subject;
  return { name: typeof name === "string" ? name : "", sha256 };
}

function tallyOf(tally: JsonRecord): Tally {
  return {
    total: countAt(tally, "total"),
    own: countAt(tally, "own"),
    stray: countAt(tally, "stray"),
    conflict: countAt(tally, "conflict"),
    context: countAt(tally, "context"),
    unattributed: countAt(tally, "unattributed"),
  };
}

/** A state that is not known might be one in which the line holds. */
function stateOf(line: JsonRecord): string {
  const state = textAt(line, "state");
  if (!STATES.has(state))
    throw new Malformed("an exception of the policy is in a state that is not known here");
  return state;
}

function lengthAt(within: JsonRecord, name: string): number {
  const value: unknown = within[name];
  if (!Array.isArray(value)) throw new Malformed(`"${name}" is no list`);
  return value.length;
}

function timeAt(within: JsonRecord, name: string): Date {
  const text = textAt(within, name);
  const time = new Date(text);
  // Whatever else a Date takes depends on where it runs.
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/.test(text);
  // It takes the 30th of February for a day in March, and 24:00 for the next day.
  if (!isTime || Number.isNaN(time.getTime()) || time.toISOString().slice(0, 19) !== text.slice(0, 19))
    throw new Malformed(`"${name}" is no time`);
  return time;
}

function dayAt(within: JsonRecord, name: string): string {
  const text = textAt(within, name);
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) throw new Malformed(`"${name}" is no day`);
  return text;
}
