import type { Listed } from "../containers/index.ts";
import type { Fact, Gathered } from "../model/evidence.ts";
import type { Fate } from "../model/fate.ts";
import { ATTRIBUTIONS, type Attribution } from "../model/kinds.ts";

/** One entry of the bundle. Pending from the moment it is listed; only `settle` changes that. */
export interface LedgerRow {
  /** Ordinal path, `part.entry`, and of what lies in it `part.entry.entry`. */
  readonly id: string;
  readonly part: number;
  /** As reports show it: `outer.zip!/inner.csv`. */
  readonly path: string;
  /** Its name in its own archive. */
  readonly name: string;
  /** Number of its archive: names are looked up in one archive only. What no directory lists is alone in one. */
  readonly archive: number;
  readonly found: Listed["found"];
  /** Uncompressed bytes: declared, and once it was read wholly, counted. */
  size: number;
  facts: readonly Fact[];
  fate: Fate | undefined;
  sha256: string | null;
  /** In hex, those that a file of its archive gives of others. */
  moreDigests: readonly string[];
  /** Digest of a recording's coded sound or picture, where it was wanted. */
  sound?: string;
  attribution: Attribution | null;
  recording: boolean;
  records: number;
  /** Records and recordings that nobody could be found for. */
  unattributed: number;
  accepted: boolean;
}

const NO_FACTS: readonly Fact[] = [];
const NO_DIGESTS: readonly string[] = [];

/** A row per entry; what is never settled ends as `never-reached`. */
export class Ledger {
  readonly rows: LedgerRow[] = [];
  #archives = 0;
  readonly #spoiled = new Map<number, Fate & { kind: "not-inspected" }>();
  #isNested = false;

  /** Lists what a container holds, and returns the row of its first entry. `parent`: the row of the container, -1 for a part. */
  list(part: number, parent: number, entries: readonly Listed[]): number {
    const first = this.rows.length;
    const above = this.rows[parent];
    if (above !== undefined) this.#isNested = true;
    const idBase = above === undefined ? `${part}` : above.id;
    const pathBase = above === undefined ? "" : `${above.path}!/`;
    this.#archives += 1;
    const archive = this.#archives;
    for (const [ordinal, { path, size, found }] of entries.entries()) {
      this.rows.push({
        id: `${idBase}.${ordinal}`,
        part,
        path: `${pathBase}${path}`,
        name: path,
        archive: found === undefined ? archive : (this.#archives += 1),
        found,
        size,
        facts: NO_FACTS,
        fate: undefined,
        sha256: null,
        moreDigests: NO_DIGESTS,
        attribution: null,
        recording: false,
        records: 0,
        unattributed: 0,
        accepted: false,
      });
    }
    return first;
  }

  /** Rows in the order of their ordinal paths: what an archive contains follows it. */
  inOrder(): readonly LedgerRow[] {
    return this.positions()
      .map((index) => this.rows[index])
      .filter((row) => row !== undefined);
  }

  /** Indices of rows in the order of their ordinal paths. */
  positions(): readonly number[] {
    const positions = this.rows.map((_, index) => index);
    if (!this.#isNested) return positions;
    const paths = this.rows.map(({ id }) => id.split(".").map(Number));
    return positions.sort((a, b) => compareOrdinals(paths[a] ?? [], paths[b] ?? []));
  }

  /** Throws when an entry is settled twice: that is a fault of ours. */
  settle(index: number, fate: Fate, sha256: string | null): void {
    const row = this.rows[index];
    if (row === undefined || row.fate !== undefined)
      throw new Error(`entry ${index} was settled twice or never listed`);
    const spoiled = this.#spoiled.get(index);
    row.fate =
      fate.kind === "inspected" && spoiled !== undefined ? { ...spoiled, format: fate.format } : fate;
    row.sha256 = sha256;
  }

  /** An inspected entry turns out not to be: searching it again failed. */
  spoil(index: number, fate: Fate & { kind: "not-inspected" }): void {
    const row = this.rows[index];
    if (row !== undefined && row.fate === undefined) this.#spoiled.set(index, fate);
    if (row?.fate?.kind === "inspected") row.fate = { ...fate, format: row.fate.format };
  }

  /** Something in it is somebody's after all: it is no furniture. */
  holdsRecord(index: number): void {
    const row = this.rows[index];
    if (row?.fate?.kind === "inspected" && row.fate.furniture) row.fate = { ...row.fate, furniture: false };
  }

  /** Keeps what a reader told of an entry besides its fate. */
  tell(index: number, { recording, facts, sha256, moreDigests, bytes, sound }: Gathered): void {
    const row = this.rows[index];
    if (row === undefined) return;
    if (sound !== undefined) row.sound = sound;
    row.recording = recording;
    // A list of digests is settled last, and another one may list it.
    row.sha256 = sha256;
    row.moreDigests = moreDigests;
    if (facts.length > 0) row.facts = facts;
    // What is written as text in a mail has no size before it is decoded.
    if (sha256 !== null) row.size = bytes;
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

function compareOrdinals(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
