import { Buffer } from "node:buffer";

/** Bytes of one segment of a path, as file systems bound them. */
const MAX_SEGMENT_BYTES = 255;
/** Bytes of a whole path. */
const MAX_PATH_BYTES = 4096;
/** Room for the number that tells two files of one name apart. */
const NUMBER_BYTES = 24;
/** Characters that some file system, terminal or program takes for something else than a letter of a name. */
const UNSAFE =
  // eslint-disable-next-line no-control-regex -- control characters are what must not be in a name
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffd\\:*?"<>|]/g;
/** Devices of Windows, whatever follows a dot. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;

/** Gives names to the entries of a ZIP: such as every program takes for the same one path below where it unpacks, each once. */
export class EntryNames {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  /** The name of a file called `path` in the bundle; changed only where that would be unsafe or is taken. */
  file(path: string): string {
    const safe = this.#below(safePath(path));
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? safe : numbered(safe, number);
      const key = keyOf(name);
      if (this.#files.has(key) || this.#folders.has(key)) continue;
      this.#files.add(key);
      for (const folder of foldersOf(key)) this.#folders.add(folder);
      return name;
    }
  }

  /** The same name in folders none of which is the name of a file. */
  #below(name: string): string {
    const segments = name.split("/");
    const file = segments.pop() ?? "";
    let folder = "";
    for (const segment of segments) {
      const base = `${folder}${segment}`;
      let one = base;
      for (let number = 2; this.#files.has(keyOf(one)); number += 1) one = numbered(base, number);
      folder = `${one}/`;
    }
    return `${folder}${file}`;
  }

  /** The name of a folder, with its slash; undefined where it is there already. */
  folder(path: string): string | undefined {
    const name = safePath(path);
    const key = keyOf(name);
    const isTaken = [...foldersOf(key), key].some((one) => this.#files.has(one));
    if (isTaken || this.#listed.has(key)) return undefined;
    this.#listed.add(key);
    for (const folder of [...foldersOf(key), key]) this.#folders.add(folder);
    return `${name}/`;
  }

  readonly #listed = new Set<string>();
}

/** The same path without what no two programs read alike; never empty, never outside of where it is unpacked. */
export function safePath(path: string): string {
  const segments = path
    .split(/[/\\]/)
    .map(safeSegment)
    .filter((segment) => segment !== "");
  // Of a path that is too long the end tells what it is.
  while (segments.length > 1 && Buffer.byteLength(segments.join("/")) > MAX_PATH_BYTES - NUMBER_BYTES)
    segments.shift();
  return segments.length === 0 ? "_" : segments.join("/");
}

function safeSegment(segment: string): string {
  if (segment === "" || segment === ".") return "";
  const plain = segment
    .toWellFormed()
    .replace(UNSAFE, "_")
    .replace(/^ +/, (spaces) => "_".repeat(spaces.length))
    .replace(/[. ]+$/, (end) => "_".repeat(end.length));
  const safe = DEVICE.test(plain) ? `_${plain}` : plain;
  return shortened(safe, MAX_SEGMENT_BYTES - NUMBER_BYTES);
}

/** Bytes of what follows the last dot, past which it tells nothing. */
const MAX_EXTENSION_BYTES = 32;

/** Cut in the middle, so that the end of the name still tells what the file is. */
function shortened(name: string, most: number): string {
  if (Buffer.byteLength(name) <= most + NUMBER_BYTES) return name;
  const letters = Array.from(name);
  const half = Math.floor((most - 1) / 2);
  return `${fitting(letters, half)}_${fitting(letters.toReversed(), half, true)}`;
}

/** As many of the first letters as fit into so many bytes. */
function fitting(letters: readonly string[], most: number, isReversed = false): string {
  let bytes = 0;
  const count = letters.findIndex((letter) => (bytes += Buffer.byteLength(letter)) > most);
  const taken = count < 0 ? letters : letters.slice(0, count);
  return (isReversed ? taken.toReversed() : taken).join("");
}

/** `a/b.csv` → `a/b (2).csv` */
function numbered(name: string, number: number): string {
  const slash = name.lastIndexOf("/") + 1;
  const dot = name.lastIndexOf(".");
  const isExtension = dot > slash && Buffer.byteLength(name.slice(dot)) <= MAX_EXTENSION_BYTES;
  const at = isExtension ? dot : name.length;
  const stem = shortened(
    name.slice(slash, at),
    MAX_SEGMENT_BYTES - NUMBER_BYTES - Buffer.byteLength(name.slice(at)),
  );
  return `${name.slice(0, slash)}${stem} (${number})${name.slice(at)}`;
}

/** Names that one file system or another takes for the same. */
function keyOf(name: string): string {
  return name.normalize("NFKC").toLowerCase().normalize("NFKC");
}

function foldersOf(key: string): readonly string[] {
  const folders: string[] = [];
  for (let at = key.indexOf("/"); at >= 0; at = key.indexOf("/", at + 1)) folders.push(key.slice(0, at));
  return folders;
}
