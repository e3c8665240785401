export { applyAcceptances } from "./accept.ts";
export { DEFAULT_POLICY_TEXT } from "./default-text.ts";
export { pasteLines } from "./paste-lines.ts";
export { parsePolicy } from "./policy-file.ts";

/** The JSON Schema of policies. */
export async function policySchema(): Promise<object> {
  const { default: schema } = await import("./policy.schema.json", { with: { type: "json" } });
  return schema;
}
