import { ascii } from "../bytes.ts";
import { detectEncoding } from "../encoding.ts";
import { isMpegAudio } from "./mpeg-frames.ts";

/** Families of sound and video files, by the walker that reads them. */
export type Family =
  | "riff" | "wave64" | "aiff" | "dsdiff" | "caf" | "mp4" | "ogg" | "flac" | "mpeg" | "matroska" | "asf" | "amr" | "silk"
  | "ac3" | "ivf" | "tta" | "au" | "dsf" | "voc" | "monkey" | "wavpack" | "musepack" | "midi" | "flv" | "transport"
  | "program"
  /** Known, but nothing walks it. */
  | "unreadable"; // prettier-ignore

export interface MediaKind {
  readonly family: Family;
  readonly what: string;
}

type Row = readonly [at: number, bytes: string, family: Family, what: string];

const SIGNATURES: readonly Row[] = [
  [0, "ID3", "mpeg", "an MP3 recording"],
  [0, "OggS", "ogg", "an Ogg recording"],
  [0, "fLaC", "flac", "a FLAC recording"],
  [0, "\x1a\x45\xdf\xa3", "matroska", "a Matroska or WebM recording"],
  [0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf", "a Windows Media recording"],
  [0, "MAC ", "monkey", "a Monkey's Audio recording"],
  [0, "wvpk", "wavpack", "a WavPack recording"],
  [0, "MPCK", "musepack", "a Musepack recording"],
  [0, "MP+", "musepack", "a Musepack recording"],
  [0, "DSD ", "dsf", "a DSF recording"],
  [0, "FRM8", "dsdiff", "a DSDIFF recording"],
  [0, "riff\x2e\x91\xcf\x11", "wave64", "a Wave64 recording"],
  [0, "#!AMR\n", "amr", "an AMR recording"],
  [0, "#!AMR-WB\n", "amr", "an AMR recording"],
  [0, "#!AMR", "unreadable", "an AMR recording of several channels"],
  [0, "#!SILK", "silk", "a SILK recording"],
  [0, "\x02#!SILK", "silk", "a SILK recording"],
  [0, "#!EVS", "unreadable", "an EVS recording"],
  [0, "caff\0\x01", "caf", "a Core Audio recording"],
  [0, "MThd\0\0\0\x06", "midi", "a MIDI file"],
  [0, ".snd\0\0", "au", "an AU recording"],
  [0, "\x0bw", "ac3", "an AC-3 recording"],
  [0, "TTA1", "tta", "a True Audio recording"],
  [0, "TTA2", "unreadable", "a True Audio recording"],
  [0, "OFR ", "unreadable", "an OptimFROG recording"],
  [0, "tBaK", "unreadable", "a TAK recording"],
  [0, ".RMF", "unreadable", "a RealMedia recording"],
  [0, ".ra\xfd", "unreadable", "a RealAudio recording"],
  [0, "Creative Voice File\x1a", "voc", "a VOC recording"],
  [0, "FLV\x01", "flv", "a Flash video"],
  [0, "\0\0\x01\xba", "program", "an MPEG video"],
  [0, "\0\0\x01\xb3", "unreadable", "an MPEG video"],
  [0, "DKIF", "ivf", "an IVF video"],
];

/** Brands of ISO media files that are pictures, not recordings of time. */
const PICTURE_BRAND = /^(?:hei[cxms]|hev[cxm]|mif[12]|msf1|avi[fs]|crx )$/;

/** First boxes of QuickTime files from before `ftyp`. */
const OLD_QUICKTIME_BOX = /^(?:moov|mdat|wide|pnot)$/;

const EXTENSION =
  /\.(?:wav|wave|mp[234]|m4[abpvr]|mp4v|mov|qt|3gpp?|3g2|og[agvx]|opus|spx|flac|aif[fc]?|webm|weba|mk[av]|wm[av]|asf|amr|awb|caf|avi|midi?|pcm|raw|sln|gsm|ulaw|alaw|aac|adts|e?ac3|silk|slk|ape|wv|mpc|dsf|dff|au|snd|mpe?g|m?ts|m2ts|flv|tta|ra|rm|voc|dss|ds2|dvf|msv|vox|w64|rf64|insv|mxf)$/i;

/** First bytes of the signatures: most files begin with none of them. */
const FIRST_BYTES = new Set(SIGNATURES.map(([, bytes]) => bytes.charCodeAt(0)));

/** What sound or video a file is by its first bytes; undefined when they say nothing of the kind. */
export function mediaKind(head: Uint8Array): MediaKind | undefined {
  if (FIRST_BYTES.has(head[0] ?? 0)) {
    for (const [at, bytes, family, what] of SIGNATURES) {
      if (ascii(head, at, bytes.length) === bytes) return { family, what };
    }
  }
  const type = ascii(head, 8, 4);
  const start = ascii(head, 0, 4);
  if (start === "FORM")
    return /^AIF[FC]$/.test(type) ? { family: "aiff", what: "an AIFF recording" } : undefined;
  return RIFF_NAMES.has(start) ? riffKind(start, type) : (isoKind(head, type) ?? streamKind(head));
}

const RIFF_NAMES: ReadonlyMap<string, string> = new Map([
  ["RIFF", "a WAV recording"],
  ["RIFX", "a RIFX recording"],
  ["RF64", "an RF64 recording"],
  ["BW64", "a BW64 recording"],
]);

function riffKind(start: string, type: string): MediaKind | undefined {
  if (type === "WAVE") return { family: "riff", what: RIFF_NAMES.get(start) ?? "a WAV recording" };
  if (type === "AVI ") return { family: "riff", what: "an AVI video" };
  if (type === "RMID") return { family: "riff", what: "a MIDI file" };
  return undefined;
}

function isoKind(head: Uint8Array, brand: string): MediaKind | undefined {
  const box = ascii(head, 4, 4);
  if (box === "ftyp") {
    return PICTURE_BRAND.test(brand)
      ? undefined
      : { family: "mp4", what: "an MP4, QuickTime or 3GP recording" };
  }
  return OLD_QUICKTIME_BOX.test(box) ? { family: "mp4", what: "a QuickTime recording" } : undefined;
}

function streamKind(head: Uint8Array): MediaKind | undefined {
  // MPEG transport stream: a sync byte every 188 bytes (192 with time codes, from the fifth).
  for (const [from, every] of [
    [0, 188],
    [4, 192],
  ] as const) {
    if ([0, 1, 2, 3].every((index) => head[from + index * every] === 0x47)) {
      return { family: "transport", what: "an MPEG transport stream" };
    }
  }
  if (isMpegAudio(head)) return { family: "mpeg", what: "an MPEG recording" };
  return undefined;
}

/** The name says sound or video, and the bytes are at least no text. */
export function isMediaName(head: Uint8Array, name: string): boolean {
  const encoding = detectEncoding(head);
  return EXTENSION.test(name) && (encoding === undefined || encoding === "windows-1252");
}
