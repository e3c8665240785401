import type { Entry } from "yauzl";
import type { Bytes } from "../../bytes.ts";
import type { Listed } from "../../container.ts";
import { decodeName } from "../names.ts";
import { SecondReader } from "../second-reader.ts";
import { readDirectoryEntry, type DirectoryEntry } from "./directory.ts";
import type { Ending } from "./ends.ts";
import type { Extents } from "./extents.ts";
import { rangesEntry } from "./gaps.ts";
import { sayHeader } from "./header-oddities.ts";
import type { ZipOptions } from "./index.ts";
import { listedEntry } from "./listed.ts";
import { compareLocal, readLocal } from "./local.ts";
import { NameOddities } from "./name-oddities.ts";
import type { Observations } from "./observations.ts";
import { readOthers } from "./others.ts";
import type { Place } from "./place.ts";
import { SENTINEL_32, SIGNATURE } from "./records.ts";
import type { Texts } from "./texts.ts";

/** Bytes to the end of an archive that are searched once more. Readers without zip64 are not for larger archives. */
const MAX_REST_BYTES = 64 * 1024 * 1024;

/** What a reading of the directory adds to. */
export interface Collected extends ZipOptions {
  readonly observations: Observations;
  readonly extents: Extents;
  readonly entries: Listed[];
  readonly texts: Texts;
}

/** Reads the directory that most readers take, entry by entry, and beside it yauzl's list of the same. */
export class DirectoryReading {
  readonly #bytes: Bytes;
  readonly #headers: Bytes;
  readonly #to: Collected;
  readonly #names: NameOddities;
  #end = 0;
  /** The first stored entry whose local header tells its size in a zip64 field only. */
  #marked: { readonly offset: number; readonly dataStart: number } | undefined;

  constructor(bytes: Bytes, headers: Bytes, collected: Collected) {
    this.#bytes = bytes;
    this.#headers = headers;
    this.#to = collected;
    this.#names = new NameOddities(collected.entries);
  }

  /** First byte behind the last header of the directory. */
  get end(): number {
    return this.#end;
  }

  async readAll(place: Place, ending: Ending, forSecond: Bytes): Promise<void> {
    const { observations, bounds, entries } = this.#to;
    const second = await SecondReader.open(forSecond);
    let at = place.start;
    let isSame = true;
    let isWhole = true;
    while (at < ending.start) {
      if (entries.length >= bounds.maxEntries || at - place.start > bounds.maxDirectoryBytes) {
        const detail =
          entries.length >= bounds.maxEntries
            ? `it lists ${ending.entries} entries; ${bounds.maxEntries} is the limit`
            : `its directory is longer than ${bounds.maxDirectoryBytes} bytes`;
        observations.add("too-many-entries", -1, detail);
        isWhole = false;
        // What was not listed is claimed all the same: it is not reached, rather than unknown.
        at = ending.start;
        break;
      }
      const entry = readDirectoryEntry(this.#bytes, at, ending.start);
      if (entry === undefined) break;
      at = entry.end;
      if (isSame) {
        let other = second.next();
        if (other === "later") other = await second.awaited();
        isSame = this.#compareSecond(entry, other, second);
      }
      this.#read(entry, place.shift);
    }
    this.#end = at;
    this.#finish(second, place, ending, isSame && isWhole, isWhole);
  }

  /** Entries that other end records, or other readings of the same one, lead to. */
  readOthers(candidates: readonly number[], ending: Ending, place: Place): void {
    readOthers(this.#bytes, this.#headers, { candidates, ending, place, end: this.#end }, this.#to);
  }

  #finish(second: SecondReader, place: Place, ending: Ending, isSame: boolean, isWhole: boolean): void {
    const { observations, entries } = this.#to;
    const count = entries.length;
    // Writers from before zip64 count on from 0 after 65,535 entries, and readers know it.
    const wraps =
      count > 0xffff &&
      ending.zip64 === undefined &&
      ending.entries === count % 0x10000 &&
      ending.entriesHere === ending.entries;
    if (isWhole) {
      const isDamaged = this.#bytes.view(this.#end, 4)?.readUInt32LE(0) === SIGNATURE.central;
      if (isDamaged || (count < ending.entries && this.#end < ending.start && !this.#endsWithSignature()))
        observations.add(
          "directory-damaged",
          -1,
          `its directory breaks off after ${count} of ${ending.entries} entries`,
        );
      if (ending.entries !== count || ending.entriesHere !== count) {
        const said =
          ending.entries === ending.entriesHere
            ? `${ending.entries}`
            : `${ending.entries} and ${ending.entriesHere}`;
        observations.add(
          wraps ? "entry-count-wraps" : "entry-count-disagrees",
          -1,
          `its end record speaks of ${said} entries; its directory lists ${count}`,
        );
      }
      if (this.#end - place.start !== ending.directoryBytes && !this.#endsWithSignature())
        observations.add(
          "directory-size-disagrees",
          -1,
          `its directory is ${this.#end - place.start} bytes long, not ${ending.directoryBytes}`,
        );
    }
    const stopsEarly = !isSame && isWhole && second.problem === undefined && second.count < count && !wraps;
    if (stopsEarly || (isSame && (!second.isAtEnd || second.problem !== undefined)))
      observations.add(
        "listing-differs",
        -1,
        second.problem === undefined
          ? `another reader lists ${second.count} entries, not ${count}`
          : `another reader refuses it: ${second.problem}`,
      );
    this.#names.finish(observations);
    this.#listRest();
  }

  /**
   * A reader of a stream that knows no zip64 (busybox) takes 4 GiB for a stored entry's size: it delivers everything to
   * the end of the archive, and stops there. So these bytes are told as it sees
   * them; whose they are is judged where they belong.
   */
  #listRest(): void {
    const { observations, entries } = this.#to;
    const start = this.#marked?.dataStart ?? this.#bytes.size;
    const length = this.#bytes.size - start;
    if (length <= 0 || length > MAX_REST_BYTES) return;
    const path = `[bytes ${start} to ${this.#bytes.size - 1}]`;
    observations.add("zip64-unusual", entries.length, "readers without zip64 take all of this for one file");
    entries.push({ ...rangesEntry(path, [[start, length]], false), found: "again" });
  }

  #endsWithSignature(): boolean {
    return this.#bytes.view(this.#end, 4)?.readUInt32LE(0) === SIGNATURE.digitalSignature;
  }

  /** False from the first difference on: what follows would differ, too. */
  #compareSecond(entry: DirectoryEntry, other: Entry | undefined, second: SecondReader): boolean {
    const { observations, entries } = this.#to;
    if (other === undefined) {
      // That it believes in fewer entries is said at the end, when their number is known.
      if (second.problem !== undefined) {
        const detail = `another reader stops after ${entries.length} entries: ${second.problem}`;
        observations.add("listing-differs", -1, detail);
      }
      return false;
    }
    const isSame =
      other.relativeOffsetOfLocalHeader === entry.offset &&
      other.compressedSize === entry.packed &&
      other.uncompressedSize === entry.size &&
      other.crc32 === entry.crc &&
      other.compressionMethod === entry.method &&
      other.fileNameRaw.equals(entry.name);
    if (!isSame) {
      const detail = `another reader lists ${JSON.stringify(other.fileNameRaw.toString("utf8").slice(0, 200))} as entry ${entries.length}`;
      observations.add("listing-differs", -1, detail);
    }
    return isSame;
  }

  #read(entry: DirectoryEntry, shift: number): void {
    const { observations, extents, entries, texts, bounds, canDecrypt } = this.#to;
    const index = entries.length;
    const say = (rule: string, detail: string): void => observations.add(rule, index, detail);
    const offset = entry.offset + shift;
    const local = readLocal(this.#headers, offset);
    const end = local === undefined ? undefined : compareLocal(this.#headers, local, entry, say);
    const name = decodeName(entry.name, entry.flags, entry.extra);
    const reach = { bounds, canDecrypt, size: this.#bytes.size };
    const listed = listedEntry(entry, name.path, local, offset, reach);
    sayHeader(entry, name.path, say);
    this.#names.add(entry, name, index, say);
    if (end === undefined)
      say("local-header-missing", "there is no local header where the directory points to");
    else extents.add(offset, end, index);
    texts.addEntry(entry, local, index);
    const isMarked =
      local?.header.packed === SENTINEL_32 && local.header.method === 0 && entry.packed < SENTINEL_32;
    if (isMarked && offset < (this.#marked?.offset ?? Infinity))
      this.#marked = { offset, dataStart: local.dataStart };
    entries.push(listed);
  }
}
