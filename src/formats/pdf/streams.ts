import { NotInspected } from "../../model/errors.ts";
import type { PdfFile, PdfObject } from "./file.ts";
import { dictOf, eachWithin, nameOf, referenceOf } from "./values.ts";

/** Bytes that all streams of a document together may unpack to, pictures aside. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/** Unpacked bytes that are kept to be used again. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/** What a stream is for. */
export type StreamRole =
  | "content"
  | "form"
  | "picture"
  | "font"
  | "map"
  | "drawing"
  | "metadata"
  | "structure"
  | "attachment"
  | "script"
  | "xfa"
  | "other";

/** Keys of dictionaries that tell what the stream is that they lead to. */
const BY_KEY = new Map<string, StreamRole>([
  ["Contents", "content"],
  ["CharProcs", "form"],
  ["FontFile", "font"],
  ["FontFile2", "font"],
  ["FontFile3", "font"],
  ["CIDToGIDMap", "font"],
  ["CIDSet", "font"],
  ["ToUnicode", "map"],
  ["Thumb", "picture"],
  ["SMask", "picture"],
  ["Metadata", "metadata"],
  ["EF", "attachment"],
  ["Sound", "attachment"],
  ["3DD", "attachment"],
  ["JS", "script"],
  ["XFA", "xfa"],
]);

const BY_TYPE = new Map<string, StreamRole>([
  ["XRef", "structure"],
  ["ObjStm", "structure"],
  ["Metadata", "metadata"],
  ["EmbeddedFile", "attachment"],
  ["Sound", "attachment"],
  ["3D", "attachment"],
  ["CMap", "map"],
]);

/** The streams of a file: what they are for, and their bytes, as far as bounds allow. */
export class PdfStreams {
  readonly #file: PdfFile;
  readonly #roles = new Map<PdfObject, StreamRole>();
  readonly #kept = new Map<PdfObject, Uint8Array>();
  #keptBytes = 0;
  /** Streams that must not be unpacked by anybody. */
  readonly bombs = new Set<PdfObject>();
  readonly problems: NotInspected[] = [];

  constructor(file: PdfFile) {
    this.#file = file;
    const told = new Map<number, StreamRole>();
    for (const object of file.objects) {
      // The keys of these dictionaries are names of somebody's own.
      eachWithin(object.value, "", (value, key) => {
        const role = BY_KEY.get(key);
        if (role === undefined) return;
        const held = key === "EF" || key === "CharProcs" ? dictOf(file.resolve(value)) : undefined;
        for (const one of held?.entries.values() ?? [value]) {
          const reference = referenceOf(one);
          if (reference !== undefined) told.set(reference.number, role);
        }
      });
    }
    for (const object of file.objects)
      if (object.data !== undefined) this.#roles.set(object, this.#roleOf(object, told.get(object.number)));
  }

  role(object: PdfObject): StreamRole {
    return this.#roles.get(object) ?? "other";
  }

  ofRole(role: StreamRole): PdfObject[] {
    return [...this.#roles].flatMap(([object, own]) => (own === role ? [object] : []));
  }

  #roleOf(object: PdfObject, told: StreamRole | undefined): StreamRole {
    const entries = dictOf(object.value)?.entries;
    const type = BY_TYPE.get(nameOf(entries?.get("Type")) ?? "");
    if (type !== undefined) return type;
    const subtype = nameOf(entries?.get("Subtype"));
    if (subtype === "Image") return "picture";
    if (told !== undefined) return told;
    if (subtype === "Form" || entries?.has("PatternType") === true) return "form";
    if (entries?.has("Width") === true && entries.has("Height")) return "picture";
    const drawn = ["FunctionType", "ShadingType", "HalftoneType", "TransferFunction"];
    return drawn.some((key) => entries?.has(key) === true) || isProfile(this.#file, object)
      ? "drawing"
      : "other";
  }

  /** Unpacks everything that pdf.js may unpack once, so that what is too large, or damaged, is known before. */
  check(): void {
    let total = 0;
    for (const [object, role] of this.#roles) {
      if (role === "picture" || role === "attachment" || role === "structure") continue;
      if (total > MAX_UNPACKED_BYTES) {
        this.bombs.add(object);
        continue;
      }
      try {
        const { bytes } = this.#file.unpacked(object);
        total += bytes.length;
        if (role !== "font" && this.#keptBytes + bytes.length <= MAX_KEPT_BYTES) {
          this.#keptBytes += bytes.length;
          this.#kept.set(object, bytes);
        }
        if (total > MAX_UNPACKED_BYTES) this.problems.push(beyond());
      } catch (error) {
        if (!(error instanceof NotInspected)) throw error;
        if (error.reason === "over-limit") this.bombs.add(object);
        // What letters look like is not what they say.
        if (role !== "font" && role !== "drawing")
          this.problems.push(
            new NotInspected(error.reason, `object ${object.number} could not be read: ${error.message}`),
          );
      }
    }
  }

  /** The unpacked bytes of a stream, empty for one that could not be unpacked (`check` has said so). */
  bytes(object: PdfObject): Uint8Array {
    const kept = this.#kept.get(object);
    if (kept !== undefined) return kept;
    if (this.bombs.has(object)) return new Uint8Array(0);
    try {
      const { bytes, media } = this.#file.unpacked(object);
      return media === undefined ? bytes : new Uint8Array(0);
    } catch (error) {
      if (error instanceof NotInspected) return new Uint8Array(0);
      throw error;
    }
  }
}

function beyond(): NotInspected {
  const most = MAX_UNPACKED_BYTES / 1024 / 1024;
  return new NotInspected("over-limit", `its streams unpack to more than ${most} MiB`);
}

/** Colour profiles (ICC) have their mark at byte 36; nothing else about their dictionary is sure. */
function isProfile(file: PdfFile, object: PdfObject): boolean {
  const entries = dictOf(object.value)?.entries;
  if (entries?.has("N") !== true) return false;
  try {
    const { bytes } = file.unpacked(object);
    return Buffer.from(bytes.subarray(36, 40)).toString("latin1") === "acsp";
  } catch {
    return false;
  }
}
