import type { ElementKind } from "./elements.ts";

/** What an element is for, as far as its end matters. */
export type Role =
  | ""
  | "object"
  | "item"
  | "table"
  | "caption"
  | "head"
  | "foot"
  | "row"
  | "cell"
  | "fields"
  | "term"
  | "definition"
  | "raw";

/** An element that is open. */
export interface Frame {
  readonly name: string;
  readonly kind: ElementKind;
  role: Role;
  /** How much is open in the sink with the list of items that ends with this element; 0 for none. */
  itemsDepth: number;
  readonly type: string;
}
