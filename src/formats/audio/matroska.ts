import { seconds } from "../media/facts.ts";
import { addAttachment } from "./attachments.ts";
import { elementAt, isOpenEnded, type Element } from "./ebml.ts";
import { CONTAINERS, ID, KNOWN, NAMES, TEXTS } from "./matroska-elements.ts";
import {
  addBlock,
  addPrivateData,
  isTextTrack,
  newTrack,
  notePacking,
  tellTrack,
  type Track,
} from "./matroska-tracks.ts";
import { MAX_NESTING, type PartList, type View } from "../media/parts.ts";
import { endOfText, narrowText } from "../media/tag-text.ts";

// EBML (RFC 8794) and Matroska (RFC 9559). Live recordings leave the size of segments and clusters open: those end at the
// first element that cannot lie in them.

interface State {
  /** The track that is being described. */
  track: Track;
  /** Tracks of text (subtitles) and of what a camera measured, by their numbers. */
  readonly textTracks: Map<number, Track>;
  /** Name of the file that is attached, and of the tag: they stand before what they name. */
  fileName: string;
  readonly tagNames: string[];
  scale: number;
  duration: number;
}

/** Walks a Matroska or WebM file. */
export function walkMatroska(parts: PartList, view: View): number {
  const { bytes } = view;
  const state: State = { track: newTrack(), textTracks: new Map(), fileName: "", tagNames: [], scale: 1_000_000, duration: 0 }; // prettier-ignore
  parts.fact("container", "Matroska");
  let at = 0;
  for (let element = elementAt(bytes, at); element !== undefined && KNOWN.has(element.id); element = elementAt(bytes, at)) {
    const { id, content, end } = element;
    // A segment is entered; so is a cluster without a size, whose parts then follow one another here.
    if (id === ID.segment || (id === ID.cluster && isOpenEnded(element))) {
      parts.holds(view, id === ID.segment ? "Segment" : "Cluster", at, content);
      at = content;
      continue;
    }
    if (isOpenEnded(element) || end > bytes.length) {
      addElement(parts, view, state, "", { ...element, end: bytes.length }, 0);
      parts.doubts("damaged", "its end is missing");
      at = bytes.length;
      break;
    }
    addElement(parts, view, state, "", element, 0);
    at = end;
  }
  if (state.duration > 0) parts.fact("seconds", seconds((state.duration * state.scale) / 1e9));
  return at;
} // prettier-ignore

function addElement(parts: PartList, view: View, state: State, prefix: string, element: Element, depth: number): void {
  const { id, from, content, end } = element;
  if (id === ID.cluster) {
    walkChildren(parts, view, state, "Cluster", element, depth);
    return;
  }
  if (id === ID.blockGroup) {
    walkChildren(parts, view, state, `${prefix}BlockGroup`, element, depth);
    return;
  }
  if (id === ID.simpleBlock || id === ID.block) {
    addBlock(parts, view, state.textTracks, element);
    return;
  }
  if (id === ID.cues || id === ID.seekHead || id === 0xe7 || id === 0xa7 || id === 0xab) {
    parts.sound(view, id === ID.cues ? "Cues" : id === ID.seekHead ? "SeekHead" : "Cluster/times", from, end);
    return;
  }
  const container = CONTAINERS.get(id) ?? (id === ID.head ? "EBML" : undefined);
  if (container === undefined) {
    addLeaf(parts, view, state, prefix, element);
    return;
  }
  const names = state.tagNames.length;
  if (id === ID.trackEntry) state.track = newTrack();
  if (id === ID.encoding) notePacking(state.track, view.bytes, element, 0);
  if (id === ID.attachedFile) state.fileName = "";
  if (id === ID.simpleTag) state.tagNames.push("");
  parts.holds(view, `${prefix}${container}`, from, end);
  walkChildren(parts, view, state, `${prefix}${container}`, { ...element, from, content }, depth);
  state.tagNames.length = names;
  if (id !== ID.trackEntry) return;
  tellTrack(parts, state.track);
  if (!isTextTrack(state.track)) return;
  state.textTracks.set(state.track.number, state.track);
  addPrivateData(parts, view, state.track, `${prefix}${container}/CodecPrivate`);
} // prettier-ignore

function walkChildren(
  parts: PartList,
  view: View,
  state: State,
  path: string,
  { content, end }: Element,
  depth: number,
): void {
  const { bytes } = view;
  if (depth >= MAX_NESTING) {
    parts.bytes(view, path, content, end);
    parts.doubts("over-limit", `its elements are nested more than ${MAX_NESTING} deep`);
    return;
  }
  let at = content;
  while (at < end) {
    const child = elementAt(bytes, at);
    if (child === undefined || isOpenEnded(child) || child.end > end) break;
    addElement(parts, view, state, `${path}/`, child, depth + 1);
    at = child.end;
  }
  parts.bytes(view, `${path}/rest`, at, end);
}

function addLeaf(parts: PartList, view: View, state: State, prefix: string, element: Element): void {
  const { id, content, end } = element;
  const { bytes } = view;
  readNumber(parts, bytes, state, element);
  notePacking(state.track, bytes, element, whole(bytes, content, end));
  if (id === ID.codecPrivate) state.track.privateData = element;
  if (id === ID.fileData) {
    addAttachment(parts, view, `${prefix}FileData`, content, end, state.fileName);
    return;
  }
  if (id === ID.tagString || id === ID.tagBinary) {
    const names = state.tagNames.filter((name) => name !== "");
    const path = `${prefix}${names.join("/") || "TagString"}`;
    if (id === ID.tagBinary) addAttachment(parts, view, path, content, end, names.at(-1) ?? "", names);
    else parts.text(view, path, content, end, names, textOf(bytes, content, end));
    return;
  }
  const name = TEXTS.get(id);
  if (name === undefined) {
    parts.bytes(view, `${prefix}${NAMES.get(id) ?? `element ${id.toString(16)}`}`, content, end);
    return;
  }
  const text = textOf(bytes, content, end);
  parts.text(view, `${prefix}${name}`, content, end, [name], text);
  if (id === ID.fileName) state.fileName = text;
  if (id === ID.tagName && state.tagNames.length > 0) state.tagNames[state.tagNames.length - 1] = text;
  if (id === ID.writer) parts.fact("encoder", text);
  if (id === ID.docType && text === "webm") parts.facts.set("container", "WebM");
  if (id === ID.codec) state.track.codec = text;
}

/** Text may be filled up with zeros. */
function textOf(bytes: Uint8Array, from: number, to: number): string {
  return narrowText(bytes.subarray(from, endOfText(bytes, from, to)));
}

function readNumber(parts: PartList, bytes: Uint8Array, state: State, { id, content, end }: Element): void {
  switch (id) {
    case ID.trackNumber:
      state.track.number = whole(bytes, content, end);
      return;
    case ID.trackType:
      state.track.type = whole(bytes, content, end);
      return;
    case ID.scale:
      state.scale = whole(bytes, content, end);
      return;
    case ID.duration:
      state.duration = float(bytes, content, end);
      return;
    case ID.rate:
      parts.fact("sampleRate", float(bytes, content, end));
      return;
    case ID.channels:
      state.track.channels = whole(bytes, content, end);
      return;
    case ID.bits:
      state.track.bits = whole(bytes, content, end);
  }
}

function whole(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < Math.min(to, from + 8); at += 1) value = value * 256 + (bytes[at] ?? 0);
  return value;
}

function float(bytes: Uint8Array, from: number, to: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + from, to - from);
  return to - from === 4 ? view.getFloat32(0) : to - from === 8 ? view.getFloat64(0) : 0;
}
