/** An archive that was released to somebody. */
export interface Release {
  readonly sha256: string;
  /** The request's number. */
  readonly ref: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}
