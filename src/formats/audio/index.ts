import { NotInspected } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, FormatWords, ReadContext, Sink } from "../../model/format.ts";
import { ownEnd } from "../own-end.ts";
import { readWhole } from "../whole.ts";
import { outlineOf, unitAt } from "./outline.ts";
import { reportParts } from "../media/report.ts";
import { tellSound } from "../media/sound-digest.ts";
import { isMediaName, mediaKind } from "./signatures.ts";

export { FACT_NAMES } from "../media/facts.ts";
export { outlineOf, unitAt };

/** Sound and video: what their parts say that are no sound. The sound itself is not listened to. */
export const audioFormat: Format = {
  name: "audio",
  killable: true,
  about: {
    title: "Sound and video",
    recognised:
      "its first bytes, whatever its name says: WAV, RF64, BW64, RIFX, Wave64, AVI, AIFF, CAF, MP4, M4A, MOV, 3GP, MP3, AAC, Ogg (Vorbis, Opus, Speex, FLAC, Theora), FLAC, Matroska, WebM, Windows Media, AMR, SILK, AC-3, AU, MIDI, DSF, DSDIFF, Monkey's Audio, WavPack, Musepack, True Audio, VOC, Flash video, IVF, MPEG streams",
    reads:
      "every part that is no coded sound or picture: tags of all kinds (also packed, unsynchronised and unknown ones), padding, pictures' own notes (EXIF, XMP), chapters, subtitles, attachments; the facts in its headers",
    leaves:
      "the sound and the pictures themselves (the sweep looks through their bytes); RealMedia, TTA2, OptimFROG, TAK, EVS, bare MPEG video, and what only its name calls a recording, are refused as `unsupported-format`",
    library: null,
  } satisfies FormatWords,
  sniff(head: Uint8Array, name: string): Confidence {
    if (mediaKind(head) !== undefined) return 3;
    return head.length > 0 && isMediaName(head, name) ? 1 : 0;
  },
  unitAt,
  read: readAudio,
};

async function readAudio(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(source, context.limits.maxWholeBytes);
  if (bytes.length === 0) return 0;
  out.recording();
  const kind = mediaKind(bytes);
  const outline = outlineOf(bytes);
  if (kind === undefined || outline === undefined) {
    out.content();
    throw new NotInspected("unsupported-format", "a recording by its name, but of no known format");
  }
  if (outline.hasContent || outline.doubt !== undefined) out.content();
  for (const [name, value] of outline.facts) out.fact(name, value);
  // Everything a file says of itself is about one recording.
  out.openObject();
  try {
    reportParts(bytes, outline, context, out);
  } finally {
    out.closeObject();
  }
  tellSound(bytes, outline, context);
  const end = ownEnd(bytes, outline.end);
  if (outline.doubt === undefined) return end;
  const { reason, words } = outline.doubt;
  throw new NotInspected(reason, words === "" ? kind.what : `${kind.what}: ${words}`, end > 0 ? end : undefined);
} // prettier-ignore
