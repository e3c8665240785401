import { hash } from "node:crypto";
import { mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf, NotInspected } from "../model/errors.ts";
import type { Stamps } from "../model/file-stamp.ts";
import type { Limits } from "../model/limits.ts";
import { BufferBytes, FileWindow, SliceBytes, type Bytes } from "./bytes.ts";
import type { Locator } from "./container.ts";
import { EntryContent, type Content, type UnpackRare } from "./content.ts";
import type { RareEntries } from "./zip/rare.ts";

/** An archive within others whose bytes are at hand. */
interface Level {
  readonly key: string;
  readonly bytes: Bytes;
}

/** Opens the content of entries, however deep they lie. Keeps open what the last entry lay in. Lives in a worker. */
export class ContentReader {
  readonly #limits: Limits;
  readonly #unpackRare: UnpackRare;
  readonly #stamps: Stamps;
  readonly #levels: Level[] = [];

  /** `stamps`: of the parts, taken before anything was read. */
  constructor(limits: Limits, passwords: readonly string[] = [], stamps: Stamps = new Map()) {
    this.#limits = limits;
    this.#stamps = stamps;
    let rare: Promise<RareEntries> | undefined;
    this.#unpackRare = async (bytes, locator) => {
      rare ??= import("./zip/rare.ts").then(({ RareEntries }) => new RareEntries(passwords));
      return (await rare).unpack(bytes, locator);
    };
  }

  /** `path`: the part of the bundle; `within`: the archives between it and the entry, the outermost first. */
  async open(path: string, within: readonly Locator[], locator: Locator): Promise<Content> {
    // What is kept beside its container needs none of it.
    const bytes =
      locator.in === "kept"
        ? new BufferBytes(Buffer.alloc(0))
        : await this.#source(path, locator.in === "folder" ? [locator] : within);
    return new EntryContent(this.#limits, bytes, locator, this.#unpackRare);
  }

  /**
   * The bytes of an entry that is an archive, at any offset. `content`: of the entry, nothing of it read; it is read
   * to its end, unless the entry lies in its container as it is.
   */
  async bytesOf(
    path: string,
    within: readonly Locator[],
    locator: Locator,
    content: Content,
    onProgress: () => void,
  ): Promise<Bytes> {
    const chain = [...within, locator];
    const key = keyOf(path, chain);
    const at = this.#levels.findIndex((level) => level.key === key);
    const known = this.#levels[at];
    if (known !== undefined) return known.bytes;
    const outer = await this.#source(path, locator.in === "folder" ? [locator] : within);
    if (locator.in === "folder") return outer;
    this.#cut(within.length + (within[0]?.in === "folder" ? 0 : 1));
    const bytes = sliceOf(outer, locator) ?? (await keep(content, this.#limits, onProgress));
    this.#levels.push({ key, bytes });
    return bytes;
  }

  close(): void {
    for (const { bytes } of this.#levels.splice(0).toReversed()) bytes.close();
  }

  /** The bytes of the innermost of `within`. */
  async #source(path: string, within: readonly Locator[]): Promise<Bytes> {
    const first = within[0];
    const file = first?.in === "folder" ? first.path : path;
    const inner = first?.in === "folder" ? within.slice(1) : within;
    const chain: Locator[] = first?.in === "folder" ? [first] : [];
    let bytes = this.#level(0, keyOf(path, chain), () => this.#opened(file));
    for (const [index, locator] of inner.entries()) {
      chain.push(locator);
      const outer = bytes;
      const key = keyOf(path, chain);
      if (this.#levels[index + 1]?.key !== key) {
        this.#cut(index + 1);
        const content = new EntryContent(this.#limits, outer, locator, this.#unpackRare);
        this.#levels.push({
          key,
          bytes: sliceOf(outer, locator) ?? (await keep(content, this.#limits, () => {})),
        });
      }
      bytes = this.#levels[index + 1]?.bytes ?? outer;
    }
    return bytes;
  }

  /** A path may lead elsewhere for a while and back again: what is read has to be the file that was listed. */
  #opened(file: string): Bytes {
    const bytes = new FileWindow(file);
    const stamp = this.#stamps.get(file);
    if (stamp === undefined || bytes.stamp === stamp) return bytes;
    bytes.close();
    throw new NotInspected("unreadable", "another file stood in the place of the archive");
  }

  #level(index: number, key: string, open: () => Bytes): Bytes {
    const known = this.#levels[index];
    if (known?.key === key) return known.bytes;
    this.#cut(index);
    const bytes = open();
    this.#levels.push({ key, bytes });
    return bytes;
  }

  #cut(from: number): void {
    for (const { bytes } of this.#levels.splice(from).toReversed()) bytes.close();
  }
}

function keyOf(path: string, chain: readonly Locator[]): string {
  return JSON.stringify([path, chain], (_, value: unknown) =>
    value instanceof Uint8Array ? digestOf(value) : value,
  );
}

/** An archive that is kept is asked for with every entry in it. */
const digests = new WeakMap<Uint8Array, string>();

function digestOf(bytes: Uint8Array): string {
  const known = digests.get(bytes);
  if (known !== undefined) return known;
  const digest = hash("sha256", bytes);
  digests.set(bytes, digest);
  return digest;
}

/** What lies in its container as it is needs no copy. */
function sliceOf(outer: Bytes, locator: Locator): Bytes | undefined {
  if (locator.in === "kept") return new BufferBytes(Buffer.from(locator.bytes));
  const isPlain = locator.in === "zip" && locator.method === 0 && locator.encryption === undefined;
  if (isPlain && locator.packed === locator.size && locator.start + locator.size <= outer.size)
    return new SliceBytes(outer, locator.start, locator.size);
  const [range, ...more] = locator.in === "ranges" ? locator.ranges : [];
  if (range !== undefined && more.length === 0 && range[0] + range[1] <= outer.size)
    return new SliceBytes(outer, range[0], range[1]);
  return undefined;
}

/** An archive in an archive up to this many bytes is held in memory; a larger one in a file without a name. */
const MEMORY_BYTES = 32 * 1024 * 1024;

/** Unpacks an archive whose bytes are needed at any offset. */
async function keep(content: Content, limits: Limits, onProgress: () => void): Promise<Bytes> {
  if (content.size > limits.maxKeptBytes) {
    const detail = `an archive of ${content.size} bytes; ${limits.maxKeptBytes} is the limit for one that has to be unpacked`;
    throw new NotInspected("over-limit", detail);
  }
  if (content.size > MEMORY_BYTES) return spool(content, onProgress);
  const parts: Buffer[] = [];
  for await (const chunk of content.chunks()) {
    parts.push(Buffer.from(chunk));
    onProgress();
  }
  return new BufferBytes(Buffer.concat(parts));
}

/** Into a private file that is unlinked as soon as it is open: nothing is left of it, however the process ends. */
async function spool(content: Content, onProgress: () => void): Promise<Bytes> {
  let fd: number;
  try {
    const folder = mkdtempSync(join(tmpdir(), "straycheck-"));
    fd = openSync(join(folder, "unpacked"), "wx+", 0o600);
    rmSync(folder, { recursive: true });
  } catch (error) {
    throw new NotInspected("unreadable", `there is no room to unpack it: ${messageOf(error)}`);
  }
  let isKept = false;
  try {
    for await (const chunk of content.chunks()) {
      for (let done = 0; done < chunk.length;) done += writeSync(fd, chunk, done);
      onProgress();
    }
    isKept = true;
    return new FileWindow(fd);
  } catch (error) {
    if (error instanceof NotInspected) throw error;
    throw new NotInspected("unreadable", `there is no room to unpack it: ${messageOf(error)}`);
  } finally {
    if (!isKept) new FileWindow(fd).close();
  }
}
