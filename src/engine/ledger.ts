import type { Listed } from "../containers/index.ts";
import type { Fate } from "../model/fate.ts";
import { ATTRIBUTIONS, type Attribution } from "../model/kinds.ts";

/** One entry of the bundle. Pending from the moment it is listed; only `settle` changes that. */
export interface LedgerRow {
  /** Ordinal path, `part.entry`. */
  readonly id: string;
  readonly part: number;
  readonly path: string;
  readonly size: number;
  fate: Fate | undefined;
  sha256: string | null;
  attribution: Attribution | null;
  recording: boolean;
  records: number;
  /** Records and recordings that nobody could be found for. */
  unattributed: number;
  accepted: boolean;
}

/** A row per entry; what is never settled ends as `never-reached`. */
export class Ledger {
  readonly rows: LedgerRow[] = [];

  list(part: number, ordinal: number, listed: Listed): number {
    this.rows.push({
      id: `${part}.${ordinal}`,
      part,
      path: listed.path,
      size: listed.size,
      fate: undefined,
      sha256: null,
      attribution: null,
      recording: false,
      records: 0,
      unattributed: 0,
      accepted: false,
    });
    return this.rows.length - 1;
  }

  /** Throws when an entry is settled twice: that is a fault of ours. */
  settle(index: number, fate: Fate, sha256: string | null): void {
    const row = this.rows[index];
    if (row === undefined || row.fate !== undefined)
      throw new Error(`entry ${index} was settled twice or never listed`);
    row.fate = fate;
    row.sha256 = sha256;
  }

  /** Counts records; an entry's attribution is the worst of them. */
  count(index: number, attribution: Attribution, count: number, unit: "record" | "recording"): void {
    const row = this.rows[index];
    if (row === undefined) return;
    if (unit === "recording") row.recording = true;
    else row.records += count;
    if (attribution === "unattributed") row.unattributed += count;
    if (
      row.attribution === null ||
      ATTRIBUTIONS.indexOf(attribution) < ATTRIBUTIONS.indexOf(row.attribution)
    ) {
      row.attribution = attribution;
    }
  }
}

export function fateOf(row: LedgerRow): Fate {
  return (
    row.fate ?? {
      kind: "not-inspected",
      reason: "never-reached",
      detail: "the check ended before it was read",
      format: null,
    }
  );
}
