import { isLabelled } from "../labels.ts";
import { OtherText } from "./other-text.ts";
import { Paragraphs } from "./paragraphs.ts";
import type { Report } from "./report.ts";
import { attribute, isYes } from "./xml.ts";
import type { Attributes, XmlHandler } from "./xml.ts";

/** What a run may hold besides text. */
const CHARACTERS: Readonly<Record<string, string>> = {
  tab: "\t",
  ptab: "\t",
  br: "\n",
  cr: "\n",
  noBreakHyphen: "-",
};

/** Attributes that say how text looks, in their thousands. */
const LOOKS = new Set([
  "rPr",
  "pPr",
  "tcPr",
  "tblPr",
  "trPr",
  "sectPr",
  "tblGrid",
  "spPr",
  "bodyPr",
  "lstStyle",
]);

/**
 * Text of WordprocessingML and DrawingML (documents, headers, notes, comments, slides, drawings, charts): paragraphs,
 * tables, changes with what they deleted, field codes, and whatever else stands in elements and attributes.
 */
export class WordText implements XmlHandler {
  readonly #paragraphs: Paragraphs;
  readonly #other: OtherText;
  #within: string;
  #collects: "text" | "code" | "other" = "other";
  #deleted = 0;
  #inserted = 0;
  #looks = 0;
  #text = "";
  #code = "";
  #columns = 1;

  constructor(report: Report, within: string) {
    this.#within = within;
    this.#paragraphs = new Paragraphs(report, () => this.#within);
    this.#other = new OtherText(
      (text, place) => {
        this.#paragraphs.attribute(text, place().path ?? "");
      },
      (path) => ({ unit: "tag", path }),
    );
  }

  open(name: string, attributes: Attributes): void {
    if (LOOKS.has(name)) this.#looks += 1;
    if (this.#looks > 0) this.#openLook(name, attributes);
    else if (this.#openText(name)) this.#attributes(name, attributes);
    else this.#openOther(name, attributes);
  }

  /** Of how text looks only links and that it is hidden are read. */
  #openLook(name: string, attributes: Attributes): void {
    if (name === "vanish" || name === "webHidden") {
      const value = attribute(attributes, "val");
      if (value === undefined || isYes(value)) this.#paragraphs.hide();
    } else if (name === "gridSpan") {
      this.#columns = Number(attribute(attributes, "val") ?? "1") || 1;
    } else {
      this.#attributes(name, attributes);
    }
  }

  /** Elements that make text. Returns whether it is one. */
  #openText(name: string): boolean {
    switch (name) {
      case "p":
        this.#paragraphs.openParagraph();
        return true;
      case "text":
        // Comments in a thread, and those of slides, hold text without runs.
        this.#collects = "text";
        this.#paragraphs.openParagraph();
        return true;
      case "t":
      case "delText":
        this.#collects = "text";
        return true;
      case "instrText":
      case "delInstrText":
        this.#collects = "code";
        return true;
      case "tbl":
        this.#paragraphs.openTable();
        return true;
      case "tr":
        this.#paragraphs.openRow();
        return true;
      case "tc":
        this.#columns = 1;
        return true;
      case "Choice":
        this.#paragraphs.openChoice();
        return true;
      case "Fallback":
        this.#paragraphs.openFallback();
        return true;
      default: {
        const characters = CHARACTERS[name];
        if (characters === undefined || !this.#paragraphs.inParagraph) return false;
        this.#add(characters);
        return true;
      }
    }
  }

  #openOther(name: string, attributes: Attributes): void {
    if (name === "del" || name === "moveFrom") this.#deleted += 1;
    else if (name === "ins" || name === "moveTo") this.#inserted += 1;
    else if (name === "sld" && attributes["show"] === "0") this.#within += " (hidden)";
    const reference = attributes["ref"];
    if (reference !== undefined && name.endsWith("omment")) this.#paragraphs.reference = reference;
    this.#attributes(name, attributes);
  }

  #attributes(name: string, attributes: Attributes): void {
    this.#other.attributes(name, attributes);
  }

  close(name: string): void {
    if (LOOKS.has(name)) this.#looks -= 1;
    this.#flush(name);
    if (this.#looks > 0) return;
    switch (name) {
      case "p":
      case "text":
        if (this.#code.trim() !== "") this.#paragraphs.line(this.#code, "field code");
        this.#code = "";
        this.#paragraphs.closeParagraph();
        return;
      case "tc":
        this.#paragraphs.closeCell(this.#columns);
        return;
      case "tr":
        this.#paragraphs.closeRow();
        return;
      case "tbl":
        this.#paragraphs.closeTable();
        return;
      case "del":
      case "moveFrom":
        this.#deleted = Math.max(0, this.#deleted - 1);
        return;
      case "ins":
      case "moveTo":
        this.#inserted = Math.max(0, this.#inserted - 1);
        return;
      case "comment":
      case "threadedComment":
        this.#paragraphs.reference = "";
        return;
      case "AlternateContent":
        this.#paragraphs.closeAlternatives();
        return;
      default:
    }
  }

  text(text: string): void {
    if (this.#collects === "text") this.#add(text);
    else if (this.#collects === "code") this.#code += text;
    else this.#text += text;
  }

  aside(text: string): void {
    this.#other.aside(text);
  }

  end(): void {
    this.#paragraphs.end();
  }

  #add(text: string): void {
    // What was inserted and deleted again stood there neither before nor after, but it stands there.
    this.#paragraphs.add(text, this.#deleted > 0 ? "deleted" : this.#inserted > 0 ? "inserted" : "");
  }

  /** Text that stands in an element of another name is a line of its own. */
  #flush(name: string): void {
    this.#collects = "other";
    const text = this.#text.trim();
    this.#text = "";
    if (text === "") return;
    this.#paragraphs.line(`${name}: ${text}`, name);
    if (isLabelled(text)) this.#paragraphs.line(text, name);
  }
}
