import { parseBuffer } from "music-metadata";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { audioFormat } from "../../src/formats/audio/index.ts";
import { joined, latin1, told } from "../support/bytes.ts";
import { id3Frame, mp3, mpegFrames, userText } from "../support/id3.ts";
import { box, freeForm, mediaRecorderWebm, opus } from "../support/media.ts";
import { infoChunk, riffChunk, wav } from "../support/wav.ts";

const ACCOUNT = "A32TRBM6QOXJ5H";
const KEYS = { accountKeys: ["customerId"] };

describe("recognising sound", () => {
  it("goes by the bytes, whatever the name says", () => {
    expect(audioFormat.sniff(wav(10), "a.mp3")).toBe(3);
    expect(audioFormat.sniff(mp3([]), "a.wav")).toBe(3);
    expect(audioFormat.sniff(mpegFrames(2), "a")).toBe(3);
    expect(audioFormat.sniff(mediaRecorderWebm(), "a.csv")).toBe(3);
    expect(audioFormat.sniff(opus("x", []), "PTT.opus")).toBe(3);
    expect(audioFormat.sniff(latin1("#!AMR\n"), "a")).toBe(3);
    expect(audioFormat.sniff(box("ftyp", "3gp5"), "a.3gp")).toBe(3);
    expect(audioFormat.sniff(box("ftyp", "heic"), "a.heic")).toBe(0);
  });

  it("gives a name little weight, and none against text", () => {
    expect(audioFormat.sniff(Uint8Array.of(0, 1, 2, 3, 0, 5), "a.pcm")).toBe(1);
    expect(audioFormat.sniff(latin1("customerId,when\n"), "a.wav")).toBe(0);
    expect(audioFormat.sniff(new Uint8Array(0), "a.wav")).toBe(0);
    expect(audioFormat.sniff(joined("\xff\xfe", "h\0e\0l\0l\0o\0"), "a.txt")).toBe(0);
  });
});

describe("a WAV", () => {
  it("of nothing but sound is a recording without tags", async () => {
    const bytes = wav(1000);
    const result = await told(audioFormat, bytes);
    expect(result.refused).toBeUndefined();
    expect(result.consumed).toBe(bytes.length);
    expect(result.marks).toEqual(["recording", "content"]);
    expect(result.texts).toEqual([]);
  });

  it("of odd length, padding and all, is whole", async () => {
    const bytes = wav(999, [riffChunk("JUNK", new Uint8Array(7)), riffChunk("fact", new Uint8Array(4))]);
    expect((await told(audioFormat, bytes)).consumed).toBe(bytes.length);
    expect((await told(audioFormat, bytes)).texts).toEqual([]);
  });

  it("without sound in it has no content", async () => {
    expect((await told(audioFormat, wav(0))).marks).toEqual(["recording"]);
  });

  it("leaves what follows its end to others", async () => {
    const bytes = wav(100);
    expect((await told(audioFormat, joined(bytes, "PK\x03\x04"))).consumed).toBe(bytes.length);
  });

  it("is read by its bytes although its name says MP3", async () => {
    const result = await told(audioFormat, wav(10, [infoChunk({ ICMT: `customerId=${ACCOUNT}` })]), {
      name: "a.mp3",
    });
    expect(result.refused).toBeUndefined();
    expect(result.texts).toContain(`customerId=${ACCOUNT}`);
    expect(result.places).toContain("tag LIST/INFO/ICMT");
    expect(result.open).toBe(0);
  });

  it("shows text in chunks that no tag reader knows, in either encoding, before and after the sound", async () => {
    const wide = Buffer.from(`customerId: ${ACCOUNT}`, "utf16le");
    const bytes = wav(
      10,
      [riffChunk("vend", wide)],
      [riffChunk("iXML", `<NOTE>\naccountId: ${ACCOUNT}\n</NOTE>`)],
    );
    const { texts, places, refused } = await told(audioFormat, bytes);
    expect(refused).toBeUndefined();
    expect(texts).toContain(`customerId: ${ACCOUNT}`);
    expect(texts).toContain(`accountId: ${ACCOUNT}`);
    expect(places).toContain("tag iXML/NOTE");
  });

  it("shows text in padding that is none", async () => {
    const bytes = wav(10, [riffChunk("JUNK", `accountId: ${ACCOUNT}`)]);
    expect((await told(audioFormat, bytes)).texts).toContain(`accountId: ${ACCOUNT}`);
  });

  it("whose sound is longer than the file is damaged", async () => {
    const bytes = wav(100);
    const result = await told(audioFormat, bytes.slice(0, -10));
    expect(result.refused?.reason).toBe("damaged");
    expect(result.refused?.message).toBe("a WAV recording: its part data is cut off");
  });

  it("recorded as a stream lasts to the end of the file", async () => {
    const bytes = wav(100);
    bytes.fill(255, 4, 8);
    bytes.fill(255, 40, 44);
    const result = await told(audioFormat, bytes);
    expect(result.refused).toBeUndefined();
    expect(result.consumed).toBe(bytes.length);
  });

  it("cut off anywhere ends in a reason, and what stood before the cut is kept", async () => {
    const bytes = wav(60, [infoChunk({ ICMT: `customerId=${ACCOUNT}`, ISFT: "recorder" })]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 12, max: bytes.length - 1 }), async (length) => {
        const result = await told(audioFormat, bytes.slice(0, length));
        expect(result.refused, `cut at ${length}`).toBeDefined();
      }),
    );
    expect((await told(audioFormat, bytes.slice(0, -4))).texts.join("\n")).toContain(ACCOUNT);
  });

  it("cut off within an identifier does not report half of it", async () => {
    for (const text of [`customerId: ${ACCOUNT}`, Buffer.from(`customerId: ${ACCOUNT}`, "utf16le")]) {
      const bytes = wav(60, [riffChunk("vend", joined("note: first\0\x01", text))]);
      const { texts, refused } = await told(audioFormat, bytes.slice(0, -4));
      expect(refused?.reason).toBe("damaged");
      expect(texts).toEqual(["note: first"]);
    }
  });
});

describe("tags of other formats", () => {
  it("are values where a layout knows their names, and text always", async () => {
    const bytes = mp3([userText("customerId", ACCOUNT), id3Frame("TIT2", "\0Kitchen")]);
    const result = await told(audioFormat, bytes, KEYS);
    expect(result.refused).toBeUndefined();
    expect(result.values).toEqual([`TXXX:customerId=${ACCOUNT}`]);
    expect(result.texts).toContain(ACCOUNT);
    expect(result.texts).toContain("Kitchen");
    expect(result.places).toContain("tag ID3v2.3/TXXX:customerId");
    expect(result.open).toBe(0);
  });

  it("that are bytes are looked through for text", async () => {
    const bytes = mp3([id3Frame("PRIV", `customerId\0${ACCOUNT}\0\x01`)]);
    expect((await told(audioFormat, bytes, KEYS)).values).toContain(`PRIV:customerId=${ACCOUNT}`);
  });

  it("that the reader of tags passes over show as text", async () => {
    const bytes = mp3([id3Frame("OWNE", `\0EUR1\x0020180503accountId: ${ACCOUNT}`)]);
    expect((await told(audioFormat, bytes)).texts.join("\n")).toContain(`accountId: ${ACCOUNT}`);
  });

  it("in an MP4 are found in its list and in boxes of their own", async () => {
    const list = box(
      "meta",
      "\0\0\0\0",
      box("hdlr", "\0\0\0\0\0\0\0\0mdirappl", new Uint8Array(9)),
      box("ilst", freeForm("customerId", ACCOUNT)),
    );
    const bytes = joined(
      box("ftyp", "M4A \0\0\0\0M4A "),
      box(
        "moov",
        box("mvhd", new Uint8Array(100)),
        box("udta", list, box("\xa9xyz", "\0\x14\x15\xc7accountId: 4711")),
      ),
      box("mdat", "accountId: in the sound"),
    );
    const result = await told(audioFormat, bytes, KEYS);
    expect(result.refused).toBeUndefined();
    expect(result.consumed).toBe(bytes.length);
    expect(result.values).toContain(`----:com.apple.iTunes:customerId=${ACCOUNT}`);
    expect(result.texts.join("\n")).toContain("accountId: 4711");
    expect(result.places).toContain("tag moov/udta/\xa9xyz");
    expect(result.texts.join("\n")).not.toContain("in the sound");
    expect((await told(audioFormat, bytes.slice(0, -4))).refused?.reason).toBe("damaged");
  });

  it("in an Opus voice note include the program that wrote it", async () => {
    const bytes = opus("WhatsApp", [`customerId=${ACCOUNT}`]);
    const result = await told(audioFormat, bytes, KEYS);
    expect(result.refused).toBeUndefined();
    expect(result.consumed).toBe(bytes.length);
    expect(result.values).toContain(`customerId=${ACCOUNT}`);
    expect(result.texts.join("\n")).toContain("WhatsApp");
  });

  it("nested without end stop at a limit", async () => {
    let chapter = userText("customerId", ACCOUNT);
    for (let depth = 0; depth < 40; depth += 1)
      chapter = id3Frame("CHAP", joined("c\0", new Uint8Array(16), chapter));
    const result = await told(audioFormat, mp3([chapter]));
    expect(result.open).toBe(0);
    expect(result.refused?.reason).toBe("over-limit");
    expect(result.texts.join("\n")).toContain(ACCOUNT);
  });
});

describe("sound that cannot be read", () => {
  it("is a recording all the same, and says what it is", async () => {
    for (const [bytes, words] of [
      ["#!EVS_MC1.0\n", "an EVS recording"],
      ["tBaK\0\0", "a TAK recording"],
      [".RMF\0\0\0\x12", "a RealMedia recording"],
      ["OFR \x0c\0\0\0", "an OptimFROG recording"],
    ] as const) {
      const result = await told(audioFormat, latin1(bytes));
      expect(result.refused?.reason).toBe("unsupported-format");
      expect(result.refused?.message).toBe(words);
      expect(result.marks).toEqual(["recording", "content"]);
    }
  });

  it("is over a limit when it does not fit into memory", async () => {
    const result = await told(audioFormat, wav(5000), { limits: { maxWholeBytes: 1000 } });
    expect(result.refused?.reason).toBe("over-limit");
  });

  it("ends in a reason or a length, whatever the bytes are", async () => {
    const samples = [wav(40, [infoChunk({ INAM: "x" })]), mp3([userText("a", "b")]), opus("v", ["a=b"]), mediaRecorderWebm(),
      joined("fLaC", "\x80\0\0\x22", new Uint8Array(34)), box("ftyp", "M4A \0\0\0\0"), joined("FORM\0\0\0\x0cAIFFCOMM\0\0\0\0")]; // prettier-ignore
    const edits = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...samples), edits, fc.nat(400), async (sample, list, cut) => {
        const edited = sample.slice(0, Math.max(4, cut));
        for (const [at, byte] of list) if (at < edited.length) edited[at] = byte;
        const result = await told(audioFormat, edited);
        expect(result.open).toBe(0);
        expect(result.consumed !== undefined || result.refused !== undefined).toBe(true);
      }),
      { numRuns: 400 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const result = await told(audioFormat, bytes, { name: "a.mp3" });
        expect(result.consumed === bytes.length || result.refused !== undefined).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a recording made in a browser", () => {
  it("is read although its length was not known when it began (broken by strtok3 after 10.4)", async () => {
    const bytes = mediaRecorderWebm();
    const metadata = await parseBuffer(bytes, undefined, { duration: false });
    expect(metadata.format.container).toContain("webm");
    const result = await told(audioFormat, bytes);
    expect(result.refused).toBeUndefined();
    expect(result.consumed).toBe(bytes.length);
    expect(result.texts.join("\n")).toContain("Chrome");
  });
});
