import type { Bytes } from "../../bytes.ts";
import type { Listed, Note, Range } from "../../container.ts";
import { findRecords, isPlausibleLocal } from "./carve.ts";
import type { DirectoryEntry } from "./directory.ts";
import type { Ending } from "./ends.ts";
import { holdsRecords, type Extra } from "./extra.ts";
import { rangesEntry } from "./gaps.ts";
import type { Local } from "./local.ts";
import type { Observations } from "./observations.ts";
import { CENTRAL_BYTES, SIGNATURE } from "./records.ts";

const MAX_NOTES = 100_000;
const MAX_COMMENT_TEXT = 65_536;
/** Ranges that are one entry: of more there are several entries. */
const MAX_RANGES = 100_000;
/** Texts with files in them that become archives of their own; further ones are searched as text. */
const MAX_HIDING = 1000;
const MAX_RECORDS = 10_000;

/** Comments, extra fields with room for text, second names: what an archive says beside its files. */
export class Texts {
  readonly notes: Note[] = [];
  readonly #bytes: Bytes;
  readonly #observations: Observations;
  readonly #ranges: Range[] = [];
  /** Those that hold local headers. */
  readonly #hiding: Range[] = [];
  readonly #tells = new Map<string, number>();
  readonly #unknownFields = new Map<number, number>();

  constructor(bytes: Bytes, observations: Observations) {
    this.#bytes = bytes;
    this.#observations = observations;
  }

  /** Room for text within the records of the archive. `what`: as it stands in a sentence. */
  addRange(start: number, length: number, what: string): void {
    const holds = findRecords(this.#bytes, start, start + length, 1).length > 0;
    if (holds) this.#addRecords(start, length, -1, what);
    else this.#ranges.push([start, length]);
  }

  /** What the two headers of an entry say besides. */
  addEntry(entry: DirectoryEntry, local: Local | undefined, index: number): void {
    const { extraBytes, commentBytes } = entry;
    this.#addTells(entry.extra, local?.extra);
    const extraAt = entry.at + CENTRAL_BYTES + entry.nameBytes;
    this.#addExtra(entry.extra, extraAt, extraBytes, index);
    // The local copy is read too: it need not be the same.
    if (local !== undefined) this.#addExtra(local.extra, local.extraAt, local.header.extraBytes, index);
    if (local !== undefined && !local.name.equals(entry.name))
      this.#note(index, "the name in its local header", local.name.toString("utf8"));
    if (commentBytes > 0) this.#addComment(extraAt + extraBytes, commentBytes, index, "its comment");
  }

  #addTells(extra: Extra, local: Extra | undefined): void {
    for (const tell of new Set([...extra.tells, ...(local?.tells ?? [])]))
      this.#tells.set(tell, (this.#tells.get(tell) ?? 0) + 1);
    for (const id of new Set([...extra.unknown, ...(local?.unknown ?? [])]))
      this.#unknownFields.set(id, (this.#unknownFields.get(id) ?? 0) + 1);
  }

  #addExtra({ rooms, holdsRecords: holds }: Extra, at: number, bytes: number, index: number): void {
    if (holds) this.#addRecords(at, bytes, index, "extra fields");
    else for (const [start, length] of rooms) this.#ranges.push([at + start, length]);
  }

  /** The archive's own comment. */
  addArchiveComment({ record, end }: Ending): void {
    const start = record.at + 22;
    if (end > start) this.#addComment(start, end - start, -1, "the archive's comment");
  }

  #addComment(start: number, length: number, index: number, where: string): void {
    const comment = this.#bytes.view(start, length);
    if (comment === undefined) return;
    const text = comment.toString("utf8").slice(0, MAX_COMMENT_TEXT);
    if (holdsRecords(comment)) this.#addRecords(start, length, index, "comment");
    else this.#ranges.push([start, length]);
    this.#note(index, where, text);
  }

  /** Files in them are inspected as those of an archive of its own. */
  #addRecords(start: number, length: number, index: number, what: string): void {
    const verb = what.endsWith("s") ? "hold" : "holds";
    this.#observations.add("records-in-comment", index, `its ${what} ${verb} records of an archive`);
    const hides = findRecords(this.#bytes, start, start + length, MAX_RECORDS).some(
      ({ at, signature }) => signature === SIGNATURE.local && isPlausibleLocal(this.#bytes, at),
    );
    (hides && this.#hiding.length < MAX_HIDING ? this.#hiding : this.#ranges).push([start, length]);
  }

  #note(entry: number, where: string, text: string): void {
    if (this.notes.length < MAX_NOTES) this.notes.push({ entry, where, text });
  }

  /** Says what the fields tell, and makes all texts entries. */
  finish(entries: Listed[]): void {
    for (const [what, times] of this.#tells)
      this.#observations.add("extra-fields", -1, `${times} of its entries tell ${what} of whoever packed it`);
    for (const [id, times] of this.#unknownFields)
      this.#observations.add(
        "extra-fields",
        -1,
        `${times} of its entries carry extra fields of the unknown kind 0x${id.toString(16).padStart(4, "0")}, whose bytes were searched`,
      );
    for (const [start, length] of this.#hiding)
      entries.push(rangesEntry(`[bytes ${start} to ${start + length - 1}]`, [[start, length]], true));
    for (let from = 0; from < this.#ranges.length; from += MAX_RANGES)
      entries.push(notesEntry(this.#ranges.slice(from, from + MAX_RANGES)));
  }
}

function notesEntry(ranges: readonly Range[]): Listed {
  return { ...rangesEntry("[comments and extra fields]", ranges, false), found: "notes" };
}
