import type { FieldPlan, FieldUse } from "../model/field.ts";
import type { ReadContext, Sink } from "../model/format.ts";
import type { Place } from "../model/place.ts";
import { mediaKind } from "./audio/signatures.ts";
import { ascii } from "./bytes.ts";
import { readJsonCell } from "./json-cell.ts";
import { eachPiece } from "./long-lines.ts";
import { eachRun } from "./printable-runs.ts";
import { bySignature } from "./signatures.ts";

/** A value of a table whose columns have types; integers are exact. */
export type Stored = null | bigint | number | string | Uint8Array;

/** Bytes below which a value is no file of its own: the bytes by which files are known come by chance, too. */
const MIN_FILE_BYTES = 64;
const UUID_BYTES = 16;
/** Numbers below this identify nobody; larger ones are packed in the file, so that nothing finds them there as text. */
const MIN_NUMBER = 100_000;

/** What a column means, and how its values are reported. */
export interface Cells {
  /** `isPacked`: the value does not stand in the file as one piece. */
  report(value: Stored, isPacked: boolean): void;
}

/** `path`: the table, `[]` and the column, as in a JSON document that held the table as an array of objects. */
export function cellsOf(
  path: readonly string[],
  { plan, limits }: ReadContext,
  out: Sink,
  place: () => Place,
): Cells {
  const use = useOf(path, plan);
  const name = path.at(-1) ?? "";
  const value = (text: string): void => {
    if (use !== undefined && text.length <= limits.maxValueBytes) out.value(use, text);
  };
  const text = (whole: string, isPacked: boolean): void => {
    value(whole);
    // Programs of other languages end a text at a zero; what stands behind it is there all the same.
    if (whole.includes("\0")) for (const part of whole.split("\0")) if (part !== "") value(part);
    if (isPacked) out.decoded(whole);
    else out.glued?.(whole);
    if (readJsonCell(whole, plan, limits, out, place)) out.locate(place);
  };
  const blob = (bytes: Uint8Array): void => {
    const whole = bytes.length <= limits.maxValueBytes ? printable(bytes) : undefined;
    if (whole !== undefined) {
      text(whole, false);
      return;
    }
    if (isFile(bytes)) {
      out.embedded({ name, content: { is: "bytes", bytes: Uint8Array.from(bytes) } });
      return;
    }
    if (bytes.length === UUID_BYTES) {
      value(uuid(bytes));
      out.decoded(uuid(bytes));
    }
    eachRun(bytes, (run) => eachPiece(run, (piece) => out.text(piece)));
  };
  return {
    report(stored, isPacked) {
      if (stored === null) return;
      if (typeof stored === "string") text(stored, isPacked);
      else if (typeof stored === "object") blob(stored);
      else {
        const written = numberText(stored);
        value(written);
        if (stored >= MIN_NUMBER || stored <= -MIN_NUMBER) out.decoded(written);
      }
    },
  };
}

/** A number with a fraction that has lost digits is written so that nothing takes it for the number it once was. */
function numberText(stored: bigint | number): string {
  const isExact = typeof stored === "bigint" || Math.abs(stored) <= Number.MAX_SAFE_INTEGER;
  return isExact ? String(stored) : stored.toExponential();
}

/** A column that would be a list of people elsewhere holds them in one text. */
function useOf(path: readonly string[], plan: FieldPlan): FieldUse | undefined {
  const use = plan.use(path);
  return use?.is === "inline" ? plan.use([...path, "[]"]) : use;
}

function printable(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  const shown = text.replace(/[\0\t\r\n]/g, "");
  return shown === "" || /[\p{Cc}\ufffd]/u.test(shown) ? undefined : text;
}

function isFile(bytes: Uint8Array): boolean {
  if (bytes.length < MIN_FILE_BYTES) return false;
  const known = bySignature(bytes);
  // Property lists hold plain text; two bytes are no proof of a picture.
  if (known !== undefined) return !/property list|JPEG XL|compress file/.test(known.what);
  return mediaKind(bytes) !== undefined || ascii(bytes, 0, 5) === "%PDF-";
}

function uuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
