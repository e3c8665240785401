import { NotInspected } from "../../model/errors.ts";
import type { Limits } from "../../model/limits.ts";
import { isElement, type XmlContent, type XmlElement, type XmlNote } from "./node.ts";
import type { XmlReport } from "./report.ts";

/** Elements, attributes and texts that are held back until it is known which of their siblings are lists. */
const MAX_HELD_EVENTS = 1_000;

/** Characters of text that are held back. */
const MAX_HELD_CHARACTERS = 256 * 1024;

/**
 * Keeps elements while they are small: only then is it known which siblings share a name. What outgrows the bound is
 * reported as it comes; its first element is an object then, and only later ones of the same name are a list.
 */
export class XmlTree {
  readonly #report: XmlReport;
  readonly #limits: Limits;
  readonly #open: XmlElement[] = [];
  /** Elements at the beginning of `#open` that were reported as open. */
  #reported = 0;
  #events = 0;
  #characters = 0;

  constructor(report: XmlReport, limits: Limits) {
    this.#report = report;
    this.#limits = limits;
  }

  get depth(): number {
    return this.#open.length;
  }

  openElement(element: XmlElement): void {
    if (this.#open.length >= this.#limits.maxDepth)
      throw new NotInspected(
        "over-limit",
        `line ${element.line}: elements nested deeper than ${this.#limits.maxDepth}`,
      );
    for (const { value } of element.attributes) element.characters += value.length;
    this.#open.push(element);
    this.#hold(element.events, element.characters);
  }

  /** `references`: it may not stand in the bytes as it is. */
  text(text: string, references: XmlElement["references"]): void {
    const top = this.#open.at(-1);
    if (top === undefined) return;
    // White space between elements keeps words apart, and is no text of its own.
    if (!/\S/.test(text)) {
      if (top.content.at(-1) !== " ") top.content.push(" ");
      return;
    }
    if (references > top.references) top.references = references;
    this.#add(top, text, 1, text.length);
  }

  note(note: XmlNote): void {
    const top = this.#open.at(-1);
    if (top === undefined) this.#report.note(note);
    else this.#add(top, note, 1, note.text.length);
  }

  closeElement(): void {
    const element = this.#open.pop();
    if (element === undefined) return;
    if (this.#open.length < this.#reported) {
      this.#flush(element, undefined);
      this.#report.close();
      this.#reported -= 1;
      return;
    }
    const parent = this.#open.at(-1);
    if (parent === undefined) {
      this.#report.parts([element], undefined);
      this.#events = 0;
      this.#characters = 0;
      return;
    }
    parent.content.push(element);
    if (this.#open.length === this.#reported) return;
    parent.events += element.events;
    parent.characters += element.characters;
  }

  /** Reports what is held back, also where a document ends in the middle. */
  end(): void {
    while (this.#reported < this.#open.length) this.#reportNext();
    while (this.#open.length > 0) this.closeElement();
    this.#report.end();
  }

  #add(top: XmlElement, content: string | XmlNote, events: number, characters: number): void {
    top.content.push(content);
    top.events += events;
    top.characters += characters;
    this.#hold(events, characters);
  }

  #hold(events: number, characters: number): void {
    this.#events += events;
    this.#characters += characters;
    while (this.#events > MAX_HELD_EVENTS || this.#characters > MAX_HELD_CHARACTERS) {
      const deepest = this.#open[this.#reported - 1];
      if (deepest !== undefined && deepest.content.length > 0)
        this.#flush(deepest, this.#open[this.#reported]?.key);
      else if (this.#reported < this.#open.length) this.#reportNext();
      else break;
    }
  }

  /** Reports the outermost open element that was not, after what stands before it. */
  #reportNext(): void {
    const element = this.#open[this.#reported];
    if (element === undefined) return;
    const parent = this.#open[this.#reported - 1];
    if (parent !== undefined) this.#flush(parent, element.key);
    this.#report.open(element);
    this.#reported += 1;
    const [events, characters] = sizeOf(element.content);
    // Its attributes were reported; what stands in it now counts for itself.
    this.#events -= Math.max(0, element.events - events);
    this.#characters -= Math.max(0, element.characters - characters);
  }

  /** Reports what stands in an element that is open in the report. */
  #flush(element: XmlElement, next: string | undefined): void {
    const { content } = element;
    if (content.length === 0) return;
    element.content = [];
    element.wasReported = true;
    const [events, characters] = sizeOf(content);
    this.#events = Math.max(0, this.#events - events);
    this.#characters = Math.max(0, this.#characters - characters);
    this.#report.parts(content, next);
  }
}

function sizeOf(content: readonly XmlContent[]): readonly [events: number, characters: number] {
  let events = 0;
  let characters = 0;
  for (const part of content) {
    if (part === " ") continue;
    events += isElement(part) ? part.events : 1;
    characters += isElement(part)
      ? part.characters
      : typeof part === "string"
        ? part.length
        : part.text.length;
  }
  return [events, characters];
}
