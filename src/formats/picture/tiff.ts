import { viewWithin, type View } from "../media/parts.ts";
import { narrowText } from "../media/tag-text.ts";
import { ascii, u16, u32 } from "../bytes.ts";
import { Covered } from "./covered.ts";
import { addIptc } from "./iptc.ts";
import { addMakerNote, addPrivateData } from "./maker-notes.ts";
import { walkResources } from "./photoshop.ts";
import { GPS_TAGS, MAIN_TAGS, type TagTable } from "./tiff-tags.ts";
import { addEntryValue, entryAt, numbersOf, u64, type Entry, type Order } from "./tiff-values.ts";
import { tellSize, type Walk } from "./walk.ts";
import { addXmp } from "./xmp.ts";

/** Directories of one file; a burst or a document of many pages has some hundreds. */
const MAX_DIRECTORIES = 4096;

/** Entries of one directory; TIFF counts them with two bytes, BigTIFF with eight. */
const MAX_ENTRIES = 65_535;

/** Strips and tiles of all pictures of one file. */
const MAX_STRIPS = 262_144;

/** Bytes of values may be counted so often: tags that point at one another's values cost no more than that. */
const MAX_READ_TIMES = 4;

const EXIF_DIRECTORY = 0x8769;
const GPS_DIRECTORY = 0x8825;
const OTHER_DIRECTORIES: ReadonlyMap<number, string> = new Map([
  [0x014a, "SubIFD"],
  [0x0190, "GlobalParameters"],
  [0xa005, "Interop"],
]);
const MAKER_NOTE = 0x927c;
/** Of a DNG. */
const PRIVATE_DATA = 0xc634;

/** A directory that is still to be read. */
interface Waiting {
  readonly at: number;
  readonly path: string;
  readonly tags: TagTable;
  readonly keys: string;
  /** Which of the file's pictures it describes; -1: it hangs on another directory, and none follows it. */
  readonly number: number;
  /** Of the file's own picture: where cameras name people. */
  readonly isMain: boolean;
}

/**
 * Tags in directories (TIFF 6.0): a whole picture, or what a JPEG, PNG, HEIC … keeps of one. `maker`: they are the notes
 * of a camera's maker. Returns where they end.
 */
export function walkTiff(walk: Walk, view: View, prefix: string, maker?: TagTable): number {
  new TiffReader(walk, view, prefix).read(maker);
  return view.bytes.length;
}

class TiffReader {
  readonly #walk: Walk;
  readonly #view: View;
  readonly #prefix: string;
  readonly #order: Order;
  readonly #covered: Covered;
  readonly #seen = new Set<number>();
  readonly #waiting: Waiting[] = [];
  #make = "";
  #model = "";
  #strips = 0;
  /** Of the largest picture: the first of a raw file may be a thumbnail. */
  #size: readonly [width: number, height: number] = [0, 0];

  constructor(walk: Walk, view: View, prefix: string) {
    const { bytes } = view;
    const little = bytes[0] === 0x49;
    this.#walk = walk;
    this.#view = view;
    this.#prefix = prefix;
    this.#order = { little, isBig: u16(bytes, 2, little) === 43 };
    this.#covered = new Covered(bytes.length, bytes.length * MAX_READ_TIMES);
  }

  read(maker: TagTable | undefined): void {
    const { bytes } = this.#view;
    const { little, isBig } = this.#order;
    if (!/^(?:II|MM)$/.test(ascii(bytes, 0, 2))) {
      this.#walk.parts.bytes(this.#view, `${this.#prefix}tags`, 0, bytes.length);
      return;
    }
    const first = isBig ? u64(bytes, 8, little) : u32(bytes, 4, little);
    this.#covered.take(0, isBig ? 16 : 8);
    const keys = maker === undefined ? "exif" : "makernote";
    this.#wait({ at: first, path: "", tags: maker ?? MAIN_TAGS, keys, number: 0, isMain: true });
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
      this.#directory(next);
    tellSize(this.#walk, ...this.#size);
    if (this.#make !== "" || this.#model !== "") this.#walk.parts.fact("device", this.#device());
    // What no tag claims is looked through as it is: numbers, what was deleted, what hides.
    for (const [from, to] of this.#covered.gaps())
      this.#walk.parts.bytes(this.#view, `${this.#prefix}between tags`, from, to);
    if (this.#strips > MAX_STRIPS)
      this.#walk.parts.doubts("over-limit", `it has more than ${MAX_STRIPS} strips of pixels`);
    if (this.#covered.isExhausted)
      this.#walk.parts.doubts("over-limit", "its tags claim the same bytes many times");
  }

  #device(): string {
    return this.#model.toLowerCase().startsWith(this.#make.toLowerCase())
      ? this.#model
      : `${this.#make} ${this.#model}`;
  }

  #wait(directory: Waiting): void {
    const { at } = directory;
    if (at === 0 || this.#seen.has(at)) return;
    if (at + 2 > this.#view.bytes.length) {
      this.#damaged(directory);
      return;
    }
    if (this.#seen.size >= MAX_DIRECTORIES) {
      this.#walk.parts.doubts("over-limit", `it has more than ${MAX_DIRECTORIES} directories of tags`);
      return;
    }
    this.#seen.add(at);
    this.#waiting.push(directory);
  }

  /**
   * Tags that lead outside lead to nothing that could be read; programs that move tags leave many. Only where what names
   * people would stand, something is missing.
   */
  #damaged({ isMain, path }: Waiting): void {
    if (isMain) this.#walk.parts.doubts("damaged", `its tags ${this.#prefix}${path}Exif lie outside of it`);
  }

  #directory(directory: Waiting): void {
    const { bytes } = this.#view;
    const { little, isBig } = this.#order;
    const { at, path } = directory;
    const says = isBig ? u64(bytes, at, little) : u16(bytes, at, little);
    const head = isBig ? 8 : 2;
    const each = isBig ? 20 : 12;
    const fits = Math.max(0, Math.floor((bytes.length - at - head) / each));
    const count = Math.min(says, fits, MAX_ENTRIES);
    if (fits >= says && says > MAX_ENTRIES)
      this.#walk.parts.doubts("over-limit", `it has more than ${MAX_ENTRIES} tags`);
    if (says > fits) this.#damaged(directory);
    const end = at + head + count * each;
    this.#covered.take(at, Math.min(end + (isBig ? 8 : 4), bytes.length));
    const entries: Entry[] = [];
    for (let index = 0; index < count && !this.#covered.isExhausted; index += 1) {
      const entry = entryAt(bytes, at + head + index * each, 0, this.#order);
      if (entry === undefined) continue;
      entries.push(entry);
      if (!this.#lead(entry, directory)) this.#value(entry, directory);
    }
    this.#pictures(entries, path);
    if (says > fits || end + 4 > bytes.length || directory.number < 0) return;
    const next = isBig ? u64(bytes, end, little) : u32(bytes, end, little);
    const number = directory.number + 1;
    this.#wait({ at: next, path: `IFD${number}/`, tags: MAIN_TAGS, keys: "exif", number, isMain: false });
  }

  /** Takes an entry that leads to another directory. */
  #lead(entry: Entry, { path, keys, isMain }: Waiting): boolean {
    if (keys !== "exif") return false;
    const { little } = this.#order;
    const { tag } = entry;
    const name = OTHER_DIRECTORIES.get(tag);
    if (tag !== EXIF_DIRECTORY && tag !== GPS_DIRECTORY && name === undefined) return false;
    const offsets = numbersOf(this.#view.bytes, entry, little, MAX_DIRECTORIES);
    const main = { tags: MAIN_TAGS, keys: "exif", number: -1, isMain: false };
    for (const at of offsets) {
      if (tag === EXIF_DIRECTORY) this.#wait({ ...main, at, path, isMain });
      else if (tag === GPS_DIRECTORY) this.#wait({ at, path: `${path}GPS/`, tags: GPS_TAGS, keys: "gps", number: -1, isMain: false });
      else this.#wait({ ...main, at, path: `${path}${name ?? ""}/` });
    }
    if (!entry.isInline) this.#covered.take(entry.from, entry.to);
    return true;
  } // prettier-ignore

  #value(entry: Entry, directory: Waiting): void {
    const { bytes } = this.#view;
    const { tag, from, to, isInline } = entry;
    const path = `${this.#prefix}${directory.path}`;
    if (to > bytes.length) {
      // Tables of numbers and thumbnails that a program took out say nothing of anybody.
      if (directory.tags.get(tag)?.isKey === true) this.#damaged(directory);
      return;
    }
    if (!isInline && !this.#covered.take(from, to)) return;
    if (directory.keys === "exif") this.#note(tag, from, to);
    if (tag === MAKER_NOTE && directory.keys === "exif") {
      const note = { from, to, make: this.#make, little: this.#order.little, original: undefined };
      addMakerNote(this.#walk, this.#view, `${path}MakerNote/`, note, this.#covered);
    } else if (tag === PRIVATE_DATA && ascii(bytes, from, 6) === "Adobe\0") {
      addPrivateData(this.#walk, this.#view, path, { from, to, make: this.#make }, this.#covered);
    } else if (tag === 0x02bc) addXmp(this.#walk, this.#view, `${path}XMP`, from, to);
    else if (tag === 0x83bb) addIptc(this.#walk, this.#view, `${path}IPTC`, from, to);
    else if (tag === 0x8649)
      walkResources(this.#walk, viewWithin(this.#view, from, to), `${path}Photoshop/`);
    else addEntryValue(this.#walk, this.#view, path, entry, directory, this.#order.little);
  } // prettier-ignore

  #note(tag: number, from: number, to: number): void {
    const text = (): string => narrowText(this.#view.bytes.subarray(from, to)).replaceAll("\0", " ").trim();
    if (tag === 0x010f && this.#make === "") this.#make = text();
    else if (tag === 0x0110 && this.#model === "") this.#model = text();
    else if (tag === 0x0131) this.#walk.parts.fact("encoder", text());
  }

  /** Pixels of a directory: strips and tiles, or a JPEG (a thumbnail, the preview of a raw picture). */
  #pictures(entries: readonly Entry[], path: string): void {
    const { bytes } = this.#view;
    const numbers = (tag: number): readonly number[] => {
      const entry = entries.find((one) => one.tag === tag);
      return entry === undefined ? [] : numbersOf(bytes, entry, this.#order.little, MAX_STRIPS);
    };
    const named = `${this.#prefix}${path.startsWith("IFD1/") ? "" : path}${path === "" ? "picture" : "thumbnail"}`;
    const [width, height] = [numbers(0x0100)[0] ?? 0, numbers(0x0101)[0] ?? 0];
    if (width * height > this.#size[0] * this.#size[1]) this.#size = [width, height];
    for (const [offsets, lengths] of [[0x0111, 0x0117], [0x0144, 0x0145], [0x0201, 0x0202]] as const) {
      const sizes = numbers(lengths);
      for (const [index, from] of numbers(offsets).entries()) {
        const to = Math.min(from + (sizes[index] ?? 0), bytes.length);
        this.#strips += 1;
        if (from >= to || this.#strips > MAX_STRIPS || !this.#covered.take(from, to)) continue;
        if (ascii(bytes, from, 3) === "\xff\xd8\xff") this.#walk.content(this.#view, named, from, to);
        else this.#walk.parts.sound(this.#view, `${named}/pixels`, from, to);
      }
    }
  } // prettier-ignore
}
