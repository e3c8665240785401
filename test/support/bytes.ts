import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import type { FieldPlan, FieldUse } from "../../src/model/field.ts";
import type { ByteSource, Embedded, Format, Sink } from "../../src/model/format.ts";
import { NotInspected } from "../../src/model/errors.ts";
import type { Limits } from "../../src/model/limits.ts";
import type { Place } from "../../src/model/place.ts";
import { placeText } from "../../src/model/place.ts";

/** Bytes of Latin-1 text. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "latin1"));
}

export function joined(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  return Uint8Array.from(
    Buffer.concat(parts.map((part) => (typeof part === "string" ? latin1(part) : part))),
  );
}

/** A source that yields `bytes` in chunks of `chunkBytes`, overwriting a chunk once the next is asked for. */
export function sourceOf(bytes: Uint8Array, chunkBytes = bytes.length): ByteSource {
  async function* chunks(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      const chunk = Buffer.from(bytes.subarray(at, at + chunkBytes));
      yield chunk;
      if (at + chunkBytes < bytes.length) chunk.fill(0xee);
    }
  }
  return { size: bytes.length, chunks };
}

/** What a format reported, in words. */
export interface Told {
  readonly consumed: number | undefined;
  readonly refused: NotInspected | undefined;
  readonly texts: string[];
  readonly values: string[];
  readonly places: string[];
  readonly marks: string[];
  /** What was handed over as decoded, piece by piece. */
  readonly decoded: string[];
  readonly embedded: Embedded[];
  /** `name=value`. */
  readonly facts: string[];
  /** Objects still open at the end, 0 when every open was closed. */
  readonly open: number;
}

export interface ReadOptions {
  readonly chunkBytes?: number;
  readonly limits?: Partial<Limits>;
  readonly name?: string;
  /** Last keys that mean an account. */
  readonly accountKeys?: readonly string[];
  /** Instead of one that only knows `accountKeys`. */
  readonly plan?: FieldPlan;
  /** Instead of a source of plain bytes. */
  readonly source?: ByteSource;
}

/** Reads bytes with a format into a sink that takes notes. What is not `NotInspected` is thrown on. */
export async function told(format: Format, bytes: Uint8Array, options: ReadOptions = {}): Promise<Told> {
  const texts: string[] = [];
  const values: string[] = [];
  const places: string[] = [];
  const marks: string[] = [];
  const decoded: string[] = [];
  const embedded: Embedded[] = [];
  const facts: string[] = [];
  let open = 0;
  let here: () => Place = () => ({ unit: "entry" });
  const note = (list: string[], text: string): void => {
    list.push(text);
    places.push(placeText(here()));
  };
  const out: Sink = {
    locate: (locate) => {
      here = locate;
    },
    openObject: () => void (open += 1),
    closeObject: () => void (open -= 1),
    openList: () => void (open += 1),
    closeList: () => void (open -= 1),
    value: (use, text) => {
      note(values, `${use.field}=${text}`);
    },
    pair: (use, text) => {
      if (use !== undefined) note(values, `${use.field}=${text}`);
    },
    text: (line) => {
      note(texts, line);
    },
    decoded: (text) => void decoded.push(text),
    embedded: (file) => void embedded.push(file),
    fact: (name, value) => void facts.push(`${name}=${value}`),
    content: () => void marks.push("content"),
    recording: () => void marks.push("recording"),
    digest: () => undefined,
    furniture: () => void marks.push("furniture"),
  };
  const context = {
    plan: options.plan ?? planOf(options.accountKeys ?? []),
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    name: options.name ?? "entry",
  };
  let consumed: number | undefined;
  let refused: NotInspected | undefined;
  try {
    const source = options.source ?? sourceOf(bytes, options.chunkBytes ?? bytes.length);
    consumed = await format.read(source, context, out);
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
    refused = error;
  }
  return { consumed, refused, texts, values, places, marks, decoded, embedded, facts, open };
}

function planOf(accountKeys: readonly string[]): FieldPlan {
  return {
    use(path): FieldUse | undefined {
      const key = path.at(-1) ?? "";
      if (!accountKeys.includes(key)) return undefined;
      return {
        is: "identifier",
        field: path.join(":"),
        kind: "account",
        namespace: "",
        role: "owner",
        layout: "test",
        trusted: true,
      };
    },
    isRecords: () => false,
    keyUse: () => undefined,
    line: () => [],
  };
}
