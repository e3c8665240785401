import { isIssued } from "../attribution/customers.ts";
import { isAttached } from "../layouts/index.ts";
import type { Claim, Gathered, NamedCustomer, Swept, TokensKnown } from "../model/evidence.ts";
import type { RegistryMention } from "../model/facts.ts";
import { recordKey } from "../model/place.ts";
import { foreignOwner } from "./foreign-owner.ts";
import type { JudgedRow } from "./joined.ts";
import { fateOf, type Ledger } from "./ledger.ts";

type Tally = Omit<TokensKnown, "named">;

/** Customers whose identifiers stand where no format reports them: whether that makes an entry theirs, or only mentions them. */
export class NamedCustomers {
  readonly #named = new Map<number, readonly NamedCustomer[]>();
  /** Entries whose records rest on an anchor that a given layout names. */
  readonly #resting = new Set<number>();
  #tally: Tally | undefined;

  add({ row, known, inherits }: Gathered): void {
    if (known === undefined) return;
    const { tokens, distinctive, chance, coincidences } = this.#tally ?? NOTHING;
    this.#tally = {
      tokens: tokens + known.tokens,
      distinctive: distinctive + known.distinctive,
      chance: chance + known.chance,
      coincidences: coincidences + known.coincidences,
    };
    if (known.named.length === 0) return;
    this.#named.set(row, known.named);
    if (inherits.some(({ given }) => given)) this.#resting.add(row);
  }

  /** Sums of all entries; undefined without a registry. */
  get tally(): Tally | undefined {
    return this.#tally;
  }

  /**
   * `strays`: by entry, identifiers that make it another customer's. Those that only the company gives away make an entry
   * theirs that no format reads, or a recording; a text that names nobody, if a second one of the same customer stands beside
   * them; and a recording of the subject claimed by two. In what is the subject's, is anybody's or was attached, somebody is
   * only mentioned.
   */
  decide(
    judged: readonly JudgedRow[],
    ledger: Ledger,
    sweptIn: (entry: number) => ReadonlySet<string>,
  ): {
    readonly strays: ReadonlyMap<number, readonly Swept[]>;
    readonly mentions: readonly RegistryMention[];
  } {
    const strays = new Map<number, readonly Swept[]>();
    const mentions: RegistryMention[] = [];
    if (this.#named.size === 0) return { strays, mentions };
    const byEntry = new Map<number, JudgedRow[]>();
    for (const one of judged) {
      if (!this.#named.has(one.row.entry)) continue;
      const rows = byEntry.get(one.row.entry) ?? [];
      byEntry.set(one.row.entry, rows);
      rows.push(one);
    }
    for (const [entry, named] of this.#named) {
      const isOthers = this.#resting.has(entry) || isAttached(ledger.rows[entry]?.path ?? "");
      const rows = byEntry.get(entry) ?? [];
      const isOpen = !isOthers && isOpenTo(rows);
      const some = isOthers || isOpen ? [] : rows.filter(isOpenRecord);
      const open = new Set(some.flatMap(({ row }) => row.places.map(recordKey)));
      const isText = rows.some(({ row }) => row.unit === "record") && isRead(ledger, entry);
      const theirs: NamedCustomer[] = [];
      const mentioned: (NamedCustomer & { readonly isOpen: boolean })[] = [];
      const swept = sweptIn(entry);
      for (const one of named) {
        const { kind, key, places } = one;
        // The sweep has found it, too, and decides.
        if (swept.has(key)) continue;
        // Of a table of which some rows name nobody: where it stands in one of those, or may.
        const isIn = open.size > 0 && places.some((place) => open.has(recordKey(place)));
        const mayBeTheirs = (isOpen || open.size > 0) && isIssued(kind) && !one.isDated;
        // A sentence mentions somebody; their number beside their address is their record.
        const isMention = isText && !(one.isPaired && (isOpen || isIn)) && !(isOpen && isInName(one));
        if (mayBeTheirs && !isMention) theirs.push(one);
        else mentioned.push({ ...one, isOpen: mayBeTheirs });
      }
      // An address of whoever's file it is belongs to it.
      const owners = new Set(theirs.flatMap((one) => one.owners));
      for (const { kind, key, owners: whose, isOpen: mayBe, count, places, ...rest } of mentioned)
        if (whose.some((owner) => owners.has(owner)))
          theirs.push({ kind, key, owners: whose, count, places, ...rest });
        else
          mentions.push({ entry, kind, key, owners: whose, isOpen: mayBe, isPartly: !isOpen, count, places });
      if (theirs.length > 0)
        strays.set(
          entry,
          theirs.map((one) => ({ claim: claimOf(one), count: one.count, places: one.places })),
        );
    }
    return { strays, mentions };
  }
}

const NOTHING: Tally = { tokens: 0, distinctive: 0, chance: 0, coincidences: 0 };

function isRead(ledger: Ledger, entry: number): boolean {
  const row = ledger.rows[entry];
  return row !== undefined && fateOf(row).kind === "inspected";
}

function isInName({ places }: NamedCustomer): boolean {
  return places.some(({ unit }) => unit === "name");
}

function isOpenRecord({ row, judgement }: JudgedRow): boolean {
  return (
    row.unit === "record" && judgement.attribution === "unattributed" && judgement.why === "nobody-named"
  );
}

/** Nothing in the entry says whose it is; or it is a recording, in which nobody mentions anybody. */
function isOpenTo(rows: readonly JudgedRow[]): boolean {
  return rows.every(
    ({ row, judgement: { attribution, why } }) =>
      why === "nobody-named" || (row.unit === "recording" && attribution === "own"),
  );
}

function claimOf({ kind, key }: NamedCustomer): Claim {
  return { ...foreignOwner(kind, key), isByRegistry: true };
}
