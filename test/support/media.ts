import { joined } from "./bytes.ts";

/** An ISO media box. */
export function box(type: string, ...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const body = joined(...parts);
  const size = body.length + 8;
  return joined(Uint8Array.of(size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255), type, body);
}

/** A free-form iTunes tag, as `----:com.apple.iTunes:name`. */
export function freeForm(name: string, value: string): Uint8Array {
  return box(
    "----",
    box("mean", "\0\0\0\0com.apple.iTunes"),
    box("name", "\0\0\0\0", name),
    box("data", "\0\0\0\x01\0\0\0\0", value),
  );
}

/** An EBML element; `undefined` size is "unknown", as live recordings write it. */
function element(id: string, parts: readonly (Uint8Array | string)[], isLive = false): Uint8Array {
  const body = joined(...parts);
  const size = isLive
    ? [0x01, 255, 255, 255, 255, 255, 255, 255]
    : [0x40 | (body.length >> 8), body.length & 255];
  return joined(id, Uint8Array.from(size), body);
}

/** What a browser's MediaRecorder writes: Segment and Cluster of unknown size, one Opus track. */
export function mediaRecorderWebm(): Uint8Array {
  const opusHead = joined("OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0");
  const track = element("\xae", [
    element("\xd7", ["\x01"]),
    element("\x73\xc5", ["\x07"]),
    element("\x83", ["\x02"]),
    element("\x86", ["A_OPUS"]),
    element("\x63\xa2", [opusHead]),
    element("\xe1", [element("\xb5", ["\x47\x3b\x80\0"]), element("\x9f", ["\x01"])]),
  ]);
  const info = element("\x15\x49\xa9\x66", [
    element("\x2a\xd7\xb1", ["\x0f\x42\x40"]),
    element("\x4d\x80", ["Chrome"]),
    element("\x57\x41", ["Chrome"]),
  ]);
  const cluster = element(
    "\x1f\x43\xb6\x75",
    [element("\xe7", ["\0"]), element("\xa3", ["\x81\0\0\x80", "\xfc\xff\xfe"])],
    true,
  );
  const head = element("\x1a\x45\xdf\xa3", [
    element("\x42\x86", ["\x01"]),
    element("\x42\xf7", ["\x01"]),
    element("\x42\xf2", ["\x04"]),
    element("\x42\xf3", ["\x08"]),
    element("\x42\x82", ["webm"]),
    element("\x42\x87", ["\x04"]),
    element("\x42\x85", ["\x02"]),
  ]);
  return joined(
    head,
    element("\x18\x53\x80\x67", [info, element("\x16\x54\xae\x6b", [track]), cluster], true),
  );
}

/** One Ogg page; `time` 0 for headers. The checksum is left out, as nothing here checks it. */
export function oggPage(
  flags: number,
  number: number,
  time: number,
  packet: Uint8Array | string,
): Uint8Array {
  const bytes = joined(packet);
  const full = Math.floor(bytes.length / 255);
  const segments = [...Array.from({ length: full }, () => 255), bytes.length % 255];
  return joined(
    "OggS\0",
    Uint8Array.of(flags, time & 255, time >> 8, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, number, 0, 0, 0, 0, 0, 0, 0),
    Uint8Array.of(segments.length, ...segments),
    bytes,
  );
}

/** An Opus voice note with a vendor and comments. */
export function opus(vendor: string, comments: readonly string[]): Uint8Array {
  const length = (text: string): Uint8Array => Uint8Array.of(text.length & 255, text.length >> 8, 0, 0);
  const tags = joined(
    "OpusTags",
    length(vendor),
    vendor,
    Uint8Array.of(comments.length, 0, 0, 0),
    ...comments.flatMap((text) => [length(text), text]),
  );
  return joined(
    oggPage(2, 0, 0, "OpusHead\x01\x01\0\0\x80\x3e\0\0\0\0\0"),
    oggPage(0, 1, 0, tags),
    oggPage(4, 2, 960, "\xfc\xff\xfe"),
  );
}
