import type { Attribution } from "../model/kinds.ts";
import type { Ledger } from "./ledger.ts";

/** What of an entry is compared with the entries of other bundles. */
export interface EntryContent {
  /** Its place among the entries of the report, from 1. */
  readonly position: number;
  readonly sha256: string;
  /** SHA-256 of a recording's coded sound or picture alone; undefined where it has none that tells anything. */
  readonly sound: string | undefined;
  readonly recording: boolean;
  readonly attribution: Attribution;
}

/** Recordings and entries with records, without those that the policy accepts. */
export function* contentsOf(ledger: Ledger): Generator<EntryContent> {
  for (const [index, row] of ledger.inOrder().entries()) {
    const { sha256, sound, recording, attribution, accepted } = row;
    if (sha256 === null || attribution === null || accepted) continue;
    yield { position: index + 1, sha256, sound, recording, attribution };
  }
}
