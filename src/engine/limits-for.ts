import type { Limits } from "../model/limits.ts";
import { DEFAULT_POLICY, type Policy } from "../model/policy.ts";

/** The bounds of a run: those that it was given, or else the policy's. */
export function limitsFor({
  limits,
  policy,
}: {
  readonly limits?: Limits;
  readonly policy?: Policy;
}): Limits {
  return limits ?? (policy ?? DEFAULT_POLICY).limits;
}
