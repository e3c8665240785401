import ExifReader from "exifreader";
import { describe, expect, it } from "vitest";
import { photograph } from "../../fixtures/support/photos.ts";
import {
  chunk,
  exifBlock,
  exifSegment,
  greyPng,
  jpeg,
  packedText,
  segment,
  xmpPacket,
  xmpSegment,
} from "../../fixtures/support/pictures.ts";
import { pictureFormat } from "../../src/formats/picture/index.ts";
import { joined, told } from "../support/bytes.ts";

const PHOTO = photograph({ make: "Canon", model: "Canon EOS 6D", serial: "1730402191", owner: "Anna Müller", title: "At the lake" }); // prettier-ignore
const TAGS = { main: { 0x010f: "Nikon", 0x0110: "D70", 0x010e: "a title", 0x8298: "nobody" }, exif: { 0xa433: "Nikkor", 0xa435: "77889900" } }; // prettier-ignore

const PICTURES: Readonly<Record<string, Uint8Array>> = {
  "a photograph": PHOTO,
  "a photograph with a comment": jpeg([segment(0xfe, "taken at the lake"), exifSegment(TAGS)]),
  "attributes of XMP": jpeg([xmpSegment(xmpPacket(`<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" aux:OwnerName="Anna &amp; Ben" aux:Lens="50mm F1.4"/>`))]), // prettier-ignore
  "a PNG": greyPng(80, 80, [
    chunk("tEXt", joined("Author\0Anna Miller")),
    packedText("Comment", "packed away"),
    chunk("eXIf", exifBlock(TAGS)),
  ]),
  "a TIFF": exifBlock(TAGS),
};

/** What is the library's own wording, or bytes. */
const OTHERS = new Set(["description", "image", "base64", "_raw"]);

/** Every text that the library shows, and values that are texts as programs keep them. */
function textsOf(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof value === "string") {
    if (value.trim().length >= 4) found.add(value.trim());
  } else if (Array.isArray(value)) {
    for (const one of value) textsOf(one, found);
  } else if (typeof value === "object" && value !== null && !(value instanceof ArrayBuffer)) {
    for (const [key, one] of Object.entries(value)) if (!OTHERS.has(key)) textsOf(one, found);
  }
  return found;
}

describe("the tags of a picture", () => {
  it("hold every text that another reader finds in them", async () => {
    for (const [name, bytes] of Object.entries(PICTURES)) {
      const other = await ExifReader.load(Uint8Array.from(bytes).buffer, { expanded: true, async: true });
      const expected = textsOf([
        other.exif,
        other.xmp,
        other.iptc,
        other.png,
        other.pngText,
        other.photoshop,
      ]);
      expect(expected.size, name).toBeGreaterThan(0);
      const result = await told(pictureFormat, bytes);
      const ours = result.texts.map((text) => text.replaceAll("\0", "").trim()).join("\n");
      for (const text of expected) {
        // Dates are told as ISO 8601 has them.
        if (!/^\d{4}:\d\d:\d\d /.test(text)) expect(ours, `${name}: ${text}`).toContain(text);
      }
    }
  });
});
