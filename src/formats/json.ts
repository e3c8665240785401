import { NotInspected } from "../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../model/format.ts";
import { JsonReader } from "./json-reader.ts";
import { utf8Text } from "./utf8.ts";

/** `window.YTD.tweet.part0 = `, `var data = `: JavaScript that only assigns JSON. */
const ASSIGNMENT =
  /^\s*(?:(?:var|let|const)\s+)?[A-Za-z_$][\w$]*(?:\.[\w$]+|\[(?:"[^"\]]*"|'[^'\]]*'|\d+)\])*\s*=\s*(?=[[{"\d-])/;
const MAX_PREFIX = 4096;

/** JSON: one document of any size, NDJSON, or JavaScript that assigns a document (`window.X = …`). */
export const jsonFormat: Format = { name: "json", killable: false, sniff, read };

function sniff(head: Uint8Array, name: string): Confidence {
  const text = headText(head);
  // A script that assigns nothing is text.
  const named = /\.(?:json|ndjson|jsonl|geojson|jsonld)$/i.test(name);
  const start = text.replace(ASSIGNMENT, "").trimStart();
  if (start.length !== text.trimStart().length) return /^[[{"]/.test(start) ? 3 : named ? 1 : 0;
  if (/^\{\s*(?:"|\}|$)/.test(start) || /^\[\s*(?:[[{"\]\d-]|true|false|null|$)/.test(start)) {
    // `[2018-05-01 …] text` and `[section]` are no JSON.
    return named || /^\{|^\[\s*(?:[[{"\]]|$|-?\d+(?:\.\d+)?\s*[,\]])/.test(start) ? 3 : 0;
  }
  return named && text.trim() !== "" && /^(?:"|-?\d|true|false|null)/.test(start) ? 2 : named ? 1 : 0;
}

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  let reader: JsonReader | undefined;
  let rest: Buffer = Buffer.alloc(0);
  const text = utf8Text(source);
  const start = (head: Buffer): Buffer => {
    const { prefix, sequence } = shapeOfDocument(head);
    reader = new JsonReader(context.plan, out, context.limits, { sequence, assigned: prefix > 0 });
    return head.subarray(prefix);
  };
  for await (const chunk of text.buffers()) {
    let buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (reader === undefined) {
      if (buffer.length < MAX_PREFIX) {
        rest = Buffer.from(buffer);
        continue;
      }
      buffer = start(buffer);
    }
    const taken: number = reader!.push(buffer, false);
    // Chunks are only valid until the next one is asked for.
    rest = Buffer.from(buffer.subarray(taken));
  }
  if (reader === undefined) rest = start(rest);
  const last: JsonReader = reader!;
  // A number that ends the document is only ended by the end of the data.
  if (last.push(rest, true) < rest.length)
    throw new NotInspected("damaged", "the JSON ends in the middle of a value");
  last.end();
  return text.consumed();
}

/** Whether several documents follow one another, and where the first begins. */
function shapeOfDocument(head: Buffer): { prefix: number; sequence: boolean } {
  const text = head.toString("latin1", 0, Math.min(head.length, MAX_PREFIX));
  const prefix = ASSIGNMENT.exec(text)?.[0].length ?? 0;
  const end = endOfValue(head, prefix);
  if (end === undefined) return { prefix, sequence: false };
  let next = end;
  while (next < head.length && (head[next] ?? 0) <= 0x20) next += 1;
  return { prefix, sequence: next < head.length && head[next] !== 0x3b };
}

/** Where the first array or object ends, if that is within `head`. */
function endOfValue(head: Uint8Array, from: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = from; at < head.length; at++) {
    const byte = head[at];
    if (inString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
      if (depth <= 0) return at + 1;
    }
  }
  return undefined;
}

function headText(head: Uint8Array): string {
  const utf16 =
    head[0] === 0xff && head[1] === 0xfe
      ? "utf-16le"
      : head[0] === 0xfe && head[1] === 0xff
        ? "utf-16be"
        : "utf-8";
  return new TextDecoder(utf16).decode(head.subarray(0, MAX_PREFIX));
}
