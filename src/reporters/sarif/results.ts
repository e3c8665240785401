import type { FindingView, VerdictView } from "../../model/report.ts";
import { printable } from "../../model/printable.ts";
import type { RuleListing } from "../reporter.ts";
import { counted } from "../text-words.ts";
import { encodedPath, type Artifacts } from "./artifacts.ts";

/** Stands for the verdict where a viewer shows results only. */
export const NOT_PROVEN: RuleListing = {
  id: "not-proven",
  level: "unproven",
  title: "The bundle is not proven to be the requester's alone",
  help: "Something in it could not be inspected or attributed, so the results say nothing of the rest: hold the bundle until the reasons are settled.",
};

export interface Result {
  readonly ruleId: string;
  readonly [member: string]: unknown;
}

/** Digits of a fingerprint that GitHub compares, as its own have. */
const FINGERPRINT_DIGITS = 16;
const LEVELS = { stray: "error", unproven: "warning", note: "note" } as const;
/** The first character: entries of an archive have no lines that a viewer could open. */
const REGION = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

/** One finding as a SARIF result. `ruleIndex`: of its rule among the driver's. */
export function resultOf(
  finding: FindingView,
  bundle: string,
  ruleIndex: number,
  artifacts: Artifacts,
): Result {
  const { entry, entryId, owner, identifier, places } = finding;
  const artifact = entryId === null ? undefined : artifacts.indexOf(entryId);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVELS[finding.level],
    message: { text: plain(messageOf(finding)) },
    locations: [location(bundle, entry)],
    partialFingerprints: {
      primaryLocationLineHash: `${finding.fingerprint.slice(0, FINGERPRINT_DIGITS)}:1`,
    },
    occurrenceCount: Math.max(1, finding.count),
    properties: {
      ...(artifact === undefined ? {} : { artifactIndex: artifact }),
      ...(entryId === null ? {} : { entryId }),
      ...(owner === null ? {} : { owner }),
      ...(identifier === null ? {} : { identifier }),
      count: finding.count,
      unit: finding.unit,
      places,
      fingerprint: finding.fingerprint,
    },
  };
}

/** What is not proven about the whole bundle, as a result. `reasons`: those of them; `steps`: what to do. */
export function unprovenResult(
  { reasons, steps, verdict }: { reasons: readonly string[]; steps: readonly string[]; verdict: VerdictView },
  bundle: string,
  ruleIndex: number,
): Result {
  return {
    ruleId: NOT_PROVEN.id,
    ruleIndex,
    level: "warning",
    message: { text: plain(`${NOT_PROVEN.title}: ${reasons.join("; ")}. What to do: ${steps.join(" ")}`) },
    locations: [location(bundle, null)],
    partialFingerprints: { primaryLocationLineHash: "0000000000000000:1" },
    properties: { codes: verdict.codes },
  };
}

/** GitHub reads the first location only, and rejects the whole file when it has no URI. */
function location(bundle: string, entry: string | null): object {
  const path = entry === null ? bundle : `${bundle}/${entry.replaceAll("!/", "/")}`;
  const name = entry === null ? bundle : `${bundle}!/${entry}`;
  return {
    physicalLocation: { artifactLocation: { uri: encodedPath(path) }, region: REGION },
    logicalLocations: [{ fullyQualifiedName: name, kind: entry === null ? "archive" : "member" }],
  };
}

/** A name in brackets must not become a link (SARIF 2.1.0, 3.11.6). */
function plain(text: string): string {
  return printable(text).replaceAll(/[[\]\\]/g, String.raw`\$&`);
}

function messageOf({ title, message, count, unit, owner, places }: FindingView): string {
  const whose = owner === null ? "" : ` of ${owner}`;
  const first = places[0] === undefined ? "" : `, first at ${places[0]}`;
  const more = message === "" ? "" : ` ${message}`;
  return `${title}: ${counted(count, unit)}${whose}${first}.${more}`;
}
