import { NotInspected } from "../../model/errors.ts";
import type { Report } from "./report.ts";

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Pictures and files that stand in the XML of a document itself, in base64: entries of their own. */
export class EncodedPictures {
  /** Of the frame they stand in. */
  name = "";
  readonly #report: Report;
  readonly #doubt: (error: NotInspected) => void;
  /** Base64 of the one that is open. */
  #text: string | undefined;
  /** Bytes of all of them. */
  #bytes = 0;

  constructor(report: Report, doubt: (error: NotInspected) => void) {
    this.#report = report;
    this.#doubt = doubt;
  }

  open(): void {
    this.#text = "";
  }

  /** Returns whether text is part of one. */
  take(text: string): boolean {
    if (this.#text === undefined) return false;
    if (this.#text.length < 2 * this.#report.context.limits.maxWholeBytes) this.#text += text;
    return true;
  }

  close(): void {
    const text = this.#text ?? "";
    this.#text = undefined;
    const encoded = text.replace(/\s+/g, "");
    const { maxWholeBytes } = this.#report.context.limits;
    this.#bytes += encoded.length * 0.75;
    if (this.#bytes > maxWholeBytes) {
      this.#doubt(new NotInspected("over-limit", `files in it are larger than ${maxWholeBytes} bytes`));
      return;
    }
    if (!BASE64.test(encoded) || encoded.length % 4 === 1) {
      this.#report.lines(text, () => ({ unit: "tag", path: "binary-data" }));
      this.#doubt(new NotInspected("damaged", "a file in it is no base64"));
      return;
    }
    const bytes = Uint8Array.from(Buffer.from(encoded, "base64"));
    if (bytes.length === 0) return;
    this.#report.out.content();
    this.#report.out.embedded({ name: this.name, content: { is: "bytes", bytes } });
  }
}
