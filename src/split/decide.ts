import type { DecidedBundle, DecidedEntry } from "../engine/decided-bundle.ts";

/** Why an entry goes where it goes. Closed list; it is in the schema. */
export const OWN_REASONS = [
  "own",
  "context",
  "furniture",
  "no-record",
  "accepted",
  "anchored",
  "folder",
] as const;
export const HELD_REASONS = [
  "stray",
  "conflict",
  "unattributed",
  "not-inspected",
  "foreign-name",
  "unlisted",
  "holds-held",
  "digest-list",
  "companion",
  "empty-folder",
  "not-clean-alone",
] as const;
export type OwnReason = (typeof OWN_REASONS)[number];
export type HeldReason = (typeof HELD_REASONS)[number];

/** Where an entry goes. `records`: it holds records of both, and its format can be taken apart. */
export type Decision =
  | { readonly to: "own"; readonly why: OwnReason }
  /** `whole`: why an entry of both is held as it is, as a part of a sentence. */
  | { readonly to: "held"; readonly why: HeldReason; readonly whole?: string }
  | { readonly to: "records"; readonly why: HeldReason };

/** Formats whose records are ranges of bytes. */
const CUT_FORMATS: ReadonlySet<string | null> = new Set(["csv", "json"]);

/** The entries of a tar that is packed as one file are those of the bundle: the file around them is no entry then. */
export function unpacked(bundle: DecidedBundle, container: string): DecidedBundle {
  const outer = bundle.entries.filter(({ parent, found }) => parent < 0 && found === undefined);
  const [only, ...others] = outer;
  const isWrapped = container === "gzip" && only?.fate.kind === "inspected" && only.fate.format === "tar";
  if (only === undefined || others.length > 0 || !isWrapped) return bundle;
  const entries = bundle.entries
    .filter(({ row }) => row !== only.row)
    .map((entry) => (entry.parent === only.row ? { ...entry, parent: -1 } : entry));
  return { ...bundle, entries };
}

/** Decides of every entry by itself, then of archives by what lies in them, then of folders and lists of digests. By row. */
export function decide({ entries }: Pick<DecidedBundle, "entries">): Map<number, Decision> {
  const decisions = new Map<number, Decision>();
  const withParts = new Set(entries.map(({ parent }) => parent));
  for (const entry of entries) decisions.set(entry.row, decideAlone(entry, withParts.has(entry.row)));
  settle(entries, decisions);
  return decisions;
}

/** Makes what hangs on other entries right again after some of them were held. */
export function settle(entries: readonly DecidedEntry[], decisions: Map<number, Decision>): void {
  holdAround(entries, decisions);
  holdDigestLists(entries, decisions);
  holdCompanions(entries, decisions);
  holdFolders(entries, decisions);
}

function decideAlone(entry: DecidedEntry, hasParts: boolean): Decision {
  const { attribution, fate, accepted, found, kind } = entry;
  const isOuter = entry.parent < 0;
  // What no directory lists is nobody's file; of comments within an archive that is kept whole only strays matter.
  if (found !== undefined && (isOuter || found === "carved")) return { to: "held", why: "unlisted" };
  if (entry.namesStranger) return { to: "held", why: "foreign-name" };
  if (attribution === "stray" || attribution === "conflict") return held(entry, attribution, hasParts);
  if (accepted) return { to: "own", why: "accepted" };
  if (fate.kind === "not-inspected") return { to: "held", why: "not-inspected" };
  if (attribution === "unattributed") return held(entry, attribution, hasParts);
  if (kind === "directory") return { to: "own", why: "folder" };
  if (fate.furniture) return { to: "own", why: "furniture" };
  return { to: "own", why: attribution ?? "no-record" };
}

function held(entry: DecidedEntry, why: HeldReason, hasParts: boolean): Decision {
  const isMixed = entry.records.some(({ attribution }) => attribution === "own" || attribution === "context");
  if (!isMixed) return { to: "held", why };
  const whole = wholeBecause(entry, hasParts);
  return whole === undefined ? { to: "records", why } : { to: "held", why, whole };
}

/** Why an entry of both cannot be taken apart, as a part of a sentence. */
function wholeBecause(entry: DecidedEntry, hasParts: boolean): string | undefined {
  const { fate, records, count, swept, parent, recording } = entry;
  if (fate.kind === "not-inspected") return "not all of it could be read";
  if (!CUT_FORMATS.has(fate.format)) return "files of its format are not taken apart";
  if (hasParts) return "other files lie in it";
  if (parent >= 0) return "it lies in another file";
  if (swept) return "somebody else stands in it outside of its records";
  const told = records.reduce((sum, one) => sum + one.count, 0);
  return recording || told !== count ? "its records were too many to be told apart" : undefined;
}

/** An archive or a mail is kept only with everything in it, and what lies in one goes where it goes. */
function holdAround(entries: readonly DecidedEntry[], decisions: Map<number, Decision>): void {
  const byRow = new Map(entries.map((entry) => [entry.row, entry]));
  // What lies in an archive follows it, so from the last to the first the innermost comes first.
  for (const entry of entries.toReversed()) {
    const around = byRow.get(entry.parent);
    if (around === undefined || decisions.get(entry.row)?.to === "own") continue;
    if (decisions.get(around.row)?.to === "own") decisions.set(around.row, { to: "held", why: "holds-held" });
  }
  for (const entry of entries) {
    const around = byRow.get(entry.parent);
    if (
      around !== undefined &&
      decisions.get(around.row)?.to !== "own" &&
      decisions.get(entry.row)?.to === "own"
    )
      decisions.set(entry.row, { to: "held", why: "holds-held" });
  }
}

/** A list of digests that no longer agrees with all files beside it would be a false one. */
function holdDigestLists(entries: readonly DecidedEntry[], decisions: Map<number, Decision>): void {
  const outer = entries.filter(({ parent }) => parent < 0);
  const isWhole = outer.every(({ row, found, kind }) => {
    return found !== undefined || kind === "directory" || decisions.get(row)?.to === "own";
  });
  if (isWhole) return;
  for (const { row, fate } of outer)
    if (fate.format === "digest-list" && decisions.get(row)?.to === "own")
      decisions.set(row, { to: "held", why: "digest-list" });
}

/** What macOS wrote beside a file (`._a.wav`, `__MACOSX/._a.wav`) tells where the file came from: it goes with it. */
function holdCompanions(entries: readonly DecidedEntry[], decisions: Map<number, Decision>): void {
  const held = new Set(
    entries
      .filter(({ row, parent }) => parent < 0 && decisions.get(row)?.to === "held")
      .map(({ name }) => name),
  );
  for (const { row, name, parent } of entries) {
    const main = name.replace(/^__MACOSX\//, "").replace(/(^|\/)\._([^/]+)$/, "$1$2");
    if (parent < 0 && main !== name && held.has(main) && decisions.get(row)?.to === "own")
      decisions.set(row, { to: "held", why: "companion" });
  }
}

/** A folder goes with what is kept in it; one in which everything is held goes with that. */
function holdFolders(entries: readonly DecidedEntry[], decisions: Map<number, Decision>): void {
  const kept = new Set<string>();
  const filled = new Set<string>();
  const outer = entries.filter(({ parent, found }) => parent < 0 && found === undefined);
  for (const { row, kind, name } of outer) {
    if (kind === "directory") continue;
    const isKept = decisions.get(row)?.to !== "held";
    for (let at = name.indexOf("/"); at >= 0; at = name.indexOf("/", at + 1)) {
      filled.add(name.slice(0, at));
      if (isKept) kept.add(name.slice(0, at));
    }
  }
  for (const { row, kind, name } of outer) {
    if (kind !== "directory" || decisions.get(row)?.to !== "own") continue;
    const folder = name.replace(/\/+$/, "");
    if (filled.has(folder) && !kept.has(folder)) decisions.set(row, { to: "held", why: "empty-folder" });
  }
}
