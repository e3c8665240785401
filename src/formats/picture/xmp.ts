import { narrowText, wideText } from "../media/tag-text.ts";
import type { View } from "../media/parts.ts";
import { decodeEntities } from "./entities.ts";
import type { Walk } from "./walk.ts";

/** Characters of the name of an element or attribute that are told. */
const MAX_NAME_CHARACTERS = 100;

/** Elements within one another whose names are kept; deeper ones are called by the last that is. */
const MAX_NAMES = 64;

/** Prefixes of the namespaces that cameras and programs write, under which a name has the meaning of its standard. */
const STANDARD = new Set(
  ("dc xmp xap xmpMM xapMM xmpRights xapRights xmpBJ xmpTPg xmpDM xmpG xmpGImg xmpidq stEvt stRef stVer stDim stJob stFnt stMfs stArea " +
    "photoshop pdf pdfx pdfaid crs crd crss lr tiff exif exifEX aux plus cc dcterms prism acdsee mediapro expressionmedia digiKam " +
    "Iptc4xmpCore Iptc4xmpExt mwg-rs mwg-kw mwg-coll MicrosoftPhoto MP MPRI MPReg GCamera GPano GImage GAudio GDepth " +
    "GContainer Container Item HDRGainMap hdrgm hdr_metadata apple-fi drone-dji dji Camera FLIR DICOM ics panorama ast asf Device").split(" "),
); // prettier-ignore

/** Structure that the model of RDF needs, without meaning of its own. */
const RDF = /^(?:rdf:|x:|xml:|xap?meta$|xmpmeta$)/;

/**
 * A packet of XMP: the text of elements and attributes, each under the property it belongs to (`dc:creator` for an item
 * of its list), and comments. Passes over what is wrong in it rather than over what follows.
 */
export function addXmp(walk: Walk, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  walk.parts.holds(view, path, from, to);
  const utf16 = wideOrder(bytes, from, to);
  if (utf16 === undefined) {
    readPacket(walk, view, path, from, to);
    return;
  }
  const utf8 = Buffer.from(wideText(bytes.subarray(from, to), utf16 === "little"), "utf8");
  readPacket(walk, walk.parts.unpacked(view, from, to, utf8), path, 0, utf8.length);
}

function wideOrder(bytes: Uint8Array, from: number, to: number): "little" | "big" | undefined {
  if (to - from < 4) return undefined;
  const [a, b, c, d] = bytes.subarray(from, from + 4);
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0 && c !== 0)) return "little";
  return (a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c && d !== 0) ? "big" : undefined;
}

function readPacket(walk: Walk, view: View, path: string, from: number, to: number): void {
  // One character for each byte, so that places in the text are places in the bytes.
  const xml = Buffer.from(view.bytes.buffer, view.bytes.byteOffset + from, to - from).toString("latin1");
  const names: string[] = [];
  let depth = 0;
  let property = "";
  const give = (name: string, first: number, last: number): void => {
    addValue(walk, view, path, name, from + first, from + last);
  };
  let at = 0;
  while (at < xml.length) {
    const open = xml.indexOf("<", at);
    give(property, at, open < 0 ? xml.length : open);
    if (open < 0) break;
    if (xml.startsWith("<!--", open) || xml.startsWith("<![CDATA[", open)) {
      const isComment = xml[open + 2] === "-";
      const close = closing(xml, isComment ? "-->" : "]]>", open);
      give(isComment ? "" : property, open + (isComment ? 4 : 9), close);
      at = close + 3;
      continue;
    }
    const close = endOfMarkup(xml, open);
    at = close + 1;
    if (xml[open + 1] === "/") {
      depth = Math.max(0, depth - 1);
      if (depth < MAX_NAMES) names.length = depth;
      property = names.at(-1) ?? "";
      continue;
    }
    const name = nameAt(xml, open + 1);
    if (name === "") {
      // A declaration or an instruction.
      give("", open + 1, close);
      continue;
    }
    const own = RDF.test(name) ? property : name;
    addAttributes(xml, open + 1 + name.length, close, own, give);
    if (xml[close - 1] === "/") continue;
    if (depth < MAX_NAMES) names.push(own);
    depth += 1;
    property = names.at(-1) ?? "";
  }
}

/** Text that is longer is a picture in base64 rather than something to read. */
const MAX_VALUE_BYTES = 64 * 1024;

/** How base64 of a JPEG or PNG begins. */
const PICTURE_IN_BASE64 = /^\s*(?:\/9j\/|iVBOR)/;

function addValue(walk: Walk, view: View, path: string, name: string, from: number, to: number): void {
  const { parts } = walk;
  if (to <= from) return;
  const value = view.bytes.subarray(from, to);
  const named = name === "" ? path : `${path}/${name}`;
  if (isPicture(value)) {
    const bytes = Buffer.from(Buffer.from(value).toString("latin1").replaceAll("&#xA;", ""), "base64");
    if (bytes.length > parts.unpackable) parts.doubts("over-limit", "its pictures in XMP are too large");
    else {
      parts.spend(bytes.length);
      walk.content(parts.unpacked(view, from, to, bytes), `${named}/thumbnail`, 0, bytes.length);
      return;
    }
  }
  if (value.length > MAX_VALUE_BYTES) {
    parts.bytes(view, named, from, to);
    return;
  }
  const raw = narrowText(value).trim();
  if (raw === "") return;
  const text = decodeEntities(raw);
  if (text === raw) parts.text(view, named, from, to, keysOf(name), text);
  else parts.hiddenText(view, named, from, to, keysOf(name), text);
}

function isPicture(value: Uint8Array): boolean {
  return (
    value.length > 200 &&
    PICTURE_IN_BASE64.test(
      Buffer.from(value.buffer, value.byteOffset, Math.min(64, value.length)).toString("latin1"),
    )
  );
}

/** The field: with its prefix where that is of a standard, otherwise by the name alone, as somebody called it. */
function keysOf(name: string): readonly string[] {
  if (name === "") return [];
  const colon = name.indexOf(":");
  const local = name.slice(colon + 1);
  // Makers call them by many names (`aux:SerialNumber`, `drone-dji:DroneSerialNumber`).
  if (/serial/i.test(local)) return ["xmp", "CameraSerialNumber"];
  return ["xmp", colon > 0 && !STANDARD.has(name.slice(0, colon)) ? local : name];
}

function closing(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from);
  return at < 0 ? xml.length : at;
}

/** The `>` that ends what begins at `open`: not one in quotes. */
function endOfMarkup(xml: string, open: number): number {
  let at = open + 1;
  while (at < xml.length) {
    const character = xml.charAt(at);
    if (character === ">") return at;
    if ((character === '"' || character === "'") && xml[at - 1] === "=") {
      const close = xml.indexOf(character, at + 1);
      if (close < 0) return xml.length;
      at = close;
    }
    at += 1;
  }
  return xml.length;
}

function nameAt(xml: string, from: number): string {
  let at = from;
  while (at < xml.length && at - from < MAX_NAME_CHARACTERS && !" \t\r\n/>=?!".includes(xml.charAt(at)))
    at += 1;
  return xml.slice(from, at);
}

/** Gives each quoted value under the name before it, one of RDF under `property`, what is not quoted under none. */
function addAttributes(
  xml: string,
  from: number,
  to: number,
  property: string,
  give: (name: string, first: number, last: number) => void,
): void {
  // Nothing is searched for past the end of the tag, or many tags would cost as much as the packet each.
  const tag = xml.slice(from, to);
  let at = 0;
  while (at < tag.length) {
    const equals = tag.indexOf("=", at);
    const quote = equals < 0 ? "" : tag.charAt(equals + 1);
    if (quote !== '"' && quote !== "'") {
      const end = equals < 0 ? tag.length : equals + 1;
      give("", from + at, from + end);
      at = end;
      continue;
    }
    const close = tag.indexOf(quote, equals + 2);
    const last = close < 0 ? tag.length : close;
    const name = tag.slice(Math.max(at, equals - MAX_NAME_CHARACTERS), equals).trim();
    const isLanguage = name.startsWith("xmlns") || name.startsWith("xml:");
    give(isLanguage ? "" : RDF.test(name) ? property : name, from + equals + 2, from + last);
    at = last + 1;
  }
}
