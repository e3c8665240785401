import { brotliCompressSync, deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chunk,
  directory,
  exifBlock,
  exifSegment,
  greyPng,
  jpeg,
  packedText,
  pointer,
  segment,
  xmpPacket,
  xmpSegment,
} from "../../fixtures/support/pictures.ts";
import { pictureFormat } from "../../src/formats/picture/index.ts";
import { joined, latin1, told, type Told } from "../support/bytes.ts";
import { gif, ico, png } from "../support/icons.ts";
import { box } from "../support/media.ts";

const LABELLED = "customerId: A3ZK8W2P6R4N1V";

function read(bytes: Uint8Array): Promise<Told> {
  return told(pictureFormat, bytes);
}

function u32le(value: number): Uint8Array {
  return Uint8Array.of(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255);
}

function u32be(value: number): Uint8Array {
  return u32le(value).toReversed();
}

const TAGS = {
  main: { 0x010f: "Canon", 0x013b: "Anna", 0x010e: LABELLED },
  exif: { 0xa431: "123456", 0x9286: latin1(`ASCII\0\0\0${LABELLED}`), 0x927c: directory({ 0x0009: "Anna Müller" }, 0) },
}; // prettier-ignore
const PHOTO = jpeg([
  exifSegment({ ...TAGS, thumbnail: jpeg([exifSegment({ main: { 0x010e: LABELLED } })]) }),
  xmpSegment(
    xmpPacket(`<dc:creator><rdf:Seq><rdf:li>Anna</rdf:li></rdf:Seq></dc:creator><!-- ${LABELLED} -->`),
  ),
  segment(0xed, joined("Photoshop 3.0\0", "8BIM\x04\x04\0\0\0\0\0\x0a\x1c\x02\x50\0\x05Anna.")),
  segment(0xfe, LABELLED),
]);

const SAMPLES: Readonly<Record<string, Uint8Array>> = {
  jpeg: PHOTO,
  png: greyPng(80, 80, [packedText("Comment", LABELLED), chunk("eXIf", exifBlock(TAGS)), chunk("iCCP", joined("a\0\0", deflateSync(LABELLED)))]),
  gif: gif(300, 300, [`\x21\xfe\x05notes\0`, joined("\x21\xff\x0bXMP DataXMP", xmpPacket("<a>b</a>"), "\x01", new Uint8Array(257))]),
  webp: joined("RIFF", u32le(4 + 8 + 4 + 8 + exifBlock(TAGS).length), "WEBPVP8X", u32le(4), "\0\0\0\0", "EXIF", u32le(exifBlock(TAGS).length), exifBlock(TAGS)),
  tiff: exifBlock({ ...TAGS, thumbnail: jpeg() }),
  heic: joined(box("ftyp", "heic\0\0\0\0mif1"), box("meta", joined("\0\0\0\0", box("iinf", joined("\0\0\0\0\0\x01", box("infe", "\x02\0\0\0\0\x01\0\0Exif\0"))), box("iloc", joined("\x01\0\0\0\x44\0\0\x01\0\x01\0\x01\0\0\0\x01", u32be(0), u32be(40))), box("idat", joined("\0\0\0\0", exifBlock({}))))), box("mdat", LABELLED)),
  jxl: joined("\0\0\0\x0cJXL \r\n\x87\n", box("ftyp", "jxl \0\0\0\0"), box("brob", joined("xml ", brotliCompressSync(xmpPacket("<a>b</a>"))))),
  jp2: joined("\0\0\0\x0cjP  \r\n\x87\n", box("ftyp", "jp2 \0\0\0\0"), box("jp2c", joined("\xff\x4f\xff\x64\0\x08\0\x01text\xff\xd9"))),
  bmp: joined("BM", u32le(4000), u32le(0), u32le(54), u32le(40), u32le(100), u32le(100), new Uint8Array(44)),
  icon: ico(0, png(256, 256)),
  photoshop: joined("8BPS\0\x01", new Uint8Array(6), "\0\x03", u32be(8), u32be(8), "\0\x08\0\x03", u32be(0), u32be(18), "8BIM\x04\x04\0\0", u32be(6), "\x1c\x02\x50\0\x01A", u32be(0), "\0\0"),
  fuji: joined("FUJIFILMCCD-RAW ", new Uint8Array(68), u32be(108), u32be(PHOTO.length), new Uint8Array(16), PHOTO),
}; // prettier-ignore

describe("a hostile picture", () => {
  it("ends in a reason or a length when it is cut off anywhere", async () => {
    for (const [name, sample] of Object.entries(SAMPLES)) {
      for (let length = 1; length < sample.length; length += sample.length > 600 ? 7 : 1) {
        const result = await read(sample.subarray(0, length));
        expect(result.refused !== undefined || (result.consumed ?? Infinity) <= length, name).toBe(true);
        expect(result.open, name).toBe(0);
      }
    }
  });

  it("ends in a reason or a length whatever its bytes are", async () => {
    const edits = fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.values(SAMPLES)), edits, async (sample, list) => {
        const edited = Uint8Array.from(sample);
        for (const [at, byte] of list) edited[at % edited.length] = byte;
        const result = await read(edited);
        expect(result.refused !== undefined || (result.consumed ?? Infinity) <= edited.length).toBe(true);
        expect(result.open).toBe(0);
      }),
      { numRuns: 1500 },
    );
    const heads = Object.values(SAMPLES).map((sample) => sample.subarray(0, 16));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 600 }), async (head, rest) => {
        expect((await read(joined(head, rest))).open).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it("says the same however its bytes come", async () => {
    for (const sample of Object.values(SAMPLES)) {
      const whole = await read(sample);
      for (const chunkBytes of [1, 7]) {
        const result = await told(pictureFormat, sample, { chunkBytes });
        expect([result.texts, result.places, result.consumed]).toEqual([whole.texts, whole.places, whole.consumed]); // prettier-ignore
      }
    }
  });

  it("may have directories that lead in circles, and its text is read once", async () => {
    const circle = directory({ 0x010e: LABELLED, 0x8769: pointer(8), 0x014a: pointer(8) }, 8, 8);
    const result = await read(joined("II*\0\x08\0\0\0", circle));
    expect(result.refused).toBeUndefined();
    expect(result.texts.filter((text) => text === LABELLED)).toHaveLength(1);
  });

  it("may claim 65,535 tags, offsets of 4 GB and counts past every length", async () => {
    const entry = (tag: number, count: number, at: number): Uint8Array =>
      joined(Uint8Array.of(tag & 255, tag >> 8, 2, 0), u32le(count), u32le(at));
    const many = joined("II*\0\x08\0\0\0\xff\xff", ...Array.from({ length: 65_535 }, (_, index) => entry(index, 700_000, 8)), new Uint8Array(4)); // prettier-ignore
    const overlapping = await read(many);
    expect(overlapping.refused?.reason).toBe("over-limit");
    expect(overlapping.texts.join("").length).toBeLessThan(many.length * 20);
    const far = await read(joined("II*\0\x08\0\0\0\x02\0", entry(0x010e, 0xffffffff, 0xfffffff0), entry(0x8769, 1, 0xfffffff0), u32le(0xfffffff0), LABELLED)); // prettier-ignore
    expect(far.texts).toContain(LABELLED);
  });

  it("may have thousands of segments", async () => {
    const segments = Array.from({ length: 2000 }, (_, index) => [
      segment(0xe1, `Exif\0\0II*\0\x08\0\0\0\0\0`),
      segment(0xe0 + (index % 16), `segment ${index}`),
    ]).flat();
    const result = await read(jpeg([...segments, segment(0xfe, LABELLED)]));
    expect(result.refused).toBeUndefined();
    expect(result.texts.join("\n")).toContain(LABELLED);
    const many = joined(new Uint8Array(4 * 70_000).map((_, at) => [0xff, 0xe5, 0, 2][at % 4] ?? 0));
    const tooMany = await read(jpeg([Buffer.from(many), segment(0xe5, LABELLED)]));
    expect(tooMany.refused?.reason).toBe("over-limit");
    expect(tooMany.texts.join("\n")).toContain(LABELLED);
  });

  it("unpacks no more than a picture may say", async () => {
    const bomb = deflateSync(Buffer.alloc(40 * 1024 * 1024, 0x41));
    const packed = greyPng(80, 80, [
      chunk("zTXt", joined("a\0\0", bomb)),
      chunk("zTXt", joined("b\0\0", bomb)),
      chunk("tEXt", latin1(`c\0${LABELLED}`)),
    ]);
    const result = await read(packed);
    expect(result.refused?.reason).toBe("over-limit");
    expect(result.texts).toContain(LABELLED);
    const brotli = brotliCompressSync(Buffer.alloc(40 * 1024 * 1024, 0x41));
    const jxl = joined(SAMPLES["jxl"]?.subarray(0, 28) ?? "", box("brob", joined("xml ", brotli)));
    expect((await read(jxl)).refused?.reason).toBe("over-limit");
  });

  it("may be nested and repeated without an end", async () => {
    let within: Uint8Array = jpeg([segment(0xfe, LABELLED)]);
    for (let depth = 0; depth < 12; depth += 1) within = jpeg([exifSegment({ thumbnail: within })]);
    expect((await read(within)).refused?.reason).toBe("over-limit");
    let boxes = box("free", LABELLED);
    for (let depth = 0; depth < 40; depth += 1) boxes = box("moov", boxes);
    const deep = await read(joined(box("ftyp", "heic\0\0\0\0"), boxes));
    expect(deep.refused?.reason).toBe("over-limit");
    const elements = "<a>".repeat(100_000);
    const xmp = await read(greyPng(80, 80, [chunk("iTXt", latin1(`XML:com.adobe.xmp\0\0\0\0\0${elements}${LABELLED}`))])); // prettier-ignore
    expect(xmp.texts).toContain(LABELLED);
  });

  it("keeps a packed text that is damaged from being inspected", async () => {
    const broken = packedText("Comment", LABELLED);
    broken[25] = (broken[25] ?? 0) ^ 0x55;
    expect((await read(greyPng(80, 80, [broken]))).refused?.reason).toBe("damaged");
  });

  it("leaves an archive behind it to others", async () => {
    const zip = joined("PK\x03\x04", new Uint8Array(26), "a", "PK\x01\x02", new Uint8Array(42), "a", "PK\x05\x06\0\0\0\0\x01\0\x01\0", u32le(47), u32le(31), "\0\0"); // prettier-ignore
    const result = await read(joined(PHOTO, zip));
    expect(result.consumed).toBe(PHOTO.length);
    const tiff = SAMPLES["tiff"] ?? new Uint8Array(0);
    expect((await read(joined(tiff, zip))).consumed).toBe(tiff.length);
  });
});
