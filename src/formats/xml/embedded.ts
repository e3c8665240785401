import type { Sink } from "../../model/format.ts";
import { mediaKind } from "../audio/signatures.ts";
import { bySignature } from "../signatures.ts";

/** Characters of a media type and its parameters. */
const MAX_TYPE = 256;

/** Characters of base64 from which on a value may be a file. */
const MIN_FILE_CHARACTERS = 64;

const DATA_URI = /data:([^,"'()\s]{0,256}),/gi;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
/** Running text has shorter words at its start: most values need no closer look. */
const MAY_BE_BASE64 = /^\s*[A-Za-z0-9+/_-]{12}/;

/** Reports a `data:` address as a file within the file; false for other addresses. */
export function embedDataUri(address: string, out: Sink): boolean {
  const start = /^\s*data:/i.exec(address)?.[0].length;
  if (start === undefined) return false;
  const comma = address.indexOf(",");
  if (comma < 0 || comma > MAX_TYPE + start) return false;
  const type = address.slice(start, comma).toLowerCase();
  const bytes = bytesOf(type, address.slice(comma + 1));
  if (bytes.length > 0) out.embedded({ name: nameOf(type), content: { is: "bytes", bytes } });
  return true;
}

/** The same for `url(data:…)` anywhere in a style sheet. */
export function embedDataUris(text: string, out: Sink): void {
  if (!/data:/i.test(text)) return;
  const addresses = new RegExp(DATA_URI);
  for (let found = addresses.exec(text); found !== null; found = addresses.exec(text)) {
    const start = found.index + found[0].length;
    const quote = text[found.index - 1];
    const end = text.indexOf(quote === '"' || quote === "'" ? quote : ")", start);
    embedDataUri(text.slice(found.index, end < 0 ? text.length : end), out);
    // What one address holds is looked through once, however often it says that another begins.
    addresses.lastIndex = end < 0 ? text.length : end;
  }
}

/** Reports a value that is a file in base64 (`<part data="…">`, `<data>`) as one; false for other values. */
export function embedBase64(value: string, name: string, out: Sink): boolean {
  if (value.length < MIN_FILE_CHARACTERS || !MAY_BE_BASE64.test(value)) return false;
  const head = value.slice(0, MIN_FILE_CHARACTERS * 4).replace(/\s+/g, "");
  if (!BASE64.test(head.slice(0, MIN_FILE_CHARACTERS))) return false;
  const first = Buffer.from(head, "base64");
  if (bySignature(first) === undefined && mediaKind(first) === undefined && !first.subarray(0, 5).equals(PDF))
    return false;
  const bytes = Uint8Array.from(Buffer.from(value, "base64"));
  out.embedded({ name, content: { is: "bytes", bytes } });
  return true;
}

const PDF = Buffer.from("%PDF-");

function bytesOf(type: string, data: string): Uint8Array {
  if (/;\s*base64\s*$/.test(type)) return Uint8Array.from(Buffer.from(unescaped(data), "base64"));
  return Uint8Array.from(Buffer.from(unescaped(data)));
}

/** `%2B` as `+`; what is no escape stays as it is. */
export function unescaped(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  }
}

/** A name tells readers of the file nothing but its extension. */
function nameOf(type: string): string {
  const subtype = /^[\w.-]+\/([\w.-]+)/.exec(type)?.[1];
  return subtype === undefined ? "" : `data.${subtype}`;
}
