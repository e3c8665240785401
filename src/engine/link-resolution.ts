import type { LinkTarget, NameIndex, ResolvedLink } from "../attribution/links.ts";
import type { Claim, DigestLine, Gathered, Link } from "../model/evidence.ts";
import type { DigestProblem, LinkProblem } from "../model/facts.ts";
import type { Ledger } from "./ledger.ts";

/** A row that names an entry, as it was gathered. */
export interface PendingLink {
  readonly from: number;
  readonly link: Link;
  readonly claims: readonly Claim[];
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
): { targets: Map<number, LinkTarget>; problems: LinkProblem[] } {
  const targets = new Map<number, LinkTarget>();
  const problems: LinkProblem[] = [];
  const problem = (one: LinkProblem): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(one);
  };
  for (const { from, link, claims } of links) {
    const candidates = index.candidates(from, link.target);
    for (const entry of candidates) {
      const target = targets.get(entry) ?? { links: new Map(), ambiguous: false };
      targets.set(entry, target);
      const base = { entry, from, place: link.place };
      if (candidates.length > 1) {
        target.ambiguous = true;
        problem({ ...base, kind: "ambiguous", detail: "more than one file fits the name in this row" });
        continue;
      }
      const disagrees = disagreement(ledger, entry, link);
      // A row that is wrong about the file speaks for nobody.
      if (disagrees !== undefined) problem({ ...base, kind: "void", detail: disagrees });
      else if (target.links.size < MAX_VOICES) addVoice(target, { from, claims, place: link.place });
      else target.ambiguous = true;
    }
  }
  return { targets, problems };
}

function addVoice(target: LinkTarget, link: ResolvedLink): void {
  // Lists of claims are interned: equal ones are one object.
  if (!target.links.has(link.claims)) target.links.set(link.claims, link);
}

function disagreement(ledger: Ledger, entry: number, link: Link): string | undefined {
  const row = ledger.rows[entry];
  if (row === undefined) return undefined;
  const isDigest = link.sha256 !== undefined && /^[0-9a-f]{64}$/.test(link.sha256);
  if (isDigest && row.sha256 !== null && link.sha256 !== row.sha256) {
    return "the row gives another sha256 than the file has";
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
  return undefined;
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
  const [entry, ...more] = index.candidates(from, line.path);
  return entry !== undefined && more.length === 0 && ledger.rows[entry]?.sha256 === line.sha256;
}
