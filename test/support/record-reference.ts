import { claims } from "./claims.ts";
import { judge } from "../../src/attribution/judge.ts";

/** JSON as it is written: keys may repeat, order counts. */
export type Node =
  | { readonly is: "object"; readonly entries: readonly (readonly [string, Node])[] }
  | { readonly is: "array"; readonly items: readonly Node[] }
  | { readonly is: "scalar"; readonly json: string };

/** What a field's values claim, in the words of `claims`. */
export type Meaning = (key: string, json: string) => string | undefined;

interface Found {
  readonly own: readonly string[];
  readonly scope: readonly string[];
  /** Its array qualified, or it is an object that names an owner. */
  readonly strong: boolean;
  /** A nearer enclosing object names an owner itself. */
  readonly held: boolean;
}

export function written(node: Node): string {
  if (node.is === "scalar") return node.json;
  if (node.is === "array") return `[${node.items.map(written).join(",")}]`;
  return `{${node.entries.map(([key, value]) => `${JSON.stringify(key)}:${written(value)}`).join(",")}}`;
}

/**
 * The design's rule for records in JSON, as slow and as plain as it can be written: recursively, over the whole tree.
 * Returns attribution → count.
 */
export function referenceRecords(document: Node, meaning: Meaning): Record<string, number> {
  const tree = new Tree(meaning);
  const found =
    document.is === "array"
      ? tree.array(document)
      : document.is === "object"
        ? tree.object(document).all
        : [];
  const records: Found[] = found.length > 0 ? found : tree.content(document) ? [tree.document(document)] : [];
  const counts: Record<string, number> = {};
  for (const { own, scope } of records) {
    const input = { claims: claims(own.join(",")), scope: claims(scope.join(",")), linked: [] };
    const { attribution } = judge({
      ...input,
      ambiguousLink: false,
      thread: undefined,
      productNotOwned: false,
    });
    counts[attribution] = (counts[attribution] ?? 0) + 1;
  }
  return counts;
}

class Tree {
  readonly #meaning: Meaning;
  constructor(meaning: Meaning) {
    this.#meaning = meaning;
  }

  /** Identifiers that an object holds directly: its scalars, and the scalars of its lists of scalars. */
  #direct(node: Node): readonly string[] {
    if (node.is !== "object") return [];
    return node.entries.flatMap(([key, value]) => {
      const scalars = value.is === "array" ? value.items : [value];
      return scalars.flatMap((scalar) =>
        scalar.is === "scalar" ? (this.#meaning(key, scalar.json) ?? []) : [],
      );
    });
  }

  /** The same, with nested objects and without nested arrays. */
  #self(node: Node): readonly string[] {
    if (node.is !== "object") return [];
    return [...this.#direct(node), ...node.entries.flatMap(([, value]) => this.#self(value))];
  }

  /** What a nested object says of what stands beside it: who takes part in its own records does not in others. */
  #besides(node: Node): readonly string[] {
    if (node.is !== "object") return [];
    const all = [...this.#direct(node), ...node.entries.flatMap(([, value]) => this.#besides(value))];
    return this.object(node).lists.length > 0 ? all.filter((word) => !/ party/.test(word)) : all;
  }

  #everything(node: Node): readonly string[] {
    if (node.is === "scalar") return [];
    const inside = node.is === "array" ? node.items : node.entries.map(([, value]) => value);
    return [...this.#direct(node), ...inside.flatMap((value) => this.#everything(value))];
  }

  content(node: Node): boolean {
    if (node.is === "scalar") return !["null", "true", "false", '""'].includes(node.json);
    const inside = node.is === "array" ? node.items : node.entries.map(([, value]) => value);
    return inside.some((value) => this.content(value));
  }

  document(node: Node): Found {
    return { own: this.#self(node), scope: [], strong: false, held: false };
  }

  /** An object outside any array: the outermost one that names an owner itself is a record. */
  object(node: Node): {
    readonly objects: readonly Found[];
    readonly lists: readonly Found[];
    readonly all: Found[];
  } {
    const inside = node.is === "object" ? node.entries.map(([, value]) => value) : [];
    const children = inside.filter((value) => value.is === "object").map((value) => this.object(value));
    const direct = this.#direct(node);
    const nested = inside.flatMap((value) => this.#besides(value));
    const holds = hasOwner(direct);
    const objects: readonly Found[] = holds
      ? [{ own: [...direct, ...nested], scope: [], strong: true, held: false }]
      : children.flatMap((child) => child.objects);
    const lists = [
      ...inside.filter((value) => value.is === "array").flatMap((value) => this.array(value)),
      ...children.flatMap((child) => child.lists),
    ].map((found) => ({
      ...found,
      scope: [...found.scope, ...direct, ...(found.held ? [] : nested)],
      held: found.held || holds,
    }));
    return { objects, lists, all: [...objects, ...lists] };
  }

  array(node: Node): Found[] {
    if (node.is !== "array") return [];
    const elements = node.items.filter((item) => item.is !== "scalar");
    const whole = (element: Node, strong: boolean): Found => ({
      own: this.#everything(element),
      scope: [],
      strong,
      held: false,
    });
    if (elements.some((element) => hasOwner(this.#self(element))))
      return elements.map((element) => whole(element, true));
    return elements.flatMap((element) => {
      const inner = arraysIn(element).flatMap((array) => this.array(array));
      if (!inner.some((found) => found.strong)) return [whole(element, false)];
      return inner.map((found) => ({ ...found, scope: [...found.scope, ...this.#self(element)] }));
    });
  }
}

function arraysIn(node: Node): readonly Node[] {
  if (node.is === "array") return [node];
  return node.is === "object" ? node.entries.flatMap(([, value]) => arraysIn(value)) : [];
}

function hasOwner(words: readonly string[]): boolean {
  return words.some((word) => !/ (?:party|reference)/.test(word));
}
