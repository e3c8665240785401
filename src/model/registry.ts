import type { StrongKind } from "./kinds.ts";

/** An identifier of a customer, as the index of all customers knows it. */
export interface RegistryHit {
  /** Number of the customer in the registry. */
  readonly owner: number;
  readonly kind: StrongKind;
  /** UTC days in which it was theirs, both ends included, `YYYY-MM-DD`; undefined for always. */
  readonly from: string | undefined;
  readonly until: string | undefined;
}

/** An opened index of all customers' identifiers. It holds no identifier in clear, and cannot be listed. */
export interface Registry {
  /** Identifiers in it. */
  readonly identifiers: number;
  /** Customers in it. */
  readonly owners: number;
  /** Names this state of it: SHA-256 of its header, which holds the digest of all that follows. */
  readonly digest: string;
  /** Bits by which a hit is confirmed; the chance that a token which is nobody's hits is `identifiers / 2 ** bits`. */
  readonly bits: number;
  /**
   * Whose an identifier is; several where it was several people's (a resold device). `key`: in the canonical form of its
   * kind. Without `kind` it is whatever has this canonical form. Throws `CannotRun` when the file is damaged.
   */
  lookup(key: string, kind?: StrongKind): readonly RegistryHit[];
  close(): void;
}
