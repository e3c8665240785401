import type { NotInspectedReason } from "../../model/fate.ts";
import { isZero } from "../bytes.ts";
import type { FactName } from "./facts.ts";

/** Parts of one file that are kept apart; hours of live video in short fragments have some tens of thousands. */
export const MAX_PARTS = 200_000;

/** Parts that lie within one another. */
export const MAX_NESTING = 16;

/** Bytes that compressed parts of one file may have when they are unpacked, all together. */
const MAX_UNPACKED_BYTES = 32 * 1024 * 1024;

interface Span {
  readonly path: string;
  /** Offset in the file. */
  readonly from: number;
  readonly to: number;
}

/** A part of a sound or video file: where it lies, what it is called, and how it is read. */
export type Part =
  /** Coded sound and pictures, and tables of numbers about them: not read, only named. */
  | (Span & { readonly is: "sound" })
  /** Nothing but zeros. */
  | (Span & { readonly is: "padding" })
  /** Holds parts that are listed themselves. */
  | (Span & { readonly is: "holds" })
  /** Text, under the keys that it has in the file. `hidden`: it does not stand in the file's bytes like this. */
  | (Span & {
      readonly is: "text";
      readonly keys: readonly string[];
      readonly text: string;
      readonly hidden: boolean;
    })
  /** Bytes that may hold text; `unpacked` are the ones to read where those in the file are packed. */
  | (Span & { readonly is: "bytes"; readonly keys: readonly string[]; readonly unpacked: Uint8Array | undefined })
  /** A file of its own. */
  | (Span & { readonly is: "file"; readonly name: string; readonly unpacked: Uint8Array | undefined }); // prettier-ignore

/** Why a file was not read wholly. */
export interface Doubt {
  readonly reason: NotInspectedReason;
  readonly words: string;
}

/** What a walk over a file found. */
export interface Outline {
  /** In no order; a part that holds others stands before them. */
  readonly parts: readonly Part[];
  readonly facts: ReadonlyMap<FactName, string | number>;
  /** Where the container ends; what follows does not belong to it. */
  readonly end: number;
  readonly doubt: Doubt | undefined;
  /** There is sound in it, or text, or anything else besides its head. */
  readonly hasContent: boolean;
}

/** Bytes that a walker reads: a stretch of the file, or what was unpacked from one. */
export interface View {
  readonly bytes: Uint8Array;
  /** Offset in the file of the first of `bytes`. */
  readonly base: number;
  /** Where the packed bytes lie in the file; undefined for bytes that stand there as they are. */
  readonly packedIn: readonly [from: number, to: number] | undefined;
}

export function viewOf(bytes: Uint8Array): View {
  return { bytes, base: 0, packedIn: undefined };
}

/** A stretch of a view as a view of its own. */
export function viewWithin(view: View, from: number, to = view.bytes.length): View {
  return { ...view, bytes: view.bytes.subarray(from, to), base: view.base + from };
}

/** Thrown by `PartList` when a file has too many parts; ends the walk. */
export class TooManyParts extends Error {}

/** Collects the parts of one file. Offsets are those of the view that is being walked. */
export class PartList {
  readonly parts: Part[] = [];
  readonly facts = new Map<FactName, string | number>();
  doubt: Doubt | undefined;
  #unpackedBytes = 0;
  /** The last part, while it is sound that more sound can follow. */
  #grows: { readonly path: string; to: number } | undefined;

  /** Sound that follows sound of the same name is one part with it. */
  sound(view: View, path: string, from: number, to: number): void {
    const [first, last] = placed(view, from, to);
    if (this.#grows?.path === path && this.#grows.to === first) {
      this.#grows.to = last;
      return;
    }
    const part = { is: "sound" as const, path, from: first, to: last };
    this.#add(part);
    this.#grows = part;
  }

  holds(view: View, path: string, from: number, to: number): void {
    const [first, last] = placed(view, from, to);
    this.#add({ is: "holds", path, from: first, to: last });
  }

  text(view: View, path: string, from: number, to: number, keys: readonly string[], text: string): void {
    const [first, last] = placed(view, from, to);
    this.#add({ is: "text", path, from: first, to: last, keys, text, hidden: view.packedIn !== undefined });
  }

  /** Text that stands in the bytes in another way (in base64, with entities). */
  hiddenText(
    view: View,
    path: string,
    from: number,
    to: number,
    keys: readonly string[],
    text: string,
  ): void {
    const [first, last] = placed(view, from, to);
    this.#add({ is: "text", path, from: first, to: last, keys, text, hidden: true });
  }

  /** Bytes of which nothing is known but where they are; zeros are padding. */
  bytes(view: View, path: string, from: number, to: number, keys: readonly string[] = []): void {
    if (to <= from) return;
    const [first, last] = placed(view, from, to);
    if (isZero(view.bytes, from, to)) {
      this.#add({ is: "padding", path, from: first, to: last });
      return;
    }
    const unpacked = view.packedIn === undefined ? undefined : view.bytes.subarray(from, to);
    this.#add({ is: "bytes", path, from: first, to: last, keys, unpacked });
  }

  file(view: View, path: string, from: number, to: number, name: string): void {
    const [first, last] = placed(view, from, to);
    const unpacked = view.packedIn === undefined ? undefined : view.bytes.slice(from, to);
    this.#add({ is: "file", path, from: first, to: last, name, unpacked });
  }

  /** The first that says something counts. */
  fact(name: FactName, value: string | number): void {
    const told = typeof value === "string" ? value.replaceAll("\0", " ").trim() : value;
    // A recording may last no time; nothing else is zero.
    const isNumber = typeof told === "number";
    if (told === "" || (isNumber && !(Number.isFinite(told) && (told > 0 || name === "seconds")))) return;
    if (!this.facts.has(name)) this.facts.set(name, told);
  }

  /** The first reason counts. */
  doubts(reason: NotInspectedReason, words: string): void {
    this.doubt ??= { reason, words };
  }

  /** How many bytes may still be unpacked. */
  get unpackable(): number {
    return MAX_UNPACKED_BYTES - this.#unpackedBytes;
  }

  /** So many bytes were unpacked. */
  spend(bytes: number): void {
    this.#unpackedBytes += bytes;
  }

  /** A view of bytes that stand from `from` to `to` of `view` in another way: packed, in base64, in pieces. */
  unpacked(view: View, from: number, to: number, bytes: Uint8Array): View {
    return { bytes, base: 0, packedIn: placed(view, from, to) };
  }

  #add(part: Part): void {
    if (this.parts.length >= MAX_PARTS) {
      this.doubt = { reason: "over-limit", words: `it has more than ${MAX_PARTS} parts` };
      throw new TooManyParts();
    }
    this.#grows = undefined;
    this.parts.push(part);
  }
}

function placed(view: View, from: number, to: number): readonly [from: number, to: number] {
  return view.packedIn ?? [view.base + from, view.base + to];
}

/** The name of the innermost part that holds the byte at `offset`; undefined where none does. */
export function partAt(outline: Outline, offset: number): string | undefined {
  let name: string | undefined;
  let smallest = Infinity;
  for (const { path, from, to } of outline.parts) {
    if (offset < from || offset >= to || to - from >= smallest) continue;
    smallest = to - from;
    name = path;
  }
  return name;
}
