import { headerText } from "../header-text.ts";

/** What an extended header says. */
export interface PaxRecords {
  /** The last value of each keyword, as every reader takes it. */
  readonly values: ReadonlyMap<string, string>;
  /** `keyword=value` of records that a later one overrules, and whatever stands behind the last whole record. */
  readonly overruled: readonly string[];
  /** It holds something that is no record: readers stop there, or read on somewhere else. */
  readonly damaged: boolean;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
const EQUALS = 0x3d;

/** Reads `length keyword=value\n` records (POSIX pax). Values may hold newlines and NULs. Never throws. */
export function readPax(body: Buffer): PaxRecords {
  const values = new Map<string, string>();
  const overruled: string[] = [];
  let at = 0;
  while (at < body.length) {
    const record = recordAt(body, at);
    if (record === undefined)
      return { values, overruled: [...overruled, headerText(body.subarray(at))], damaged: true };
    const earlier = values.get(record.keyword);
    if (earlier !== undefined && earlier !== record.value) overruled.push(`${record.keyword}=${earlier}`);
    values.set(record.keyword, record.value);
    at = record.end;
  }
  return { values, overruled, damaged: false };
}

function recordAt(body: Buffer, at: number): { keyword: string; value: string; end: number } | undefined {
  let length = 0;
  let position = at;
  for (; position < at + 10; position++) {
    const digit = (body[position] ?? SPACE) - 0x30;
    if (digit < 0 || digit > 9) break;
    length = length * 10 + digit;
  }
  if (position === at || body[position] !== SPACE) return undefined;
  const end = at + length;
  if (end > body.length || end <= position + 1 || body[end - 1] !== NEWLINE) return undefined;
  const equals = body.subarray(0, end).indexOf(EQUALS, position);
  if (equals <= position + 1) return undefined;
  return {
    keyword: headerText(body.subarray(position + 1, equals)),
    value: headerText(body.subarray(equals + 1, end - 1)),
    end,
  };
}

/** Keywords of a sparse file. */
const SPARSE = /^GNU\.sparse\.|^SUN\.holesdata$|^SCHILY\.realsize$/;

/** Whether the listing uses the value of this keyword. */
export function isUsed(keyword: string): boolean {
  return keyword === "path" || keyword === "linkpath" || keyword === "size" || SPARSE.test(keyword);
}

const NUMBER = /^-?\d{1,20}(?:[.,]\d{1,20})*$/;
const NUMERIC =
  /^(?:[amc]time|[ug]id|LIBARCHIVE\.creationtime|SCHILY\.(?:dev|ino|nlink|devmajor|devminor)|GNU\.sparse\.(?:size|realsize|numblocks|major|minor|offset|numbytes|map))$/;

/** Their values end as path, link target and size of a member. */
const PLACED = new Set(["path", "linkpath", "size"]);

/** Records that do not show in the listing: text to be searched. */
export function unusedRecords(records: PaxRecords): string[] {
  const unused = [...records.overruled];
  for (const [keyword, value] of records.values) {
    if (PLACED.has(keyword) || (NUMERIC.test(keyword) && NUMBER.test(value))) continue;
    unused.push(`${keyword}=${value}`);
  }
  return unused;
}

/** Whether these records say that the data is a sparse file's: a map, and what lies between the holes. */
export function saysSparse(values: ReadonlyMap<string, string>): boolean {
  return [...values.keys()].some((keyword) => SPARSE.test(keyword));
}
