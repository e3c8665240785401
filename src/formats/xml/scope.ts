import { isElement, type XmlContent, type XmlElement } from "./node.ts";
import type { XmlPath } from "./path.ts";

/** How the elements in an open one are meant. Property lists write keys and values in turns. */
export type Shape = "object" | "plist" | "dict" | "array";

/** An element that is open in the sink. */
export interface Scope {
  readonly path: XmlPath;
  readonly shape: Shape;
  readonly element: XmlElement | undefined;
  /** Its number among its siblings of one name, 0 when it is the only one so far. */
  readonly index: number;
  /** The list that is open in it. */
  list: XmlPath | undefined;
  /** It comes in several parts, so what was reported of it must be remembered. */
  readonly isOpen: boolean;
  /** Elements so far, by name. */
  counts: Map<string, number> | undefined;
  /** Of a `dict`: the key whose value is next. */
  key: string;
}

export function scope(
  path: XmlPath,
  shape: Shape,
  element: XmlElement | undefined,
  index: number,
  isOpen: boolean,
): Scope {
  return { path, shape, element, index, isOpen, list: undefined, counts: undefined, key: "" };
}

export function shapeOf(element: XmlElement, around: Scope): Shape {
  if (element.key === "plist") return "plist";
  if (around.shape === "object") return "object";
  return element.key === "dict" || element.key === "array" ? element.key : "object";
}

/** Names that elements of `content` share, with one another or with siblings before and after; undefined for none. */
export function repeatedNames(
  content: readonly XmlContent[],
  next: string | undefined,
  top: Scope,
): ReadonlySet<string> | undefined {
  let repeated: Set<string> | undefined;
  const seen = new Set<string>();
  for (const part of content) {
    if (!isElement(part)) continue;
    if (seen.has(part.key) || part.key === next || top.counts?.has(part.key) === true)
      (repeated ??= new Set()).add(part.key);
    seen.add(part.key);
  }
  return repeated;
}
