import { createHash } from "node:crypto";
import type { ReadContext } from "../../model/format.ts";
import type { Outline } from "./parts.ts";

/** Bytes of coded sound below which two recordings may be equal by chance: a click, a pause. */
const MIN_SOUND_BYTES = 1024;

/**
 * Gives the context the SHA-256 of a recording's coded sound or picture alone, if it wants it: the same for a copy with
 * other tags. Nothing for a damaged file, for silence, and for what is too short to tell anything.
 */
export function tellSound(bytes: Uint8Array, outline: Outline, context: ReadContext): void {
  if (context.sound === undefined || outline.doubt !== undefined) return;
  const digest = createHash("sha256");
  let length = 0;
  let isEven = true;
  let at = 0;
  const sounds = outline.parts.filter(({ is }) => is === "sound").toSorted((a, b) => a.from - b.from);
  const first = bytes[sounds[0]?.from ?? 0];
  for (const { from, to } of sounds) {
    // Parts that were unpacked from the same bytes say where those lie, each of them.
    const piece = bytes.subarray(Math.max(at, from), Math.max(at, to));
    at = Math.max(at, to);
    digest.update(piece);
    length += piece.length;
    isEven &&= piece.every((byte) => byte === first);
  }
  if (length >= MIN_SOUND_BYTES && !isEven) context.sound(digest.digest("hex"));
}
