import type { StrongKind } from "./kinds.ts";

/** Digests by which an identifier may be told instead of its clear value (OpenDSR). */
export const HASH_NAMES = ["sha256", "sha1", "md5"] as const;
export type HashName = (typeof HASH_NAMES)[number];

/** One identifier of the person who asked. `key` is the canonical form that is compared. */
export interface SubjectIdentifier {
  readonly kind: StrongKind;
  readonly written: string;
  readonly key: string;
  /** The clear value is not known: `key` and `written` are its digest in small hex. */
  readonly hash?: HashName;
  /** First and last UTC day on which it was theirs (`YYYY-MM-DD`, both included). */
  readonly from?: string;
  readonly until?: string;
}

/** The person who asked, told from outside the bundle. */
export interface Subject {
  readonly ref: string;
  readonly identifiers: readonly SubjectIdentifier[];
  /** Kinds of which the subject file says "none": `devices: []` or `--no-devices`. */
  readonly none: readonly StrongKind[];
  readonly names: readonly string[];
  /**
   * Only in a survey. `everyone`: nobody asked, so whatever is well-formed counts as somebody's. `others`: somebody asked, and
   * of what cannot be compared with theirs it is told what was written.
   */
  readonly survey?: "everyone" | "others";
}

/** Nobody asked: everybody in the bundle is somebody, and nobody is singled out. */
export const EVERYONE: Subject = { ref: "", identifiers: [], none: [], names: [], survey: "everyone" };
