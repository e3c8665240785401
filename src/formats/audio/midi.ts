import { ascii, u32 } from "../bytes.ts";
import type { PartList, View } from "../media/parts.ts";
import { narrowText } from "../media/tag-text.ts";

const TEXT_EVENTS = [
  "",
  "text",
  "copyright",
  "track name",
  "instrument",
  "lyric",
  "marker",
  "cue",
  "program",
  "device",
];

/** Walks a standard MIDI file: notes are sound, text and messages of makers are read. Returns where its chunks end. */
export function walkMidi(parts: PartList, view: View, prefix = ""): number {
  const { bytes } = view;
  parts.fact("container", "MIDI");
  parts.fact("codec", "MIDI");
  let at = 0;
  let track = 0;
  while (/^MT(?:hd|rk)$/.test(ascii(bytes, at, 4))) {
    const to = at + 8 + u32(bytes, at + 4, false);
    const isTrack = bytes[at + 2] === 0x72;
    if (isTrack) track += 1;
    const path = isTrack ? `${prefix}track ${track}` : `${prefix}MThd`;
    const last = Math.min(to, bytes.length);
    parts.holds(view, path, at, last);
    if (isTrack) walkTrack(parts, view, path, at + 8, last);
    else parts.bytes(view, path, Math.min(at + 14, last), last);
    if (to > bytes.length) {
      parts.doubts("damaged", "its last part is cut off");
      return bytes.length;
    }
    at = to;
  }
  return at;
}

interface Event {
  /** Where its content begins and ends. */
  readonly from: number;
  readonly to: number;
  readonly name: string | undefined;
}

function walkTrack(parts: PartList, view: View, path: string, start: number, end: number): void {
  const { bytes } = view;
  let at = start;
  let running = 0;
  while (at < end) {
    const first = variable(bytes, at).at;
    const status = bytes[first] ?? 0;
    if (status >= 0x80 && status < 0xf0) running = status;
    const event = eventAt(bytes, first, running);
    if (event === undefined || event.to > end) break;
    if (event.name === undefined) parts.sound(view, `${path}/notes`, at, event.to);
    else if (event.name === "data") parts.bytes(view, `${path}/data`, event.from, event.to);
    else parts.text(view, `${path}/${event.name}`, event.from, event.to, [], narrowText(bytes.subarray(event.from, event.to)));
    at = event.to;
  }
  parts.bytes(view, `${path}/rest`, at, end);
} // prettier-ignore

/** The event at `at`, behind its time; `running` is the status of the last note, which need not be said again. */
function eventAt(bytes: Uint8Array, at: number, running: number): Event | undefined {
  const status = bytes[at] ?? 0;
  if (status === 0xff) {
    const type = bytes[at + 1] ?? 0;
    const { value, at: from } = variable(bytes, at + 2);
    const name = type === 0 || type > 0x1f ? (value > 6 ? "data" : undefined) : (TEXT_EVENTS[type] ?? "text");
    return { from, to: from + value, name };
  }
  if (status === 0xf0 || status === 0xf7) {
    const { value, at: from } = variable(bytes, at + 1);
    return { from, to: from + value, name: "data" };
  }
  if (status > 0xf0 || running === 0) return undefined;
  const from = status < 0x80 ? at : at + 1;
  const length = running >= 0xc0 && running < 0xe0 ? 1 : 2;
  return { from, to: from + length, name: undefined };
}

/** A number of seven bits a byte, and where it ends. */
function variable(bytes: Uint8Array, from: number): { readonly value: number; readonly at: number } {
  let value = 0;
  let at = from;
  for (let index = 0; index < 4; index += 1) {
    const byte = bytes[at] ?? 0;
    at += 1;
    value = value * 128 + (byte & 127);
    if (byte < 128) break;
  }
  return { value, at };
}
