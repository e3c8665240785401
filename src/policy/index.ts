export { applyAcceptances } from "./accept.ts";
export { pasteLines } from "./paste-lines.ts";
export { parsePolicy } from "./policy-file.ts";
