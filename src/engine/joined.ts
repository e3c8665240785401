import type { Judgement } from "../attribution/judge.ts";
import type { LinkTarget } from "../attribution/links.ts";
import type { Claim, Evidence } from "../model/evidence.ts";
import type {
  DigestProblem,
  Facts,
  JudgedRecords,
  LinkProblem,
  RegistryMention,
  Unlisted,
  UnusedAnchor,
} from "../model/facts.ts";
import type { Attribution, Basis } from "../model/kinds.ts";
import type { Millis } from "../model/time.ts";
import type { Unclaimed } from "./inheritance.ts";
import type { OwnerTotals } from "./owner-totals.ts";
import type { DeletedItem, SweptMention } from "./swept.ts";

/** Evidence of one entry with its claims resolved. Equal claims, and equal lists of them, are one object. */
export interface EvidenceRow {
  readonly entry: number;
  readonly unit: Evidence["unit"];
  readonly claims: readonly Claim[];
  readonly scope: readonly Claim[];
  readonly thread: string;
  /** Only the folder that it lies in says that it is part of the conversation. */
  readonly isByFolder: boolean;
  readonly count: number;
  readonly from: Millis | undefined;
  readonly to: Millis | undefined;
  readonly when: Evidence["when"];
  readonly places: Evidence["places"];
  readonly deviceMade: string | null;
  /** Only in a survey: kinds of data that each of its records holds, a bit each. */
  readonly holds?: number | undefined;
}

/** A row and what was decided of it. */
export interface JudgedRow {
  readonly row: EvidenceRow;
  readonly judgement: Judgement;
  readonly target: LinkTarget | undefined;
  /** What the sweep found beside what the entry's format reported; nothing for most. */
  readonly swept: readonly Claim[];
}

export interface Joined {
  readonly judged: readonly JudgedRecords[];
  readonly owners: readonly OwnerTotals[];
  readonly linkProblems: readonly LinkProblem[];
  readonly digestProblems: readonly DigestProblem[];
  readonly unlisted: readonly Unlisted[];
  readonly agreement: Pick<Facts, "disagreements" | "unregistered" | "countProblems">;
  /** Records by attribution, by unit. */
  readonly tally: Readonly<Record<Evidence["unit"], Readonly<Record<Attribution, number>>>>;
  readonly basis: Readonly<Record<Basis, number>>;
  readonly couldInherit: readonly Unclaimed[];
  readonly unusedAnchors: readonly UnusedAnchor[];
  readonly sweptMentions: readonly SweptMention[];
  readonly registryMentions: readonly RegistryMention[];
  readonly deletedItems: readonly DeletedItem[];
  /** Subject identifier → records it was seen in. */
  readonly seen: ReadonlyMap<number, number>;
  readonly ownersComplete: boolean;
  /** Records and recordings that are own by `direct` or `linked`. */
  readonly firmlyOwn: number;
}

/** No record of any attribution. */
export function zero(): Record<Attribution, number> {
  return { own: 0, stray: 0, conflict: 0, context: 0, unattributed: 0 };
}

/** Whether another person's data was seen. */
export function isStray({ attribution }: Judgement): boolean {
  return attribution === "stray" || attribution === "conflict";
}

/** How a stray is known: by itself, by a row that names it, or by what encloses it. */
export function basisAgainst(row: EvidenceRow, judgement: Judgement): Basis {
  if (judgement.foreign.length === 0 || judgement.foreign.some((claim) => row.claims.includes(claim)))
    return "direct";
  return judgement.foreign.some((claim) => row.scope.includes(claim)) ? "inherited" : "linked";
}

/** The requester's identifiers that stand as owner in a record, around it or in rows that name it. */
export function requesterIn(
  { claims, scope }: EvidenceRow,
  target: LinkTarget | undefined,
): readonly Claim[] {
  const all = [...claims, ...scope, ...[...(target?.links.keys() ?? [])].flat()];
  return all.filter(({ role, outcome }) => role === "owner" && outcome === "mine");
}
