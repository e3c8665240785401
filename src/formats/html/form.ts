import { valueOf } from "./attributes.ts";
import type { Labels } from "./labels.ts";

/** Types of fields of a form that show their value. */
const SHOWN = /^(?:text|email|tel|number|search|url|date|datetime-local|time)$/i;

/** What stands in the fields of a form, where the form itself does not name them. */
export class Form {
  readonly #labels: Labels;
  /** The name of the list of options that opened last. */
  #select = "";

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  /** The text that a field shows; empty where its name says what it is, so that it is no part of the line. */
  shown(element: string, attributes: readonly string[]): string {
    if (element !== "input" || !SHOWN.test(valueOf(attributes, "type") ?? "text")) return "";
    return this.#labels.isLabel(nameOf(attributes)) ? "" : (valueOf(attributes, "value") ?? "");
  }

  /** `name: value` of what is chosen in a list of options, where a layout knows the name; empty otherwise. */
  chosen(element: string, attributes: readonly string[]): string {
    if (element === "select") this.#select = nameOf(attributes);
    if (element !== "option" || valueOf(attributes, "selected") === undefined) return "";
    const value = valueOf(attributes, "value") ?? "";
    return value !== "" && this.#labels.isLabel(this.#select) ? `${this.#select}: ${value}` : "";
  }
}

function nameOf(attributes: readonly string[]): string {
  return valueOf(attributes, "name") ?? valueOf(attributes, "id") ?? "";
}
