import { DEFAULT_POLICY } from "../model/policy.ts";

/** The built-in defaults as a policy file, for `straycheck schema policy --defaults`. */
export const DEFAULT_POLICY_TEXT = `# What holds when no policy is given.
# Other people in the requester's own records and conversations: allow, review (3) or block (1).
counterparties: ${DEFAULT_POLICY.counterparties}
# Rules whose notes somebody must look at.
review: []
# What may be released although it is not proven.
accept: []
# The controller's own identifiers: a support desk, no-reply.
system: []
`;
