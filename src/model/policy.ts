import type { Kind } from "./kinds.ts";
import type { NotInspectedReason } from "./fate.ts";

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

export interface Policy {
  /** `allow`: context. `review`: somebody must look (3). `block`: they are strays (1). */
  readonly counterparties: Counterparties;
  /** Rules whose notes keep the bundle from being clean: somebody must look. */
  readonly review: readonly string[];
  readonly accept: readonly Acceptance[];
  readonly system: readonly SystemIdentifier[];
  /** Layouts that the policy gives, as it writes them: names of built-in ones, or files. */
  readonly layouts: readonly string[];
  /** sha256 of the policy file, null for the built-in defaults. */
  readonly digest: string | null;
}

export const DEFAULT_POLICY: Policy = {
  counterparties: "allow",
  review: [],
  accept: [],
  system: [],
  layouts: [],
  digest: null,
};
