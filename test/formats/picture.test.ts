import { deflateSync } from "node:zlib";
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
import { findFormat } from "../../src/formats/index.ts";
import { pictureFormat } from "../../src/formats/picture/index.ts";
import { joined, latin1, told, type Told } from "../support/bytes.ts";
import { gif } from "../support/icons.ts";
import { box } from "../support/media.ts";

const ACCOUNT = "A3ZK8W2P6R4N1V";
const LABELLED = `customerId: ${ACCOUNT}`;
const KEYS = ["BodySerialNumber", "CameraSerialNumber", "Artist", "OwnerName", "dc:creator", "By-line", "customerId", "aux:OwnerName"]; // prettier-ignore

async function read(bytes: Uint8Array): Promise<Told> {
  expect(findFormat(bytes, "a")?.name).toBe("picture");
  return told(pictureFormat, bytes, { accountKeys: KEYS });
}

/** The place at which a text was reported; of a file of which no value was, so that places are those of its texts. */
function placeOf(result: Told, text: string): string | undefined {
  expect(result.values).toEqual([]);
  return result.places[result.texts.findIndex((line) => line.includes(text))];
}

function u32be(value: number): Uint8Array {
  return Uint8Array.of((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

function u16be(value: number): Uint8Array {
  return u32be(value).subarray(2);
}

function u32le(value: number): Uint8Array {
  return u32be(value).toReversed();
}

/** Resources of Photoshop with one of IPTC, of one data set. */
function iptcResource(number: number, text: string): Uint8Array {
  const data = joined("\x1c\x02", Uint8Array.of(number), u16be(text.length), text);
  return joined("Photoshop 3.0\0", "8BIM\x04\x04\0\0", u32be(data.length), data);
}

/** A HEIC whose items are tags and a grid, by construction method 0 (the file). */
function heic(exif: Uint8Array, xmp: string): Uint8Array {
  const ftyp = box("ftyp", "heic\0\0\0\0mif1heic");
  const item = (id: number, type: string, rest = ""): Uint8Array =>
    box("infe", joined("\x02\0\0\0", u16be(id), "\0\0", type, "\0", rest));
  const kinds = box("iinf", joined("\0\0\0\0", u16be(3), item(1, "hvc1"), item(2, "Exif"), item(3, "mime", "application/rdf+xml\0"))); // prettier-ignore
  const content = [latin1("pixels of a grid"), joined(u32be(6), "Exif\0\0", exif), latin1(xmp)];
  const locations = (from: number): Uint8Array => {
    let at = from;
    const entries = content.map((bytes, index) => {
      const entry = joined(u16be(index + 1), "\0\0", u16be(1), u32be(at), u32be(bytes.length));
      at += bytes.length;
      return entry;
    });
    return box("iloc", joined("\0\0\0\0\x44\0", u16be(content.length), ...entries));
  };
  const meta = (from: number): Uint8Array => box("meta", joined("\0\0\0\0", box("hdlr", "\0\0\0\0\0\0\0\0pict"), kinds, locations(from))); // prettier-ignore
  const from = ftyp.length + meta(0).length + 8;
  return joined(ftyp, meta(from), box("mdat", joined(...content)));
}

describe("a JPEG", () => {
  it("is a recording that says who and which camera made it", async () => {
    const result = await read(
      jpeg([
        exifSegment({
          main: { 0x010f: "Canon", 0x0110: "Canon EOS 6D", 0x0131: "Firmware 1.1", 0x013b: "Anna Müller" },
          exif: { 0xa431: "042023001234", 0x9003: "2018:05:01 06:20:31" },
        }),
      ]),
    );
    expect(result.refused).toBeUndefined();
    expect(result.marks).toEqual(["recording", "content"]);
    expect(result.values).toEqual(["exif:Artist=Anna Müller", "exif:BodySerialNumber=042023001234"]);
    expect(result.facts).toEqual(["pixels=8 x 8", "encoder=Firmware 1.1", "device=Canon EOS 6D"]);
    expect(result.places).toContain("tag APP1/Exif/BodySerialNumber");
    expect(result.open).toBe(0);
  });

  it("is read in every segment that programs write notes into", async () => {
    for (const [bytes, place] of [
      [segment(0xfe, LABELLED), "tag COM"],
      [segment(0xe5, LABELLED), "tag APP5"],
      [segment(0xe2, `ICC_PROFILE\0\x01\x01${LABELLED}`), "tag APP2/ICC"],
      [segment(0xed, joined(iptcResource(120, LABELLED))), "tag APP13/Photoshop/IPTC/Caption-Abstract"],
      [segment(0xeb, `JP\0\x01\0\0\0\x01\0\0\0\x20jumb${LABELLED}`), "tag APP11/JUMBF"],
      [exifSegment({ exif: { 0x9286: latin1(`ASCII\0\0\0${LABELLED}`) } }), "tag APP1/Exif/UserComment"],
      [exifSegment({ main: { 0x010e: LABELLED } }), "tag APP1/Exif/ImageDescription"],
      [exifSegment({ main: { 0x9c9c: Buffer.from(LABELLED, "utf16le") } }), "tag APP1/Exif/XPComment"],
      [xmpSegment(xmpPacket(`<dc:description>${LABELLED}</dc:description>`)), "tag APP1/XMP/dc:description"],
      [xmpSegment(xmpPacket(`<!-- ${LABELLED} -->`)), "tag APP1/XMP"],
      [segment(0xc4, LABELLED.padEnd(3000, " ")), "tag tables"],
    ] as const) {
      const result = await read(jpeg([Buffer.from(bytes)]));
      expect(result.refused, place).toBeUndefined();
      expect(placeOf(result, LABELLED), place).toBe(place);
    }
  });

  it("is read in the text of EXIF in either order of UTF-16", async () => {
    const wide = Buffer.from(LABELLED, "utf16le");
    for (const text of [wide, Buffer.from(wide).swap16()]) {
      const result = await read(jpeg([exifSegment({ exif: { 0x9286: joined("UNICODE\0", text) } })]));
      expect(result.texts).toContain(LABELLED);
      expect(result.decoded).toContain(LABELLED);
    }
  });

  it("is read in the EXIF of its thumbnail, also of one that is cut off", async () => {
    const thumbnail = jpeg([exifSegment({ main: { 0x010e: LABELLED } })]);
    for (const bytes of [thumbnail, thumbnail.subarray(0, -20)]) {
      const result = await read(jpeg([exifSegment({ thumbnail: bytes })]));
      expect(result.refused).toBeUndefined();
      expect(result.embedded).toEqual([]);
      expect(placeOf(result, LABELLED)).toBe("tag APP1/Exif/thumbnail/APP1/Exif/ImageDescription");
    }
  });

  it("is read in a second block of EXIF, and in one that goes on in the next segment", async () => {
    const second = await read(jpeg([exifSegment({ main: { 0x010e: "one" } }), exifSegment({ main: { 0x010e: LABELLED } })])); // prettier-ignore
    expect(placeOf(second, LABELLED)).toBe("tag APP1/Exif 2/ImageDescription");
    const block = exifBlock({ exif: { 0x9286: latin1(`ASCII\0\0\0${LABELLED}`) } });
    const cut = block.length - 10;
    const pieces = [block.subarray(0, cut), block.subarray(cut)];
    const long = await read(jpeg(pieces.map((piece) => segment(0xe1, joined("Exif\0\0", piece)))));
    expect(placeOf(long, LABELLED)).toBe("tag APP1/Exif/UserComment");
  });

  it("is read in XMP that goes on over segments in any order", async () => {
    const packet = xmpPacket(`<acme:customerId>${ACCOUNT}</acme:customerId>`);
    const cut = packet.indexOf(ACCOUNT) + 5;
    const piece = (from: number, to?: number): Buffer =>
      segment(0xe1, joined("http://ns.adobe.com/xmp/extension/\0", "0123456789ABCDEF".repeat(2), u32be(packet.length), u32be(from), packet.slice(from, to))); // prettier-ignore
    const result = await read(jpeg([piece(cut), piece(0, cut)]));
    expect(result.values).toEqual([`xmp:customerId=${ACCOUNT}`]);
    expect(result.decoded.join("\n")).toContain(ACCOUNT);
  });

  it("has the pictures for its own that it lists, and their tags", async () => {
    const second = jpeg([segment(0xfe, LABELLED)]);
    const list = (offset: number): Buffer =>
      segment(0xe2, joined("MPF\0MM\0*", u32be(8), "\0\x01\xb0\x02\0\x07", u32be(32), u32be(26), u32be(0), new Uint8Array(16), u32be(0), u32be(second.length), u32be(offset), u32be(0))); // prettier-ignore
    const length = jpeg([list(0)]).length;
    const result = await read(joined(jpeg([list(length - 10)]), second));
    expect(result.consumed).toBe(length + second.length);
    expect(placeOf(result, LABELLED)).toBe("tag picture 2/COM");
  });

  it("keeps what phones write behind it: Samsung's notes, a moment of video", async () => {
    const note = joined("\0\0\x01\x0a", u32le(14), "Image_UTC_Data", LABELLED);
    const directoryBytes = joined("SEFH", u32le(106), u32le(1), "\0\0\x01\x0a", u32le(note.length), u32le(note.length)); // prettier-ignore
    const notes = joined(jpeg(), note, directoryBytes, u32le(directoryBytes.length), "SEFT");
    const samsung = await read(notes);
    expect(samsung.consumed).toBe(notes.length);
    expect(placeOf(samsung, LABELLED)).toBe("tag trailer/Image_UTC_Data");
    const video = joined(box("ftyp", "mp42\0\0\0\0"), box("moov", box("udta", box("auth", `\0\0\0\0\0\0${LABELLED}`))), box("mdat", "x")); // prettier-ignore
    const announced = xmpSegment(xmpPacket("<GCamera:MotionPhoto>1</GCamera:MotionPhoto>"));
    const moving = joined(jpeg([announced]), video);
    const result = await read(moving);
    expect(result.consumed).toBe(moving.length);
    expect(placeOf(result, LABELLED)).toMatch(/^tag trailer\/video\/moov\/udta\/auth/);
    // What no picture announces is a file of its own.
    expect((await read(joined(jpeg(), video))).consumed).toBe(jpeg().length);
  });

  it("that is cut off is damaged, after what it says was read", async () => {
    const whole = jpeg([segment(0xfe, LABELLED)]);
    const result = await read(whole.subarray(0, -3));
    expect(result.refused?.reason).toBe("damaged");
    expect(result.texts.join("\n")).toContain(LABELLED);
  });

  it("whose tags lead outside is damaged only where names would stand", async () => {
    const block = exifBlock({ exif: { 0xa431: "042023001234" }, thumbnail: jpeg() });
    const at = block.indexOf(Buffer.from([0x69, 0x87, 4, 0]));
    const broken = Buffer.from(block);
    broken.writeUInt32LE(0x7fffffff, at + 8);
    const segmentOf = (bytes: Buffer): Buffer => segment(0xe1, joined("Exif\0\0", bytes));
    expect((await read(jpeg([segmentOf(broken)]))).refused?.reason).toBe("damaged");
    const noThumbnail = Buffer.from(block);
    // Where the next directory stands, behind the two bytes of the count and one entry.
    noThumbnail.writeUInt32LE(0x7fffffff, 8 + 2 + 12);
    const result = await read(jpeg([segmentOf(noThumbnail)]));
    expect(result.refused).toBeUndefined();
    expect(result.values).toEqual(["exif:BodySerialNumber=042023001234"]);
  });
});

describe("the notes of a camera's maker", () => {
  const make = async (maker: string, note: Uint8Array): Promise<readonly string[]> =>
    (await read(jpeg([exifSegment({ main: { 0x010f: maker }, exif: { 0x927c: note } })]))).values;

  it("name its serial and its owner, wherever their offsets count from", async () => {
    const serial = { 0x0404: "E12345678" };
    expect(await make("OLYMPUS", joined("OLYMPUS\0II\x03\0", directory(serial, 12)))).toEqual(["makernote:CameraSerialNumber=E12345678"]); // prettier-ignore
    const nikon = joined("Nikon\0\x02\x10\0\0II*\0\x08\0\0\0", directory({ 0x001d: "3012345" }, 8));
    expect(await make("NIKON CORPORATION", nikon)).toEqual(["makernote:CameraSerialNumber=3012345"]);
    // Canon counts from the head of all tags; programs that copy notes leave the old offsets.
    for (const at of [0, 100, 5000]) {
      const note = directory({ 0x0009: "Anna Müller", 0x000c: pointer(730_402_191) }, at);
      expect(await make("Canon", note), String(at)).toEqual(
        expect.arrayContaining(["makernote:OwnerName=Anna Müller", "makernote:CameraSerialNumber=730402191", "makernote:CameraSerialNumber=0730402191"]), // prettier-ignore
      );
    }
  });

  it("are read as they are where nobody knows how they are built", async () => {
    const note = joined("NOBODY\0\x01", latin1(LABELLED), new Uint8Array(20));
    const result = await read(jpeg([exifSegment({ exif: { 0x927c: note } })]));
    expect(result.refused).toBeUndefined();
    expect(placeOf(result, LABELLED)).toBe("tag APP1/Exif/MakerNote/unknown");
  });
});

describe("XMP", () => {
  it("gives each text the property it belongs to, and a list its items", async () => {
    const result = await read(
      jpeg([
        xmpSegment(
          xmpPacket(
            `<dc:creator><rdf:Seq><rdf:li>Anna &amp; Ben</rdf:li><rdf:li>Clara</rdf:li></rdf:Seq></dc:creator>` +
              `<rdf:Description aux:OwnerName="Anna" aux:SerialNumber='123456'/>` +
              `<acme:customerId rdf:value="${ACCOUNT}"/>`,
          ),
        ),
      ]),
    );
    expect(result.values).toEqual([
      "xmp:dc:creator=Anna & Ben",
      "xmp:dc:creator=Clara",
      "xmp:aux:OwnerName=Anna",
      "xmp:CameraSerialNumber=123456",
      `xmp:customerId=${ACCOUNT}`,
    ]);
  });

  it("is read in the thumbnails it holds in base64", async () => {
    const thumbnail = jpeg([exifSegment({ main: { 0x010e: LABELLED } })]).toString("base64");
    const lines = thumbnail.replaceAll(/.{76}/g, "$&&#xA;");
    const result = await read(jpeg([xmpSegment(xmpPacket(`<xmpGImg:image>${lines}</xmpGImg:image>`))]));
    expect(result.texts).toContain(LABELLED);
    expect(result.decoded.join("\n")).toContain(LABELLED);
  });
});

describe("a PNG", () => {
  it("is read in its texts, packed ones, too", async () => {
    const international = joined("Comment\0\x01\0de\0Kommentar\0", deflateSync(LABELLED));
    for (const [part, place] of [
      [chunk("tEXt", latin1(`Comment\0${LABELLED}`)), "tag tEXt/Comment"],
      [packedText("Comment", LABELLED), "tag zTXt/Comment"],
      [chunk("iTXt", international), "tag iTXt/Comment"],
      [chunk("iTXt", latin1(`XML:com.adobe.xmp\0\0\0\0\0${xmpPacket(`<dc:title>${LABELLED}</dc:title>`)}`)), "tag iTXt/XML:com.adobe.xmp/dc:title"], // prettier-ignore
      [chunk("eXIf", exifBlock({ main: { 0x010e: LABELLED } })), "tag eXIf/ImageDescription"],
      [packedText("Raw profile type exif", `\nexif\n  99\n${Buffer.concat([Buffer.from("Exif\0\0"), exifBlock({ main: { 0x010e: LABELLED } })]).toString("hex")}\n`), "tag zTXt/Raw profile type exif/ImageDescription"], // prettier-ignore
      [chunk("iCCP", joined("icc\0\0", deflateSync(LABELLED))), "tag iCCP"],
      [chunk("prVt", latin1(LABELLED)), "tag prVt"],
      [chunk("pHYs", latin1(LABELLED)), "tag pHYs"],
    ] as const) {
      const result = await read(greyPng(80, 80, [part]));
      expect(result.refused, place).toBeUndefined();
      expect(placeOf(result, LABELLED), place).toBe(place);
    }
  });

  it("takes the keyword of a text for its field", async () => {
    const result = await read(greyPng(80, 80, [packedText("customerId", ACCOUNT)]));
    expect(result.values).toEqual([`png:customerId=${ACCOUNT}`]);
    expect(result.decoded).toEqual([ACCOUNT]);
  });
});

describe("other pictures", () => {
  const exif = exifBlock({ main: { 0x010e: LABELLED } });
  const xmp = xmpPacket(`<dc:title>${LABELLED}</dc:title>`);
  const riff = (...chunks: readonly Uint8Array[]): Uint8Array => {
    const body = joined("WEBP", ...chunks);
    return joined("RIFF", u32le(body.length), body);
  };
  const part = (type: string, bytes: Uint8Array | string): Uint8Array =>
    joined(type, u32le(bytes.length), bytes, bytes.length % 2 === 1 ? "\0" : "");
  const pixels = part("VP8 ", "pixels of a picture");

  it("are read in what they say besides their pixels", async () => {
    const jp2 = (body: Uint8Array): Uint8Array => joined("\0\0\0\x0cjP  \r\n\x87\n", box("ftyp", "jp2 \0\0\0\0"), body); // prettier-ignore
    const jxl = (body: Uint8Array): Uint8Array => joined("\0\0\0\x0cJXL \r\n\x87\n", box("ftyp", "jxl \0\0\0\0"), body); // prettier-ignore
    const psd = joined("8BPS\0\x01", new Uint8Array(6), "\0\x03", u32be(8), u32be(8), "\0\x08\0\x03", u32be(0), u32be(12 + 6 + 0), "8BIM\x04\x04\0\0", u32be(6), "\x1c\x02\x50\0\x01A", u32be(0), "\0\0"); // prettier-ignore
    for (const [what, bytes, place] of [
      ["GIF comment", gif(300, 300, [`\x21\xfe${String.fromCharCode(LABELLED.length)}${LABELLED}\0`]), "tag comment"],
      ["GIF comment in two blocks", gif(300, 300, [`\x21\xfe\x0a${LABELLED.slice(0, 10)}${String.fromCharCode(LABELLED.length - 10)}${LABELLED.slice(10)}\0`]), "tag comment"],
      ["GIF XMP", gif(300, 300, [joined("\x21\xff\x0bXMP DataXMP", xmp, "\x01", new Uint8Array(257).map((_, index) => Math.max(0, 255 - index)))]), "tag XMP/dc:title"],
      ["WebP EXIF", riff(pixels, part("EXIF", exif)), "tag EXIF/ImageDescription"],
      ["WebP XMP", riff(pixels, part("XMP ", xmp)), "tag XMP/dc:title"],
      ["WebP of unknown chunks", riff(pixels, part("abcd", LABELLED)), "tag abcd"],
      ["TIFF", exif, "tag ImageDescription"],
      ["HEIC EXIF", heic(exif, "<x/>"), "tag item 2/Exif/ImageDescription"],
      ["HEIC XMP", heic(exifBlock({}), xmp), "tag item 3/XMP/dc:title"],
      ["JPEG XL EXIF", jxl(box("Exif", joined("\0\0\0\0", exif))), "tag Exif/ImageDescription"],
      ["JPEG XL XMP", jxl(box("xml ", xmp)), "tag xml/dc:title"],
      ["JPEG 2000 EXIF", jp2(box("uuid", joined("JpgTiffExif->JP2", exif))), "tag uuid/ImageDescription"],
      ["JPEG 2000 XML", jp2(box("xml ", xmp)), "tag xml/dc:title"],
      ["JPEG 2000 comment", jp2(box("jp2c", joined("\xff\x4f\xff\x64", u16be(LABELLED.length + 4), "\0\x01", LABELLED, "\xff\xd9"))), "tag jp2c/COM"],
    ] as const) {
      const result = await read(bytes);
      expect(result.refused, what).toBeUndefined();
      expect(placeOf(result, LABELLED), what).toBe(place);
      expect(result.consumed, what).toBe(bytes.length);
    } // prettier-ignore
    expect((await read(psd)).values).toEqual(["iptc:By-line=A"]);
  });

  it("that are camera raw of an unknown structure are not inspected, but their text is read", async () => {
    const result = await read(joined("FOVb\0\0\x03\0", LABELLED, new Uint8Array(40)));
    expect(result.refused?.reason).toBe("unsupported-format");
    expect(result.texts).toContain(LABELLED);
    expect(result.marks).toContain("recording");
  });

  it("are read whatever their name says, and the end of what they say is named", () => {
    const bytes = jpeg([segment(0xfe, LABELLED)]);
    expect(findFormat(bytes, "letter.pdf")?.name).toBe("picture");
    expect(pictureFormat.unitAt?.(bytes, bytes.indexOf(ACCOUNT))).toBe("COM");
    expect(pictureFormat.unitAt?.(bytes, bytes.length - 3)).toBe("pixels");
  });
});
