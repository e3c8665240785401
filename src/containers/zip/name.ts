import { getFileNameLowLevel, type ExtraField } from "yauzl";

/** The entry's name as yauzl reads it: UTF-8 by flag or Unicode extra field, else code page 437. Backslashes stay. */
export function decodeName(raw: Buffer, flags: number, extraFields: ExtraField[]): string {
  return getFileNameLowLevel(flags, raw, extraFields, true);
}

/** Why extracting this name could write elsewhere or show another name than it has; undefined for ordinary names. */
export function unsafeName(path: string): string | undefined {
  if (path === "") return "its name is empty";
  if (path.includes("\0")) return "its name holds a NUL character, where many readers stop";
  // eslint-disable-next-line no-control-regex -- that is what is looked for
  if (/[\u0001-\u001f\u007f]/.test(path)) return "its name holds control characters";
  if (/[\u202a-\u202e\u2066-\u2069]/.test(path))
    return "its name holds characters that reverse the writing direction";
  if (path.startsWith("/") || path.startsWith("\\") || /^[A-Za-z]:[\\/]/.test(path))
    return "its name is an absolute path";
  if (path.split(/[\\/]/).includes("..")) return "its name leads out of the folder it is unpacked to";
  return undefined;
}
