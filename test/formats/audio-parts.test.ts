import { deflateSync } from "node:zlib";
import { parseBuffer } from "music-metadata";
import { describe, expect, it } from "vitest";
import { big, joined, jpegBy, little, noise, zeros } from "../../fixtures/carriers/carrier.ts";
import { CARRIERS, plantAll } from "../../fixtures/carriers/index.ts";
import { compression, subtitled } from "../../fixtures/carriers/others.ts";
import { frame, id3Tag, mpegFrames } from "../../fixtures/carriers/mp3.ts";
import { box, movie } from "../../fixtures/carriers/mp4.ts";
import { riffChunk, wavWith } from "../../fixtures/carriers/wav.ts";
import { seeded } from "../../fixtures/support/random.ts";
import { m4a, mp4 } from "../../fixtures/support/mp4.ts";
import { flacWithComments, mp3WithId3 } from "../../fixtures/support/tagged-audio.ts";
import { shortWav } from "../../fixtures/support/wav.ts";
import { audioFormat, FACT_NAMES, unitAt } from "../../src/formats/audio/index.ts";
import { told } from "../support/bytes.ts";

const ACCOUNT = "A32TRBM6QOXJ5H";

function mp3(...frames: readonly Buffer[]): Buffer {
  return joined(id3Tag(3, frames), mpegFrames(3));
}

function packed(id: string, body: Uint8Array, declared = body.length): Buffer {
  const content = joined(big(declared, 4), deflateSync(body));
  return joined(id, big(content.length, 4), "\0\x80", content);
}

describe("a frame of ID3", () => {
  it("that is encrypted is said, and what stands around it is read", async () => {
    const secret = joined("PRIV", big(20, 4), "\0\x40", "\x80", noise(19));
    const { refused, texts } = await told(audioFormat, mp3(secret, frame("TXXX", "\0owner\0", ACCOUNT)));
    expect(refused?.reason).toBe("encrypted");
    expect(refused?.message).toBe("an MP3 recording: its frame PRIV is encrypted");
    expect(texts).toContain(ACCOUNT);
  });

  it("that unpacks to more than a tag may hold is over a limit, however often it comes", async () => {
    const bomb = packed("TXXX", Buffer.alloc(40 * 2 ** 20));
    const { refused, texts } = await told(audioFormat, mp3(bomb, bomb, bomb, frame("TXXX", "\0owner\0", ACCOUNT)));
    expect(refused?.reason).toBe("over-limit");
    expect(texts).toContain(ACCOUNT);
  });

  it("whose packed content is no such is damaged", async () => {
    const broken = joined("TXXX", big(24, 4), "\0\x80", big(9, 4), noise(20));
    expect((await told(audioFormat, mp3(broken))).refused?.reason).toBe("damaged");
  });

  it("of a tag of version 2.4 may have its size written as in 2.3, as iTunes did", async () => {
    const long = "x".repeat(300);
    const body = joined("\x03", long);
    const frames = [joined("TIT2", big(body.length, 4), "\0\0", body), joined("TPE1", big(15, 4), "\0\0\x03", ACCOUNT)];
    const result = await told(audioFormat, joined(id3Tag(4, frames), mpegFrames(2)));
    expect(result.texts).toEqual([long, ACCOUNT]);
    expect(result.places).toEqual(["tag ID3v2.4/TIT2", "tag ID3v2.4/TPE1"]);
  });

  it("in a tag before another format is read with that format", async () => {
    const bytes = joined(id3Tag(3, [frame("TIT2", "\0", ACCOUNT)]), flacWithComments(["OWNER=somebody"]));
    const { texts, refused } = await told(audioFormat, bytes);
    expect(refused).toBeUndefined();
    expect(texts).toEqual(expect.arrayContaining([ACCOUNT, "OWNER=somebody"]));
    expect(unitAt(bytes, bytes.indexOf("somebody"))).toBe("VORBIS_COMMENT/OWNER");
  });

  it("without sound behind its tag is nobody's format", async () => {
    const { refused } = await told(audioFormat, joined(id3Tag(3, [frame("TIT2", "\0t")]), Buffer.alloc(4000, 255)));
    expect(refused?.message).toBe("an MP3 recording: its sound is of no format that is known");
  });
}); // prettier-ignore

describe("a file within a recording", () => {
  const text = Array.from({ length: 60 }, (_, row) => `accountId: ${ACCOUNT}, row ${row}\n`).join("");

  it("that has a format of its own becomes an entry", async () => {
    for (const content of ["%PDF-1.7 and so on", "PK\x03\x04 and so on", text]) {
      const { embedded } = await told(audioFormat, mp3(frame("GEOB", "\0a/b\0the name\0\0", content)));
      expect(embedded).toHaveLength(1);
      expect(embedded[0]?.name).toBe("the name");
      const bytes = mp3(frame("GEOB", "\0a/b\0the name\0\0", content));
      const range = embedded[0]?.content;
      expect(range?.is === "range" && bytes.subarray(range.range[0], range.range[0] + range.range[1]).toString("latin1")).toBe(content);
    }
  });

  it("that is a picture belongs to it: what it says is read, and it is no entry", async () => {
    const { embedded, texts, places } = await told(audioFormat, mp3(frame("APIC", "\0image/jpeg\0\x03\0", jpegBy(ACCOUNT))));
    expect(embedded).toEqual([]);
    expect(texts).toContain(ACCOUNT);
    expect(places).toContain("tag ID3v2.3/APIC/APP1/EXIF");
  });

  it("that is packed within a PNG is unpacked within bounds", async () => {
    const chunk = (type: string, body: Buffer): Buffer => joined(big(body.length, 4), type, body, zeros(4));
    const png = (body: Buffer): Buffer => joined("\x89PNG\r\n\x1a\n", chunk("IHDR", zeros(13)), chunk("zTXt", joined("Author\0\0", deflateSync(body))), chunk("IEND", zeros(0)));
    const read = await told(audioFormat, mp3(frame("APIC", "\0image/png\0\x03\0", png(joined(ACCOUNT)))));
    expect(read.texts).toContain(ACCOUNT);
    expect(read.decoded).toContain(ACCOUNT);
    const bomb = await told(audioFormat, mp3(frame("APIC", "\0image/png\0\x03\0", png(zeros(40 * 2 ** 20)))));
    expect(bomb.refused?.reason).toBe("over-limit");
  });
}); // prettier-ignore

describe("tracks that are no sound", () => {
  it("are looked through where their samples lie, and all samples where fragments hide where that is", async () => {
    const sample = joined(big(ACCOUNT.length, 2), ACCOUNT);
    const whole = await told(audioFormat, movie({ handler: "text", sample }));
    expect(whole.places[whole.texts.indexOf(ACCOUNT)]).toBe("tag mdat/track 1 (text)");
    const measured = await told(audioFormat, movie({ handler: "meta", sample: joined("DVID", ACCOUNT, "\0") }));
    expect(measured.texts.join("\n")).toContain(ACCOUNT);
    const fragmented = joined(movie({ handler: "text" }), box("moof", box("mfhd", zeros(8))), box("mdat", "\x01\x02", ACCOUNT));
    expect((await told(audioFormat, fragmented)).texts).toContain(ACCOUNT);
    const spoken = await told(audioFormat, movie({ sample }));
    expect(spoken.texts).not.toContain(ACCOUNT);
  });

  it("whose samples lie outside the file are damage", async () => {
    const bytes = movie({ handler: "text", sample: noise(40) });
    const at = bytes.indexOf("stco") + 12;
    bytes.writeUInt32BE(bytes.length, at);
    expect((await told(audioFormat, bytes)).refused?.reason).toBe("damaged");
  });
}); // prettier-ignore

describe("parts", () => {
  it("name every byte of a recording, sound included", () => {
    for (const bytes of [shortWav(1), mp4(seeded(1)), mp3WithId3({ a: "b" })]) {
      for (let at = 0; at < bytes.length; at += 7) expect(unitAt(bytes, at), `byte ${at}`).toBeDefined();
    }
    expect(unitAt(shortWav(1), 4000)).toBe("data");
    expect(unitAt(Buffer.from("no sound"), 2)).toBeUndefined();
  });

  it("that are too many are over a limit", async () => {
    const many = Buffer.alloc(2_500_000, riffChunk("abcd", "\x01\x02"));
    const { refused } = await told(audioFormat, wavWith([many]));
    expect(refused?.message).toBe("a WAV recording: it has more than 200000 parts");
  });

  it("without content are none, however many they are", async () => {
    const bytes = joined(movie(), Buffer.alloc(800_000, "\0\0\0\x08free"));
    expect((await told(audioFormat, bytes)).consumed).toBe(bytes.length);
  });
});

describe("facts of a recording", () => {
  const factsOf = async (bytes: Uint8Array): Promise<string[]> => (await told(audioFormat, bytes)).facts;

  it("are read from its headers", async () => {
    expect(await factsOf(shortWav(1, { ISFT: "recorder 1.0" }))).toEqual(
      expect.arrayContaining(["container=WAV", "codec=PCM", "sampleRate=16000", "bitsPerSample=16", "channels=1", "encoder=recorder 1.0", "seconds=0.25"]),
    );
    expect(await factsOf(mp3WithId3({}))).toEqual(expect.arrayContaining(["container=MP3", "codec=MP3", "sampleRate=44100", "channels=1", "seconds=0.209"]));
    expect(await factsOf(m4a(seeded(1)))).toEqual(expect.arrayContaining(["container=M4A", "codec=mp4a", "sampleRate=16000", "seconds=1"]));
    expect(await factsOf(flacWithComments([]))).toEqual(expect.arrayContaining(["codec=FLAC", "encoder=straycheck fixture"]));
  });

  it("have names of a closed list", async () => {
    for (const { bytes } of plantAll(CARRIERS)) {
      for (const fact of await factsOf(bytes)) expect(FACT_NAMES).toContain(fact.slice(0, fact.indexOf("=")));
    }
  });

  it("are told of a recording that lasts no time", async () => {
    expect(await factsOf(wavWith([], { sound: zeros(0) }))).toContain("seconds=0");
  });
}); // prettier-ignore

/** Keys of what music-metadata makes up itself. */
const TECHNICAL = new Set(["format", "type", "language", "timeStampFormat", "contentType"]);

function* strings(value: unknown): Iterable<string> {
  if (typeof value === "string") yield* value.split(/[\0\r\n]/).map((line) => line.trim());
  else if (value instanceof Uint8Array) yield* Buffer.from(value).toString("latin1").match(/[\x20-\x7e]{6,}/g) ?? [];
  else if (Array.isArray(value)) for (const inner of value) yield* strings(inner);
  else if (value instanceof Map) yield* strings([...value.values()]);
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) if (!TECHNICAL.has(key)) yield* strings(inner);
  }
} // prettier-ignore

describe("music-metadata", () => {
  it("finds nothing in a recording that is not read here", async () => {
    let seen = 0;
    for (const { bytes, carrier } of plantAll(CARRIERS)) {
      const parsed = await parseBuffer(bytes, undefined, { duration: false }).catch(() => undefined);
      const { texts, embedded } = await told(audioFormat, bytes);
      // It shows packed frames as they are packed.
      if (embedded.length > 0 || carrier.found === "packed") continue;
      const all = texts.join("\n");
      for (const tag of Object.values(parsed?.native ?? {}).flat()) {
        for (const text of strings(tag.value)) {
          if (text.length < 2 || tag.id === "genre") continue;
          seen += 1;
          expect(all, `${carrier.place}: ${tag.id}`).toContain(text);
        }
      }
    }
    expect(seen).toBeGreaterThan(60);
  });
});

describe("a chunk whose size is of another order", () => {
  it("is read in its own: RIFX counts the other way round", async () => {
    const bytes = wavWith([riffChunk("vend", ACCOUNT, "big")], { order: "big" });
    expect((await told(audioFormat, bytes)).texts).toEqual([ACCOUNT]);
    expect((await told(audioFormat, joined(bytes.subarray(0, 4), little(0, 4), bytes.subarray(8)))).refused).toBeDefined();
  });
}); // prettier-ignore

describe("a tag behind a frame that is cut off", () => {
  const cut = mpegFrames(3).subarray(0, -40);
  const first = joined("TAG", "title".padEnd(30, "\0"), ACCOUNT.padEnd(30, "\0"), zeros(65));

  it("at the end of the file is read as if the frame were whole", async () => {
    expect(first).toHaveLength(128);
    const result = await told(audioFormat, joined(cut, first));
    expect(result.texts).toEqual(["title", ACCOUNT]);
    expect(result.places).toContain("tag ID3v1/artist");
    expect(result.consumed).toBe(cut.length + 128);
  });

  it("between two recordings that were put together is read, too", async () => {
    const second = joined(id3Tag(3, [frame("TIT2", "\0", ACCOUNT)]), mpegFrames(3));
    const result = await told(audioFormat, joined(cut, second));
    expect(result.texts).toContain(ACCOUNT);
    expect(result.places).toContain("tag ID3v2.3/TIT2");
  });
});

describe("a subtitle of Matroska", () => {
  it("that is encrypted, or packed in a way nobody reads, is said", async () => {
    const encrypted = subtitled("\x50\x33\x81\x01", noise(20));
    expect((await told(audioFormat, encrypted)).refused?.reason).toBe("encrypted");
    const lzo = await told(audioFormat, subtitled(compression("\x02"), noise(20)));
    expect(lzo.refused?.reason).toBe("unsupported-format");
    const broken = await told(audioFormat, subtitled(compression("\0"), noise(20)));
    expect(broken.refused?.message).toBe(
      "a Matroska or WebM recording: its part Cluster/track 2 cannot be unpacked",
    );
  });
});
