import type { Place } from "../../model/place.ts";
import { isLabelled } from "../labels.ts";
import { unescapeControl } from "./shared-strings.ts";
import { attribute } from "./xml.ts";
import type { Attributes, XmlHandler } from "./xml.ts";

/** Attributes that hold nothing but measures, colours and numbers of other parts. */
const SHORT = 4;
/** Elements whose attributes are numbers of editing sessions: thousands, and they say nothing. */
const SESSIONS = /^rsid|^paraId$|^textId$/;
/** Measures, and numbers of relationships. */
const PLAIN = /^(?:-?\d{1,7}|rId\d{1,7})$/;
const NO_LABEL = "";
/** Headers and footers of sheets, and the codes in them (`&L`, `&"Arial,Bold"`, `&12`, `&P`). */
const PAGE_TEXT = /^(?:odd|even|first)(?:Header|Footer)$/;
const PAGE_CODES = /&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Za-z&])/g;

/**
 * Text of XML that has no reader of its own: what stands in an element is a line with the element's name as its label,
 * an attribute is a line, a pair of `name` and `val` is a labelled one.
 */
export class OtherText implements XmlHandler {
  readonly #report: (text: string, place: () => Place) => void;
  readonly #place: (path: string) => Place;
  /** Open elements: what they are called, by their `name` where they have one, and the cells they are about. */
  readonly #names: { readonly element: string; readonly label: string; readonly reference: string }[] = [];
  #text = "";

  constructor(report: (text: string, place: () => Place) => void, place: (path: string) => Place) {
    this.#report = report;
    this.#place = place;
  }

  open(name: string, attributes: Attributes): void {
    this.#flush();
    const reference = attribute(attributes, "ref") ?? this.#names.at(-1)?.reference ?? "";
    this.#names.push({ element: name, label: attribute(attributes, "name") ?? NO_LABEL, reference });
    this.attributes(name, attributes);
  }

  /** Reports what the attributes of an element say. */
  attributes(name: string, attributes: Attributes): void {
    if (SESSIONS.test(name)) return;
    let label = NO_LABEL;
    for (const key in attributes) {
      const value = attributes[key] ?? "";
      const local = key.slice(key.indexOf(":") + 1);
      if (local === "name") label = value;
      if (value.length < SHORT || key.startsWith("xmlns") || PLAIN.test(value) || SESSIONS.test(local))
        continue;
      if (label !== NO_LABEL && local !== "name" && (local === "val" || local === "value")) {
        this.#lines(name, `${label}: ${value}`);
      } else {
        this.#lines(name, unescapeControl(value));
      }
    }
  }

  close(): void {
    this.#flush();
    this.#names.pop();
  }

  text(text: string): void {
    this.#text += text;
  }

  aside(text: string): void {
    this.#lines("comment", text);
  }

  #flush(): void {
    const text = this.#text;
    if (text === "") return;
    this.#text = "";
    if (text.trim() === "") return;
    const own = this.#names.at(-1);
    const element = own?.element ?? "";
    if (PAGE_TEXT.test(element)) {
      this.#lines(element, text.replace(PAGE_CODES, "\t"));
      return;
    }
    // `<property name="CustomerId"><lpwstr>A1…</lpwstr></property>`
    const label = [own?.label, this.#names.at(-2)?.label, element].find(
      (one) => one !== undefined && one !== "",
    );
    const words = label ?? element;
    const value = unescapeControl(text.trim());
    this.#lines(words, `${words}: ${value}`);
    if (isLabelled(value)) this.#lines(words, value);
  }

  #lines(name: string, text: string): void {
    const reference = this.#names.at(-1)?.reference ?? "";
    this.#report(text, () => this.#place(reference === "" ? name : `${name} ${reference}`));
  }
}
