import type { NotInspected } from "../../model/errors.ts";
import type { FieldPlan } from "../../model/field.ts";
import type { Sink } from "../../model/format.ts";
import type { Limits } from "../../model/limits.ts";
import type { Place } from "../../model/place.ts";
import { XmlPath } from "./path.ts";
import { repeatedNames, scope, shapeOf, type Scope } from "./scope.ts";
import { XmlValues } from "./values.ts";
import {
  fieldOf,
  fullText,
  hasElements,
  isElement,
  isMixed,
  ownText,
  REFERENCES,
  type XmlContent,
  type XmlElement,
  type XmlNote,
} from "./node.ts";

/** Levels of mixed content that are put together to one text. */
const MAX_TEXT_DEPTH = 64;

/** Names of elements that are remembered for one element. */
const MAX_COUNTED_NAMES = 1024;

/** Turns elements into objects, lists and values. Siblings of one name are a list. */
export class XmlReport {
  readonly #plan: FieldPlan;
  readonly #out: Sink;
  readonly #limits: Limits;
  readonly #values: XmlValues;
  readonly #scopes: Scope[] = [];
  #leaf = "";

  constructor(plan: FieldPlan, out: Sink, limits: Limits) {
    this.#plan = plan;
    this.#out = out;
    this.#limits = limits;
    const root = XmlPath.root(plan);
    this.#scopes.push(scope(root, "object", undefined, 0, true));
    this.#values = new XmlValues(plan, out, limits, () => this.#place());
  }

  /** Why not all of it was read. */
  get doubt(): NotInspected | undefined {
    return this.#values.doubt;
  }

  /** Reports an element to which more is still to come. What stands in it so far stays there. */
  open(element: XmlElement): void {
    const top = this.#top();
    const inList = top.shape === "array" || (top.shape === "object" && top.counts?.has(element.key) === true);
    this.#prepare(top, element, inList);
    this.#openElement(element, this.#pathOf(top, element), this.#count(top, element, inList), true);
  }

  /** Reports parts of the innermost open element. `next`: the name of an element that follows them. */
  parts(content: readonly XmlContent[], next: string | undefined): void {
    this.#report(this.#top(), content, next);
  }

  close(): void {
    const top = this.#scopes.at(-1);
    if (top === undefined || this.#scopes.length === 1) return;
    this.#closeElement(top);
  }

  /** Closes whatever is open, also where a document ends in the middle. */
  end(): void {
    while (this.#scopes.length > 1) this.close();
    const root = this.#scopes[0];
    if (root !== undefined) this.#closeList(root);
  }

  /** A comment names somebody at most; it makes no document. */
  note(note: XmlNote): void {
    this.#leaf = "";
    if (!this.#values.markup(note.text, note.line)) this.#values.lines(note.text, note.line);
  }

  #report(top: Scope, content: readonly XmlContent[], next: string | undefined): void {
    if (top.shape !== "object") {
      for (const part of content) this.#partOfList(top, part);
      return;
    }
    const repeated = repeatedNames(content, next, top);
    if (repeated === undefined) {
      for (const part of content) this.#part(top, part, false);
      return;
    }
    // Siblings of one name are one list, also where others stand between them.
    const done = new Set<string>();
    for (const part of content) {
      if (!isElement(part) || !repeated.has(part.key) || fieldOf(part) !== undefined) {
        this.#part(top, part, false);
      } else if (!done.has(part.key)) {
        done.add(part.key);
        for (const same of content) {
          if (isElement(same) && same.key === part.key && fieldOf(same) === undefined)
            this.#part(top, same, true);
        }
      }
    }
  }

  #part(top: Scope, part: XmlContent, inList: boolean): void {
    if (typeof part === "string") {
      if (part !== " " && /\S/.test(part)) {
        this.#values.content();
        this.#values.lines(part, this.#values.line);
      }
    } else if (part.is === "note") {
      this.note(part);
    } else {
      const field = fieldOf(part);
      if (field !== undefined) {
        this.#closeList(top);
        this.#values.line = part.line;
        this.#leaf = part.written;
        this.#values.value(top.path.child(field.key), field.value, part.references);
        this.#leaf = "";
        return;
      }
      this.#prepare(top, part, inList);
      this.#element(part, this.#pathOf(top, part), this.#count(top, part, inList));
    }
  }

  /** `<key>a</key><string>b</string>` in a property list is `a: b`. */
  #partOfList(top: Scope, part: XmlContent): void {
    if (typeof part === "string" || part.is === "note") {
      this.#part(top, part, false);
      return;
    }
    if (top.shape === "dict" && part.key === "key") {
      top.key = ownText(part).trim().slice(0, this.#limits.maxValueBytes);
      return;
    }
    const inList = top.shape === "array";
    this.#prepare(top, part, inList);
    this.#element(part, this.#pathOf(top, part), this.#count(top, part, inList));
  }

  /** Opens the list that an element belongs to, and closes the one it does not. */
  #prepare(top: Scope, element: XmlElement, inList: boolean): void {
    const own = top.shape === "array" ? top.path : top.path.child(element.key);
    const list = inList ? own : undefined;
    if (list === top.list) return;
    this.#closeList(top);
    if (list === undefined) return;
    if (list.keyUse !== undefined) {
      this.#out.openObject();
      this.#out.value(list.keyUse, list.key);
    }
    this.#out.openList(list.isRecords, list.isInline);
    top.list = list;
  }

  #pathOf(top: Scope, element: XmlElement): XmlPath {
    if (top.list !== undefined) return top.list.element();
    if (top.shape === "dict") return top.path.child(top.key);
    return top.shape === "plist" ? top.path : top.path.child(element.key);
  }

  /** Its number among its siblings, where it has some. */
  #count(top: Scope, element: XmlElement, inList: boolean): number {
    if (!inList && !top.isOpen) return 0;
    top.counts ??= new Map();
    const count = (top.counts.get(element.key) ?? 0) + 1;
    if (count > 1 || top.counts.size < MAX_COUNTED_NAMES) top.counts.set(element.key, count);
    return inList ? count : 0;
  }

  #closeList(top: Scope): void {
    if (top.list === undefined) return;
    this.#out.closeList();
    if (top.list.keyUse !== undefined) this.#out.closeObject();
    top.list = undefined;
  }

  #element(element: XmlElement, path: XmlPath, index: number): void {
    this.#values.line = element.line;
    if (
      element.attributes.length === 0 &&
      !hasElements(element) &&
      shapeOf(element, this.#top()) === "object"
    ) {
      this.#leaf = element.written;
      const text = ownText(element).trim();
      // In a list of its own a value needs no object; elsewhere it is one of its parent's.
      if (path.keyUse !== undefined && text !== "") this.#out.value(path.keyUse, path.key);
      this.#leafText(path, element, text);
      this.#leaf = "";
      return;
    }
    this.#openElement(element, path, index, false);
    const top = this.#top();
    const mixed = isMixed(element);
    if (hasElements(element)) {
      if (mixed) {
        this.#values.joined(fullText(element, MAX_TEXT_DEPTH), element.line);
        // Between elements with a structure of their own text is a line, and no word is cut by them.
        const isBetween = element.content.some((part) => isElement(part) && hasElements(part));
        for (const part of isBetween ? element.content : [])
          if (typeof part === "string" && /[:=：]/.test(part)) this.#values.lines(part.trim(), element.line);
      }
      this.#report(
        top,
        mixed ? element.content.filter((part) => typeof part !== "string") : element.content,
        undefined,
      );
    } else {
      this.#leafText(path.child("#text"), element, ownText(element).trim());
      for (const part of element.content) if (typeof part !== "string") this.#part(top, part, false);
    }
    this.#closeElement(top);
  }

  #openElement(element: XmlElement, path: XmlPath, index: number, isOpen: boolean): void {
    const top = this.#top();
    const opened = scope(path, shapeOf(element, top), element, index, isOpen);
    this.#scopes.push(opened);
    this.#values.line = element.line;
    if (opened.shape !== "array" && opened.shape !== "plist") {
      this.#out.openObject();
      if (path.keyUse !== undefined) this.#out.value(path.keyUse, path.key);
    }
    for (const { key, written, value } of element.attributes) {
      if (isNamespace(written)) continue;
      this.#leaf = `@${written}`;
      this.#values.value(path.child(key), value, element.references, element);
    }
    this.#leaf = "";
  }

  #closeElement(top: Scope): void {
    this.#closeList(top);
    if (top.element !== undefined) this.#values.line = top.element.line;
    if (top.shape !== "array" && top.shape !== "plist") this.#out.closeObject();
    this.#scopes.pop();
  }

  #leafText(path: XmlPath, element: XmlElement, text: string): void {
    this.#values.text(
      path,
      text,
      element.content.length > 1 ? REFERENCES.toAny : element.references,
      element,
    );
  }

  /** Editors go to a line, and programs to an XPath; where everything is one line only the path helps. */
  #place(): Place {
    const parts: string[] = [];
    for (const { element, index } of this.#scopes) {
      if (element !== undefined) parts.push(index > 0 ? `${element.written}[${index}]` : element.written);
    }
    if (this.#leaf !== "") parts.push(this.#leaf);
    return { unit: "line", number: this.#values.line, path: parts.join("/") };
  }

  #top(): Scope {
    const top = this.#scopes.at(-1);
    return top ?? scope(XmlPath.root(this.#plan), "object", undefined, 0, true);
  }
}

function isNamespace(written: string): boolean {
  return written === "xmlns" || written.startsWith("xmlns:");
}
