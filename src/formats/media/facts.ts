/** What is told of a recording besides what is in it: to compare recordings with one another, never as evidence. */
export const FACT_NAMES = [
  /** The format that holds the sound: `WAV`, `MP4`. */
  "container",
  /** How sound or pictures are coded, as the file names it: `PCM`, `mp4a`, `A_OPUS`; of several tracks joined by ` + `. */
  "codec",
  /** Samples a second. */
  "sampleRate",
  "bitsPerSample",
  "channels",
  /** Length in seconds, to the millisecond, as its headers tell it. */
  "seconds",
  /** The program that wrote it. */
  "encoder",
  /** Maker and model of what recorded it. */
  "device",
  /** Of a picture: width and height, `4032 x 3024`. */
  "pixels",
] as const;

export type FactName = (typeof FACT_NAMES)[number];

/** Seconds to the millisecond. */
export function seconds(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Adds a codec to those of the tracks before. */
export function addCodec(parts: { readonly facts: Map<FactName, string | number> }, codec: string): void {
  const before = String(parts.facts.get("codec") ?? "");
  if (before === "") parts.facts.set("codec", codec);
  else if (before.length < MAX_CODECS_CHARACTERS && !before.split(" + ").includes(codec))
    parts.facts.set("codec", `${before} + ${codec}`);
}

const MAX_CODECS_CHARACTERS = 100;
