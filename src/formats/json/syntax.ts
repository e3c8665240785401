import { NotInspected } from "../../model/errors.ts";
import { DEFAULT_LIMITS } from "../../model/limits.ts";
import { NO_PLAN, SILENT_SINK } from "../../model/silent.ts";
import { rootNode } from "./path.ts";
import { JsonReader } from "./reader.ts";
import { isWellFormed } from "./well-formed.ts";

/** `{name}` and `[Verse 1]` are none. */
const BEGINS =
  /^\s*(?:"|\{\s*(?:["'}/]|[\w$\x80-\xff]+\s*:)|\[\s*(?:["'{[\]/.\d+-]|true|false|null|N|Infinity|undefined|T|F))/;

/**
 * Whether text is one JSON document, or what JavaScript or Python writes in its place. With `isWhole` false it may break
 * off anywhere. Deep nesting is no fault of the text.
 */
export function isJson(text: Buffer, isWhole: boolean): boolean {
  if (isWhole) {
    const isSure = isWellFormed(text, 0, text.length);
    if (isSure !== undefined) return isSure;
    if (!BEGINS.test(text.toString("latin1", 0, 256))) return false;
  }
  const { stackTraceLimit } = Error;
  // Strings that are no documents come by the million, and nobody looks at these traces.
  Error.stackTraceLimit = 0;
  const reader = new JsonReader({
    root: rootNode(NO_PLAN),
    sink: SILENT_SINK,
    limits: DEFAULT_LIMITS,
    isSequence: false,
    base: () => undefined,
    readDocument: () => true,
    place: () => ({ unit: "entry" }),
    outerDepth: isWhole ? 1 : 0,
    isInline: false,
    isProbe: !isWhole,
    spans: false,
  });
  try {
    reader.push(text, isWhole);
    if (isWhole) reader.end();
    return true;
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
    return error.reason !== "damaged";
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
