export { applyAcceptances } from "./accept.ts";
export { DEFAULT_POLICY_TEXT } from "./default-text.ts";
export { pasteLines } from "./paste-lines.ts";
export { parsePolicy } from "./policy-file.ts";
