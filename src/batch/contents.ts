import type { EntryContent } from "../engine/contents.ts";

/** Bytes of a digest that are kept: as many as no two files share by chance or by a forger's work. */
const DIGEST_BYTES = 16;
const ROW_BYTES = 2 * DIGEST_BYTES + 5;
const RECORDING = 1;
const OWN = 2;
const SOUND = 8;

/** An entry as it is compared with those of other bundles. */
export interface PackedEntry {
  /** Place among the entries of the report, from 1. */
  readonly position: number;
  /** In hex. */
  readonly file: string;
  /** In hex; undefined where there is none. */
  readonly sound: string | undefined;
  readonly isRecording: boolean;
  /** It is the requester's. */
  readonly isOwn: boolean;
}

/** Packs what is compared with other bundles: 37 bytes an entry. */
export function packContents(contents: Iterable<EntryContent>): Buffer {
  const rows: Buffer[] = [];
  for (const { position, sha256, sound, recording, attribution } of contents) {
    const row = Buffer.alloc(ROW_BYTES);
    row.write(sha256.slice(0, 2 * DIGEST_BYTES), 0, "hex");
    if (sound !== undefined) row.write(sound.slice(0, 2 * DIGEST_BYTES), DIGEST_BYTES, "hex");
    row.writeUInt32LE(position, 2 * DIGEST_BYTES);
    const flags =
      (recording ? RECORDING : 0) + (attribution === "own" ? OWN : 0) + (sound === undefined ? 0 : SOUND);
    row.writeUInt8(flags, ROW_BYTES - 1);
    rows.push(row);
  }
  return Buffer.concat(rows);
}

/** The other way round; bytes that are no whole row are left out. */
export function* unpackContents(packed: Buffer): Generator<PackedEntry> {
  for (let at = 0; at + ROW_BYTES <= packed.length; at += ROW_BYTES) {
    const flags = packed.readUInt8(at + ROW_BYTES - 1);
    const hex = (from: number): string => packed.toString("hex", at + from, at + from + DIGEST_BYTES);
    yield {
      position: packed.readUInt32LE(at + 2 * DIGEST_BYTES),
      file: hex(0),
      sound: (flags & SOUND) === 0 ? undefined : hex(DIGEST_BYTES),
      isRecording: (flags & RECORDING) !== 0,
      isOwn: (flags & OWN) !== 0,
    };
  }
}
