export { applyAcceptances, type AppliedAcceptance, type Unproven } from "./accept.ts";
export { DEFAULT_POLICY_TEXT } from "./default-text.ts";
export { expiryOf } from "./expiry.ts";
export { mergePolicies, placeText, type MergedPolicy } from "./merge.ts";
export { pasteLines } from "./paste-lines.ts";
export { parsePolicy, parsePolicyFile, type PolicyFile } from "./policy-file.ts";
export { policyText } from "./show.ts";

/** The JSON Schema of policies. */
export async function policySchema(): Promise<object> {
  const { default: schema } = await import("./policy.schema.json", { with: { type: "json" } });
  return schema;
}
