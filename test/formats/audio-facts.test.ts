import { describe, expect, it } from "vitest";
import { big, joined, little, noise, zeros, type Bytes } from "../../fixtures/carriers/carrier.ts";
import { id3Tag, frame } from "../../fixtures/carriers/mp3.ts";
import { shortWav } from "../../fixtures/support/wav.ts";
import { audioFormat } from "../../src/formats/audio/index.ts";
import { tellAac, tellSound } from "../../src/formats/audio/mp4-sound.ts";
import { boxAt } from "../../src/formats/boxes.ts";
import { PartList } from "../../src/formats/media/parts.ts";
import { told } from "../support/bytes.ts";

async function factsOf(bytes: Uint8Array): Promise<string[]> {
  return (await told(audioFormat, bytes)).facts;
}

/** A sample entry of MP4 that says two channels, 16 bits and 44,100 Hz whatever it holds, with boxes behind that. */
function soundEntry(type: string, ...boxes: readonly Buffer[]): string {
  const numbers = joined(zeros(16), big(2, 2), big(16, 2), zeros(4), big(44_100, 2), zeros(2));
  const body = joined(numbers, ...boxes);
  const bytes = joined(big(body.length + 8, 4), type, body);
  const entry = boxAt(bytes, 0, bytes.length);
  const parts = new PartList();
  if (entry !== undefined) tellSound(parts, bytes, entry);
  return [...parts.facts].map(([name, value]) => `${name}=${value}`).join(" ");
}

function box(type: string, body: Bytes): Buffer {
  const bytes = joined(body);
  return joined(big(bytes.length + 8, 4), type, bytes);
}

/** A stream's decoder of the kind `kind`, and what it is told; lengths as ffmpeg writes them, in four bytes. */
function elementary(kind: number, told: Bytes): Buffer {
  const descriptor = (tag: number, body: Bytes): Buffer => {
    const bytes = joined(body);
    return joined(big(tag, 1), "\x80\x80\x80", big(bytes.length, 1), bytes);
  };
  const decoder = descriptor(4, joined(big(kind, 1), zeros(12), descriptor(5, told)));
  return box("esds", joined(zeros(4), descriptor(3, joined("\0\x01\0", decoder))));
}

describe("the sound of an MP4", () => {
  it("is told by the boxes of its codec, not by numbers that every file has", () => {
    // AAC-LC, 16,000 Hz, one channel.
    expect(soundEntry("mp4a", elementary(0x40, "\x14\x08"))).toBe("codec=mp4a channels=1 sampleRate=16000");
    expect(soundEntry("mp4a", elementary(0x6b, ""))).toBe("codec=MP3 sampleRate=44100");
    expect(soundEntry("ac-3", box("dac3", "\x10\x3c\0"))).toBe("codec=ac-3 channels=6 sampleRate=44100");
    const alac = joined(zeros(9), "\x18", zeros(3), "\x01", zeros(10), big(96_000, 4));
    expect(soundEntry("alac", box("alac", alac))).toBe(
      "codec=alac channels=1 bitsPerSample=24 sampleRate=96000",
    );
  });

  it("that is not coded has the bits that its entry says, or its name", () => {
    expect(soundEntry("sowt")).toBe("codec=sowt channels=2 bitsPerSample=16 sampleRate=44100");
    expect(soundEntry("in24")).toBe("codec=in24 channels=2 bitsPerSample=24 sampleRate=44100");
    expect(soundEntry("ulaw")).toBe("codec=ulaw channels=2 bitsPerSample=8 sampleRate=44100");
  });

  it("in AAC with band replication and parametric stereo is what one hears", () => {
    // Kind 29, 24,000 Hz, one channel, laid on top: 48,000 Hz.
    expect(tellAac(Buffer.from("eb098800", "hex"), 0, 4)).toEqual({ channels: 2, sampleRate: 48_000 });
    expect(tellAac(Buffer.from("14", "hex"), 0, 1)).toEqual({});
  });
});

describe("facts of a recording", () => {
  it("in AC-3 count the channel of low tones", async () => {
    // 48,000 Hz, 32 kbit/s: 128 bytes; three channels in front, two behind, and low tones.
    const frames = joined(joined("\x0b\x77\0\0\0\x40\xe1", noise(121)), joined("\x0b\x77\0\0\0\x40\xe1", noise(121)));
    expect(await factsOf(frames)).toEqual(expect.arrayContaining(["sampleRate=48000", "channels=6", "seconds=0.064"]));
  });

  it("in E-AC-3 are read from its first frame", async () => {
    const one = joined("\x0b\x77\0\x3f\x32\x80", noise(122));
    expect(await factsOf(joined(one, one))).toEqual(
      expect.arrayContaining(["codec=E-AC-3", "sampleRate=48000", "channels=1", "seconds=0.064"]),
    );
  });

  it("in a Core Audio file of packets of one size tell how long it is", async () => {
    const rate = Buffer.alloc(8);
    rate.writeDoubleBE(8_000);
    const description = joined(rate, "agsm", zeros(4), big(33, 4), big(160, 4), big(1, 4), zeros(4));
    const chunk = (id: string, body: Buffer): Buffer => joined(id, big(body.length, 8), body);
    const file = joined("caff\0\x01\0\0", chunk("desc", description), chunk("data", joined(zeros(4), noise(33 * 50))));
    expect(await factsOf(file)).toContain("seconds=1");
  });

  it("in Flash video are told by its first tags", async () => {
    const tag = (type: number, body: Bytes): Buffer => {
      const bytes = joined(body);
      return joined(big(type, 1), big(bytes.length, 3), zeros(7), bytes, big(bytes.length + 11, 4));
    };
    const file = joined("FLV\x01\x05\0\0\0\x09", zeros(4), tag(9, "\x17\0"), tag(8, "\xaf\0\x14\x08"));
    expect(await factsOf(file)).toEqual(
      expect.arrayContaining(["codec=H.264 + AAC", "channels=1", "sampleRate=16000"]),
    );
  });

  it("in an AVI of sound alone tell its length by that", async () => {
    const chunk = (id: string, body: Bytes): Buffer => joined(id, little(joined(body).length, 4), body);
    const stream = joined("auds", zeros(16), little(1, 4), little(8_000, 4), zeros(4), little(16_000, 4), zeros(20));
    const format = joined(little(7, 2), little(1, 2), little(8_000, 4), little(8_000, 4), little(1, 2), little(8, 2));
    const list = joined("strl", chunk("strh", stream), chunk("strf", format));
    const head = joined("hdrl", chunk("avih", zeros(56)), chunk("LIST", list));
    const file = chunk("RIFF", joined("AVI ", chunk("LIST", head), chunk("LIST", "movi")));
    expect(await factsOf(file)).toEqual(expect.arrayContaining(["codec=mu-law", "seconds=2", "channels=1"]));
  });
}); // prettier-ignore

describe("tags of MP3s behind a recording of another format", () => {
  const tag = id3Tag(4, [frame("TIT2", "\x03Kitchen")]);

  it("belong to it where they are the last of the file", async () => {
    const bytes = joined(shortWav(1), tag);
    const result = await told(audioFormat, bytes);
    expect(result.consumed).toBe(bytes.length);
    expect(result.places).toContain("tag ID3v2.4/TIT2");
  });

  it("belong to what follows where something does", async () => {
    const wav = shortWav(1);
    expect((await told(audioFormat, joined(wav, tag, "\xff\xfb\x90\x64", noise(800)))).consumed).toBe(
      wav.length,
    );
  });
});
