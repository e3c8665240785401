import { describe, expect, it } from "vitest";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { emptyJpeg, greyPng } from "../../fixtures/support/pictures.ts";
import { findFormat } from "../../src/formats/index.ts";
import { joined, latin1, told, type Told } from "../support/bytes.ts";
import { appleDouble, dsStore, ole } from "../support/companions.ts";
import { flac } from "../support/flac.ts";
import { gif, ico, png } from "../support/icons.ts";
import { id3Frame, mp3, mpegFrames, userText } from "../support/id3.ts";
import { box, mediaRecorderWebm, opus } from "../support/media.ts";
import { pdf } from "../support/pdf.ts";
import { infoChunk, wav } from "../support/wav.ts";

const ACCOUNT = "A32TRBM6QOXJ5H";
const TEXT = `accountId: ${ACCOUNT}\nname: somebody\n`;
const ZIP = writeZip([{ path: "a.txt", bytes: Buffer.from(TEXT.repeat(20)) }]);
const STORED = writeZip([
  { path: "b.mp3", bytes: mp3([userText("a", "b")]), method: 0 },
  { path: "c.flac", bytes: flac(3), method: 0 },
  { path: "d.pdf", bytes: pdf([{ texts: [[40, 700, "another document"]] }]), method: 0 },
]);

function u32le(value: number): Uint8Array {
  return Uint8Array.of(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255);
}

function u32be(value: number): Uint8Array {
  return u32le(value).reverse();
}

function adts(frames: number): Uint8Array {
  const frame = joined("\xff\xf1\x50\x80\x02\x9f\xfc", new Uint8Array(13));
  return joined(...Array.from({ length: frames }, () => frame));
}

function id3v1(): Uint8Array {
  return joined("TAG", "a title", new Uint8Array(118));
}

function ape(): Uint8Array {
  const items = joined(u32le(1), u32le(0), "Artist\0", "A");
  const record = (flags: number): Uint8Array =>
    joined("APETAGEX", u32le(2000), u32le(items.length + 32), u32le(1), u32le(flags), new Uint8Array(8));
  return joined(record(0xa0000000), items, record(0x80000000));
}

const MP4 = joined(
  box("ftyp", "M4A \0\0\0\0M4A "),
  box("moov", box("mvhd", new Uint8Array(100))),
  box("mdat", "sound"),
);

const AIFF = joined("FORM", u32be(4 + 26 + 16), "AIFFCOMM", u32be(18), new Uint8Array(18), "SSND", u32be(8), new Uint8Array(8)); // prettier-ignore

/** What ends where its format says, by what it is. */
const FILES: Readonly<Record<string, Uint8Array>> = {
  "a WAV": wav(99),
  "a WAV with tags": wav(100, [infoChunk({ ICMT: "text" })]),
  "an RF64": joined("RF64\xff\xff\xff\xffWAVEds64", u32le(28), u32le(84), u32le(0), new Uint8Array(64)),
  "an AIFF": AIFF,
  "an MP4": MP4,
  "an MP4 in fragments": joined(MP4, box("moof", box("mfhd", u32be(1))), box("mdat", "more"), box("mfra", u32be(0))),
  "an MP3": mp3([userText("a", "b")]),
  "an MP3 without tags": mpegFrames(5),
  "an MP3 with tags behind": joined(mp3([id3Frame("TIT2", "\0Kitchen")]), ape(), id3v1()),
  "an MP3 with a fault": joined(mpegFrames(3), "\x01\x02\x9f\x80\x12\x03", mpegFrames(3)),
  "an ADTS stream": adts(4),
  "a FLAC": flac(4),
  "a FLAC of one frame": flac(1),
  "a FLAC with an old tag": joined(flac(2), id3v1()),
  "a FLAC behind an ID3 tag": joined(mp3([id3Frame("TIT2", "\0Kitchen")], new Uint8Array(0)), flac(2)),
  "an Opus note": opus("WhatsApp", ["a=b"]),
  "a live WebM": mediaRecorderWebm(),
  "an AMR": joined("#!AMR\n", ...Array.from({ length: 3 }, () => joined("\x3c", new Uint8Array(31)))),
  "an AVI": joined("RIFF", u32le(12), "AVI ", "LIST\0\0\0\0", "RIFF", u32le(4), "AVIX"),
  "a MIDI file": joined("MThd", u32be(6), "\0\0\0\x01\0\x60", "MTrk", u32be(4), "\0\xff\x2f\0"),
  "a PDF": pdf([{ texts: [[40, 800, "text"]] }]),
  "a PDF without text": pdf([{ texts: [] }]),
  "a JPEG": emptyJpeg(),
  "a JPEG with a thumbnail": jpeg(joined("\xff\xe1\x00\x20Exif\0\0", "\xff\xd8\xff\xd9", new Uint8Array(20))),
  "a PNG": greyPng(80, 80),
  "a PNG with text": png(32, 32, [joined(u32be(4), "tEXt", "a\0b\0", u32be(0))]),
  "a small PNG": png(16, 16),
  "a GIF": gif(300, 300, ["\x21\xfe\x05notes\0"]),
  "a WebP": joined("RIFF", u32le(16), "WEBPVP8 ", u32le(4), "\x01\x02\x03\x04"),
  "a BMP": joined("BM", u32le(70), u32le(0), u32le(54), u32le(40), u32le(200), u32le(200), new Uint8Array(44)),
  "a HEIC": joined(box("ftyp", "heic\0\0\0\0mif1"), box("meta", new Uint8Array(8)), box("mdat", "picture")),
  "an icon": ico(32, png(32, 32)),
  "a .DS_Store": dsStore(["a.txt"]),
  "an AppleDouble": appleDouble({ x: "y" }, "fork"),
  "a Thumbs.db": ole({ Catalog: "x", "1": "y" }),
}; // prettier-ignore

/** A JPEG of one scan, with stuffed bytes and restarts in it. */
function jpeg(segment: Uint8Array | string, scan = "\x12\xff\0\x34\xff\xd0\x56\xff\xd7"): Uint8Array {
  return joined("\xff\xd8", segment, "\xff\xda\0\x04\x01\x02", scan, "\xff\xff\xd9");
}

async function read(bytes: Uint8Array): Promise<Told & { readonly end: number | undefined }> {
  const format = findFormat(bytes, "a");
  if (format === undefined) throw new Error("no format knows it");
  const result = await told(format, bytes);
  return { ...result, end: result.refused === undefined ? result.consumed : result.refused.consumed };
}

describe("a file that ends before its bytes do", () => {
  for (const [name, bytes] of Object.entries(FILES)) {
    it(`is consumed up to its own end: ${name}`, async () => {
      const alone = await read(bytes);
      expect(alone.end, "alone").toBe(bytes.length);
      for (const [what, more] of [
        ["a ZIP", ZIP],
        ["a ZIP of stored files", STORED],
        ["text", latin1(TEXT)],
        ["a JPEG", jpeg("")],
        ["zeros and a ZIP", joined(new Uint8Array(64), ZIP)],
      ] as const) {
        // What stands first in a .DS_Store's free space may as well be what was deleted there.
        if (name === "a .DS_Store" && (what === "text" || what.startsWith("zeros"))) continue;
        const result = await read(joined(bytes, more));
        expect(result.end, what).toBe(bytes.length);
        expect(result.refused?.reason, what).toBe(alone.refused?.reason);
      }
    });

    it(`is consumed with the zeros that fill it up: ${name}`, async () => {
      const result = await read(joined(bytes, new Uint8Array(1000)));
      expect(result.end).toBe(bytes.length + 1000);
      expect(result.refused?.reason).toBe((await read(bytes)).refused?.reason);
    });
  }

  it("reports the text of tags behind its sound", async () => {
    const tagged = joined(mpegFrames(3), joined("TAG", `customerId=${ACCOUNT}`, new Uint8Array(100)));
    expect((await read(tagged)).texts.join("\n")).toContain(`customerId=${ACCOUNT}`);
  });

  it("leaves text between two frames to nobody's guess", async () => {
    const bytes = joined(mpegFrames(3), `accountId: ${ACCOUNT}\n`, mpegFrames(3));
    expect((await read(bytes)).end).toBe(mpegFrames(3).length);
  });

  it("never has a ZIP for its own, although its sizes say so", async () => {
    const inSound = wav(ZIP.length);
    inSound.set(ZIP, inSound.length - ZIP.length);
    expect((await read(inSound)).end).toBe(inSound.length - ZIP.length);
    const open = joined(box("ftyp", "M4A \0\0\0\0"), box("moov", ""), "\0\0\0\0mdat", "sound", ZIP);
    expect((await read(open)).end).toBe(open.length - ZIP.length);
    const inPicture = joined(
      "BM",
      u32le(26 + 44 + ZIP.length),
      u32le(0),
      u32le(54),
      u32le(40),
      new Uint8Array(52),
      ZIP,
    );
    expect((await read(inPicture)).end).toBe(70);
  });
});

describe("a picture", () => {
  it("has further pictures for its own that it lists, with nothing between", async () => {
    const second = jpeg("");
    const mpf = (offset: number): Uint8Array =>
      joined("\xff\xe2\0\x40MPF\0MM\0*", u32be(8), "\0\x01\xb0\x02\0\x07", u32be(32), u32be(26), u32be(0), new Uint8Array(16), u32be(0), u32be(second.length), u32be(offset), u32be(0)); // prettier-ignore
    // Offsets count from the TIFF header, which stands at 10.
    const length = jpeg(mpf(0)).length;
    const first = jpeg(mpf(length - 10));
    expect((await read(joined(first, second, ZIP))).end).toBe(length + second.length);
    expect((await read(joined(first, latin1("text"), second))).end).toBe(length);
    expect((await read(joined(jpeg(mpf(length - 6)), new Uint8Array(4), second, TEXT))).end).toBe(
      length + 4 + second.length,
    );
  });

  it("that is cut off, or too large for the memory, says no end", async () => {
    expect((await read(jpeg("").slice(0, -2))).end).toBeUndefined();
    expect((await read(greyPng(80, 80).slice(0, -4))).end).toBeUndefined();
    const bytes = joined(greyPng(80, 80), ZIP);
    const format = findFormat(bytes, "a.png");
    const result =
      format === undefined ? undefined : await told(format, bytes, { limits: { maxWholeBytes: 100 } });
    expect(result?.refused?.reason).toBe("over-limit");
    expect(result?.refused?.consumed).toBeUndefined();
  });

  it("ends where it ends however its bytes come", async () => {
    const bytes = joined(greyPng(400, 400), TEXT);
    const format = findFormat(bytes, "a.png");
    for (const chunkBytes of [1, 100, 40_000]) {
      const result = format === undefined ? undefined : await told(format, bytes, { chunkBytes });
      expect(result?.consumed).toBe(bytes.length - TEXT.length);
    }
  });
});

describe("a PDF", () => {
  const first = pdf([{ texts: [[40, 800, "first"]] }]);

  it("goes on through its updates, and not through another document", async () => {
    const text = Buffer.from(first).toString("latin1");
    const table = text.lastIndexOf("xref\n0");
    const update = `9 0 obj\n<< >>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 9 /Root 1 0 R /Prev ${table} >>\nstartxref\n${first.length + 23}\n%%EOF\n`; // prettier-ignore
    const updated = joined(first, update);
    expect((await read(updated)).end).toBe(updated.length);
    expect((await read(joined(updated, STORED))).end).toBe(updated.length);
    const other = await read(joined(first, pdf([{ texts: [[40, 800, "another document"]] }])));
    expect(other.end).toBe(first.length);
    expect(other.texts).toEqual(["first"]);
  });

  it("takes white space that ends the file, but no more than a line end of what goes on", async () => {
    expect((await read(joined(first, "\r\n \0\0\n"))).end).toBe(first.length + 6);
    expect((await read(joined(first, "\0a\0b\0c"))).end).toBe(first.length);
  });

  it("whose objects go on without an end is damaged", async () => {
    const result = await read(joined(first, "9 0 obj\n<< /Type /Page >>\nendobj\n"));
    expect(result.refused?.message).toBe("its end is missing");
  });
});

describe("text before a ZIP", () => {
  for (const [name, text] of [
    ["short text", "notes of a day\n"],
    ["long text", "notes of a day\n".repeat(9000)],
    ["JSON", `{ "a": [1, 2, 3] }\n`],
    ["a table", "id,name,when\n1,a,b\n2,c,d\n3,e,f\n".repeat(300)],
  ] as const) {
    it(`ends where the ZIP begins: ${name}`, async () => {
      const bytes = joined(text, ZIP);
      const format = findFormat(bytes.subarray(0, 65_536), "a");
      expect(format).toBe(findFormat(latin1(text).subarray(0, 65_536), "a"));
      for (const chunkBytes of [bytes.length, 1000, 7]) {
        const result = format === undefined ? undefined : await told(format, bytes, { chunkBytes });
        expect(result?.refused).toBeUndefined();
        expect(result?.consumed).toBe(text.length);
      }
    });
  }

  it("is no table when packed bytes pass for cells", async () => {
    const packed = new Uint8Array(9000).map((_, index) => ((index * 7919) ^ (index >> 3)) & 255).map((byte) => (byte === 34 || byte === 44 || byte === 10 || byte === 13 ? 65 : byte)); // prettier-ignore
    const bytes = joined("id,name,when\n1,a,b\n2,c,d\n".repeat(4000), packed);
    const format = findFormat(bytes.subarray(0, 65_536), "a.csv");
    expect(format?.name).toBe("csv");
    const result = format === undefined ? undefined : await told(format, bytes);
    expect(result?.refused?.reason).toBe("damaged");
  });
});
