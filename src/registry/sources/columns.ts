import { CannotRun } from "../../model/errors.ts";
import { STRONG_KINDS, type StrongKind } from "../../model/kinds.ts";
import { printable } from "../../model/printable.ts";
import { didYouMean, shown } from "../../policy/complaint.ts";

const USES = ["owner", "kind", "identifier", "from", "until", ...STRONG_KINDS] as const;
type Use = (typeof USES)[number];
/** A subject file's columns that mean something else here, or nothing. */
const SYNONYMS: ReadonlyMap<string, Use | undefined> = new Map([
  ["ref", "owner"],
  ["bundle", undefined],
]);

/** Which columns of a source are what, as `--column customer_id=account` says; a column may be several things. */
export type ColumnUses = ReadonlyMap<string, readonly Use[]>;

/** Where the columns stand. Either `identifiers`, or `kind` and `identifier`. */
export interface Columns {
  readonly owner: number;
  readonly kind: number | undefined;
  readonly identifier: number | undefined;
  readonly from: number | undefined;
  readonly until: number | undefined;
  readonly identifiers: readonly { readonly index: number; readonly kind: StrongKind }[];
}

/** Reads `--column name=use`. Throws `CannotRun`. */
export function columnUses(options: readonly string[]): ColumnUses {
  const uses = new Map<string, readonly Use[]>();
  for (const option of options) {
    const at = option.lastIndexOf("=");
    const name = nameOf(option.slice(0, Math.max(0, at)));
    const word = option
      .slice(at + 1)
      .trim()
      .toLowerCase();
    const use = USES.find((one) => one === word);
    if (at < 0 || name === "" || use === undefined)
      throw new CannotRun(
        `--column ${shown(option)} must be a column's name, = and what it is (${USES.join(", ")}), such as customer_id=account`,
      );
    uses.set(name, [...(uses.get(name) ?? []), use]);
  }
  return uses;
}

/** What a column is called without case and blanks. */
export function nameOf(text: string): string {
  return text.trim().toLowerCase();
}

/** What a column is; undefined for one that nobody knows. */
export function usesOf(name: string, told: ColumnUses): readonly Use[] | undefined {
  const known = told.get(name);
  if (known !== undefined) return known;
  const use = USES.find((one) => one === name);
  // Where columns are told, a table may have any others.
  if (use !== undefined && told.size === 0) return [use];
  if (told.size > 0) return [];
  const synonym = SYNONYMS.get(name);
  return synonym !== undefined ? [synonym] : SYNONYMS.has(name) ? [] : undefined;
}

/** Finds the columns of a source. Throws `CannotRun` for what is not known, missing or there twice. */
export function columnsOf(names: readonly string[], told: ColumnUses, fileName: string): Columns {
  const found = new Map<Use, number>();
  const identifiers: { readonly index: number; readonly kind: StrongKind }[] = [];
  for (const [index, written] of names.entries()) {
    const uses = usesOf(nameOf(written), told);
    if (uses === undefined)
      throw wrong(
        fileName,
        `${shown(written)} is no column of a registry's source${didYouMean(nameOf(written), USES)} (--column names others)`,
      );
    for (const use of uses) {
      const kind = STRONG_KINDS.find((one) => one === use);
      // Whoever says by `--column` that two columns are accounts means both; a header that says it twice is a mistake.
      if (kind !== undefined && (told.size > 0 || !identifiers.some((one) => one.kind === kind))) {
        identifiers.push({ index, kind });
        continue;
      }
      if (kind !== undefined || found.has(use)) throw wrong(fileName, `two columns are "${use}"`);
      found.set(use, index);
    }
  }
  const missing = [...told.keys()].find((name) => !names.some((written) => nameOf(written) === name));
  if (missing !== undefined) throw wrong(fileName, `there is no column ${shown(missing)}, as --column says`);
  const owner = found.get("owner");
  if (owner === undefined)
    throw wrong(fileName, 'there is no column "owner" (or "ref"), which says whose an identifier is');
  const [kind, identifier] = [found.get("kind"), found.get("identifier")];
  if ((kind === undefined) !== (identifier === undefined))
    throw wrong(
      fileName,
      `there is a column "${kind === undefined ? "identifier" : "kind"}" without the other of the two`,
    );
  if (kind === undefined && identifiers.length === 0) {
    const unread = names.map(nameOf).find((name) => STRONG_KINDS.some((one) => one === name));
    throw wrong(
      fileName,
      told.size > 0
        ? `no column that --column names holds identifiers, and only those are read; add --column ${unread ?? "customer_id"}=${unread ?? "account"}`
        : `no column holds identifiers (${STRONG_KINDS.join(", ")}; or kind and identifier)`,
    );
  }
  if (kind !== undefined && identifiers.length > 0)
    throw wrong(fileName, 'there are both the columns "kind" and "identifier" and one for a kind');
  return { owner, kind, identifier, from: found.get("from"), until: found.get("until"), identifiers };
}

function wrong(fileName: string, problem: string): CannotRun {
  return new CannotRun(`${printable(fileName)}: ${problem}`);
}
