import { SaxesParser } from "saxes";
import { NotInspected, messageOf } from "../../model/errors.ts";
import type { Limits } from "../../model/limits.ts";
import { PlainXml } from "./plain-xml.ts";
import { localName } from "./xml-names.ts";
import type { Attributes, XmlHandler } from "./xml-names.ts";

export type { Attributes, XmlHandler };

/** Characters of one tag or stretch of text; Excel's longest cell has 32,767. */
const MAX_NODE_CHARACTERS = 16 * 1024 * 1024;
/** Bytes decoded in one go. */
const PIECE_BYTES = 64 * 1024;
/** Bytes of the beginning that tell the encoding. */
const DECLARATION_BYTES = 512;

/**
 * Reads XML as a stream (saxes: well-formedness is checked, entities that a document declares are not expanded). Throws
 * `NotInspected` for what is no XML, declares entities, or is over a limit; what came before was told.
 */
export async function readXml(
  chunks: AsyncIterable<Uint8Array>,
  limits: Limits,
  handler: XmlHandler,
): Promise<void> {
  const parser = new Parser(limits, handler);
  let decoder: TextDecoder | undefined;
  let held: Uint8Array = new Uint8Array(0);
  try {
    for await (const chunk of chunks) {
      if (decoder !== undefined) {
        parser.write(chunk, decoder);
        continue;
      }
      // A chunk is only valid until the next one is asked for.
      held = Buffer.concat([held, chunk]);
      if (held.length < DECLARATION_BYTES) continue;
      decoder = decoderOf(held);
      parser.write(held, decoder);
    }
    if (decoder === undefined) {
      decoder = decoderOf(held);
      parser.write(held, decoder);
    }
    parser.end(decoder);
  } catch (error) {
    throw refusal(error);
  }
}

/** Errors of this kind are the parser's and the decoder's own; what the archive says of its bytes passes through. */
function refusal(error: unknown): unknown {
  if (error instanceof NotInspected) return error;
  if (error instanceof XmlError)
    return new NotInspected("damaged", `it is no well-formed XML (${error.message})`);
  return error;
}

class XmlError extends Error {}

/**
 * Throws errors as what they are. An error handler would do as well, but an eighth handler makes V8 keep the parser as a
 * dictionary, which costs six times the time (saxes 6.0.0, Node 24).
 */
class StrictParser extends SaxesParser<{ xmlns: false; position: false; fragment: false }> {
  override fail(message: string): this {
    throw new XmlError(message.slice(0, 80));
  }
}

class Parser {
  readonly #saxes = new StrictParser({ xmlns: false, position: false, fragment: false });
  readonly #handler: XmlHandler;
  readonly #maxDepth: number;
  /** Undefined once something came that only the full parser reads. */
  #plain: PlainXml | undefined;
  /** The full parser is told what is open. */
  #isMuted = false;
  #depth = 0;
  /** Characters since something was told: what the parser holds back. */
  #held = 0;

  constructor(limits: Limits, handler: XmlHandler) {
    this.#handler = handler;
    this.#maxDepth = limits.maxDepth;
    this.#plain = new PlainXml(handler, limits.maxDepth);
    const saxes = this.#saxes;
    saxes.on("doctype", (text) => {
      this.#held = 0;
      // Nothing in an Office document declares anything; entities are how XML bombs are made.
      if (text.includes("[")) throw new NotInspected("unsupported-format", "it declares entities of its own");
    });
    saxes.on("opentag", (tag) => {
      this.#held = 0;
      this.#depth += 1;
      if (this.#depth > this.#maxDepth)
        throw new NotInspected("over-limit", `its elements are nested more than ${this.#maxDepth} deep`);
      if (!this.#isMuted) handler.open(localName(tag.name), tag.attributes);
    });
    saxes.on("closetag", (tag) => {
      this.#held = 0;
      this.#depth -= 1;
      if (!this.#isMuted) handler.close(localName(tag.name));
    });
    const text = (value: string): void => {
      this.#held = 0;
      handler.text(value);
    };
    saxes.on("text", text);
    saxes.on("cdata", text);
    saxes.on("comment", (value) => {
      this.#aside(value);
    });
    saxes.on("processinginstruction", ({ target, body }) => {
      this.#aside(`${target} ${body}`);
    });
  }

  write(bytes: Uint8Array, decoder: TextDecoder): void {
    for (let at = 0; at < bytes.length;) {
      // Cut before a tag: a string that was put together of two is slower to read.
      const tag = at + PIECE_BYTES < bytes.length ? bytes.lastIndexOf(0x3c, at + PIECE_BYTES) : -1;
      const end = tag > at ? tag : Math.min(at + PIECE_BYTES, bytes.length);
      const piece = bytes.subarray(at, end);
      this.#push(decode(decoder, piece), decoder.encoding === "utf-8" && isWithoutControls(piece));
      at = end;
    }
  }

  end(decoder: TextDecoder): void {
    this.#push(decode(decoder));
    if (this.#plain !== undefined) {
      const rest = this.#plain.end();
      if (rest === undefined) return;
      this.#readFully(this.#plain, rest);
    }
    this.#saxes.close();
  }

  #push(text: string, isClean = false): void {
    if (this.#plain === undefined) {
      this.#pushFully(text);
      return;
    }
    const rest = this.#plain.push(text, isClean);
    if (rest !== undefined) this.#readFully(this.#plain, rest);
  }

  /** Goes on with the full parser: for comments, CDATA, declarations, whatever is unusual, and what is not well-formed. */
  #readFully(plain: PlainXml, rest: string): void {
    this.#plain = undefined;
    this.#isMuted = true;
    this.#saxes.write(plain.context());
    this.#isMuted = false;
    this.#pushFully(rest);
  }

  #pushFully(text: string): void {
    this.#held += text.length;
    if (this.#held > MAX_NODE_CHARACTERS + PIECE_BYTES)
      throw new NotInspected("over-limit", "a text or tag in it is longer than 16 Mi characters");
    this.#saxes.write(text);
  }

  #aside(text: string): void {
    this.#held = 0;
    this.#handler.aside(text);
  }
}

function decode(decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (error) {
    throw new XmlError(messageOf(error));
  }
}

/** Whether all bytes are characters of XML: none is below 0x20 but tabs and line ends. */
function isWithoutControls(bytes: Uint8Array): boolean {
  const before = Math.min(bytes.length, (4 - (bytes.byteOffset & 3)) & 3);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + before, (bytes.length - before) >>> 2);
  if (!areAllowed(bytes, 0, before) || !areAllowed(bytes, before + 4 * words.length, bytes.length))
    return false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? 0;
    // Four bytes at a time: not zero where one of them is below 0x20.
    if (((word - 0x20202020) & ~word & 0x80808080) === 0) continue;
    const at = before + 4 * index;
    if (!areAllowed(bytes, at, at + 4)) return false;
  }
  return true;
}

function areAllowed(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
  }
  return true;
}

/** By the byte order mark, the zeros of UTF-16, or what the file declares; UTF-8 otherwise. */
function decoderOf(head: Uint8Array): TextDecoder {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return fatal("utf-16le");
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return fatal("utf-16be");
  const start = Buffer.from(head.subarray(0, DECLARATION_BYTES)).toString("latin1");
  const label = /^(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(start)?.[1];
  // Declared as UTF-16 but readable as this: it is not.
  return fatal(label === undefined || /^(?:utf-?16|ucs-?2)/i.test(label) ? "utf-8" : label);
}

function fatal(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    throw new NotInspected("unsupported-format", "it is written in an encoding that is not known");
  }
}

/** The attribute of this local name, the one without a prefix first. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  const plain = attributes[name];
  return plain ?? prefixed(attributes, name);
}

/** The attribute of this local name that has a prefix (`r:id` beside `id`). */
export function prefixed(attributes: Attributes, name: string): string | undefined {
  for (const key in attributes) {
    if (key.endsWith(name) && key[key.length - name.length - 1] === ":") return attributes[key];
  }
  return undefined;
}

/** `1`, `true`, `on`: how XML Schema writes yes. */
export function isYes(text: string | undefined): boolean {
  return text === "1" || text === "true" || text === "on";
}
