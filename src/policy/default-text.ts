import { LIMIT_NAMES, LIMIT_RANGES, limitText } from "../model/limit-ranges.ts";
import { DEFAULT_POLICY } from "../model/policy.ts";

const LIMITS = LIMIT_NAMES.map(
  (name) => `  ${name}: ${limitText(LIMIT_RANGES[name].unit, DEFAULT_POLICY.limits[name])}\n`,
);

/** The built-in defaults as a policy file, for `straycheck schema policy --defaults`. */
export const DEFAULT_POLICY_TEXT = `# What holds when no policy is given.
# Other people in the requester's own records and conversations: allow, review (3) or block (1).
counterparties: ${DEFAULT_POLICY.counterparties}
# The least that a record may rest on to be the requester's: direct, linked or inherited.
least-basis: ${DEFAULT_POLICY.leastBasis}
# Rules whose notes somebody must look at.
review: []
# Layouts that are given, as with -l.
layouts: []
# What may be released although it is not proven.
accept: []
# The controller's own identifiers: a support desk, no-reply.
system: []
# Bounds of a run. Reaching one is told in the report.
limits:
${LIMITS.join("")}`;
