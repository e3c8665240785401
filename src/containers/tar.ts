import type { Bytes } from "./bytes.ts";
import { carvedEntry } from "./carved.ts";
import type { Container, Listed, ListingBounds } from "./container.ts";
import { NoteBook } from "./header-text.ts";
import { BLOCK_BYTES, readTarHeader, type TarHeader } from "./tar/header.ts";
import { Leftovers } from "./tar/leftovers.ts";
import { memberOf, type Member } from "./tar/member.ts";
import { PendingHeaders } from "./tar/pending.ts";
import { behindLastNonZero, isZero } from "./zeros.ts";
import { Observations } from "./zip/map/observations.ts";
import { NameTable, unsafeName } from "./zip/names.ts";

/** Bytes of one extended header: longer ones are carved out unread. */
const MAX_EXTENDED_BYTES = 1024 * 1024;
/** Bytes in which a header is looked for behind damaged ones. */
const MAX_SEARCH_BYTES = 1024 * 1024 * 1024;
/** Types of headers that tell of the member behind them. */
const EXTENDED = "xXgLK";

/**
 * Lists a tar (V7, ustar, GNU, pax) by its headers. What belongs to no member is carved out as an entry of its own;
 * whatever readers see differently is an observation. Behind a damaged header it goes on as GNU tar and bsdtar do:
 * with the next block that is a header. Never throws on what the bytes hold.
 */
export function listTar(bytes: Bytes, bounds: ListingBounds): Container {
  return new TarWalk(bytes, bounds).run();
}

class TarWalk {
  readonly #bytes: Bytes;
  readonly #bounds: ListingBounds;
  readonly #entries: Listed[] = [];
  readonly #observations = new Observations();
  readonly #notes = new NoteBook();
  readonly #names = new NameTable();
  readonly #leftovers = new Leftovers();
  readonly #pending = new PendingHeaders(this.#observations, this.#notes);
  #at = 0;
  #headerBytes = 0;
  #searched = 0;
  #unlisted = 0;

  constructor(bytes: Bytes, bounds: ListingBounds) {
    this.#bytes = bytes;
    this.#bounds = bounds;
  }

  run(): Container {
    while (this.#at < this.#bytes.size) {
      const block = this.#bytes.view(this.#at, BLOCK_BYTES);
      if (block === undefined || isZero(block)) {
        this.#leftovers.readTail(this.#bytes, this.#at, block !== undefined);
        break;
      }
      if (this.#isFull()) break;
      this.#headerBytes += BLOCK_BYTES;
      const header = readTarHeader(block);
      if (header === undefined) this.#search();
      else if (EXTENDED.includes(header.type)) this.#extended(header);
      else this.#member(header);
    }
    this.#pending.drop("no file follows the extended header");
    this.#sayWhatNamesDo();
    const unclaimed = this.#leftovers.list(this.#bytes, this.#entries, this.#observations) + this.#unlisted;
    return {
      kind: "tar",
      bytes: this.#bytes.size,
      entries: this.#entries,
      observations: this.#observations.all(),
      notes: this.#notes.all(),
      unclaimed,
    };
  }

  #isFull(): boolean {
    const { maxEntries, maxDirectoryBytes } = this.#bounds;
    const isFull = this.#entries.length >= maxEntries;
    if (!isFull && this.#headerBytes < maxDirectoryBytes) return false;
    this.#unlisted = this.#bytes.size - this.#at;
    const limit = isFull ? `${maxEntries} entries are` : `${maxDirectoryBytes} bytes of headers are`;
    this.#observations.add(
      "too-many-entries",
      -1,
      `${limit} the limit; ${this.#unlisted} bytes were not listed`,
    );
    return true;
  }

  #member(header: TarHeader): void {
    const index = this.#entries.length;
    const start = this.#sparseMapEnd(header);
    const member = memberOf(header, this.#pending.take(index), this.#bounds);
    const stored = member.stored ?? 0;
    const available = Math.max(0, Math.min(stored, this.#bytes.size - start));
    this.#entries.push({
      path: member.path,
      kind: member.kind,
      size: member.size,
      packed: stored,
      locator: { in: "ranges", ranges: available > 0 ? [[start, available]] : [], size: available },
      ...unreadableOf(member, available),
    });
    this.#describe(index, header, member);
    if (available === stored) return this.#skip(start, stored);
    // Readers stop here; what stands there instead of its data is looked at all the same.
    if (available > 0) this.#entries.push(carvedEntry(this.#bytes, [[start, available]]));
    this.#at = this.#bytes.size;
  }

  #describe(index: number, header: TarHeader, member: Member): void {
    const unsafe = unsafeName(member.path);
    if (unsafe !== undefined) this.#observations.add("unsafe-path", index, unsafe);
    const taken = this.#names.add(member.path, index);
    const areFolders = member.kind === "directory" && this.#entries[taken?.other ?? -1]?.kind === "directory";
    if (taken !== undefined && !areFolders)
      this.#observations.add(taken.rule, index, "an earlier entry unpacks to the same file");
    for (const [rule, detail] of member.oddities) this.#observations.add(rule, index, detail);
    for (const name of member.otherNames) this.#notes.add(index, "another name in its headers", name);
    this.#notes.add(index, "the target of a link", member.linkTarget);
    for (const [where, text] of fieldsOf(header)) this.#notes.add(index, where, text);
  }

  #sayWhatNamesDo(): void {
    for (const [file] of this.#names.filesThatAreFolders()) {
      if (this.#entries[file]?.kind === "file")
        this.#observations.add("name-collision", file, "other entries lie in a folder of its name");
    }
    const overflow = this.#notes.overflow();
    if (overflow !== undefined) this.#observations.add("too-many-entries", -1, overflow);
  }

  /** The blocks that continue the map of an old GNU sparse file lie between its header and its data. */
  #sparseMapEnd(header: TarHeader): number {
    let at = this.#at + BLOCK_BYTES;
    for (let goesOn = header.sparseMapGoesOn; goesOn; at += BLOCK_BYTES) {
      const block = this.#bytes.view(at, BLOCK_BYTES);
      this.#headerBytes += BLOCK_BYTES;
      if (block === undefined) break;
      goesOn = block[504] !== 0;
    }
    return Math.min(at, this.#bytes.size);
  }

  /** Goes to the block behind data, and looks at what fills the last block of the data. */
  #skip(start: number, length: number): void {
    const end = start + length;
    this.#at = start + Math.ceil(length / BLOCK_BYTES) * BLOCK_BYTES;
    const padding = Math.min(this.#at, this.#bytes.size) - end;
    const view = padding > 0 ? this.#bytes.view(end, padding) : undefined;
    if (view !== undefined && !isZero(view)) this.#leftovers.padding.push([end, padding]);
  }

  #extended(header: TarHeader): void {
    const at = this.#at;
    const start = at + BLOCK_BYTES;
    const size = header.size ?? Number.POSITIVE_INFINITY;
    const body = size <= MAX_EXTENDED_BYTES ? this.#bytes.view(start, size) : undefined;
    if (body === undefined) {
      const detail = `the extended header at byte ${at} is cut off, or longer than ${MAX_EXTENDED_BYTES} bytes`;
      this.#observations.add("directory-damaged", -1, detail);
      return this.#search();
    }
    this.#headerBytes += size;
    this.#pending.add(header.type, at, body);
    for (const [where, text] of fieldsOf(header)) this.#pending.text(where, text);
    this.#skip(start, size);
  }

  /** There is no header where one must be: goes to the next block that is one, or to the end. */
  #search(): void {
    const start = this.#at;
    this.#pending.drop("a damaged header follows the extended header");
    for (this.#at += BLOCK_BYTES; this.#searched < MAX_SEARCH_BYTES; this.#at += BLOCK_BYTES) {
      const block = this.#bytes.view(this.#at, BLOCK_BYTES);
      if (block === undefined) break;
      this.#searched += BLOCK_BYTES;
      if (readTarHeader(block) === undefined) continue;
      this.#leftovers.damaged.push([start, this.#at - start]);
      return;
    }
    this.#at = this.#bytes.size;
    const end = behindLastNonZero(this.#bytes, start, this.#at);
    if (end > start) this.#leftovers.damaged.push([start, end - start]);
  }
}

/** Text of a header that is no name of a file. */
function fieldsOf(header: TarHeader): readonly (readonly [where: string, text: string])[] {
  return [
    ["the owner in its header", header.owner],
    ["the group in its header", header.group],
    ["unused bytes of its header", header.slack],
  ];
}

function unreadableOf(member: Member, available: number): Pick<Listed, "unreadable"> {
  const { stored, unreadable } = member;
  if (unreadable !== undefined) return { unreadable };
  if (stored === undefined || available === stored) return {};
  return {
    unreadable: { reason: "damaged", detail: `the archive ends after ${available} of its ${stored} bytes` },
  };
}
