import type { FieldPlan } from "../../model/field.ts";
import type { Sink } from "../../model/format.ts";
import type { Limits } from "../../model/limits.ts";
import { type Place, placeText } from "../../model/place.ts";
import { openReader } from "./open.ts";
import { isSequence } from "./opening.ts";
import type { PathNode } from "./path.ts";
import { isJson } from "./syntax.ts";

/**
 * Reads JSON that lies in another format (a page's `<script>`, an attribute), in UTF-8, with or without the JavaScript
 * that assigns it. Returns false, and reports nothing, for what does not begin as JSON to its end or for 64 KiB. Throws
 * `NotInspected` after everything that could be read. `place`: of what it lies in; the caller tells the sink its own place again. `root`: of documents like it, whose paths
 * are known then.
 */
export function readJsonText(
  bytes: Uint8Array,
  plan: FieldPlan,
  out: Sink,
  limits: Limits,
  options: { readonly place: () => Place; readonly root?: PathNode },
): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!/[{["']/.test(text.toString("latin1", 0, LOOKED_AT)) || !isJson(text.subarray(0, LOOKED_AT), false))
    return false;
  const reader = openReader({
    plan,
    sink: out,
    limits,
    isSequence: isSequence(text.subarray(0, LOOKED_AT), ""),
    base: () => undefined,
    ...(options.root === undefined ? {} : { root: options.root }),
    place: (path) => ({ unit: "object", within: placeText(options.place()), path }),
  });
  try {
    reader.push(text, true);
  } catch (error) {
    reader.close();
    throw error;
  }
  reader.end();
  return true;
}

const LOOKED_AT = 65_536;
