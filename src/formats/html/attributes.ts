import { embedDataUris } from "../xml/embedded.ts";
import { fileOf, reportAddress } from "./address.ts";
import { isAddress, isLook, isText } from "./elements.ts";
import type { Labels } from "./labels.ts";
import type { HtmlReport } from "./report.ts";

/** Reports what the attributes of elements say. */
export class Attributes {
  readonly #report: HtmlReport;
  readonly #other: (report: () => void) => void;
  readonly #inline: (text: string) => boolean;

  /**
   * `other` reports now, or with the cell in which the element stands. `inline` adds to the line, where there is nothing
   * but the line that it could belong to; false elsewhere.
   */
  constructor(report: HtmlReport, other: (report: () => void) => void, inline: (text: string) => boolean) {
    this.#report = report;
    this.#other = other;
    this.#inline = inline;
  }

  /** `attributes`: names and values in turns. */
  report(element: string, attributes: readonly string[]): void {
    for (let at = 0; at < attributes.length; at += 2) {
      const name = attributes[at] ?? "";
      const value = attributes[at + 1] ?? "";
      if (value === "") continue;
      if (isAddress(name)) this.#address(element, value);
      else if (isText(name)) this.#other(() => this.#report.lines(value));
      else if (!isLook(name)) this.#field(fieldName(name), value);
      else if (name === "srcset")
        for (const one of value.split(",")) this.#address(element, one.trim().split(/\s/, 1)[0] ?? "");
      else if (name === "style" && value.includes("data:"))
        this.#other(() => embedDataUris(value, this.#report.sink));
      else if (name === "datetime") this.#field("time", value);
    }
    if (element === "meta" || element === "input" || element === "param") this.#named(attributes);
    else if (element !== "li" && element !== "progress" && element !== "meter") {
      const value = valueOf(attributes, "value");
      if (value !== undefined) this.#other(() => this.#report.lines(value));
    }
  }

  /** `<meta name="…" content="…">`, `<input name="…" value="…">`. */
  #named(attributes: readonly string[]): void {
    const name =
      valueOf(attributes, "name") ??
      valueOf(attributes, "property") ??
      valueOf(attributes, "http-equiv") ??
      valueOf(attributes, "id");
    const value = valueOf(attributes, "value") ?? valueOf(attributes, "content");
    if (value === undefined || value === "") return;
    if (name === undefined || !this.#report.isInObject)
      this.#other(() => this.#report.lines(name === undefined ? value : `${name}: ${value}`));
    else this.#field(name, value);
  }

  #field(name: string, value: string): void {
    const { use } = this.#report.labels.of(name);
    this.#other(() => {
      if (/^\s*[{[]/.test(value) && this.#report.json(value, `attribute ${name}`)) return;
      if (use === undefined) return;
      if (this.#report.isInObject) this.#report.value(use, value);
      else this.#report.words(`${name}: ${value}`);
    });
  }

  #address(element: string, address: string): void {
    const file = fileOf(element, address);
    if (file === undefined) {
      this.#other(() => reportAddress(address, this.#report));
      return;
    }
    const { use } = this.#report.labels.of(file.field);
    // A line of its own that names an owner speaks for the file as a record does.
    if (this.#inline(`${file.field}: ${file.name}`)) return;
    if (use !== undefined) this.#other(() => this.#report.value(use, file.name));
  }
}

/** Whether one of the attributes is a field that a layout knows (`data-customer-id`). */
export function namesSomebody(attributes: readonly string[], labels: Labels): boolean {
  for (let at = 0; at < attributes.length; at += 2) {
    const name = attributes[at] ?? "";
    if (attributes[at + 1] === "" || isLook(name) || isText(name)) continue;
    if (labels.of(fieldName(name)).isKnown) return true;
  }
  return false;
}

/** The name of the field that an attribute stands for. */
function fieldName(attribute: string): string {
  return attribute.startsWith("data-") ? attribute.slice(5) : attribute;
}

/** The value of an attribute. */
export function valueOf(attributes: readonly string[], name: string): string | undefined {
  for (let at = 0; at < attributes.length; at += 2) if (attributes[at] === name) return attributes[at + 1];
  return undefined;
}
