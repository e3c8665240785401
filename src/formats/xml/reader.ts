import { SaxesParser } from "saxes";
import { NotInspected } from "../../model/errors.ts";
import type { Limits } from "../../model/limits.ts";
import { REFERENCES, xmlElement, type References, type XmlAttribute } from "./node.ts";
import type { SvgJudge } from "./svg.ts";
import type { XmlTree } from "./tree.ts";

/** Characters of a single text, attribute, comment or tag; the parser keeps them until their end. */
const MAX_CONSTRUCT_CHARACTERS = 64 * 1024 * 1024;

/** Names of elements and attributes whose spelling is remembered. */
const MAX_NAMES = 16_384;

/** A reference to a printable character that could as well stand there itself: `&#65;`. */
const REFERENCE_TO_ANY = /&#(?:0*(?:3[3-9]|[4-9]\d|1[01]\d|12[0-6])|x0*(?:2[1-9a-f]|[3-7][\da-f]));/i;

/** What a parser says of text that it reads all the same; mobile phones write emoji as two half characters. */
const HARMLESS = /disallowed character\.$|malformed character entity\.$/;

/** What a parser says of what follows a whole document. */
const SOMETHING_ELSE =
  /^(?:text data outside of root|documents may contain only one root|(?:an|the) XML declaration must|inappropriately located doctype)/;

const PREDEFINED = { amp: "&", gt: ">", lt: "<", quot: '"', apos: "'" };

interface Name {
  readonly key: string;
  readonly written: string;
}

/** What ended the reading before the end of the document. */
export interface Stop {
  readonly is: "damaged" | "trailing";
  readonly words: string;
}

/** Feeds pieces of a document to the parser, and what it finds to a tree. Nothing is fetched or expanded. */
export class XmlReader {
  readonly #parser: Parser;
  readonly #tree: XmlTree;
  readonly #limits: Limits;
  readonly #svg: SvgJudge;
  readonly #names = new Map<string, Name>();
  #stop: Stop | undefined;
  #undefinedEntity = 0;
  #declaresEntities = false;
  #line = 1;
  #attributes = 0;
  #references: References = REFERENCES.none;
  #carried: References = REFERENCES.none;
  /** Characters since the parser last found something. */
  #silent = 0;
  #length = 0;
  #skipped = 0;
  #rootEnd = -1;

  constructor(tree: XmlTree, svg: SvgJudge, limits: Limits) {
    this.#tree = tree;
    this.#svg = svg;
    this.#limits = limits;
    const parser = new Parser((message) => this.#error(message));
    this.#parser = parser;
    // The library's own table inherits from every object: `&constructor;` would be an entity.
    parser.ENTITIES = Object.assign(Object.create(null) as Record<string, string>, PREDEFINED);
    parser.on("doctype", (text) => this.#doctype(text));
    parser.on("attribute", () => {
      this.#attributes += 1;
      if (this.#attributes > this.#limits.maxColumns)
        throw new NotInspected(
          "over-limit",
          `line ${parser.line}: an element with more than ${this.#limits.maxColumns} attributes`,
        );
    });
    parser.on("opentag", (tag) => this.#openTag(tag.name, tag.attributes));
    parser.on("closetag", () => {
      this.#found();
      this.#tree.closeElement();
      if (this.#tree.depth === 0) this.#rootEnd = parser.position;
    });
    parser.on("text", (text) => this.#text(text));
    parser.on("cdata", (text) => this.#text(text));
    parser.on("comment", (text) => this.#note(text));
    parser.on("processinginstruction", ({ target, body }) => this.#note(`${target} ${body}`));
  }

  /** Undefined as long as there is no reason to stop. */
  write(piece: string): Stop | undefined {
    this.#references = referencesIn(piece);
    this.#silent += piece.length;
    try {
      this.#parser.write(piece);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return this.#stop;
    }
    this.#length += piece.length;
    if (this.#references > this.#carried) this.#carried = this.#references;
    if (this.#silent > MAX_CONSTRUCT_CHARACTERS)
      throw new NotInspected("over-limit", `line ${this.#line}: a single text of more than 64 MiB`);
    return undefined;
  }

  end(): Stop | undefined {
    try {
      this.#parser.close();
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return this.#stop;
    }
    return undefined;
  }

  /** Leaves out characters before the document. */
  skip(characters: number): void {
    this.#length += characters;
    this.#skipped += characters;
  }

  /** Characters before the last piece while it is the last, including it afterwards. */
  get length(): number {
    return this.#length;
  }

  /** Characters up to the end of the outermost element, -1 before it. */
  get rootEnd(): number {
    return this.#rootEnd < 0 ? -1 : this.#rootEnd + this.#skipped;
  }

  /** Why not all of what was read is known; undefined when it is. */
  doubt(): NotInspected | undefined {
    if (this.#undefinedEntity === 0) return undefined;
    return this.#declaresEntities
      ? new NotInspected(
          "unsupported-format",
          `from line ${this.#undefinedEntity} on it uses entities that it declares itself, which are not expanded`,
        )
      : new NotInspected("damaged", `line ${this.#undefinedEntity}: an entity that nothing declares`);
  }

  #error(message: string): void {
    const parser = this.#parser;
    if (message.endsWith("undefined entity.")) {
      if (this.#undefinedEntity === 0) this.#undefinedEntity = parser.line;
      return;
    }
    if (HARMLESS.test(message)) return;
    const words = message.replace(/\.$/, "").slice(0, 80);
    // An end tag that does not fit closes everything first, so that alone the end of the root proves nothing.
    const isTrailing = this.#rootEnd >= 0 && SOMETHING_ELSE.test(words);
    this.#stop = {
      is: isTrailing ? "trailing" : "damaged",
      words: `line ${parser.line}: ${words}`,
    };
    throw new Stopped();
  }

  #doctype(text: string): void {
    this.#found();
    this.#declaresEntities = /<!ENTITY\s/.test(text);
    this.#svg.note();
    this.#tree.note({ is: "note", line: Math.max(1, this.#parser.line - linesIn(text)), text });
  }

  #note(text: string): void {
    this.#found();
    this.#tree.note({ is: "note", line: Math.max(1, this.#parser.line - linesIn(text)), text });
  }

  #openTag(name: string, attributes: Readonly<Record<string, string>>): void {
    const references = this.#found();
    this.#line = this.#parser.line;
    this.#attributes = 0;
    const { key, written } = this.#name(name);
    const list: XmlAttribute[] = [];
    for (const attribute in attributes) {
      const own = this.#name(attribute);
      list.push({ key: own.key, written: own.written, value: attributes[attribute] ?? "" });
    }
    const element = xmlElement(key, written, this.#line, list);
    element.references = references;
    this.#svg.element(element, this.#tree.depth);
    this.#tree.openElement(element);
  }

  #text(text: string): void {
    const references = this.#found();
    this.#svg.text(text);
    this.#tree.text(text, references);
  }

  /** The parser found something; returns which references may have been in it. */
  #found(): References {
    this.#silent = 0;
    const carried = this.#carried;
    this.#carried = REFERENCES.none;
    return carried > this.#references ? carried : this.#references;
  }

  #name(name: string): Name {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    // A copy: what the parser cuts out of a piece would keep all of it in memory.
    const written = Buffer.from(name).toString();
    const made = { key: written.slice(written.indexOf(":") + 1), written };
    if (this.#names.size < MAX_NAMES) this.#names.set(written, made);
    return made;
  }
}

class Stopped extends Error {}

/**
 * The library keeps its handlers in properties that it adds by name. The eighth of them made the engine (Node.js 20 to
 * 24) keep the parser as a dictionary, five times slower; in a subclass, and with mistakes handled here, there is room.
 */
class Parser extends SaxesParser<{ position: true; xmlns: false }> {
  readonly #mistake: (message: string) => void;

  constructor(mistake: (message: string) => void) {
    super({ position: true, xmlns: false });
    this.#mistake = mistake;
  }

  override fail(message: string): this {
    this.#mistake(message);
    return this;
  }
}

function referencesIn(piece: string): References {
  if (!piece.includes("&")) return REFERENCES.none;
  return REFERENCE_TO_ANY.test(piece) ? REFERENCES.toAny : REFERENCES.toMarks;
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
