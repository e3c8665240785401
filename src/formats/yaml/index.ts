import type { Document } from "yaml";
import { NotInspected } from "../../model/errors.ts";
import type { ByteSource, Format, ReadContext, Sink } from "../../model/format.ts";
import { textOf } from "../archive-in-text.ts";
import { detectEncoding } from "../encoding.ts";
import { eachPiece } from "../long-lines.ts";
import { readWhole } from "../whole.ts";
import { sniffYaml } from "./sniff.ts";
import { reportDocuments } from "./walk.ts";

/** Bytes of a file that is parsed: its tree takes more than a hundred times as much memory. */
const MAX_PARSED_BYTES = 2 * 1024 * 1024;

const TOO_DEEP = "YAML nested too deep";

/** YAML: all scalars as text, documents one after the other, aliases never expanded. */
export const yamlFormat: Format = {
  name: "yaml",
  killable: true,
  about: {
    title: "YAML",
    recognised:
      "`%YAML`, a document mark before pairs, or lists of indented pairs; the name `.yml` or `.yaml` where the lines allow it",
    reads:
      "objects, lists and scalars as text (`0123`, `NO` and nineteen digits stay what they are), both of duplicate keys, all documents, comments, tags, `!!binary` as files; an alias of a scalar as that scalar, merged keys of small maps",
    leaves:
      "aliases of collections count once, where they are defined. What is no valid YAML is read as lines of text, and is not inspected where its name or its first line says YAML; so is a file above 2 MiB",
    library: "yaml",
  },
  sniff: sniffYaml,
  read,
};

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(textOf(source), context.limits.maxWholeBytes);
  const encoding = detectEncoding(bytes.subarray(0, 65_536));
  if (encoding === undefined) throw new NotInspected("damaged", "it is text in no known encoding");
  const text = new TextDecoder(encoding).decode(bytes);
  if (bytes.length > MAX_PARSED_BYTES) {
    reportLines(text, out);
    throw new NotInspected(
      "over-limit",
      `YAML of more than ${MAX_PARSED_BYTES} bytes: only its lines were read`,
    );
  }
  try {
    const { parse, lineOf } = await parser(text);
    reportDocuments(parse(), { plan: context.plan, limits: context.limits, out, lineOf });
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
    reportLines(text, out);
    // Text that only looks like YAML is text, and all of it was read.
    const isCertain = /\.ya?ml$/i.test(context.name) || text.startsWith("%YAML");
    if (isCertain || error.reason !== "damaged") throw error;
  }
  return bytes.length;
}

interface Parsing {
  /** Throws `NotInspected` for what is no YAML, before anything is handed out. */
  readonly parse: () => readonly Document[];
  readonly lineOf: (offset: number) => number;
}

async function parser(text: string): Promise<Parsing> {
  const { LineCounter, parseAllDocuments } = await import("yaml");
  const lines = new LineCounter();
  const parse = (): readonly Document[] => {
    try {
      const documents = parseAllDocuments(text, {
        schema: "failsafe",
        uniqueKeys: false,
        merge: false,
        stringKeys: false,
        strict: false,
        logLevel: "silent",
        lineCounter: lines,
        prettyErrors: false,
      });
      if (!Array.isArray(documents)) return [];
      for (const document of documents) {
        const [error] = document.errors;
        if (error?.code === "RESOURCE_EXHAUSTION") throw new NotInspected("over-limit", TOO_DEEP);
        if (error !== undefined)
          throw new NotInspected("damaged", `no valid YAML at line ${lines.linePos(error.pos[0]).line}`);
      }
      return documents;
    } catch (error) {
      if (error instanceof RangeError) throw new NotInspected("over-limit", TOO_DEEP);
      throw error;
    }
  };
  return { parse, lineOf: (offset) => lines.linePos(offset).line };
}

function reportLines(text: string, out: Sink): void {
  let number = 0;
  out.locate(() => ({ unit: "line", number }));
  for (const line of text.split(/\r\n|\n|\r/)) {
    number += 1;
    if (line.trim() === "") continue;
    out.content();
    eachPiece(line, (piece) => out.text(piece));
  }
}
