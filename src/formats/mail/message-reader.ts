import type { ReadContext, Sink } from "../../model/format.ts";
import type { Place } from "../../model/place.ts";
import { decodeWords } from "./encoded-words.ts";
import { DecodedText } from "./decoded-text.ts";
import { isFieldLine, isFromLine } from "./from-line.ts";
import { HeaderReader } from "./header-reader.ts";
import { HeaderWatch } from "./header-watch.ts";
import { type Leaf, leafOf, textLeaf } from "./leaf.ts";
import type { LinePart } from "./lines.ts";
import { MailHeader } from "./mail-header.ts";
import { Multiparts } from "./multiparts.ts";
import { partKind, type PartFields } from "./part-kind.ts";
import { Problems } from "./problems.ts";
import { References } from "../references.ts";
import { isControl } from "../encoding.ts";
import type { BodyHost } from "./text-body.ts";

/** A line `From …` of which the next line tells whether it begins a message. */
interface Pending {
  readonly bytes: Buffer;
  readonly offset: number;
  readonly next: number;
}

/** Fields of a part's header, as they come. */
interface PartFieldsRead {
  type?: string;
  disposition?: string;
  transfer?: string;
}

const NO_FIELDS: PartFields = { type: undefined, disposition: undefined, transfer: undefined };

/** Reads the messages of a mail or mailbox from its lines; keeps no more of one than its header and a line. */
export class MessageReader {
  readonly #context: ReadContext;
  readonly #out: Sink;
  readonly #references: References;
  readonly #decoded: DecodedText;
  readonly #host: BodyHost;
  readonly problems = new Problems();
  readonly #multiparts = new Multiparts();
  readonly #names = new Set<string>();
  readonly #watch = new HeaderWatch();
  #isMailbox = false;
  #isOpen = false;
  #messages = 0;
  /** The line that is read, counted from 1 within the message. */
  #line = 0;
  #header: HeaderReader | undefined;
  /** The header of the message; while `#header` is that of a part it says what the mail is. */
  #mail: MailHeader | undefined;
  #part: PartFieldsRead = {};
  #leaf: Leaf | undefined;
  #pending: Pending | undefined;
  /** Offset in the entry of the end of the last line, before its break. */
  #lineEnd = 0;
  #isClosing = false;

  constructor(context: ReadContext, out: Sink) {
    this.#context = context;
    this.#out = out;
    this.#references = new References(context.plan, out);
    this.#decoded = new DecodedText(out);
    this.#host = {
      problems: this.problems,
      line: (text, isDecoded) => {
        this.#references.line(text);
        if (isDecoded) this.#decoded.add(text);
      },
      decoded: (text) => this.#decoded.add(text),
      embedded: (file) => out.embedded(file),
      where: () => this.#where(),
    };
    out.locate(() => this.#place());
    out.openList(true, false);
  }

  /** The bytes of the current part may be anything. */
  get isInBinary(): boolean {
    return this.#leaf?.isBinary === true;
  }

  take(line: LinePart): void {
    const { bytes, from, to, isStart, isEnd } = line;
    if (isStart) {
      const pending = this.#pending;
      this.#pending = undefined;
      if (pending !== undefined) {
        if (from === to || isFieldLine(bytes, from, to)) this.#begin(true);
        else this.#content(partOfPending(pending));
      }
      if (isEnd && this.#mayEndHere() && isFromLine(bytes, from, to)) {
        this.#pending = {
          bytes: Buffer.from(bytes.subarray(from, to)),
          offset: line.offset,
          next: line.next,
        };
        return;
      }
      if (!this.#isOpen) {
        if (from === to) return;
        this.#begin(false);
        if (!isFieldLine(bytes, from, to)) this.problems.add("damaged", "it begins in the middle of a mail");
      }
    }
    this.#content(line);
  }

  /** `at`: offset in the entry of its end. */
  end(at: number): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) {
      if (this.#isOpen) this.#content(partOfPending(pending));
      else this.#begin(true);
    }
    if (this.#isOpen) {
      if (this.#multiparts.depth > 0)
        this.problems.add(
          "damaged",
          `${this.#where()}: the mail ends in the middle, before the end of its parts`,
        );
      this.#close(at);
    }
    this.#out.closeList();
  }

  /** A mail that was exported alone may quote a mailbox in its parts; in a mailbox each such line begins a message. */
  #mayEndHere(): boolean {
    if (this.#isMailbox || !this.#isOpen || this.#messages === 0) return true;
    return this.#multiparts.depth === 0 && this.#leaf?.isText === true;
  }

  #begin(isMailbox: boolean): void {
    if (this.#isOpen) {
      this.#close(this.#lineEnd);
      this.#multiparts.abandon();
    }
    if (isMailbox) this.#isMailbox = true;
    this.#messages += 1;
    if (this.#messages === 1) this.#out.content();
    this.#isOpen = true;
    this.#isClosing = false;
    this.#line = 0;
    this.#leaf = undefined;
    this.#part = {};
    const mail = new MailHeader(this.#context.plan, this.#out, this.#references, this.problems, this.#names);
    this.#mail = mail;
    this.#header = new HeaderReader(
      (name, value, isCut) => mail.take(name, value, isCut, () => this.#where()),
      (text) => this.#junk(decodeWords(text)),
    );
    this.#out.openObject();
  }

  #close(at: number): void {
    if (this.#header !== undefined) this.#endHeader(at);
    this.#leaf?.end(at);
    this.#leaf = undefined;
    this.#decoded.flush();
    this.#isClosing = true;
    this.#out.closeObject();
    this.#isOpen = false;
    this.#mail = undefined;
  }

  #content(line: LinePart): void {
    const { bytes, from, to, isStart, isEnd, offset, next } = line;
    if (isStart) this.#line += 1;
    const isWhole = isStart && isEnd;
    const delimiter =
      isWhole && this.#multiparts.depth > 0 ? this.#multiparts.match(bytes, from, to) : undefined;
    if (delimiter !== undefined) this.#delimit(delimiter.depth, delimiter.isLast);
    else if (this.#header === undefined) this.#body(line, isWhole);
    else if (isWhole && isEmpty(bytes, from, to)) this.#endHeader(next);
    else this.#header.take(line);
    if (isEnd) this.#lineEnd = offset + to - from;
  }

  #body(line: LinePart, isWhole: boolean): void {
    if (isWhole && this.#multiparts.isAbandoned(line.bytes, line.from, line.to))
      this.problems.add("damaged", `${this.#where()}: parts of the message before it`);
    if (isWhole && this.#isMailbox && !this.isInBinary && this.#watch.take(line.bytes, line.from, line.to))
      this.problems.add(
        "damaged",
        `${this.#where()}: the header of another mail stands in the text of this one`,
      );
    this.#leaf?.take(line);
  }

  #delimit(depth: number, isLast: boolean): void {
    if (this.#header !== undefined) this.#endHeader(this.#lineEnd);
    this.#leaf?.end(this.#lineEnd);
    this.#decoded.flush();
    if (isLast) {
      this.#multiparts.closeTo(depth);
      this.#leaf = textLeaf("text", "none", undefined, this.#host);
      return;
    }
    this.#multiparts.closeTo(depth + 1);
    this.#leaf = undefined;
    this.#part = {};
    const part = this.#part;
    this.#header = new HeaderReader(
      (name, value, isCut) => this.#partField(part, name, value, isCut),
      (text) => this.#junk(decodeWords(text)),
    );
  }

  #partField(part: PartFieldsRead, name: string, value: string, isCut: boolean): void {
    if (isCut) this.problems.add("over-limit", `${this.#where()}: a field longer than what is read of one`);
    if (value.includes("=?")) this.#out.decoded(decodeWords(value));
    const key = name.toLowerCase();
    if (key === "content-type") part.type ??= value;
    else if (key === "content-disposition") part.disposition ??= value;
    else if (key === "content-transfer-encoding") part.transfer ??= value;
  }

  #junk(line: string): void {
    if (isBinary(line)) this.problems.add("damaged", `${this.#where()}: bytes in a header are no text`);
    this.#references.line(line);
    this.#references.addresses("mail", line);
  }

  /** `start`: offset in the entry of what follows. */
  #endHeader(start: number): void {
    this.#header?.end();
    this.#header = undefined;
    this.#watch.begin();
    const mail = this.#mail;
    const isTop = this.#multiparts.depth === 0;
    if (isTop) mail?.end();
    const fields: PartFields = isTop && mail !== undefined ? mail.part : { ...NO_FIELDS, ...this.#part };
    const { kind, transfer } = partKind(fields, this.#multiparts.subtype);
    if (kind.is !== "multipart") {
      this.#leaf = leafOf(kind, transfer, start, this.#host);
      return;
    }
    this.#leaf = textLeaf("text", "none", undefined, this.#host);
    const { boundary, subtype } = kind;
    if (boundary === undefined)
      this.problems.add("damaged", `${this.#where()}: a mail in parts that does not say what parts them`);
    else if (transfer !== "none")
      this.problems.add("unsupported-format", `${this.#where()}: parts in an encoding around all of them`);
    else if (!this.#multiparts.add(boundary, subtype))
      this.problems.add("over-limit", `${this.#where()}: parts nested deeper than what is read`);
    if (subtype === "encrypted")
      this.problems.add(
        "encrypted",
        `${this.#where()}: an encrypted mail, of which only the header was read`,
      );
  }

  #within(): { readonly within?: string } {
    return this.#isMailbox ? { within: `message ${this.#messages}` } : {};
  }

  #place(): Place {
    const within = this.#within();
    const field = this.#mail?.field ?? "";
    if (!this.#isClosing && field !== "") return { unit: "header", ...within, path: field };
    if (!this.#isClosing) return { unit: "line", ...within, number: this.#line };
    const telling = this.#mail?.telling ?? "";
    if (telling !== "") return { unit: "header", ...within, path: telling };
    return this.#isMailbox ? { unit: "object", path: `message ${this.#messages}` } : { unit: "entry" };
  }

  #where(): string {
    const line = `line ${this.#line}`;
    return this.#isMailbox ? `message ${this.#messages}, ${line}` : line;
  }
}

function partOfPending({ bytes, offset, next }: Pending): LinePart {
  return { bytes, from: 0, to: bytes.length, isStart: true, isEnd: true, offset, next };
}

function isBinary(line: string): boolean {
  for (let at = 0; at < line.length; at += 1) if (isControl(line.charCodeAt(at))) return true;
  return false;
}

/** White space alone ends a header too: some gateways leave it there. */
function isEmpty(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if ((bytes[at] ?? 0) > 0x20) return false;
  return true;
}
