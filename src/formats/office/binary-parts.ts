import { ascii, u16, u32 } from "../bytes.ts";
import { eachRun } from "../printable-runs.ts";
import type { Report } from "./report.ts";

/** Bytes of a part beyond which it is none of these; drivers of printers keep some 100 KB. */
export const MAX_BINARY_PART_BYTES = 1024 * 1024;

/** `DEVMODEW` of Windows: where it says how long it is itself, and how long what its driver keeps behind it. */
const DEVMODE = { size: 68, extra: 70, least: 72 };

/** Bytes of printer settings of Windows: name of the printer, kind of paper, and what its driver adds (MS-RPRN, 2.2.2.1). */
export function isPrinterSettings(bytes: Uint8Array): boolean {
  if (bytes.length < DEVMODE.least) return false;
  const size = u16(bytes, DEVMODE.size, true);
  return size >= DEVMODE.least && size + u16(bytes, DEVMODE.extra, true) === bytes.length;
}

/** Reports the printer's name, and whatever text its driver keeps: some keep the name of who printed last. */
export function reportPrinterSettings(bytes: Uint8Array, within: string, report: Report): void {
  eachRun(bytes, (run) => {
    report.lines(run, () => ({ unit: "tag", within, path: "printer settings" }));
  });
}

/** Versions, then one record around all others. */
const CACHE = { header: 4, record: 4 };

/** How deep records may stand in one another: pages hold paragraphs, tables and frames. */
const MAX_DEPTH = 2;

/**
 * Whether it is what Writer remembers of where pages begin: records of letter and length, with numbers of paragraphs
 * and measures of frames in them, and never a text (LibreOffice, sw/source/core/layout/laycache.cxx).
 */
export function isLayoutCache(bytes: Uint8Array): boolean {
  if (bytes.length < CACHE.header + CACHE.record || u16(bytes, 0, true) > 1) return false;
  return isRecords(bytes, CACHE.header, bytes.length, "p", MAX_DEPTH);
}

/** Whether the bytes are records of these letters, and within these, behind a count of flag bytes, others. */
function isRecords(bytes: Uint8Array, from: number, to: number, letters: string, depth: number): boolean {
  let at = from;
  while (at < to) {
    if (at + CACHE.record > to || !letters.includes(ascii(bytes, at, 1))) return false;
    const length = u32(bytes, at, true) >>> 8;
    const end = at + length;
    const flags = at + CACHE.record;
    if (length <= CACHE.record || end > to) return false;
    const inner = flags + 1 + ((bytes[flags] ?? 0) & 0x0f);
    if (inner > end || (depth > 1 && !isRecords(bytes, inner, end, "PTF", depth - 1))) return false;
    if (depth === 1 && end - inner > MAX_RECORD_BYTES) return false;
    at = end;
  }
  return true;
}

/** Numbers of one page, table or frame: the longest record has five of them. */
const MAX_RECORD_BYTES = 32;

/** Bytes of a metafile; those of charts with thousands of points have a few million. */
export const MAX_METAFILE_BYTES = 16 * 1024 * 1024;

/** Where a metafile says how it is packed: behind its mark and the version and length of its header. */
const PACKING = 12;

/** Bytes of what LibreOffice draws in the place of a chart or formula (SVM), not packed: its texts stand in it as they are. */
export function isMetafile(bytes: Uint8Array): boolean {
  return ascii(bytes, 0, 6) === "VCLMTF" && u32(bytes, PACKING, true) === 0;
}
