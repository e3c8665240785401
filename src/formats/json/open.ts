import { NotInspected } from "../../model/errors.ts";
import type { FieldPlan } from "../../model/field.ts";
import type { Sink } from "../../model/format.ts";
import type { Limits } from "../../model/limits.ts";
import type { Place } from "../../model/place.ts";
import { rootNode, type PathNode } from "./path.ts";
import type { Outer } from "./options.ts";
import { JsonReader } from "./reader.ts";
import { isJson } from "./syntax.ts";

/** Documents in strings in one another. */
const MAX_STRINGS = 4;

export interface Opened {
  readonly plan: FieldPlan;
  readonly sink: Sink;
  readonly limits: Limits;
  readonly isSequence: boolean;
  readonly base: () => number | undefined;
  readonly place?: (path: string, line: number | undefined) => Place;
  readonly root?: PathNode;
  readonly spans?: boolean;
}

/** A reader of a document, which reads the documents within its strings too. */
export function openReader(opened: Opened): JsonReader {
  return new JsonReader({
    root: opened.root ?? rootNode(opened.plan),
    sink: opened.sink,
    limits: opened.limits,
    isSequence: opened.isSequence,
    base: opened.base,
    readDocument: (text, node, outer) => readWithin(text, node, outer, 1),
    place: opened.place ?? placeOf,
    outerDepth: 0,
    isInline: false,
    isProbe: false,
    spans: opened.spans ?? false,
  });
}

function placeOf(path: string, line: number | undefined): Place {
  return line === undefined ? { unit: "object", path } : { unit: "line", number: line, path };
}

/**
 * Reads a document that stands in a string as an object under the string's key, so that it belongs to the record the
 * string stands in. False, and nothing is reported, when it is none.
 */
function readWithin(text: Buffer, node: PathNode, outer: Outer, level: number): boolean {
  if (!isJson(text, true)) return false;
  if (level > MAX_STRINGS) {
    outer.problem("over-limit", `JSON within more than ${MAX_STRINGS} strings in one another`);
    return true;
  }
  const { options, frames } = outer;
  const inner = new JsonReader({
    ...options,
    root: node,
    isSequence: false,
    base: () => undefined,
    readDocument: (deeper, below, reader) => readWithin(deeper, below, reader, level + 1),
    place: (path) => within(outer.place(), frames.depth === 0 ? "" : node.key, path),
    outerDepth: options.outerDepth + frames.depth + 1,
    isInline: options.isInline || outer.isInList(),
    spans: false,
  });
  try {
    inner.push(text, true);
    inner.end();
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
    inner.frames.closeAll();
    outer.problem(error.reason, `within a string: ${error.message}`);
  }
  outer.locate();
  return true;
}

/** `activities[3].description → customerId`: a place in a document that is a string. */
function within(outer: Place, key: string, path: string): Place {
  const name = key === "[]" ? "" : key;
  const base = [outer.path ?? "", name].filter((part) => part !== "").join(".");
  return { ...outer, path: path === "" ? base : `${base} → ${path}` };
}
