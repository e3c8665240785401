import { outlineOf } from "../audio/outline.ts";
import { viewWithin, type Outline, type View } from "../media/parts.ts";
import { ascii, u16, u32 } from "../bytes.ts";
import type { Walk } from "./walk.ts";

/** Bytes of a picture in which it says that a moment of video follows it. */
const ANNOUNCED_WITHIN_BYTES = 256 * 1024;
const ANNOUNCEMENTS = ["MotionPhoto", "MicroVideo"];

/** Entries of Samsung's directory; phones write some ten. */
const MAX_ENTRIES = 1024;

/**
 * What phones write behind the end of a JPEG, and which belongs to it: Samsung's notes, and a moment of video that the
 * picture announces. Returns where it ends; `end` where there is nothing that is known.
 */
export function addTrailer(walk: Walk, view: View, path: string, end: number): number {
  const { bytes } = view;
  if (end >= bytes.length) return end;
  const notes = samsungNotes(bytes, end);
  if (notes !== undefined) {
    addNotes(walk, view, path, end, notes);
    return bytes.length;
  }
  if (ascii(bytes, end + 4, 4) !== "ftyp" || !announcesVideo(bytes, end)) return end;
  return end + addVideo(walk, viewWithin(view, end), `${path}/video/`);
}

function announcesVideo(bytes: Uint8Array, end: number): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(end, ANNOUNCED_WITHIN_BYTES));
  return ANNOUNCEMENTS.some((word) => head.includes(word, 0, "latin1"));
}

interface Note {
  readonly from: number;
  readonly to: number;
}

/** The directory at the end of the file: each entry tells how far before it the note begins, and its length. */
function samsungNotes(bytes: Uint8Array, end: number): readonly Note[] | undefined {
  const last = bytes.length - 8;
  const directory = last - u32(bytes, last, true);
  if (ascii(bytes, last + 4, 4) !== "SEFT" || directory < end || ascii(bytes, directory, 4) !== "SEFH")
    return undefined;
  const count = Math.min(u32(bytes, directory + 8, true), MAX_ENTRIES);
  const notes: Note[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = directory + 12 + index * 12;
    const from = directory - u32(bytes, at + 4, true);
    const to = from + u32(bytes, at + 8, true);
    if (at + 12 <= last && from >= end && from < to && to <= directory) notes.push({ from, to });
  }
  return notes.toSorted((a, b) => a.from - b.from);
}

function addNotes(walk: Walk, view: View, path: string, end: number, notes: readonly Note[]): void {
  const { bytes } = view;
  let at = end;
  for (const { from, to } of notes) {
    if (from < at) continue;
    walk.parts.bytes(view, path, at, from);
    // Four numbers of two bytes, the length of the name among them.
    const nameBytes = Math.min(u16(bytes, from + 4, true), to - from - 8);
    const content = from + 8 + Math.max(0, nameBytes);
    walk.parts.bytes(view, path, from, Math.min(content, to));
    if (ascii(bytes, content + 4, 4) === "ftyp") addVideo(walk, viewWithin(view, content, to), `${path}/video/`);
    else if (content < to) walk.content(view, `${path}/${ascii(bytes, from + 8, nameBytes)}`, content, to);
    at = to;
  }
  walk.parts.bytes(view, path, at, bytes.length);
} // prettier-ignore

/** The parts of a video that belong to the picture; returns its length. */
function addVideo(walk: Walk, view: View, prefix: string): number {
  const outline = outlineOf(view.bytes);
  if (outline === undefined) {
    walk.parts.bytes(view, `${prefix}bytes`, 0, view.bytes.length);
    return view.bytes.length;
  }
  copyParts(walk, view, prefix, outline);
  if (outline.doubt !== undefined) walk.parts.doubts(outline.doubt.reason, `its video: ${outline.doubt.words}`);
  return outline.end;
} // prettier-ignore

function copyParts({ parts }: Walk, view: View, prefix: string, outline: Outline): void {
  for (const part of outline.parts) {
    const { from, to } = part;
    const path = `${prefix}${part.path}`;
    switch (part.is) {
      case "sound":
        parts.sound(view, path, from, to);
        break;
      case "text":
        if (part.hidden) parts.hiddenText(view, path, from, to, part.keys, part.text);
        else parts.text(view, path, from, to, part.keys, part.text);
        break;
      case "bytes": {
        const { unpacked } = part;
        if (unpacked === undefined) parts.bytes(view, path, from, to, part.keys);
        else
          parts.bytes(parts.unpacked(view, from, to, unpacked), path, 0, unpacked.length, part.keys);
        break;
      }
      case "file": {
        const { unpacked } = part;
        if (unpacked === undefined) parts.file(view, path, from, to, part.name);
        else parts.file(parts.unpacked(view, from, to, unpacked), path, 0, unpacked.length, part.name);
        break;
      }
      case "padding":
      case "holds":
        parts.holds(view, path, from, to);
    }
  }
} // prettier-ignore
