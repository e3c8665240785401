import { NotInspected } from "../../model/errors.ts";
import type { Member } from "../../model/format.ts";
import type { Limits } from "../../model/limits.ts";
import { readXml } from "./xml.ts";
import type { XmlHandler } from "./xml.ts";

/** The files of a document, by name; case does not count, as Office has it. What is read here is the format's to speak for. */
export class Package {
  readonly limits: Limits;
  readonly #members = new Map<string, Member[]>();
  readonly #taken = new Set<string>();
  #doubt: NotInspected | undefined;

  constructor(members: readonly Member[], limits: Limits) {
    this.limits = limits;
    for (const member of members) {
      const name = normalised(member.name);
      const same = this.#members.get(name);
      if (same === undefined) this.#members.set(name, [member]);
      else same.push(member);
    }
  }

  has(name: string): boolean {
    return this.#members.has(normalised(name));
  }

  names(): IterableIterator<string> {
    return this.#members.keys();
  }

  isRead(name: string): boolean {
    return this.#taken.has(normalised(name));
  }

  /**
   * Reads a part, every file of that name, each with a handler of its own; never twice. What cannot be read is
   * remembered, and the other parts are still read. Returns false when there is no such part.
   */
  async read(name: string, handler: () => XmlHandler): Promise<boolean> {
    const key = normalised(name);
    const members = this.#members.get(key);
    if (members === undefined) return false;
    if (this.#taken.has(key)) return true;
    this.#taken.add(key);
    for (const member of members) {
      const chunks = key.endsWith(".vml") ? wellFormed(member, this.limits) : member.chunks();
      await this.#readChunks(key, chunks, handler());
    }
    return true;
  }

  /** Reads the bytes of a file that were taken already as XML. */
  async readFrom(name: string, bytes: Uint8Array, handler: () => XmlHandler): Promise<void> {
    async function* chunks(): AsyncIterable<Uint8Array> {
      yield await Promise.resolve(bytes);
    }
    await this.#readChunks(normalised(name), chunks(), handler());
  }

  async #readChunks(key: string, chunks: AsyncIterable<Uint8Array>, reader: XmlHandler): Promise<void> {
    try {
      await readXml(chunks, this.limits, reader);
    } catch (error) {
      if (!(error instanceof NotInspected)) throw error;
      this.doubt(new NotInspected(error.reason, `${key}: ${error.message}`));
    } finally {
      reader.end?.();
    }
  }

  /** Takes a small file that is no XML (`mimetype`). Returns its text. */
  async readText(name: string, maxBytes: number): Promise<string> {
    const key = normalised(name);
    const [member] = this.#members.get(key) ?? [];
    if (member === undefined || member.size > maxBytes) return "";
    this.#taken.add(key);
    let text = "";
    try {
      for await (const chunk of member.chunks()) {
        text += Buffer.from(chunk).toString("latin1");
        if (text.length > maxBytes) return "";
      }
    } catch (error) {
      if (!(error instanceof NotInspected)) throw error;
      this.doubt(new NotInspected(error.reason, `${key}: ${error.message}`));
    }
    return text;
  }

  /** Whether there is one file of that name, with nothing in it; it is then read. */
  async isEmpty(name: string): Promise<boolean> {
    const members = this.#members.get(normalised(name)) ?? [];
    if (members.length !== 1 || members[0]?.size !== 0) return false;
    await this.readBytes(name, 0);
    return true;
  }

  /** Takes a file that is no XML. Undefined for one that is not there, there twice, longer than that, or unreadable. */
  async readBytes(name: string, maxBytes: number): Promise<Uint8Array | undefined> {
    const key = normalised(name);
    const [member, second] = this.#members.get(key) ?? [];
    if (member === undefined || second !== undefined || this.#taken.has(key) || member.size > maxBytes)
      return undefined;
    this.#taken.add(key);
    try {
      return await wholeOf(member, maxBytes);
    } catch (error) {
      if (!(error instanceof NotInspected)) throw error;
      this.doubt(new NotInspected(error.reason, `${key}: ${error.message}`));
      return undefined;
    }
  }

  /** Something was not read; said once everything else was. The first counts. */
  doubt(error: NotInspected): void {
    this.#doubt ??= error;
  }

  damaged(detail: string): void {
    this.doubt(new NotInspected("damaged", detail));
  }

  /** Throws what was remembered. `size`: the whole document was looked at all the same. */
  settle(size: number): void {
    const doubt = this.#doubt;
    if (doubt !== undefined) throw new NotInspected(doubt.reason, doubt.message, size);
  }
}

/** Names are compared without case, with one kind of slash and no slash before them. */
export function normalised(name: string): string {
  return name.replaceAll("\\", "/").replace(/^\/+/, "").toLowerCase();
}

/** A target as a relationship of `base` writes it: from the root, or from the folder of `base`. Dots climb no higher than the root. */
export function resolveTarget(base: string, target: string): string {
  const [path = ""] = unescaped(target).replaceAll("\\", "/").split("#", 1);
  const segments = path.startsWith("/") ? [] : base.split("/").slice(0, -1);
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return normalised(segments.join("/"));
}

function unescaped(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

/** All bytes of a file. Its chunks are only valid until the next one is asked for. Throws `NotInspected` past `limit`. */
async function wholeOf(member: Member, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of member.chunks()) {
    length += chunk.length;
    if (length > limit) throw new NotInspected("over-limit", `it is longer than ${limit} bytes`);
    parts.push(Buffer.from(chunk));
  }
  return Buffer.concat(parts);
}

/** Excel writes line breaks of HTML into drawings (`<br>`), which are no XML. */
async function* wellFormed(member: Member, limits: Limits): AsyncIterable<Uint8Array> {
  const text = (await wholeOf(member, limits.maxWholeBytes)).toString("latin1");
  yield Buffer.from(text.replace(/<br>/gi, "<br/>"), "latin1");
}
