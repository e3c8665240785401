import { narrowText } from "./tag-text.ts";
import type { PartList, View } from "./parts.ts";

/** Characters of the name of an element or attribute that are told. */
const MAX_NAME_CHARACTERS = 100;

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * XML in a tag (XMP, iXML, ADM): the text of elements and attributes under their names, and comments. Passes over what
 * is wrong in it rather than over what follows, and knows no entities but the five and numbers.
 */
export function addXml(parts: PartList, view: View, path: string, from: number, to: number): void {
  // One character for each byte, so that places in the text are places in the bytes.
  const xml = Buffer.from(view.bytes.buffer, view.bytes.byteOffset + from, to - from).toString("latin1");
  parts.holds(view, path, from, to);
  const give = (name: string, first: number, last: number): void => {
    const raw = narrowText(view.bytes.subarray(from + first, from + last)).trim();
    if (raw === "") return;
    const text = decodeEntities(raw);
    const local = name.slice(name.indexOf(":") + 1);
    const named = name === "" ? path : `${path}/${name}`;
    if (text === raw) parts.text(view, named, from + first, from + last, name === "" ? [] : [local], text);
    else parts.hiddenText(view, named, from + first, from + last, [local], text);
  };
  let element = "";
  let at = 0;
  while (at < xml.length) {
    const open = xml.indexOf("<", at);
    const end = open < 0 ? xml.length : open;
    give(element, at, end);
    if (open < 0) break;
    if (xml.startsWith("<!--", open)) {
      const close = closing(xml, "-->", open);
      give("", open + 4, close);
      at = close + 3;
      continue;
    }
    if (xml.startsWith("<![CDATA[", open)) {
      const close = closing(xml, "]]>", open);
      give(element, open + 9, close);
      at = close + 3;
      continue;
    }
    const close = endOfMarkup(xml, open);
    const isEnd = xml[open + 1] === "/";
    const name = isEnd ? "" : nameAt(xml, open + 1);
    if (isEnd || name === "") give("", open + 1, isEnd ? open + 1 : close);
    else attributes(xml, open + 1 + name.length, close, give);
    element = name;
    at = close + 1;
  }
}

function closing(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from);
  return at < 0 ? xml.length : at;
}

/** The `>` that ends what begins at `open`: not one in quotes. */
function endOfMarkup(xml: string, open: number): number {
  let quote = "";
  for (let at = open + 1; at < xml.length; at += 1) {
    const character = xml.charAt(at);
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === ">") return at;
    else if ((character === '"' || character === "'") && xml[at - 1] === "=") quote = character;
  }
  return xml.length;
}

function nameAt(xml: string, from: number): string {
  let at = from;
  while (at < xml.length && at - from < MAX_NAME_CHARACTERS && !" \t\r\n/>=?".includes(xml.charAt(at)))
    at += 1;
  return xml.slice(from, at);
}

/** Gives each quoted value under the name before it, what is not quoted under none. */
function attributes(
  xml: string,
  from: number,
  to: number,
  give: (name: string, first: number, last: number) => void,
): void {
  let at = from;
  while (at < to) {
    const equals = xml.indexOf("=", at);
    const quote = equals < 0 || equals >= to ? "" : xml.charAt(equals + 1);
    if (quote !== '"' && quote !== "'") {
      const end = equals < 0 || equals >= to ? to : equals + 1;
      give("", at, end);
      at = end;
      continue;
    }
    const close = xml.indexOf(quote, equals + 2);
    const last = close < 0 || close > to ? to : close;
    const name = xml.slice(Math.max(at, equals - MAX_NAME_CHARACTERS), equals).trim();
    give(name.startsWith("xmlns") ? "" : name, equals + 2, last);
    at = last + 1;
  }
}

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-z]{2,4});/g, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
    const code = name.startsWith("#x") ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Whether bytes are XML, perhaps behind a byte order mark, or hold a packet of XMP. */
export function isXml(bytes: Uint8Array, from: number, to: number): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.min(to - from, 256)).toString(
    "latin1",
  );
  return /^(?:\xef\xbb\xbf)?\s{0,64}<(?:\?x|[A-Za-z!])/.test(head);
}
