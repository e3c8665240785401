export { draftOf } from "./draft.ts";
export { GoodBundle } from "./good-bundle.ts";
export { layoutText } from "./layout-text.ts";
export { draftTable } from "./table.ts";
