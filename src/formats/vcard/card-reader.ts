import type { ReadContext, Sink } from "../../model/format.ts";
import type { Place } from "../../model/place.ts";
import { DecodedText } from "../mail/decoded-text.ts";
import { Problems } from "../mail/problems.ts";
import { References } from "../references.ts";
import { hasControls } from "./controls.ts";
import type { Property, PropertyTaker } from "./content-lines.ts";
import { linesOfText } from "./property-head.ts";

/** Identifiers of the card itself, dates, and what programs note down for themselves. */
const SILENT = new Set([
  "VERSION",
  "PRODID",
  "UID",
  "REV",
  "CLASS",
  "X-ABUID",
  "BDAY",
  "ANNIVERSARY",
  "GEO",
  "TZ",
  "SORT-STRING",
]);

const NAMES = new Set(["FN", "N", "NICKNAME"]);

/** Reads the cards of an address book from their properties. */
export class CardReader implements PropertyTaker {
  readonly #context: ReadContext;
  readonly #out: Sink;
  readonly #references: References;
  readonly #decoded: DecodedText;
  readonly problems = new Problems();
  #cards = 0;
  /** Cards that lie in one another: an agent's card stands within the card of its principal. */
  #depth = 0;
  #mayHoldAgent = false;
  #property = "";

  constructor(context: ReadContext, out: Sink) {
    this.#context = context;
    this.#out = out;
    this.#references = new References(context.plan, out);
    this.#decoded = new DecodedText(out);
    out.locate(() => this.#place());
    out.openList(true, false);
  }

  property(property: Property): boolean {
    const { name, value } = property;
    if (name === "BEGIN" && /^vcard$/i.test(value.trim())) {
      this.#begin();
      return true;
    }
    if (this.#depth === 0) return false;
    if (name === "END" && /^vcard$/i.test(value.trim())) {
      this.#end();
      return true;
    }
    this.#property = name;
    this.#mayHoldAgent = name === "AGENT" && value.trim() === "";
    if (property.isCut)
      this.problems.add("over-limit", `${this.#where()}: longer than what is read of a property`);
    this.#report(property);
    this.#property = "";
    return true;
  }

  junk(line: string): boolean {
    if (this.#depth === 0) return line.trim() === "";
    if (hasControls(line)) this.problems.add("damaged", `${this.#where()}: its bytes are no text`);
    this.#references.line(line);
    this.#references.addresses("vcard", line);
    return true;
  }

  end(): void {
    if (this.#depth > 0) this.problems.add("damaged", `${this.#where()} has no end`);
    while (this.#depth > 0) this.#end();
    this.#out.closeList();
  }

  #begin(): void {
    if (this.#depth > 0 && !this.#mayHoldAgent) {
      this.problems.add("damaged", `${this.#where()} has no end`);
      while (this.#depth > 0) this.#end();
    }
    this.#mayHoldAgent = false;
    // A record holds the agents of its person; what lies deeper than any program nests counts for it all the same.
    if (this.#depth === 0) {
      this.#cards += 1;
      if (this.#cards === 1) this.#out.content();
      this.#out.openObject();
    }
    this.#depth += 1;
  }

  #end(): void {
    this.#depth -= 1;
    if (this.#depth > 0) return;
    this.#decoded.flush();
    this.#out.closeObject();
  }

  #report(property: Property): void {
    const { name, value, binary } = property;
    if (binary !== undefined) {
      const content =
        "bytes" in binary
          ? ({ is: "bytes", bytes: binary.bytes } as const)
          : ({ is: "range", range: binary.range, encoding: "base64" } as const);
      const length = "bytes" in binary ? binary.bytes.length : binary.range[1];
      if (length > 0) this.#out.embedded({ name: "", content });
      return;
    }
    if (hasControls(value)) this.problems.add("damaged", `${this.#where()}: its bytes are no text`);
    if (property.isDecoded) this.#decoded.add(value);
    if (SILENT.has(name)) return;
    if (name === "EMAIL" || name === "RELATED" || name === "MEMBER") {
      this.#value(name, linesOfText(value).join(" ").trim());
    } else if (name === "TEL") {
      this.#value(name, value.replace(/;(?:ext|phone-context)=.*$/i, "").trim());
    } else if (NAMES.has(name)) {
      this.#value(name, name === "N" ? givenFirst(value) : linesOfText(value).join(" ").trim());
    } else {
      this.#references.lines("vcard", name, linesOfText(value));
    }
  }

  #value(name: string, text: string): void {
    const use = this.#context.plan.use(["vcard", name]);
    if (use !== undefined && text !== "") this.#out.value(use, text);
  }

  #place(): Place {
    const contact = `contact ${this.#cards}`;
    return this.#property === ""
      ? { unit: "object", path: contact }
      : { unit: "object", within: contact, path: this.#property };
  }

  #where(): string {
    return `contact ${this.#cards}${this.#property === "" ? "" : `, ${this.#property}`}`;
  }
}

/** `Müller;Anna;Maria;Dr.;` is `Anna Müller`. */
function givenFirst(value: string): string {
  const [family = "", given = ""] = value
    .split(/(?<!\\);/, 2)
    .map((part) => linesOfText(part).join(" ").trim());
  return `${given} ${family}`.trim();
}
