import { walkAsf } from "./asf.ts";
import { walkCaf } from "./caf.ts";
import { addTags } from "./end-tags.ts";
import { walkFlac } from "./flac.ts";
import { walkFlv } from "./flv.ts";
import { walkAiff, walkDsdiff } from "./iff.ts";
import { walkMatroska } from "./matroska.ts";
import { walkMidi } from "./midi.ts";
import { walkMp4 } from "./mp4.ts";
import { walkFrames, walkLeadingTags } from "./mpeg.ts";
import { walkProgram, walkTransport } from "./mpeg-systems.ts";
import { walkOgg } from "./ogg.ts";
import {
  partAt,
  PartList,
  TooManyParts,
  viewOf,
  viewWithin,
  type Outline,
  type Part,
  type View,
} from "../media/parts.ts";
import { walkRiff } from "./riff.ts";
import { mediaKind, type Family } from "./signatures.ts";
import { walkAu, walkDsf, walkMonkey, walkMusepack, walkVoc, walkWavpack } from "./small-formats.ts";
import { walkAc3, walkAmr, walkIvf, walkSilk, walkTta } from "./speech.ts";
import { walkWave64 } from "./wave64.ts";

/** Walks a file from its first byte, names its parts, and returns where its container ends. */
type Walker = (parts: PartList, view: View) => number;

const WALKERS: Readonly<Record<Exclude<Family, "unreadable">, Walker>> = {
  riff: walkRiff,
  wave64: walkWave64,
  aiff: walkAiff,
  dsdiff: walkDsdiff,
  caf: walkCaf,
  mp4: walkMp4,
  ogg: walkOgg,
  flac: walkFlac,
  mpeg: walkMpeg,
  matroska: walkMatroska,
  asf: walkAsf,
  amr: walkAmr,
  silk: walkSilk,
  ac3: walkAc3,
  ivf: walkIvf,
  tta: walkTta,
  au: walkAu,
  dsf: walkDsf,
  voc: walkVoc,
  monkey: walkMonkey,
  wavpack: walkWavpack,
  musepack: walkMusepack,
  midi: walkMidi,
  flv: walkFlv,
  transport: walkTransport,
  program: walkProgram,
};

/** All parts of a sound or video file, sound included; undefined when its bytes are none that is known. */
export function outlineOf(bytes: Uint8Array): Outline | undefined {
  const kind = mediaKind(bytes);
  if (kind === undefined) return undefined;
  const parts = new PartList();
  let end = bytes.length;
  try {
    if (kind.family === "unreadable") parts.doubts("unsupported-format", "");
    else end = tagsBehind(parts, viewOf(bytes), WALKERS[kind.family](parts, viewOf(bytes)));
  } catch (error) {
    if (!(error instanceof TooManyParts)) throw error;
  }
  // Heads of parts that hold no others lie in nothing but the file.
  const whole: Part = {
    is: "holds",
    path: String(parts.facts.get("container") ?? kind.what),
    from: 0,
    to: end,
  };
  return {
    parts: [whole, ...parts.parts],
    facts: parts.facts,
    end,
    doubt: parts.doubt,
    hasContent: parts.parts.some(isContent),
  };
}

/** Tags of MP3s that programs put behind recordings of any format: where they lead to the end of the file, they belong to it. */
function tagsBehind(parts: PartList, view: View, end: number): number {
  const { length } = view.bytes;
  if (end >= length || parts.doubt !== undefined || addTags(new PartList(), view, end) < length) return end;
  return addTags(parts, view, end);
}

/** The numbers in the head of a recording of no length are no content. */
function isContent(part: Part): boolean {
  return part.is !== "holds" && part.path !== "fmt" && part.to > part.from;
}

/** ID3 tags, and what they stand before: frames of MPEG audio, or a file of another format. */
function walkMpeg(parts: PartList, view: View): number {
  const at = walkLeadingTags(parts, view);
  if (at === undefined) return view.bytes.length;
  const rest = viewWithin(view, at);
  const inner = at === 0 ? undefined : mediaKind(rest.bytes);
  if (inner === undefined || inner.family === "mpeg") {
    const end = walkFrames(parts, view, at);
    if (!parts.parts.some((part) => part.is === "sound")) parts.doubts("unsupported-format", "its sound is of no format that is known");
    return end;
  }
  if (inner.family === "unreadable") {
    parts.doubts("unsupported-format", `its sound is ${inner.what}`);
    return view.bytes.length;
  }
  return at + WALKERS[inner.family](parts, rest);
} // prettier-ignore

/** Outlines of files that are still in memory: many places of one file may be asked for. */
const outlines = new WeakMap<Uint8Array, Outline>();

/** The same for the bytes of a whole file. */
export function unitAt(bytes: Uint8Array, offset: number): string | undefined {
  const outline = outlines.get(bytes) ?? outlineOf(bytes);
  if (outline === undefined) return undefined;
  outlines.set(bytes, outline);
  return partAt(outline, offset);
}
