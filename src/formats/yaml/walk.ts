import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { NotInspected } from "../../model/errors.ts";
import type { FieldPlan } from "../../model/field.ts";
import type { Sink } from "../../model/format.ts";
import type { Limits } from "../../model/limits.ts";
import type { Place } from "../../model/place.ts";
import { readJsonCell } from "../json-cell.ts";
import { reportPair, takePart, type Parts } from "../json/pairs.ts";
import { type PathNode, rootNode } from "../json/path.ts";

/** Pairs of a map that are remembered for those that merge it (`<<: *defaults`). */
const MAX_MERGED = 64;
/** Characters of a name or a value of a field that is written as a map. */
const MAX_PART = 256;
/** Bytes below which `!!binary` is a value and no file. */
const MIN_FILE_BYTES = 64;

export interface Walk {
  readonly plan: FieldPlan;
  readonly limits: Limits;
  readonly out: Sink;
  readonly lineOf: (offset: number) => number;
}

/** Reports documents as JSON would be: several are elements of one list. */
export function reportDocuments(documents: readonly Document[], walk: Walk): void {
  const walker = new Walker(walk);
  const root = rootNode(walk.plan);
  const isSequence = documents.length > 1;
  if (isSequence) walk.out.openList(false, false);
  for (const document of documents) walker.document(document, isSequence ? root.element() : root);
  if (isSequence) walk.out.closeList();
}

class Walker {
  readonly #walk: Walk;
  #offset = 0;
  #depth = 0;
  /** What scalars are called that aliases stand for. */
  readonly #scalars = new Map<string, string>();
  /** Pairs of scalars of the small maps that others merge. */
  readonly #maps = new Map<string, readonly (readonly [key: string, value: string])[]>();

  readonly #place = (): Place => ({ unit: "line", number: this.#walk.lineOf(this.#offset) });

  constructor(walk: Walk) {
    this.#walk = walk;
    walk.out.locate(this.#place);
  }

  document(document: Document, root: PathNode): void {
    this.#scalars.clear();
    this.#maps.clear();
    this.#comment(document.commentBefore);
    this.#comment(document.comment);
    this.#node(document.contents, root);
  }

  #node(node: unknown, path: PathNode, outer?: PathNode): void {
    if (isAlias(node)) {
      this.#at(node);
      const text = this.#scalars.get(node.source);
      if (text !== undefined) this.#value(text, path);
      return;
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return;
    this.#at(node);
    this.#comment(node.commentBefore);
    this.#comment(node.comment);
    if (node.tag !== undefined && !node.tag.startsWith("tag:yaml.org,")) this.#walk.out.text(node.tag);
    if (isScalar(node)) this.#scalar(node, path);
    else this.#collection(node, path, outer);
  }

  #scalar(node: Scalar, path: PathNode): void {
    const text = textOf(node);
    if (node.anchor !== undefined && text.length <= this.#walk.limits.maxValueBytes)
      this.#scalars.set(node.anchor, text);
    if (text === "") return;
    this.#walk.out.content();
    if (node.value instanceof Uint8Array) this.#binary(node.value, path);
    if (isWrittenOtherwise(node, text)) this.#walk.out.decoded(text);
    this.#value(text, path);
    const { plan, limits, out } = this.#walk;
    if (readJsonCell(text, plan, limits, out, this.#place)) out.locate(this.#place);
  }

  #value(text: string, { use, key, keyUse }: PathNode): void {
    if (keyUse !== undefined) this.#walk.out.value(keyUse, key);
    if (use !== undefined && text.length <= this.#walk.limits.maxValueBytes) this.#walk.out.value(use, text);
  }

  #binary(bytes: Uint8Array, { key }: PathNode): void {
    if (bytes.length < MIN_FILE_BYTES) this.#walk.out.decoded(Buffer.from(bytes).toString("utf8"));
    else this.#walk.out.embedded({ name: key, content: { is: "bytes", bytes: Uint8Array.from(bytes) } });
  }

  /** `outer`: the node of the map that it is a value of. */
  #collection(node: YAMLMap | YAMLSeq | Pair, path: PathNode, outer: PathNode | undefined): void {
    const { out, limits } = this.#walk;
    if (this.#depth >= limits.maxDepth)
      throw new NotInspected("over-limit", `YAML nested deeper than ${limits.maxDepth}`);
    this.#depth += 1;
    const isObject = !isSeq(node);
    const hasObject = isObject || path.keyUse !== undefined || path.manyKeyUse !== undefined;
    if (outer !== undefined && path.isEntry && outer.manyKeyUse !== undefined)
      out.value(outer.manyKeyUse, outer.key);
    if (hasObject) out.openObject(path.isEntry ? "entry" : undefined);
    try {
      if (path.keyUse !== undefined) out.value(path.keyUse, path.key);
      if (!isObject && path.manyKeyUse !== undefined) out.value(path.manyKeyUse, path.key);
      if (isSeq(node)) this.#items(node.items, path);
      else if (isMap(node)) this.#pairs(node, path);
      else this.#node(node.value, path.child(this.#key(node.key), new Uint8Array(0)));
    } finally {
      if (hasObject) out.closeObject();
      this.#depth -= 1;
    }
  }

  #items(items: readonly unknown[], path: PathNode): void {
    const { out } = this.#walk;
    out.openList(path.isRecords, path.isInline);
    try {
      for (const item of items) {
        // In an ordered map (`!!omap`) items are pairs.
        if (isPair(item)) this.#collection(item, path.element(), undefined);
        else this.#node(item, path.element());
      }
    } finally {
      out.closeList();
    }
  }

  #pairs(map: YAMLMap, path: PathNode): void {
    const scalars: (readonly [string, string])[] = [];
    let parts: Parts | undefined;
    for (const { key, value } of map.items) {
      const name = this.#key(key);
      const child = path.child(name, new Uint8Array(0));
      if (name === "<<") this.#merge(value, path);
      else this.#node(value, child, path);
      if (isScalar(value) && child.partOfPair !== undefined)
        parts = takePart(parts, child.partOfPair, textOf(value).slice(0, MAX_PART));
      if (map.anchor === undefined || scalars.length >= MAX_MERGED || !isScalar(value)) continue;
      if (typeof value.value === "string") scalars.push([name, value.value]);
    }
    if (map.anchor !== undefined) this.#maps.set(map.anchor, scalars);
    reportPair(parts, path, this.#walk.out);
  }

  /** A key may be a collection (`? [a, b]`): then it is reported like a value, and the value has no name. */
  #key(key: unknown): string {
    if (isScalar(key)) {
      this.#at(key);
      this.#comment(key.commentBefore);
      const text = textOf(key);
      if (key.anchor !== undefined) this.#scalars.set(key.anchor, text);
      return text.slice(0, this.#walk.limits.maxValueBytes);
    }
    if (isAlias(key)) return this.#scalars.get(key.source) ?? "";
    this.#node(key, rootNode(this.#walk.plan));
    return "";
  }

  #merge(value: unknown, path: PathNode): void {
    const sources = isSeq(value) ? value.items.slice(0, MAX_MERGED) : [value];
    for (const source of sources) {
      if (!isAlias(source)) {
        if (isMap(source)) this.#pairs(source, path);
        continue;
      }
      for (const [key, text] of this.#maps.get(source.source) ?? [])
        this.#value(text, path.child(key, new Uint8Array(0)));
    }
  }

  #at(node: { readonly range?: readonly number[] | null | undefined }): void {
    this.#offset = node.range?.[0] ?? this.#offset;
  }

  #comment(comment: string | null | undefined): void {
    if (typeof comment !== "string") return;
    for (const line of comment.split("\n")) this.#walk.out.text(line);
  }
}

/** As it is written, also where a tag would have it a number (`!!int`). */
function textOf({ value, source }: Scalar): string {
  return typeof value === "string" ? value : (source ?? "");
}

/** Escapes, folded lines and indentation: the text does not stand in the file as it is. */
function isWrittenOtherwise(node: Scalar, text: string): boolean {
  return node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.BLOCK_FOLDED || /[\n']/.test(text);
}
