import { ascii, u16, u32 } from "./bytes.ts";

/** Streams of an OLE compound file ([MS-CFB]) in memory. */
export interface Ole {
  readonly bytes: Uint8Array;
  readonly streams: readonly OleStream[];
  /** Where its last sector ends. */
  readonly end: number;
  readonly sectorBytes: number;
  readonly table: readonly number[];
  /** What holds short streams, and its own table. */
  readonly mini: Uint8Array;
  readonly miniTable: readonly number[];
}

export interface OleStream {
  readonly name: string;
  readonly start: number;
  readonly size: number;
}

/** Sectors from here on are marks: free, end of chain, table. */
const LAST_SECTOR = 0xfffffffa;
const HEADER_BYTES = 512;
const SECTORS_IN_HEADER = 109;
const MINI_SECTOR_BYTES = 64;
const ENTRY_BYTES = 128;
const MAX_STREAMS = 65_536;
/** Bytes of a stream that are read: catalogues and directories are far shorter. */
const MAX_CHAIN_BYTES = 16 * 1024 * 1024;
const STORAGE_ROOT = 5;
const STREAM = 2;

/** Opens a compound file as far as its tables go; undefined when its header cannot be. */
export function openOle(bytes: Uint8Array): Ole | undefined {
  const shift = u16(bytes, 30, true);
  if (ascii(bytes, 0, 8) !== "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" || (shift !== 9 && shift !== 12))
    return undefined;
  const sectorBytes = 1 << shift;
  const table = readTable(bytes, sectorBytes);
  const directory = readChain(bytes, sectorBytes, table, u32(bytes, 48, true));
  const streams: OleStream[] = [];
  let mini: Uint8Array = new Uint8Array(0);
  for (let at = 0; at + ENTRY_BYTES <= directory.length && streams.length < MAX_STREAMS; at += ENTRY_BYTES) {
    const stream = {
      name: nameAt(directory, at),
      start: u32(directory, at + 116, true),
      size: u32(directory, at + 120, true),
    };
    if (directory[at + 66] === STORAGE_ROOT) mini = readChain(bytes, sectorBytes, table, stream.start).subarray(0, stream.size); // prettier-ignore
    if (directory[at + 66] === STREAM) streams.push(stream);
  }
  const miniTable = numbers(readChain(bytes, sectorBytes, table, u32(bytes, 60, true)));
  return { bytes, streams, end: endOf(bytes, sectorBytes, table), sectorBytes, table, mini, miniTable };
}

/** Whether its streams are named as Windows names the pictures of `Thumbs.db`: numbers, a size and a number, a catalogue. */
export function isThumbnailCache(ole: Ole): boolean {
  return (
    ole.streams.length > 0 &&
    ole.streams.every(({ name }) => /^(?:Catalog|\d{1,10}|\d{1,4}_[0-9a-f]{1,16})$/i.test(name))
  );
}

/** The bytes of a stream, without those that lie past the end of the file; none when there is no such stream. */
export function oleStream(ole: Ole, name: string): Uint8Array {
  const stream = ole.streams.find((candidate) => candidate.name === name);
  if (stream === undefined) return new Uint8Array(0);
  const isShort = stream.size < u32(ole.bytes, 56, true);
  const whole = isShort
    ? readChain(ole.mini, MINI_SECTOR_BYTES, ole.miniTable, stream.start, 0)
    : readChain(ole.bytes, ole.sectorBytes, ole.table, stream.start);
  return whole.subarray(0, stream.size);
}

/** The table of which sector follows which; where its own sectors lie stands in the header, and in sectors of it. */
function readTable(bytes: Uint8Array, sectorBytes: number): number[] {
  const table: number[] = [];
  const add = (list: number, count: number): void => {
    for (let index = 0; index < count; index += 1) {
      const sector = u32(bytes, list + index * 4, true);
      const from = sectorBytes * (sector + 1);
      if (sector < LAST_SECTOR && from < bytes.length && table.length * sectorBytes <= bytes.length)
        for (const next of numbers(bytes.subarray(from, from + sectorBytes))) table.push(next);
    }
  };
  add(76, SECTORS_IN_HEADER);
  const perSector = sectorBytes / 4 - 1;
  let list = u32(bytes, 68, true);
  for (let seen = 0; list < LAST_SECTOR && sectorBytes * (list + 1) < bytes.length; seen += 1) {
    if (seen * sectorBytes > bytes.length) break;
    add(sectorBytes * (list + 1), perSector);
    list = u32(bytes, sectorBytes * (list + 1) + perSector * 4, true);
  }
  return table;
}

function numbers(bytes: Uint8Array): number[] {
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => u32(bytes, index * 4, true));
}

/** The sectors of a chain, joined; a chain that runs in a circle ends after as many sectors as there are. */
function readChain(
  bytes: Uint8Array,
  sectorBytes: number,
  table: readonly number[],
  start: number,
  headerSectors = 1,
): Uint8Array {
  const parts: Uint8Array[] = [];
  let sector = start;
  while (sector < LAST_SECTOR && parts.length * sectorBytes <= Math.min(bytes.length, MAX_CHAIN_BYTES)) {
    const from = sectorBytes * (sector + headerSectors);
    if (from >= bytes.length) break;
    parts.push(bytes.subarray(from, from + sectorBytes));
    sector = table[sector] ?? LAST_SECTOR;
  }
  return Buffer.concat(parts);
}

function nameAt(directory: Uint8Array, at: number): string {
  const length = Math.min(64, u16(directory, at + 64, true));
  return Buffer.from(directory.subarray(at, at + Math.max(0, length - 2))).toString("utf16le");
}

function endOf(bytes: Uint8Array, sectorBytes: number, table: readonly number[]): number {
  let last = 0;
  for (const [sector, next] of table.entries()) if (next !== 0xffffffff) last = sector + 1;
  return Math.min(bytes.length, Math.max(HEADER_BYTES, sectorBytes * (last + 1)));
}
