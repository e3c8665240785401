export { applyAcceptances, type AppliedAcceptance, type Unproven } from "./accept.ts";
export { expiryOf } from "./expiry.ts";
export { mergePolicies, placeText, type MergedPolicy } from "./merge.ts";
export { pasteLines } from "./paste-lines.ts";
export { parsePolicy, parsePolicyFile, type PolicyFile } from "./policy-file.ts";
export { policyText } from "./show.ts";
