import type { Box } from "../boxes.ts";
import { ascii, u32 } from "../bytes.ts";
import { seconds } from "../media/facts.ts";
import { walkId3 } from "./id3.ts";
import { readKeys } from "./mp4-items.ts";
import { addUserData, isXmpUuid } from "./mp4-user-data.ts";
import { addSampleEntries, type Movie } from "./mp4-tracks.ts";
import { viewWithin, type PartList, type View } from "../media/parts.ts";
import { addXml, isXml } from "../media/xml-text.ts";

/** Tables of numbers: how many bytes their head has, and each of the entries whose count it ends with. */
const TABLES: ReadonlyMap<string, readonly [headBytes: number, entryBytes: number]> = new Map([
  ["stts", [8, 8]], ["ctts", [8, 8]], ["stss", [8, 4]], ["stsc", [8, 12]], ["stco", [8, 4]], ["co64", [8, 8]],
]); // prettier-ignore

/** Boxes of numbers of fixed length, by how long they may be. */
const FIXED: ReadonlyMap<string, number> = new Map([
  ["mvhd", 112], ["tkhd", 96], ["mdhd", 36], ["smhd", 8], ["vmhd", 12], ["nmhd", 4], ["mehd", 12], ["trex", 24],
  ["mfhd", 8], ["tfhd", 40], ["tfdt", 12], ["mfro", 8],
]); // prettier-ignore

/** Numbers about sound whose length only they themselves tell. */
const INDEXES = new Set("stz2 sdtp sbgp sgpd elst trun sidx ssix tfra subs saiz saio padb stdp".split(" "));

/** Adds the parts of a box that holds no boxes (or none that are walked). */
export function addBox(parts: PartList, view: View, movie: Movie, prefix: string, box: Box): void {
  const { bytes } = view;
  const { type, content, end } = box;
  const path = `${prefix}${type}`;
  const table = TABLES.get(type);
  const fixed = FIXED.get(type);
  if (type === "mdat") {
    // Whether it holds text besides sound is known when all tracks are.
    movie.media.push([content, end]);
    parts.sound(view, path, box.from, end);
  } else if (table !== undefined) {
    const last = content + table[0] + u32(bytes, content + 4, false) * table[1];
    addNumbers(parts, view, path, content, last, end);
  } else if (type === "stsz") {
    const count = u32(bytes, content + 4, false) === 0 ? u32(bytes, content + 8, false) : 0;
    addNumbers(parts, view, path, content, content + 12 + count * 4, end);
  } else if (fixed !== undefined) addNumbers(parts, view, path, content, content + fixed, end);
  else if (INDEXES.has(type)) parts.sound(view, path, content, end);
  else if (type === "stsd") addSampleEntries(parts, view, movie, path, box);
  else if (type === "keys") readKeys(parts, view, box, path, movie.keys);
  else if (type === "ID32" && ascii(bytes, content + 6, 3) === "ID3") addId32(parts, view, path, box);
  else if (type === "uuid") addUuid(parts, view, path, box);
  else if (isXml(bytes, content, end)) addXml(parts, view, path, content, end);
  else if (type === "xml " && isXml(bytes, content + 4, end)) addXml(parts, view, path, content + 4, end);
  else if (!addUserData(parts, view, path, box)) parts.bytes(view, path, content, end, [type]);
  readNumbers(parts, bytes, movie, prefix, box);
}

function addNumbers(parts: PartList, view: View, path: string, from: number, last: number, to: number): void {
  const end = Math.min(last, to);
  parts.sound(view, path, from, end);
  parts.bytes(view, `${path}/rest`, end, to);
}

function addUuid(parts: PartList, view: View, path: string, box: Box): void {
  const from = Math.min(box.content + 16, box.end);
  if (isXmpUuid(view.bytes, box)) addXml(parts, view, `${path}/XMP`, from, box.end);
  else if (isXml(view.bytes, from, box.end)) addXml(parts, view, path, from, box.end);
  else {
    // Its number would pass for text before the text.
    parts.bytes(view, path, box.content, from);
    parts.bytes(view, path, from, box.end);
  }
}

/** An ID3 tag behind a version and a language (mp4ra.org). */
function addId32(parts: PartList, view: View, path: string, box: Box): void {
  const from = box.content + 6;
  const end = from + walkId3(parts, viewWithin(view, from, box.end), 0, `${path}/`);
  if (end > box.end) parts.doubts("damaged", "its ID3 tag is cut off");
  else parts.bytes(view, `${path}/rest`, end, box.end);
}

/** What is read besides: how long it lasts, what a track is, where its samples lie. */
function readNumbers(parts: PartList, bytes: Uint8Array, movie: Movie, prefix: string, box: Box): void {
  const { type, content, end } = box;
  const track = movie.tracks.at(-1);
  switch (type) {
    case "ftyp":
      parts.fact("container", CONTAINER_NAMES.get(ascii(bytes, content, 4).slice(0, 3)) ?? "MP4");
      return;
    case "mvhd": {
      const isLong = bytes[content] === 1;
      const scale = u32(bytes, content + (isLong ? 20 : 12), false);
      const low = u32(bytes, content + (isLong ? 28 : 16), false);
      const length = isLong ? u32(bytes, content + 24, false) * 0x1_0000_0000 + low : low;
      if (scale > 0 && low !== 0xffffffff) parts.fact("seconds", seconds(length / scale));
      return;
    }
    case "hdlr":
      // Lists of tags and references to data have handlers, too.
      if (track !== undefined && prefix.endsWith("/mdia/")) track.handler = ascii(bytes, content + 8, 4);
      return;
    case "stsz":
    case "stsc":
    case "stco":
    case "co64":
      if (track !== undefined) track.tables.set(type, [content, end]);
  }
}

const CONTAINER_NAMES: ReadonlyMap<string, string> = new Map([
  ["qt ", "QuickTime"],
  ["3gp", "3GP"],
  ["3g2", "3GP"],
  ["M4A", "M4A"],
]);
