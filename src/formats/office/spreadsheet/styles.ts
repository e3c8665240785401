import { isDateFormat } from "../numbers.ts";
import type { OtherText } from "../other-text.ts";
import type { Attributes, XmlHandler } from "../xml.ts";

/** Cell styles of a workbook; a file of Excel has at most 65,490. */
const MAX_STYLES = 131_072;

/** Which styles of a workbook show their numbers as dates. */
export class Styles implements XmlHandler {
  readonly #codes = new Map<number, string>();
  readonly #formats: number[] = [];
  readonly #dates: boolean[] = [];
  readonly #other: OtherText;
  #inCells = false;

  constructor(other: OtherText) {
    this.#other = other;
  }

  readonly isDate = (style: number): boolean => {
    const known = this.#dates[style];
    if (known !== undefined) return known;
    const format = this.#formats[style];
    const isDate = format !== undefined && isDateFormat(format, this.#codes.get(format));
    if (format !== undefined) this.#dates[style] = isDate;
    return isDate;
  };

  open(name: string, attributes: Attributes): void {
    if (name === "cellXfs") this.#inCells = true;
    if (name === "xf" && this.#inCells && this.#formats.length < MAX_STYLES) {
      this.#formats.push(Number(attributes["numFmtId"] ?? "0"));
    } else if (name === "numFmt" && this.#codes.size < MAX_STYLES) {
      this.#codes.set(Number(attributes["numFmtId"]), attributes["formatCode"] ?? "");
    }
    this.#other.open(name, attributes);
  }

  close(name: string): void {
    if (name === "cellXfs") this.#inCells = false;
    this.#other.close();
  }

  text(text: string): void {
    this.#other.text(text);
  }

  aside(text: string): void {
    this.#other.aside(text);
  }
}
