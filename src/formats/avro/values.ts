import { NotInspected } from "../../model/errors.ts";
import type { ReadContext, Sink } from "../../model/format.ts";
import type { Place } from "../../model/place.ts";
import { type Cells, cellsOf, type Stored } from "../cells.ts";
import type { PathNode } from "../json/path.ts";
import { damaged, type Decoder } from "./decoder.ts";
import type { AvroType } from "./schema.ts";

export interface ValueContext {
  readonly context: ReadContext;
  readonly out: Sink;
  readonly place: () => Place;
  /** What is read does not stand in the file as it is. */
  readonly isPacked: boolean;
}

/** Reports values as JSON of the same shape would be. */
export class Values {
  readonly #with: ValueContext;
  readonly #cells = new Map<PathNode, Cells>();
  #depth = 0;

  constructor(context: ValueContext) {
    this.#with = context;
  }

  read(type: AvroType, decoder: Decoder, path: PathNode): void {
    const { out, context } = this.#with;
    switch (type.is) {
      case "union": {
        const branch = type.branches[Number(decoder.long())];
        if (branch === undefined) throw damaged("a value of no type of its union");
        this.read(branch, decoder, path);
        return;
      }
      case "record":
      case "map":
      case "array":
        if (this.#depth >= context.limits.maxDepth)
          throw new NotInspected("over-limit", `values nested deeper than ${context.limits.maxDepth}`);
        this.#depth += 1;
        if (type.is === "array") out.openList(path.isRecords, path.isInline);
        else out.openObject();
        try {
          if (path.keyUse !== undefined && type.is !== "array") out.value(path.keyUse, path.key);
          if (type.is === "record") {
            for (const field of type.fields) this.read(field.type, decoder, path.child(field.name, NO_BYTES));
          } else if (type.is === "array")
            eachItem(decoder, () => this.read(type.items, decoder, path.element()));
          else eachItem(decoder, () => this.read(type.items, decoder, path.child(decoder.text(), NO_BYTES)));
        } finally {
          if (type.is === "array") out.closeList();
          else out.closeObject();
          this.#depth -= 1;
        }
        return;
      default:
        this.#report(scalar(type, decoder), path);
    }
  }

  #report(stored: Stored, path: PathNode): void {
    if (stored === null || stored === "") return;
    const { context, out, place, isPacked } = this.#with;
    out.content();
    if (path.keyUse !== undefined) out.value(path.keyUse, path.key);
    let cells = this.#cells.get(path);
    if (cells === undefined) {
      cells = cellsOf(path.path, context, out, place);
      this.#cells.set(path, cells);
    }
    cells.report(stored, isPacked);
  }
}

const NO_BYTES = new Uint8Array(0);

/** Blocks of items; a negative count is followed by the bytes that the block takes. */
function eachItem(decoder: Decoder, read: () => void): void {
  for (;;) {
    let count = decoder.long();
    if (count === 0n) return;
    if (count < 0n) {
      count = -count;
      decoder.long();
    }
    // Items of no bytes (a list of nulls) come in any number; nobody writes more of them than bytes.
    if (count > BigInt(decoder.left)) throw damaged("a list longer than the file");
    for (let left = Number(count); left > 0; left -= 1) read();
  }
}

function scalar(type: AvroType, decoder: Decoder): Stored {
  switch (type.is) {
    case "null":
      return null;
    case "boolean":
      decoder.bytes(1);
      return null;
    case "int":
    case "long":
      return timeOf(decoder.long(), type.logical);
    case "float":
      return decoder.float();
    case "double":
      return decoder.double();
    case "string":
      return decoder.text();
    case "bytes":
      return bytesOf(decoder.bytes(decoder.count()), type.logical);
    case "fixed":
      return bytesOf(decoder.bytes(type.size), type.logical);
    case "enum":
      return type.symbols[Number(decoder.long())] ?? null;
    default:
      return null;
  }
}

const DAY_MILLIS = 86_400_000;

/** Times as ISO 8601; a number stays what it is. */
function timeOf(value: bigint, logical: string): Stored {
  const millis =
    logical === "date"
      ? Number(value) * DAY_MILLIS
      : logical.endsWith("timestamp-millis")
        ? Number(value)
        : logical.endsWith("timestamp-micros")
          ? Number(value / 1000n)
          : logical.endsWith("timestamp-nanos")
            ? Number(value / 1_000_000n)
            : Number.NaN;
  return Math.abs(millis) <= 8.64e15 ? new Date(millis).toISOString() : value;
}

/** A decimal without a fraction may be a number of somebody; others are amounts. */
function bytesOf(bytes: Uint8Array, logical: string): Stored {
  if (logical !== "decimal" || bytes.length === 0 || bytes.length > 32) return bytes;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
}
