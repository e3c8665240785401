export { decisionParts } from "./decision-text.ts";
export { decisionsOf } from "./decisions.ts";
export { draftOf } from "./draft.ts";
export { GoodBundle } from "./good-bundle.ts";
export { layoutText, namespacesOf } from "./layout-text.ts";
export { draftTable } from "./table.ts";
