import { NotInspected } from "../../model/errors.ts";
import type { ReadContext, Sink } from "../../model/format.ts";
import { eachPiece } from "../long-lines.ts";
import { eachRun } from "../printable-runs.ts";

/** Tags, by the kind of tag (`ID3v2.3`, `vorbis`) they are written as. */
export type NativeTags = Readonly<
  Record<string, readonly { readonly id: string; readonly value: unknown }[]>
>;

/** Values within one file's tags; real files have some dozens, long recordings with chapters some thousands. */
const MAX_VALUES = 100_000;

/** Values that lie within one another (a picture within a chapter). */
const MAX_DEPTH = 12;

/** Keys beside a value that hold its label: `COMM` with a descriptor, `PRIV` with an owner. */
const LABELS = ["descriptor", "description", "owner_identifier", "owner", "name"];

/** Keys whose value is never text of a person: the kind of a picture. */
const TECHNICAL = new Set(["format", "type", "language", "timeStampFormat", "contentType"]);

/** Reports every tag: as a value where a layout knows its name, and always as text. */
export function reportTags(native: NativeTags, context: ReadContext, out: Sink): void {
  const writer = new TagWriter(context, out);
  for (const tags of Object.values(native)) {
    for (const { id, value } of tags) writer.write(pathOf(id), value, 0);
  }
}

/** `TXXX:customerId` and `----:com.apple.iTunes:customerId` are named by what follows the last colon. */
function pathOf(id: string): string[] {
  const words = id.split(":").filter((word) => word !== "");
  return words.length === 0 ? [id] : words;
}

class TagWriter {
  private readonly context: ReadContext;
  private readonly out: Sink;
  private values = 0;

  constructor(context: ReadContext, out: Sink) {
    this.context = context;
    this.out = out;
  }

  write(path: readonly string[], value: unknown, depth: number): void {
    this.values += 1;
    if (this.values > MAX_VALUES) {
      throw new NotInspected("over-limit", `its tags hold more than ${MAX_VALUES} values`);
    }
    if (depth > MAX_DEPTH) {
      throw new NotInspected("over-limit", `its tags are nested more than ${MAX_DEPTH} deep`);
    }
    if (typeof value === "string") this.text(path, value);
    else if (typeof value === "number" || typeof value === "bigint") this.text(path, String(value));
    else if (value instanceof Uint8Array) this.bytes(path, value);
    else if (value instanceof Map)
      for (const [key, inner] of value) this.write([...path, String(key)], inner, depth + 1);
    else if (Array.isArray(value)) this.list(path, value, depth);
    else if (typeof value === "object" && value !== null) this.object(path, value, depth);
  }

  private text(path: readonly string[], text: string): void {
    // Several values of one tag are parted by NUL.
    for (const part of text.split("\0")) {
      const trimmed = part.trim();
      if (trimmed === "") continue;
      this.locate(path);
      const use = this.context.plan.use(path);
      if (use !== undefined && trimmed.length <= this.context.limits.maxValueBytes)
        this.out.value(use, trimmed);
      for (const line of trimmed.split(/\r\n|\n|\r/)) {
        eachPiece(line, (piece) => {
          this.out.text(piece);
        });
      }
    }
  }

  private bytes(path: readonly string[], bytes: Uint8Array): void {
    this.locate(path);
    const use = this.context.plan.use(path);
    eachRun(bytes, (run) => {
      if (use !== undefined && run.length <= this.context.limits.maxValueBytes)
        this.out.value(use, run.trim());
      eachPiece(run, (piece) => {
        this.out.text(piece);
      });
    });
  }

  private list(path: readonly string[], values: readonly unknown[], depth: number): void {
    // ID3v2.3 parts values at slashes, identifiers that hold one with them.
    if (values.length > 1 && values.length <= 16 && values.every((value) => typeof value === "string")) {
      this.text(path, values.join("/"));
    }
    for (const value of values) this.write(path, value, depth + 1);
  }

  private object(path: readonly string[], value: object, depth: number): void {
    const entries = Object.entries(value) as [string, unknown][];
    const label = entries.find(
      ([key, inner]) => LABELS.includes(key) && typeof inner === "string" && inner !== "",
    )?.[1];
    for (const [key, inner] of entries) {
      if (TECHNICAL.has(key)) continue;
      const isLabelled =
        (key === "text" || key === "data" || key === "value" || key === "identifier") &&
        typeof label === "string";
      this.write([...path, isLabelled ? label : key], inner, depth + 1);
    }
  }

  private locate(path: readonly string[]): void {
    this.out.locate(() => ({ unit: "tag", path: path.join(":") }));
  }
}
