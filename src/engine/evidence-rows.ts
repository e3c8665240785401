import type { Judgement } from "../attribution/judge.ts";
import type { Claim } from "../model/evidence.ts";
import type { Basis } from "../model/kinds.ts";
import type { Limits } from "../model/limits.ts";
import type { ClaimStore } from "./claim-store.ts";
import { isStray, zero, type EvidenceRow } from "./joined.ts";
import type { Ledger } from "./ledger.ts";

const NOBODY: readonly Claim[] = [];
/** Rows from which on fewer places of each are kept: most of the memory of a crowd is places that no finding tells. */
const CROWDED_ROWS = 16_384;
/** Of the places, an eighth. */
const CROWDED_SHARE = 8;

/** The evidence of all entries, at most `maxEvidence` rows of it. */
export class EvidenceRows {
  /** False once a stranger was not kept apart. */
  isComplete = true;
  /** Records that were decided past the bound and not kept. */
  readonly early = {
    tally: zero(),
    basis: { direct: 0, linked: 0, inherited: 0 } satisfies Record<Basis, number>,
  };
  readonly #limits: Limits;
  readonly #store: ClaimStore;
  readonly #ledger: Ledger;
  readonly #judge: (row: EvidenceRow) => Judgement;
  readonly #rows: EvidenceRow[] = [];
  /** Rows that were added past the bound. */
  readonly #coarse = new Map<string, number>();

  /** `judge`: decides a row by its own entry alone. */
  constructor(limits: Limits, store: ClaimStore, ledger: Ledger, judge: (row: EvidenceRow) => Judgement) {
    this.#limits = limits;
    this.#store = store;
    this.#ledger = ledger;
    this.#judge = judge;
  }

  push(row: EvidenceRow): void {
    if (this.#rows.length < this.#limits.maxEvidence) {
      const most = Math.ceil(this.#limits.maxPlaces / (this.#rows.length < CROWDED_ROWS ? 1 : CROWDED_SHARE));
      this.#rows.push(row.places.length > most ? { ...row, places: row.places.slice(0, most) } : row);
      return;
    }
    if (this.#decideAtOnce(row)) return;
    // Past the bound what was seen is kept in kind only: foreign stays foreign, mine no longer makes anything own.
    this.isComplete = false;
    const coarse = row.claims
      .concat(row.scope)
      .filter((claim) => claim.outcome === "foreign" && claim.role === "owner");
    const claims = this.#store.general(coarse[0]);
    const key = `${row.entry} ${row.unit} ${claims[0] === undefined ? "" : this.#store.idOf(claims[0])}`;
    const at = this.#coarse.get(key) ?? -1;
    const known = this.#rows[at];
    if (known === undefined) {
      this.#coarse.set(key, this.#rows.length);
      this.#rows.push({
        ...row,
        claims,
        scope: NOBODY,
        thread: "",
        isByFolder: false,
        places: row.places.slice(0, 1),
      });
    } else {
      this.#rows[at] = { ...known, count: known.count + row.count };
    }
  }

  /** A document that names nobody. */
  pushDocument(entry: number): void {
    this.push({
      entry,
      unit: "record",
      claims: NOBODY,
      scope: NOBODY,
      thread: "",
      isByFolder: false,
      count: 1,
      from: undefined,
      to: undefined,
      when: [[]],
      places: [{ unit: "entry" }],
      deviceMade: null,
    });
  }

  /** What archives contain was gathered after everything around them; `rank`: position of each entry by ordinal path. */
  inOrder(rank: (entry: number) => number): readonly EvidenceRow[] {
    const isSorted = this.#rows.every(
      ({ entry }, at) => at === 0 || rank(this.#rows[at - 1]?.entry ?? 0) <= rank(entry),
    );
    return isSorted ? this.#rows : this.#rows.toSorted((a, b) => rank(a.entry) - rank(b.entry));
  }

  /**
   * Past the bound a record that its own entry decides is counted and not kept: a good export of a million files must
   * be able to end in 0. Rows of other files can no longer speak for it. False for strays and what depends on others.
   */
  #decideAtOnce(row: EvidenceRow): boolean {
    if (row.unit === "recording" || row.thread !== "") return false;
    const judgement = this.#judge(row);
    if (isStray(judgement)) return false;
    this.early.tally[judgement.attribution] += row.count;
    if (judgement.attribution === "own" && judgement.basis !== undefined)
      this.early.basis[judgement.basis] += row.count;
    this.#ledger.count(row.entry, judgement.attribution, row.count, row.unit);
    return true;
  }
}
