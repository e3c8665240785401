import type { Box } from "../boxes.ts";
import { boxAt } from "../boxes.ts";
import { u16, u32 } from "../bytes.ts";
import { addCodec } from "../media/facts.ts";
import type { PartList, View } from "../media/parts.ts";
import { tellSound } from "./mp4-sound.ts";

/** What is learnt of a file while its boxes are walked. */
export interface Movie {
  readonly tracks: Track[];
  /** Where sound and pictures lie: the contents of `mdat`. */
  readonly media: [from: number, to: number][];
  /** Names of the items of the next list. */
  readonly keys: string[];
  isFragmented: boolean;
}

export interface Track {
  /** `soun`, `vide`, `text`, `meta` …; empty until it is known. */
  handler: string;
  /** Where its tables about samples lie. */
  readonly tables: Map<string, readonly [from: number, to: number]>;
}

export function openTrack(movie: Movie): void {
  movie.tracks.push({ handler: "", tables: new Map() });
}

/** Tracks whose samples are coded sound or pictures, or numbers about them. */
const CODED = new Set(["soun", "vide", "auxv", "pict", "hint", "tmcd", ""]);

/** Tracks whose samples are a length and a text. */
const TEXT = new Set(["text", "sbtl", "subt", "clcp"]);

/** Sample entries: what a track is coded as. Everything in them is looked through. */
export function addSampleEntries(parts: PartList, view: View, movie: Movie, path: string, box: Box): void {
  const { bytes } = view;
  parts.bytes(view, path, box.content, box.end);
  const entry = boxAt(bytes, box.content + 8, box.end);
  if (entry === undefined) return;
  const handler = movie.tracks.at(-1)?.handler;
  if (handler !== "soun" && handler !== "vide") return;
  if (handler === "soun") tellSound(parts, bytes, entry);
  else addCodec(parts, entry.type);
}

/** Adds the samples of tracks that are neither sound nor pictures: subtitles, chapters, what a camera measured. */
export function addTextTracks(parts: PartList, view: View, movie: Movie): void {
  const texts = movie.tracks.filter(({ handler }) => !CODED.has(handler));
  if (texts.length === 0) return;
  if (movie.isFragmented) {
    // Where the samples of fragments lie is not followed: all of them are looked through.
    for (const [from, to] of movie.media) parts.bytes(view, "mdat", from, to);
    return;
  }
  for (const track of texts) {
    const path = `mdat/track ${movie.tracks.indexOf(track) + 1} (${track.handler})`;
    addSamples(parts, view, track, path);
  }
}

/** Chunks of samples, one after the other: `stco` says where, `stsc` how many, `stsz` how large. */
function addSamples(parts: PartList, view: View, track: Track, path: string): void {
  const { bytes } = view;
  const sizes = track.tables.get("stsz");
  const groups = track.tables.get("stsc");
  const long = track.tables.get("co64");
  const chunks = long ?? track.tables.get("stco");
  if (sizes === undefined || groups === undefined || chunks === undefined) {
    parts.doubts("unsupported-format", `where the text of its ${path.slice(5)} lies cannot be told`);
    return;
  }
  const width = long === undefined ? 4 : 8;
  const one = u32(bytes, sizes[0] + 4, false);
  const total = Math.min(
    u32(bytes, sizes[0] + 8, false),
    one === 0 ? (sizes[1] - sizes[0]) / 4 : bytes.length,
  );
  const count = Math.min(u32(bytes, chunks[0] + 4, false), (chunks[1] - chunks[0]) / width);
  let sample = 0;
  let budget = bytes.length;
  let group = groups[0] + 8;
  for (let chunk = 1; chunk <= count && sample < total; chunk += 1) {
    while (group + 24 <= groups[1] && u32(bytes, group + 12, false) <= chunk) group += 12;
    const place = chunks[0] + 8 + (chunk - 1) * width;
    let at = long === undefined ? u32(bytes, place, false) : u32(bytes, place, false) * 0x1_0000_0000 + u32(bytes, place + 4, false); // prettier-ignore
    for (let left = u32(bytes, group + 4, false); left > 0 && sample < total; left -= 1) {
      const size = one === 0 ? u32(bytes, sizes[0] + 12 + sample * 4, false) : one;
      budget -= size;
      if (at + size > bytes.length || budget < 0) {
        parts.doubts("damaged", `a part of its ${path.slice(5)} is missing`);
        return;
      }
      // Text has its length before it.
      const isText = TEXT.has(track.handler) && u16(bytes, at, false) + 2 <= size;
      parts.bytes(view, path, at + (isText ? 2 : 0), at + size);
      at += size;
      sample += 1;
    }
  }
}
