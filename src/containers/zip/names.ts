import { getFileNameLowLevel } from "yauzl";
import type { Extra } from "./map/extra.ts";
import { FLAG } from "./map/records.ts";

/** An entry's name as text, and why other readers may show another. */
export interface DecodedName {
  readonly path: string;
  /** `legacy`: bytes beyond ASCII that nothing says the encoding of; `utf8`: they are valid UTF-8 all the same. */
  readonly encoding: "sure" | "utf8" | "legacy";
}

// eslint-disable-next-line no-control-regex -- all of ASCII
const ASCII = /^[\0-\x7f]*$/;
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 by flag, the Unicode path, UTF-8 if it is valid, else code page 437 (APPNOTE appendix D). */
export function decodeName(raw: Buffer, flags: number, extra: Extra): DecodedName {
  if (extra.unicodePath !== undefined && extra.unicodePath !== null)
    return { path: extra.unicodePath, encoding: "sure" };
  const latin1 = raw.toString("latin1");
  if (ASCII.test(latin1)) return { path: latin1, encoding: "sure" };
  if ((flags & FLAG.utf8) !== 0) return { path: raw.toString("utf8"), encoding: "sure" };
  try {
    return { path: STRICT.decode(raw), encoding: "utf8" };
  } catch {
    return { path: getFileNameLowLevel(0, raw, [], true), encoding: "legacy" };
  }
}

/** Why extracting this name could write elsewhere or show another name than it has; undefined for ordinary names. */
export function unsafeName(path: string): string | undefined {
  if (path === "") return "its name is empty";
  if (path.includes("\0")) return "its name holds a NUL character, where many readers stop";
  // eslint-disable-next-line no-control-regex -- that is what is looked for
  if (/[\u0001-\u001f\u007f-\u009f]/.test(path)) return "its name holds control characters";
  if (/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/.test(path))
    return "its name holds characters that reverse the writing direction";
  if (path.startsWith("/") || path.startsWith("\\") || /^[A-Za-z]:[\\/]/.test(path))
    return "its name is an absolute path";
  if (path.includes("..") && path.split(/[\\/]/).includes(".."))
    return "its name leads out of the folder it is unpacked to";
  if (path.length > 255 && path.split(/[\\/]/).some((segment) => Buffer.byteLength(segment) > 255))
    return "a part of its name is longer than the 255 bytes that file systems allow";
  return undefined;
}

/** Why other readers show these bytes of a name differently, whatever they mean in an encoding. */
export function unsafeBytes(name: Buffer): string | undefined {
  return name.some((byte) => byte < 0x20 || byte === 0x7f) ? "its name holds control characters" : undefined;
}

const DEVICE = /(?:^|\/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^/]*)?(?:\/|$)/i;

/** Why some systems write this name differently; undefined for names that are the same everywhere. */
export function unusualName(path: string): string | undefined {
  if (path.includes("\\")) return "its name holds a backslash, which some readers take for a slash";
  if (canonicalPath(path) !== path) return "its name has parts that readers leave out (`.`, `//`)";
  if (/[. ](?:\/|$)/.test(path))
    return "its name has a part that ends with a dot or a space, which Windows drops";
  if (/[:*?"<>|]/.test(path)) return "its name holds a character that Windows does not allow";
  if (/[\u200b-\u200d\u2060\ufeff\u00ad]/.test(path)) return "its name holds invisible characters";
  if (DEVICE.test(path)) return "its name is that of a device on Windows";
  return undefined;
}

/** The path as readers write it: slashes, no empty or `.` parts. The slash at the end of a folder stays. */
export function canonicalPath(path: string): string {
  if (!/\\|\/\/|(?:^|\/)\.(?:\/|$)|^\//.test(path)) return path;
  const parts = path.split(/[\\/]/).filter((part) => part !== "" && part !== ".");
  return parts.join("/") + (/[\\/]$/.test(path) && parts.length > 0 ? "/" : "");
}

/** Finds names that unpack to one file. */
export class NameTable {
  /** The first entry of each canonical path. */
  readonly #canonical = new Map<string, number>();
  /** Entries whose path is not canonical. */
  readonly #odd = new Map<string, number>();
  readonly #oddIndexes = new Set<number>();
  /** By folded paths that are none of the canonical ones. */
  readonly #folded = new Map<string, number>();
  readonly #folders = new Map<string, number>();

  /** Rule and earlier entry, if the name is taken. */
  add(path: string, index: number): { readonly rule: string; readonly other: number } | undefined {
    const canonical = canonicalPath(path);
    const isOdd = canonical !== path;
    if (isOdd) {
      const same = this.#odd.get(path);
      if (same !== undefined) return { rule: "duplicate-name", other: same };
      this.#odd.set(path, index);
      this.#oddIndexes.add(index);
    }
    const known = this.#canonical.get(canonical);
    if (known !== undefined) {
      const isSame = !isOdd && !this.#oddIndexes.has(known);
      return { rule: isSame ? "duplicate-name" : "name-collision", other: known };
    }
    const folded = foldedPath(canonical);
    const alike = this.#folded.get(folded) ?? this.#canonical.get(folded);
    this.#canonical.set(canonical, index);
    if (folded !== canonical && !this.#folded.has(folded)) this.#folded.set(folded, index);
    const slash = canonical.endsWith("/") ? canonical.length - 1 : canonical.lastIndexOf("/");
    const folder = canonical.slice(0, Math.max(0, slash));
    if (folder !== "" && !this.#folders.has(folder)) this.#folders.set(folder, index);
    return alike === undefined ? undefined : { rule: "name-case", other: alike };
  }

  /** Files whose name is also that of a folder, each once: `[file, an entry in the folder]`. */
  filesThatAreFolders(): readonly (readonly [number, number])[] {
    if (this.#folders.size === 0) return [];
    // By hashes that go on from folder to folder: a name of 65,535 bytes can be one of 32,768 folders in one another.
    const files = new Set<number>();
    for (const path of this.#canonical.keys()) files.add(hashOf(path));
    const found = new Map<number, number>();
    for (const [folder, index] of this.#folders) {
      let hash = HASH_START;
      for (let at = 0; at <= folder.length; at += 1) {
        if ((at === folder.length || folder.charCodeAt(at) === SLASH) && files.has(hash)) {
          const file = this.#canonical.get(folder.slice(0, at));
          if (file !== undefined && !found.has(file)) found.set(file, index);
        }
        hash = hashed(hash, folder.charCodeAt(at));
      }
    }
    return [...found];
  }
}

const SLASH = 0x2f;
// Not known beforehand, so that nobody can make names that have one hash.
const HASH_START = Math.trunc(Math.random() * 2 ** 31);

/** FNV-1a over the units of a string, one after the other. */
function hashed(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x0100_0193);
}

function hashOf(text: string): number {
  let hash = HASH_START;
  for (let at = 0; at < text.length; at += 1) hash = hashed(hash, text.charCodeAt(at));
  return hash;
}

function foldedPath(path: string): string {
  if (ASCII.test(path)) return path.toLowerCase();
  // Most names are plain and small: they are their own key, and share its memory.
  if (/^[a-z0-9/._ -]*$/.test(path)) return path;
  return path.normalize("NFKC").toLowerCase().normalize("NFKC");
}
