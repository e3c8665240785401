import { addCodec } from "../media/facts.ts";
import { numberAt, type Element } from "./ebml.ts";
import { ID } from "./matroska-elements.ts";
import { inflated } from "./pictures.ts";
import type { PartList, View } from "../media/parts.ts";

/** Types of tracks (RFC 9559, 5.1.4.1.3) whose blocks are text, or what a camera measured. */
const TEXT_TYPES = new Set([17, 18, 33]);

const ENCRYPTION = 1;
const ZLIB = 0;
const HEADER_STRIPPING = 3;
/** Bits of the scope of an encoding: the blocks of a track, and its private data. */
const BLOCKS = 1;
const PRIVATE_DATA = 2;

/** How the blocks of a track are packed (RFC 9559, 5.1.4.1.31); what an element leaves out has these values. */
interface Packing {
  scope: number;
  type: number;
  algorithm: number;
  /** Bytes that each block begins with and that were taken away from it. */
  stripped: Uint8Array;
}

/** A track, while it is described and then while its blocks are read. */
export interface Track {
  number: number;
  type: number;
  readonly packings: Packing[];
  privateData: Element | undefined;
  codec: string;
  channels: number;
  bits: number;
}

export function newTrack(): Track {
  return { number: 0, type: 0, packings: [], privateData: undefined, codec: "", channels: 1, bits: 0 };
}

export function isTextTrack({ type }: Track): boolean {
  return TEXT_TYPES.has(type);
}

const SOUND = 2;
/** Coded sound has no bits of its own; what stands there is what a decoder was set to. */
const PLAIN = /^A_(?:PCM|FLAC|ALAC|TTA|WAVPACK|TRUEHD|MLP)/;

/** Tells of a track of sound what its elements said; where none says how many channels it has, it has one. */
export function tellTrack(parts: PartList, { type, codec, channels, bits }: Track): void {
  if (codec !== "") addCodec(parts, codec);
  if (type !== SOUND) return;
  parts.fact("channels", channels);
  if (PLAIN.test(codec)) parts.fact("bitsPerSample", bits);
}

/** Notes an element that describes how blocks are packed; `value`: its number. */
export function notePacking(track: Track, bytes: Uint8Array, element: Element, value: number): void {
  const packing = track.packings.at(-1);
  if (element.id === ID.encoding)
    track.packings.push({ scope: BLOCKS, type: 0, algorithm: ZLIB, stripped: new Uint8Array(0) });
  else if (packing === undefined) return;
  else if (element.id === ID.encodingScope) packing.scope = value;
  else if (element.id === ID.encodingType) packing.type = value;
  else if (element.id === ID.compression) packing.algorithm = value;
  else if (element.id === ID.compressionSettings)
    packing.stripped = bytes.subarray(element.content, element.end);
}

/** A block of a track of text is text behind the number of its track, a time and flags; any other is sound or pictures. */
export function addBlock(
  parts: PartList,
  view: View,
  tracks: ReadonlyMap<number, Track>,
  { from, content, end }: Element,
): void {
  const number = numberAt(view.bytes, content);
  const track = number === undefined ? undefined : tracks.get(number.value);
  if (number === undefined || track === undefined) parts.sound(view, "Cluster/blocks", from, end);
  else addText(parts, view, track, `Cluster/track ${number.value}`, Math.min(number.end + 3, end), end, BLOCKS);
} // prettier-ignore

/** What a decoder of text is told beforehand: fonts, styles, a title. It is packed where the blocks are, if its track says so. */
export function addPrivateData(parts: PartList, view: View, track: Track, path: string): void {
  const element = track.privateData;
  if (element !== undefined && track.packings.some(({ scope }) => (scope & PRIVATE_DATA) !== 0))
    addText(parts, view, track, path, element.content, element.end, PRIVATE_DATA);
}

function addText(
  parts: PartList,
  view: View,
  { packings }: Track,
  path: string,
  from: number,
  to: number,
  scope: number,
): void {
  const [packing, ...more] = packings.filter((one) => (one.scope & scope) !== 0);
  if (packing === undefined) {
    parts.bytes(view, path, from, to);
    return;
  }
  if (packing.type === ENCRYPTION) parts.doubts("encrypted", "its text is encrypted");
  else if (more.length > 0) parts.doubts("unsupported-format", "its text is packed twice");
  else if (packing.algorithm === ZLIB) {
    const unpacked = inflated(parts, view, path, from, to);
    if (unpacked !== undefined) parts.bytes(unpacked, path, 0, unpacked.bytes.length);
    return;
  } else if (packing.algorithm === HEADER_STRIPPING) {
    const whole = Buffer.concat([packing.stripped, view.bytes.subarray(from, to)]);
    parts.bytes(parts.unpacked(view, from, to, whole), path, 0, whole.length);
    return;
  } else parts.doubts("unsupported-format", "its text is packed in a way that cannot be read");
  parts.bytes(view, path, from, to);
}
