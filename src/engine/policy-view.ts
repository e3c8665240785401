import { basename } from "node:path";
import { LIMIT_NAMES, LIMIT_RANGES } from "../model/limit-ranges.ts";
import { DEFAULT_LIMITS, type Limits } from "../model/limits.ts";
import type { Policy, PolicyPlace } from "../model/policy.ts";
import type { RunView } from "../model/report.ts";
import { placeText, type AppliedAcceptance } from "../policy/index.ts";

/** The policy as reports tell it: `limits`: those that the run had. */
export function policyView(
  policy: Policy,
  limits: Limits,
  acceptances: readonly AppliedAcceptance[],
  acceptedEntries: number,
  mask: (text: string) => string,
): RunView["policy"] {
  const source = (place: PolicyPlace | undefined): { source?: PolicyPlace } =>
    place === undefined ? {} : { source: { file: mask(basename(place.file)), line: place.line } };
  return {
    digest: policy.digest,
    files: policy.files.map(({ name, digest }) => ({ name: mask(basename(name)), digest })),
    acceptedEntries,
    accepted: acceptances.map((line) => ({
      files: mask(line.files),
      why: line.why,
      entries: line.entries,
      state: line.state,
      max: line.max,
      reason: mask(line.reason),
      until: line.until,
      ...(line.by === undefined ? {} : { by: mask(line.by) }),
      ...source(line.source),
    })),
    counterparties: policy.counterparties,
    leastBasis: policy.leastBasis,
    review: policy.review,
    limits: LIMIT_NAMES.filter((name) => limits[name] !== DEFAULT_LIMITS[name]).map((name) => ({
      name,
      unit: LIMIT_RANGES[name].unit,
      value: limits[name],
      builtIn: DEFAULT_LIMITS[name],
    })),
    notes: [...policy.notes, ...redundant(policy, acceptances)].map(mask),
  };
}

/** Lines that accept nothing which earlier ones do not; those that say the same word for word are told already. */
function redundant(policy: Policy, acceptances: readonly AppliedAcceptance[]): readonly string[] {
  const told = new Set<string>();
  return acceptances.flatMap(({ files, why, source, isRedundant }) => {
    const key = `${why} ${files.toLowerCase()}`;
    const isSaid = told.has(key);
    told.add(key);
    if (!isRedundant || isSaid || source === undefined) return [];
    return [`${placeText(source)}, accepts only files that earlier lines accept (${files}, ${why})`];
  });
}
