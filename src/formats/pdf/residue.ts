import { inflateSync } from "node:zlib";
import { NotInspected } from "../../model/errors.ts";
import { eachRun } from "../printable-runs.ts";
import type { Reading } from "./reading.ts";
import { drawingOf } from "./content.ts";
import type { PdfObject } from "./file.ts";
import { MAX_LETTER_BYTES, type Drawings } from "./pages.ts";
import { splitLines } from "./report.ts";
import { shownLines } from "./shown.ts";
import { textOfString } from "./text-string.ts";
import { xfaLines } from "./xfa.ts";

/** Bytes at the beginning of a picture in which it says what made it. */
const PICTURE_HEAD_BYTES = 64 * 1024;

/** Unpacked bytes of streams whose use is not known; their text is searched for like that of any bytes. */
const MAX_UNKNOWN_BYTES = 32 * 1024 * 1024;

/** Reports the streams that are no pages: XMP, forms in XML, scripts, and those whose use nobody knows. */
export function reportResidue(reading: Reading, drawings: Drawings, ends: readonly number[]): void {
  const { file, streams, report, where } = reading;
  let unknown = 0;
  for (const object of file.objects) {
    if (object.data === undefined) continue;
    const role = streams.role(object);
    switch (role) {
      case "metadata":
        report.fresh(splitLines(utf8(streams.bytes(object))), () => metadataPlace(reading, object));
        break;
      case "xfa":
        report.fresh(xfaLines(utf8(streams.bytes(object))), (line) => where(object, `XFA, line ${line}`));
        break;
      case "script":
        report.fresh(splitLines(textOfString(streams.bytes(object))), (line) =>
          where(object, `script, line ${line}`),
        );
        break;
      case "content":
      case "form":
        if (isReplacedWithin(reading, object, ends)) reportShown(reading, object, streams.bytes(object));
        break;
      case "structure":
        report.decodedBytes(streams.bytes(object));
        break;
      case "picture":
        reportPicture(reading, object);
        break;
      case "other":
        if (drawings.painted.has(object.number)) break;
        if (unknown > MAX_UNKNOWN_BYTES) break;
        unknown += streams.bytes(object).length;
        if (unknown > MAX_UNKNOWN_BYTES) {
          const most = MAX_UNKNOWN_BYTES / 1024 / 1024;
          const detail = `it holds more than ${most} MiB of data whose use is not known`;
          reading.problems.push(new NotInspected("over-limit", detail));
          break;
        }
        reportUnknown(reading, object, inflatedAnyway(streams.bytes(object)));
        break;
      case "font":
      case "map":
      case "drawing":
      case "attachment":
        break;
    }
  }
}

function utf8(bytes: Uint8Array): string {
  const wide = bytes[0] === 0xfe || bytes[0] === 0xff;
  return wide ? textOfString(bytes) : new TextDecoder().decode(bytes);
}

function metadataPlace(reading: Reading, object: PdfObject): ReturnType<Reading["where"]> {
  const place = reading.where(object, "XMP");
  return place.unit === "object" && (place.within ?? "") === "" && reading.structure.isUsed(object)
    ? { unit: "tag", path: "XMP" }
    : place;
}

/** Whether no state of the document ever had it: another object of its number follows in the same part of the file. */
function isReplacedWithin({ file }: Reading, object: PdfObject, ends: readonly number[]): boolean {
  if (file.isLatest(object)) return false;
  const end = ends.find((one) => object.at < one) ?? Infinity;
  return file.objects.some(
    (other) => other.number === object.number && other.at > object.at && other.at < end,
  );
}

/** A picture that is packed once more: its first bytes do not stand in the file as they are. */
function reportPicture({ file, report }: Reading, object: PdfObject): void {
  try {
    const { bytes, media } = file.unpacked(object);
    if (media !== undefined && bytes !== file.packed(object) && bytes.buffer !== file.bytes.buffer)
      report.decodedBytes(bytes.subarray(0, PICTURE_HEAD_BYTES));
  } catch {
    // What a picture shows is not read anyway.
  }
}

/** Data that is packed without its dictionary saying so: somebody broke it. */
function inflatedAnyway(bytes: Uint8Array): Uint8Array {
  const [first = 0, second = 0] = bytes;
  if (first !== 0x78 || (first * 256 + second) % 31 !== 0) return bytes;
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_UNKNOWN_BYTES });
  } catch {
    return bytes;
  }
}

function reportUnknown(reading: Reading, object: PdfObject, bytes: Uint8Array): void {
  const { report, where } = reading;
  if (reportShown(reading, object, bytes)) {
    report.decodedBytes(bytes);
    return;
  }
  const runs: string[] = [];
  eachRun(bytes, (run) => {
    runs.push(run);
  });
  report.fresh(runs, () => where(object, "data"));
}

/** Bytes of shown text below which a stream may look like the content of a page by chance. */
const FEW_SHOWN_BYTES = 8;

/** Reports the texts that a stream shows, whatever its fonts are; returns whether there are any. */
function reportShown(reading: Reading, object: PdfObject, bytes: Uint8Array): boolean {
  const lines = shownLines(bytes);
  reading.report.fresh(lines, (line) => reading.where(object, `line ${line}`));
  const { shown } = drawingOf(bytes);
  const letters = lines.join("").length;
  if (shown > FEW_SHOWN_BYTES && letters * MAX_LETTER_BYTES < shown) {
    const detail = `object ${object.number} shows text in fonts that are not known`;
    reading.problems.push(new NotInspected("damaged", detail));
  }
  return lines.length > 0;
}
