import type { Confidence, Format } from "../model/format.ts";
import { archiveAt } from "./archive-in-text.ts";
import { audioFormat } from "./audio/index.ts";
import { avroFormat } from "./avro/index.ts";
import { calendarFormat } from "./calendar/index.ts";
import { csvFormat } from "./csv.ts";
import { desktopIniFormat } from "./desktop-ini.ts";
import { digestListFormat } from "./digest-list.ts";
import { furnitureFormat } from "./furniture.ts";
import { htmlFormat } from "./html/index.ts";
import { iniFormat } from "./ini.ts";
import { jsonFormat } from "./json/index.ts";
import { mailFormat } from "./mail/index.ts";
import { officeFormat } from "./office/index.ts";
import { parquetFormat } from "./parquet/index.ts";
import { pdfFormat } from "./pdf/index.ts";
import { pictureFormat } from "./picture/index.ts";
import { recognisedFormat } from "./recognised.ts";
import { sqliteFormat } from "./sqlite/index.ts";
import { sqliteJournalFormat } from "./sqlite/journal.ts";
import { styleSheetFormat } from "./style-sheet.ts";
import { textFormat } from "./text.ts";
import { vcardFormat } from "./vcard/index.ts";
import { whatsappFormat } from "./whatsapp/index.ts";
import { yamlFormat } from "./yaml/index.ts";
import { xmlFormat } from "./xml/index.ts";

export { rawBytes, whatBytesLookLike } from "./raw-bytes.ts";
export { recognise } from "./signatures.ts";
export { readWhole } from "./whole.ts";
export { detectEncoding, type TextEncoding } from "./encoding.ts";

/** Every format. Of two that are equally sure the first wins: structure before plain text. */
export const FORMATS: readonly Format[] = [
  audioFormat,
  pdfFormat,
  officeFormat,
  mailFormat,
  vcardFormat,
  calendarFormat,
  furnitureFormat,
  pictureFormat,
  jsonFormat,
  sqliteFormat,
  sqliteJournalFormat,
  avroFormat,
  parquetFormat,
  whatsappFormat,
  yamlFormat,
  htmlFormat,
  xmlFormat,
  recognisedFormat,
  styleSheetFormat,
  desktopIniFormat,
  digestListFormat,
  iniFormat,
  csvFormat,
  textFormat,
];

/** Bytes that a format is shown to recognise its own. */
export const SNIFF_BYTES = 65_536;

/** The format that is surest, by content first and name second; undefined when none knows the bytes. */
export function findFormat(head: Uint8Array, name: string): Format | undefined {
  let best: Format | undefined;
  let confidence: Confidence = 0;
  for (const format of FORMATS) {
    const own = format.sniff(head, name);
    if (own > confidence) {
      best = format;
      confidence = own;
    }
    if (confidence === 3) break;
  }
  // Bytes of an archive behind a short text make the whole look like no text.
  const archive = best === undefined ? archiveAt(head, 1) : -1;
  return archive > 0 ? findFormat(head.subarray(0, archive), name) : best;
}
