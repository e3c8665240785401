import { NotInspected } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import { decodeHead, utf8Text } from "../utf8.ts";
import { openReader } from "./open.ts";
import { isSequence, openingOf } from "./opening.ts";
import { isTextSequence, StartOfText, withoutSeparators } from "./start.ts";
import { isJson } from "./syntax.ts";

export { readJsonText } from "./text.ts";

/** Bytes in which several documents have to show. */
const HEAD_BYTES = 65_536;
const NAMED = /\.(?:json5?|ndjson|jsonl|ldjson|geojson|jsonld|json-?seq)$/i;

/** JSON: one document of any size, several that follow one another, or JavaScript that assigns or passes documents. */
export const jsonFormat: Format = {
  name: "json",
  killable: false,
  about: {
    title: "JSON, NDJSON, and JavaScript that holds nothing but data",
    recognised: "by how its first value begins; scripts by reading on to see that nothing but data follows",
    reads:
      "documents of any size in UTF-8, UTF-16 and Windows-1252: objects, arrays, maps by identifier, tables (arrays of arrays whose first row, or whose `columns`, name the columns); " +
      "several documents in one file (NDJSON, RFC 7464, one behind another); assignments (`window.X = …`), calls (`callback(…)`), `export default`, guards (`)]}'`); " +
      "comments, single quotes, keys without quotes, commas at the end, `NaN`, `undefined`, `None`; both values of duplicate keys; all digits of numbers; " +
      "documents within strings, text in base64 (JSON, labels with values, tokens of three parts), files in base64 and `data:` URIs, text that was encoded as UTF-8 twice",
    leaves:
      "in strings of more than 16 KiB only the search through all bytes finds identifiers; a document within a string of more than 4 MiB is `over-limit`; " +
      "of a broken line of NDJSON, and of everything behind a fault in a single document, the report says that it is `damaged`; names of columns that follow their rows are `unsupported-format`; " +
      'an object of parallel arrays (`{"customerId": […], "text": […]}`) is one record of all whom it names',
    library: null,
  },
  sniff,
  read,
};

function sniff(head: Uint8Array, name: string): Confidence {
  const named = NAMED.test(name);
  const text = decodeHead(isTextSequence(head) ? withoutSeparators(head, 0x0a) : head)?.slice(0, HEAD_BYTES);
  if (text === undefined) return named ? 1 : 0;
  const bytes = Buffer.from(text);
  const { at, isWrapped, hasComment } = openingOf(bytes.toString("latin1"));
  const start = bytes.toString("latin1", at, at + 256);
  if (isWrapped || hasComment) return /^[[{"']/.test(start) && isJson(bytes, false) ? 3 : named ? 1 : 0;
  if (/^\{\s*(?:"|\}|$)/.test(start) || /^\[\s*(?:[[{"\]\d-]|true|false|null|$)/.test(start)) {
    // `[2018-05-01 …] text` and `[section]` are no JSON.
    return named || /^\{|^\[\s*(?:[[{"\]]|$|-?\d+(?:\.\d+)?\s*[,\]])/.test(start) ? 3 : 0;
  }
  // What only JavaScript or Python would write is no proof without the rest.
  if (/^(?:\{\s*[\w$']|\[\s*')/.test(start) && isJson(bytes, false)) return 3;
  return named && start !== "" && /^(?:"|-?\d|true|false|null)/.test(start) ? 2 : named ? 1 : 0;
}

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const start = new StartOfText(source);
  const text = utf8Text(start.source);
  let reader: ReturnType<typeof openReader> | undefined;
  let rest: Buffer = Buffer.alloc(0);
  const open = (head: Buffer): ReturnType<typeof openReader> =>
    openReader({
      plan: context.plan,
      sink: out,
      limits: context.limits,
      isSequence: isSequence(head.subarray(0, HEAD_BYTES), context.name),
      base: () => start.base(),
      spans: context.spans ?? false,
    });
  try {
    for await (const chunk of text.buffers()) {
      const buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (reader === undefined && buffer.length < HEAD_BYTES) {
        rest = Buffer.from(buffer);
        continue;
      }
      reader ??= open(buffer);
      // Chunks are only valid until the next one is asked for.
      rest = Buffer.from(buffer.subarray(reader.push(buffer, false)));
    }
    reader ??= open(rest);
    // A number that ends the document is only ended by the end of the data.
    reader.push(rest, true);
  } catch (error) {
    if (reader === undefined) {
      // Of a short one that breaks off nothing was read so far.
      reader = open(rest);
      readRest(reader, rest);
    }
    reader.close();
    throw error;
  }
  reader.end();
  return text.consumed();
}

/** What is wrong with the rest is not worth saying where something else is said already. */
function readRest(reader: ReturnType<typeof openReader>, rest: Buffer): void {
  try {
    reader.push(rest, false);
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
  }
}
