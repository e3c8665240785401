import type { Embedded } from "../../model/format.ts";
import { isControl } from "../encoding.ts";
import { LINE_OVERLAP_CHARACTERS, MAX_LINE_CHARACTERS } from "../long-lines.ts";
import { type Decode, decodeAll, decoderOf, isWide } from "./charset.ts";
import { HtmlText } from "./html-text.ts";
import type { LinePart } from "./lines.ts";
import type { Problems } from "./problems.ts";
import { base64Decoder, quotedPrintableDecoder, type Transfer, type TransferDecoder } from "./transfer.ts";
import { isUuBegin, UuFile } from "./uuencode.ts";

/** What a text part needs of the mail around it. */
export interface BodyHost {
  readonly problems: Problems;
  /** A line of text, and whether it does not stand in the entry as it is. */
  line(text: string, isDecoded: boolean): void;
  /** Source of a page: nobody reads it, the sweep does. */
  decoded(text: string): void;
  embedded(file: Embedded): void;
  /** `message 17, line 4`. */
  where(): string;
}

// eslint-disable-next-line no-control-regex -- these are the characters that are not plain ASCII text
const NOT_PLAIN = /[^\u0009\u0020-\u007e]/;
// eslint-disable-next-line no-control-regex -- controls that tell binary data from text, as in plain text files
const SUSPECT = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/;

/** Characters over which the share of control characters is taken, and how many of them may be (1 %). */
const WINDOW_CHARACTERS = 4096;
const MAX_WINDOW_CONTROLS = 40;

/** The text of one part, read line by line, whatever it is encoded in. */
export class TextBody {
  readonly #host: BodyHost;
  readonly #transfer: TransferDecoder | undefined;
  readonly #charset: string | undefined;
  readonly #decode: Decode;
  readonly #html: HtmlText | undefined;
  #rest = "";
  #isDamaged = false;
  #seen = 0;
  #controls = 0;
  #uu: UuFile | undefined;

  constructor(kind: "text" | "html", transfer: Transfer, charset: string | undefined, host: BodyHost) {
    this.#host = host;
    this.#charset = charset;
    this.#decode = decoderOf(charset);
    if (transfer === "base64") this.#transfer = base64Decoder();
    else if (transfer === "quoted-printable") this.#transfer = quotedPrintableDecoder();
    if (this.#transfer === undefined && isWide(charset) && !/7/.test(charset ?? ""))
      host.problems.add("unsupported-format", `${host.where()}: text in ${charset} that is not encoded`);
    // What an entity or a tag cuts stands nowhere in the bytes as it is.
    if (kind === "html")
      this.#html = new HtmlText(
        (text) => host.line(text, true),
        () => host.problems.add("over-limit", `${host.where()}: a tag that does not end`),
      );
  }

  take(line: LinePart): void {
    if (this.#transfer !== undefined) {
      const block = this.#transfer.line(line);
      if (block !== undefined) this.#add(this.#decode(block));
      return;
    }
    const { bytes, from, to, isEnd } = line;
    const raw = bytes.toString("latin1", from, to);
    const text = NOT_PLAIN.test(raw) ? this.#textOf(raw, bytes.subarray(from, to)) : raw;
    if (isEnd && this.#rest === "") this.#line(text);
    else this.#add(isEnd ? `${text}\n` : text);
  }

  end(): void {
    if (this.#transfer !== undefined) this.#add(this.#decode(this.#transfer.end()) + this.#decode());
    if (this.#rest !== "") this.#line(this.#rest);
    this.#rest = "";
    this.#html?.end();
    this.#endUu();
    if (this.#controls > 4 && this.#controls * 100 > this.#seen) this.#damaged();
  }

  #textOf(raw: string, bytes: Uint8Array): string {
    this.#count(raw);
    return decodeAll(bytes, this.#charset);
  }

  /** Cuts decoded text into lines; a long one is given in overlapping pieces. */
  #add(text: string): void {
    let rest = this.#rest + text;
    if (text.includes("\n")) {
      let from = 0;
      for (let at = rest.indexOf("\n"); at >= 0; at = rest.indexOf("\n", from)) {
        this.#line(rest.slice(from, rest[at - 1] === "\r" ? at - 1 : at));
        from = at + 1;
      }
      rest = rest.slice(from);
    }
    while (rest.length > 2 * MAX_LINE_CHARACTERS) {
      this.#line(rest.slice(0, MAX_LINE_CHARACTERS));
      rest = rest.slice(MAX_LINE_CHARACTERS - LINE_OVERLAP_CHARACTERS);
    }
    this.#rest = rest;
  }

  #line(text: string): void {
    const isDecoded = this.#transfer !== undefined || isWide(this.#charset);
    if (isDecoded) this.#count(text);
    this.#seen += text.length + 1;
    if (this.#html !== undefined) {
      this.#html.write(`${text}\n`);
      if (isDecoded) this.#host.decoded(text);
      return;
    }
    if (this.#uu !== undefined || text.startsWith("begin ")) {
      if (this.#uuLine(text)) return;
    } else if (text.startsWith("-----BEGIN PGP MESSAGE-----")) {
      this.#host.problems.add("encrypted", `${this.#host.where()}: a PGP message`);
    } else if (text.startsWith("=ybegin ") || text.startsWith("(This file must be converted with BinHex")) {
      this.#host.problems.add("unsupported-format", `${this.#host.where()}: a file in yEnc or BinHex`);
    }
    if (text !== "") this.#host.line(text, isDecoded);
  }

  /** Whether the line belongs to a file in uuencode. */
  #uuLine(text: string): boolean {
    if (this.#uu === undefined) {
      if (!isUuBegin(text)) return false;
      this.#uu = new UuFile(text, this.#host.where());
      return false;
    }
    if (this.#uu.take(text)) return true;
    this.#endUu();
    return false;
  }

  #endUu(): void {
    const file = this.#uu;
    this.#uu = undefined;
    file?.end(this.#host);
  }

  #count(text: string): void {
    if (SUSPECT.test(text)) {
      for (let at = 0; at < text.length; at += 1) if (isControl(text.charCodeAt(at))) this.#controls += 1;
      if (this.#controls > MAX_WINDOW_CONTROLS) this.#damaged();
    }
    if (this.#seen < WINDOW_CHARACTERS) return;
    this.#seen = 0;
    this.#controls = 0;
  }

  #damaged(): void {
    if (this.#isDamaged) return;
    this.#isDamaged = true;
    this.#host.problems.add("damaged", `${this.#host.where()}: its text is no text`);
  }
}
