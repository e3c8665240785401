import { printable } from "../../model/printable.ts";
import type { Listed, ListingBounds } from "../container.ts";
import type { TarHeader } from "./header.ts";
import { saysSparse } from "./pax.ts";
import type { Pending } from "./pending.ts";

const MAX_TARGET_CHARACTERS = 200;

/** A member as most readers see it, and what the others see. */
export interface Member {
  readonly path: string;
  readonly kind: Listed["kind"];
  /** Uncompressed bytes. */
  readonly size: number;
  /** Bytes of data that follow its header; undefined when nothing plain says how many. */
  readonly stored: number | undefined;
  readonly linkTarget: string;
  readonly unreadable: Listed["unreadable"];
  /** Rule and sentence part. */
  readonly oddities: readonly (readonly [rule: string, detail: string])[];
  /** Names that its headers hold besides. */
  readonly otherNames: readonly string[];
}

/** Joins a header and the extended headers before it, as GNU tar, bsdtar and Python do where they agree. */
export function memberOf(header: TarHeader, pending: Pending, bounds: ListingBounds): Member {
  const oddities: (readonly [string, string])[] = [];
  const { path, otherNames } = nameOf(header, pending, oddities);
  const declared = declaredSize(header, pending.values, oddities);
  const linkTarget = pending.values.get("linkpath") || pending.longLink || header.linkName;
  const isDataless = "123456".includes(header.type);
  const stored = isDataless ? 0 : declared;
  if (isDataless && declared !== 0) {
    const what = header.type === "5" ? "a folder" : header.type <= "2" ? "a link" : "a special file";
    oddities.push([
      "sizes-disagree",
      `it is ${what} and declares ${declared ?? "an unreadable number of"} bytes; some readers skip them`,
    ]);
  }
  if (header.type === "V" && declared !== 0)
    oddities.push(["sizes-disagree", "it is the label of a volume and holds data; not all readers skip it"]);
  const isSlashed = path.endsWith("/") && "07".includes(header.type);
  if (isSlashed && stored !== 0)
    oddities.push([
      "directory-with-data",
      "its name is that of a folder, and it holds data; most readers drop it",
    ]);
  const size = isDataless ? 0 : sizeOf(header, pending.values, declared);
  const kind = header.type === "5" || (isSlashed && stored === 0) ? "directory" : "file";
  const unreadable = whyUnreadable(header, pending.values, linkTarget, stored, size, bounds);
  return { path, kind, size, stored, linkTarget, unreadable, oddities, otherNames };
}

function nameOf(
  header: TarHeader,
  { longName, values }: Pending,
  oddities: (readonly [string, string])[],
): { path: string; otherNames: readonly string[] } {
  const paxName = values.get("path");
  // The name of a sparse file; the plain one is then made up for readers that do not know sparse files.
  const path = values.get("GNU.sparse.name") || paxName || longName || header.name;
  const otherNames: string[] = [];
  if (paxName !== undefined && longName !== undefined && paxName !== longName)
    oddities.push([
      "name-disagrees",
      "its extended headers give it two names, and readers differ in which they take",
    ]);
  if (paxName === "" || longName === "")
    oddities.push(["name-disagrees", "an extended header gives it an empty name"]);
  for (const name of [paxName, longName]) if (name !== undefined && name !== path) otherNames.push(name);
  if (path !== header.name && !isBeginning(header.name, path)) otherNames.push(header.name);
  if (header.foreignPrefix !== "") {
    otherNames.push(header.foreignPrefix);
    // Times of an incremental archive of GNU tar stand there.
    if (header.format !== "gnu" || !/^[0-7]{11} ?(?:[0-7]{11} ?)?$/.test(header.foreignPrefix))
      oddities.push(["name-disagrees", "some readers put a folder before its name that others do not see"]);
  }
  return { path, otherNames };
}

/** Whether a header's own name is what fits there of the long one; Python writes `?` for what is not ASCII. */
function isBeginning(own: string, path: string): boolean {
  return path.startsWith(own) || path.replace(/[^\0-\x7f]/gu, "?").startsWith(own);
}

const MAX_OCTAL = 0o77777777777;

function declaredSize(
  header: TarHeader,
  values: ReadonlyMap<string, string>,
  oddities: (readonly [string, string])[],
): number | undefined {
  const text = values.get("size");
  if (text === undefined) return header.size;
  const size = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(size)) return undefined;
  // What octal digits cannot hold has no place in the plain header.
  if (size <= MAX_OCTAL && header.size !== size)
    oddities.push([
      "sizes-disagree",
      `its header declares ${header.size ?? "an unreadable number of"} bytes, its extended header ${size}`,
    ]);
  return size;
}

function sizeOf(
  header: TarHeader,
  values: ReadonlyMap<string, string>,
  declared: number | undefined,
): number {
  if (header.sparseSize !== undefined) return header.sparseSize;
  const text = values.get("GNU.sparse.realsize") ?? values.get("GNU.sparse.size") ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : (declared ?? 0);
}

function whyUnreadable(
  { type }: TarHeader,
  values: ReadonlyMap<string, string>,
  linkTarget: string,
  stored: number | undefined,
  size: number,
  bounds: ListingBounds,
): Listed["unreadable"] {
  if (type === "1" || type === "2") {
    const target = printable(linkTarget.slice(0, MAX_TARGET_CHARACTERS));
    return {
      reason: "link",
      detail: `it is a ${type === "1" ? "hard" : "symbolic"} link to ${JSON.stringify(target)}`,
    };
  }
  if (type === "3" || type === "4" || type === "6")
    return { reason: "special-file", detail: type === "6" ? "it is a named pipe" : "it is a device" };
  if (stored === undefined)
    return { reason: "damaged", detail: "its size is no number that readers agree on" };
  if (type === "S" || saysSparse(values))
    return { reason: "unsupported-format", detail: "it is a sparse file, whose holes are not filled" };
  if (type === "M")
    return { reason: "unsupported-format", detail: "it is the rest of a file that begins in another volume" };
  if (size > bounds.maxEntryBytes)
    return { reason: "over-limit", detail: `${size} bytes; ${bounds.maxEntryBytes} is the limit` };
  return undefined;
}
