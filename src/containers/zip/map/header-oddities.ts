import { unixType, UNIX_TYPE, type DirectoryEntry } from "./directory.ts";
import type { Say } from "./local.ts";

/** Says what is odd about a header of the directory by itself. `path`: the name it gives. */
export function sayHeader(entry: DirectoryEntry, path: string, say: Say): void {
  if (entry.disk !== 0 && !(entry.disk === 0xffff && entry.extra.zip64Fields > 0))
    say("split-archive", `it is said to lie on disk ${entry.disk}`);
  if (entry.zip64Fit === "short") say("sizes-disagree", "it refers to a zip64 field that is not there");
  if (entry.zip64Fit === "long") say("sizes-disagree", "its zip64 field holds more than it refers to");
  if (entry.extra.zip64Fields > 1) say("sizes-disagree", "it has more than one zip64 field");
  if (entry.extra.damage !== undefined) say("extra-field-damaged", entry.extra.damage);
  if (entry.date !== 0 && !isDate(entry.date)) say("times-disagree", "its time of change is no date");
  const type = unixType(entry);
  const isFolder = path.endsWith("/");
  // To some readers a backslash is a slash.
  if ((isFolder || path.endsWith("\\")) && (entry.size > 0 || entry.packed > 2))
    say("directory-with-data", "its name is that of a folder, and it has content");
  else if (!isFolder && ((entry.external & 0x10) !== 0 || type === UNIX_TYPE.folder))
    say(
      entry.size > 0 ? "directory-with-data" : "directory-attribute",
      "its attributes are those of a folder, its name is not",
    );
  else if (isFolder && type === UNIX_TYPE.file)
    say("directory-attribute", "its name is that of a folder, its attributes are those of a file");
}

function isDate(date: number): boolean {
  const month = (date >>> 5) & 15;
  const day = date & 31;
  return month >= 1 && month <= 12 && day >= 1;
}
