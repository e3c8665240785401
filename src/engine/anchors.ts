import type { AnchorRef, Claim, Gathered } from "../model/evidence.ts";
import type { UnusedAnchor } from "../model/facts.ts";
import { isAccountLike } from "../model/kinds.ts";
import type { Ledger } from "./ledger.ts";

/** An entry that says whose account an export is. */
export interface Anchor {
  readonly entry: number;
  /** Within its archive. */
  readonly path: string;
  /** The subject's accounts in the field that the layout names. */
  readonly claims: readonly Claim[];
}

/** What an archive says by one anchor of a layout: an account, or why it says none. */
export type Standing =
  | { readonly anchor: Anchor; readonly fault: undefined }
  | { readonly anchor: undefined; readonly fault: Pick<UnusedAnchor, "why" | "entries"> };

/** What the judged records tell of the entries that may be anchors. */
export interface Proof {
  /** Archives in which another person's data was seen. */
  readonly strayArchives: ReadonlySet<number | undefined>;
  /** Entries that hold a record of an owner who cannot be compared. */
  readonly unsure: ReadonlySet<number>;
  /** Entries that hold a record that is own by `direct`. */
  readonly direct: ReadonlySet<number>;
}

/** The entries that may be anchors, and which of them hold. */
export class Anchors {
  readonly #known = new Map<string, Anchor[]>();

  add({ row, anchors }: Gathered, pick: (indices: readonly number[]) => readonly Claim[]): void {
    for (const { id, path, claims } of anchors) {
      const accounts = pick(claims).filter(({ kind }) => isAccountLike(kind));
      this.#known.set(id, [...(this.#known.get(id) ?? []), { entry: row, path, claims: accounts }]);
    }
  }

  /** Asks of an anchor and an archive. Only meaningful once everything was added; each answer is made once. */
  standing(proof: Proof, ledger: Ledger): (id: string, archive: number | undefined) => Standing {
    const standings = new Map<string, Standing>();
    return (id, archive) => {
      const key = `${archive} ${id}`;
      const standing = standings.get(key) ?? this.#standingOf(id, archive, proof, ledger);
      standings.set(key, standing);
      return standing;
    };
  }

  #standingOf(id: string, archive: number | undefined, proof: Proof, ledger: Ledger): Standing {
    const known = this.#known.get(id) ?? [];
    const here = known.filter(({ entry }) => ledger.rows[entry]?.archive === archive);
    const [anchor, ...others] = here;
    const fault = (why: UnusedAnchor["why"], anchors = here): Standing => {
      return { anchor: undefined, fault: { why, entries: anchors.map(({ entry }) => entry) } };
    };
    if (anchor === undefined) return fault(known.length > 0 ? "elsewhere" : "absent", known);
    if (others.length > 0) return fault("several");
    if (proof.strayArchives.has(archive)) return fault("stray");
    if (ledger.rows[anchor.entry]?.fate?.kind !== "inspected") return fault("not-inspected");
    if (anchor.claims.length === 0) return fault("silent");
    if (proof.unsure.has(anchor.entry) || !proof.direct.has(anchor.entry)) return fault("unproven");
    return { anchor, fault: undefined };
  }
}

/** Whether the anchor lies in the folder in which the names of the entry's export begin. */
export function isAround({ root }: AnchorRef, anchor: Anchor): boolean {
  return root === undefined || anchor.path.startsWith(root);
}
