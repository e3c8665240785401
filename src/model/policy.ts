import type { Basis, Kind } from "./kinds.ts";
import type { NotInspectedReason } from "./fate.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";

/** Where a policy says something. */
export interface PolicyPlace {
  /** The policy file, as it was given. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** One exception: entries that may be released although they are not proven. Never a stray, never an archive. */
export interface Acceptance {
  /** Glob over entry paths; its last segment holds a literal. */
  readonly files: string;
  readonly why: "unattributed" | `not-inspected:${NotInspectedReason}`;
  /** How many entries it may cover; more and it accepts none. */
  readonly max: number;
  readonly reason: string;
  /** Last UTC day on which it holds, `YYYY-MM-DD`. */
  readonly until: string;
  readonly by?: string;
  readonly source?: PolicyPlace;
}

/** An identifier of the controller itself (support desk, no-reply): role `system` wherever it stands. */
export interface SystemIdentifier {
  readonly kind: Kind;
  readonly key: string;
  readonly reason: string;
}

/** What other people in the subject's own records and conversations are for the verdict. */
export const COUNTERPARTIES = ["allow", "review", "block"] as const;
export type Counterparties = (typeof COUNTERPARTIES)[number];

/** The least that a record may rest on to be the subject's, from the strictest. */
export const LEAST_BASES = ["direct", "linked", "inherited"] as const satisfies readonly Basis[];

export interface Policy {
  /** `allow`: context. `review`: somebody must look (3). `block`: they are strays (1). */
  readonly counterparties: Counterparties;
  /** What rests on less than this is unattributed. */
  readonly leastBasis: Basis;
  /** Rules whose notes keep the bundle from being clean: somebody must look. */
  readonly review: readonly string[];
  readonly accept: readonly Acceptance[];
  readonly system: readonly SystemIdentifier[];
  /** Layouts that the policy gives, as it writes them: names of built-in ones, or files. */
  readonly layouts: readonly string[];
  /** All bounds of a run: those that the policy sets, and the built-in ones. */
  readonly limits: Limits;
  /** What is odd about the policy itself, a sentence part each: lines that accept the same files, values of an earlier file that no longer hold. */
  readonly notes: readonly string[];
  /** The files it was read from, in their order, with the sha256 of their text. */
  readonly files: readonly { readonly name: string; readonly digest: string }[];
  /** sha256 of the policy file, of several files that of their digests, a line each; null for the built-in defaults. */
  readonly digest: string | null;
}

export const DEFAULT_POLICY: Policy = {
  counterparties: "allow",
  leastBasis: "inherited",
  review: [],
  accept: [],
  system: [],
  layouts: [],
  limits: DEFAULT_LIMITS,
  notes: [],
  files: [],
  digest: null,
};
