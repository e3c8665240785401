import { folderOf, NobodysRows, otherTags } from "./sidecars.ts";
import type { LinkTarget, NameIndex, ResolvedLink } from "../attribution/links.ts";
import type { Claim, DigestLine, Gathered, Link, Made } from "../model/evidence.ts";
import type { DigestProblem, LinkProblem } from "../model/facts.ts";
import { type DigestName, digestNameOf } from "../model/digest.ts";
import type { Ledger, LedgerRow } from "./ledger.ts";
import { ThreadFiles } from "./thread-files.ts";

/** A row that names an entry, as it was gathered. */
export interface PendingLink {
  readonly from: number;
  readonly link: Link;
  readonly claims: readonly Claim[];
  /** The conversation that the row is a message of, empty for none. */
  readonly thread: string;
}

/** Problems kept; a table that was shifted by one row has as many as rows. */
const MAX_PROBLEMS = 20_000;
/** Different owners that rows give one file. */
const MAX_VOICES = 256;

/** Finds the entries that rows mean, and holds what the rows say of them against the entries. */
export function resolveLinks(
  links: readonly PendingLink[],
  index: NameIndex,
  ledger: Ledger,
  made: ReadonlyMap<number, Made>,
): { targets: Map<number, LinkTarget>; problems: LinkProblem[]; threadFiles: ThreadFiles } {
  const threadFiles = new ThreadFiles();
  const targets = new Map<number, LinkTarget>();
  const problems: LinkProblem[] = [];
  const problem = (one: LinkProblem): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(one);
  };
  const nobodys = new NobodysRows(problem);
  const described = describedEntries(links, index, ledger);
  for (const { from, link, claims, thread } of links) {
    const candidates = index.candidates(from, link.target);
    if (claims.length === 0) {
      const [entry, ...others] = candidates;
      if (entry === undefined || others.length > 0) continue;
      const disagrees = disagreement(ledger, entry, link, made);
      if (disagrees === undefined && thread !== "") threadFiles.add(entry, thread);
      nobodys.add(folderOf(ledger.rows[from]?.path ?? ""), link, disagrees, () => {
        const base = { entry, from, place: link.place, kind: "void" as const, detail: disagrees ?? "" };
        return { ...base, ...described(entry, link) };
      });
      continue;
    }
    for (const entry of candidates) {
      const target: LinkTarget = targets.get(entry) ?? { links: new Map(), ambiguous: false };
      targets.set(entry, target);
      const base = { entry, from, place: link.place };
      if (candidates.length > 1) {
        target.ambiguous = true;
        problem({ ...base, kind: "ambiguous", detail: "more than one file fits the name in this row" });
        continue;
      }
      const disagrees = disagreement(ledger, entry, link, made);
      // A row that is wrong about the file speaks for nobody.
      if (disagrees !== undefined)
        problem({ ...base, kind: "void", detail: disagrees, ...described(entry, link) });
      else {
        if (link.time !== undefined) target.time = Math.min(target.time ?? link.time, link.time);
        if (target.links.size < MAX_VOICES) addVoice(target, { from, claims, place: link.place });
        else target.ambiguous = true;
      }
    }
  }
  nobodys.settle();
  return { targets, problems, threadFiles };
}

function addVoice(target: LinkTarget, link: ResolvedLink): void {
  // Lists of claims are interned: equal ones are one object.
  if (!target.links.has(link.claims)) target.links.set(link.claims, link);
}

function disagreement(
  ledger: Ledger,
  entry: number,
  link: Link,
  made: ReadonlyMap<number, Made>,
): string | undefined {
  const row = ledger.rows[entry];
  if (row === undefined) return undefined;
  if (link.doubt !== undefined) return link.doubt;
  for (const said of [link.sha256 ?? "", ...(link.digests ?? [])]) {
    const algorithm = digestNameOf(said);
    const digest = algorithm === undefined ? undefined : digestOf(row, algorithm);
    if (digest !== undefined && said !== digest)
      return `the row gives another ${algorithm} than the file has`;
  }
  if (link.size !== undefined && /^\d+$/.test(link.size) && Number(link.size) !== row.size) {
    return `the row says ${link.size} bytes, the file has ${row.size}`;
  }
  const seconds = row.facts.find(([name]) => name === "seconds")?.[1];
  if (link.seconds !== undefined && typeof seconds === "number") {
    const slack = Math.max(MIN_SLACK_SECONDS, seconds * SLACK);
    if (Math.abs(link.seconds - seconds) > slack)
      return `the row says ${link.seconds} seconds, the recording has ${Math.round(seconds * 10) / 10}`;
  }
  const tags = made.get(entry);
  return tags === undefined ? undefined : otherTags(link, tags);
}

/** More than one file has this size. */
const SEVERAL = -1;

/** Files that rows name, by what their rows should say of them: a row that gives another file's was shifted. */
function describedEntries(
  links: readonly PendingLink[],
  index: NameIndex,
  ledger: Ledger,
): (entry: number, link: Link) => { readonly describes?: number } {
  let known: Map<string, number> | undefined;
  const all = (): Map<string, number> => {
    const entries = new Map<string, number>();
    for (const { from, link } of links) {
      const [entry, ...others] = index.candidates(from, link.target);
      const row = ledger.rows[entry ?? -1];
      if (entry === undefined || row === undefined || others.length > 0) continue;
      for (const key of [row.sha256 ?? "", `${row.size} bytes`]) {
        const known = entries.get(key);
        entries.set(key, known === undefined || known === entry ? entry : SEVERAL);
      }
    }
    return entries;
  };
  return (entry, { sha256, size }) => {
    known ??= all();
    const describes = known.get(sha256 ?? "") ?? known.get(`${size ?? ""} bytes`);
    return describes === undefined || describes === entry || describes === SEVERAL ? {} : { describes };
  };
}

/** Lengths are rounded to whole seconds or minutes' fractions, and some formats only estimate theirs (5 %). */
const MIN_SLACK_SECONDS = 1.5;
const SLACK = 0.05;

/**
 * Settles digest lists: one that agrees with the bundle is furniture. Any other is a document that names nobody;
 * `orphan` is called with its row.
 */
export function settleDigestLists(
  lists: readonly Gathered[],
  index: NameIndex,
  ledger: Ledger,
  orphan: (row: number) => void,
): DigestProblem[] {
  const problems: DigestProblem[] = [];
  for (const { row, digests, fate, sha256 } of lists) {
    const wrong = digests.filter((line) => !agrees(index, ledger, row, line));
    const furniture = wrong.length === 0 && fate.kind === "inspected";
    ledger.settle(row, fate.kind === "inspected" ? { ...fate, furniture } : fate, sha256);
    if (furniture) continue;
    const example = wrong[0]?.path.slice(0, 200) ?? "";
    const detail = `lines that do not agree with the bundle: ${wrong.length} of ${digests.length}, for example that of ${example}`;
    if (wrong.length > 0) problems.push({ entry: row, count: wrong.length, detail });
    orphan(row);
  }
  return problems;
}

function agrees(index: NameIndex, ledger: Ledger, from: number, line: DigestLine): boolean {
  const [entry, ...more] = candidatesOf(index, from, line.path);
  const row = entry === undefined ? undefined : ledger.rows[entry];
  const name = digestNameOf(line.digest);
  if (row === undefined || more.length > 0 || name === undefined) return false;
  return digestOf(row, name) === line.digest;
}

/** The digest of a file that was wholly read; undefined also where none of this name was computed. */
function digestOf({ sha256, moreDigests }: LedgerRow, name: DigestName): string | undefined {
  if (name === "sha256") return sha256 ?? undefined;
  return moreDigests.find((digest) => digestNameOf(digest) === name);
}

/** The entries that a line of a list of digests may mean. */
export function candidatesOf(index: NameIndex, from: number, path: string): readonly number[] {
  const asWritten = index.candidates(from, path);
  return asWritten.length > 0 ? asWritten : index.candidates(from, unescaped(path));
}

/** BagIt 1.0 writes the end of a line in a name, and the percent sign, with a percent sign (RFC 8493, 2.1.3). */
function unescaped(path: string): string {
  return path.replace(/%(0a|0d|25)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
