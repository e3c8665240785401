import type { Bytes } from "./bytes.ts";

const STEP_BYTES = 64 * 1024;
const ZEROS = Buffer.alloc(STEP_BYTES);

/** Position of the first byte in `[start, end)` that is not zero; `end` if all of them are. `onProgress`: every 64 KiB. */
export function firstNonZero(bytes: Bytes, start: number, end: number, onProgress?: () => void): number {
  for (let at = start; at < end; at += STEP_BYTES) {
    const view = bytes.view(at, Math.min(STEP_BYTES, end - at));
    // The file has shrunk meanwhile: what is not there is not zero.
    if (view === undefined) return at;
    if (!isZero(view)) return at + view.findIndex((byte) => byte !== 0);
    onProgress?.();
  }
  return end;
}

/** Position behind the last byte in `[start, end)` that is not zero; `start` if all of them are. */
export function behindLastNonZero(bytes: Bytes, start: number, end: number): number {
  for (let until = end; until > start; until -= STEP_BYTES) {
    const from = Math.max(start, until - STEP_BYTES);
    const view = bytes.view(from, until - from);
    if (view === undefined) return until;
    if (!isZero(view)) return from + view.findLastIndex((byte) => byte !== 0) + 1;
  }
  return start;
}

/** Whether at most 64 KiB are zero. */
export function isZero(view: Buffer): boolean {
  return view.equals(ZEROS.subarray(0, view.length));
}
