import { NotInspected, messageOf } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import { eachPiece } from "../long-lines.ts";
import { ownEnd } from "../own-end.ts";
import { readWhole } from "../whole.ts";
import type { Parsed } from "./metadata.ts";
import { parseMetadata } from "./metadata.ts";
import { eachRun, isPrintable } from "../printable-runs.ts";
import type { Outline, Region } from "./regions.ts";
import { outlineOf } from "./regions.ts";
import type { MediaKind } from "./signatures.ts";
import { isMediaName, mediaKind } from "./signatures.ts";
import { reportTags } from "./tags.ts";
import { WAV_TAG_CHUNKS, soundBytes } from "./wav.ts";

/** Sound and video: what its tags say. The sound itself is not listened to. */
export const audioFormat: Format = {
  name: "audio",
  killable: true,
  sniff(head: Uint8Array, name: string): Confidence {
    if (mediaKind(head) !== undefined) return 3;
    return head.length > 0 && isMediaName(head, name) ? 1 : 0;
  },
  read: readAudio,
};

async function readAudio(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(source, context.limits.maxWholeBytes);
  if (bytes.length === 0) return 0;
  out.recording();
  const kind = mediaKind(bytes);
  if (kind === undefined) {
    out.content();
    throw new NotInspected("unsupported-format", "a recording by its name, but of no known format");
  }
  if (kind.family !== "wav" || soundBytes(bytes) > 0) out.content();
  const outline = outlineOf(bytes, kind);
  const end = ownEnd(bytes, outline.end);
  const consumed = end > 0 ? end : undefined;
  if (kind.family === "unreadable") throw new NotInspected("unsupported-format", kind.what, consumed);
  const parsed = needsParser(kind, outline)
    ? await parseMetadata(bytes.subarray(0, outline.end), kind)
    : undefined;
  if (outline.regions.length > 0 || parsed !== undefined) report(bytes, outline, parsed, context, out);
  if (outline.broken !== undefined) {
    throw new NotInspected("damaged", `${kind.what}: ${outline.broken}`, consumed);
  }
  if (parsed?.error !== undefined) {
    throw new NotInspected(
      parsed.isKnown ? "damaged" : "unsupported-format",
      `${kind.what}: ${messageOf(parsed.error)}`,
      consumed,
    );
  }
  return end;
}

/** A WAV of nothing but sound has no tags, and a whole folder of them must not cost a parser each. */
function needsParser(kind: MediaKind, outline: Outline): boolean {
  return kind.family !== "wav" || outline.regions.some((region) => WAV_TAG_CHUNKS.has(region.path));
}

function report(
  bytes: Uint8Array,
  outline: Outline,
  parsed: Parsed | undefined,
  context: ReadContext,
  out: Sink,
): void {
  // Everything a file says of itself is about one recording.
  out.openObject();
  try {
    if (parsed !== undefined) reportTags(parsed.native, context, out);
  } finally {
    for (const region of outline.regions) {
      const isCut = outline.broken !== undefined && region.to === bytes.length;
      reportRegion(isCut ? withoutCutText(bytes, region) : region, bytes, out);
    }
    out.closeObject();
  }
}

function reportRegion(region: Region, bytes: Uint8Array, out: Sink): void {
  out.locate(() => ({ unit: "tag", path: region.path }));
  eachRun(bytes.subarray(region.from, region.to), (run) => {
    eachPiece(run, (piece) => {
      out.text(piece);
    });
  });
}

/** Half an identifier would be somebody else's: text that the end of a damaged file cuts off is left out. */
function withoutCutText(bytes: Uint8Array, region: Region): Region {
  let to = region.to;
  while (
    to > region.from &&
    (isPrintable(bytes[to - 1] ?? 0) || (bytes[to - 1] === 0 && bytes[to - 3] === 0))
  )
    to -= 1;
  return { ...region, to };
}
