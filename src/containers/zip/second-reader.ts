import { setImmediate } from "node:timers/promises";
import { fromRandomAccessReader, type Entry, type ZipFile } from "yauzl";
import { messageOf } from "../../model/errors.ts";
import type { Bytes } from "../bytes.ts";
import { WindowReader } from "./random-access.ts";

/** The directory as yauzl lists it: what the map says must be the same, entry by entry. */
export class SecondReader {
  readonly #zip: ZipFile | undefined;
  #entry: Entry | undefined;
  #problem: string | undefined;

  private constructor(zip: ZipFile | undefined, problem: string | undefined) {
    this.#zip = zip;
    this.#problem = problem;
    zip?.on("error", (error: Error) => (this.#problem = messageOf(error)));
    zip?.on("entry", (entry: Entry) => (this.#entry = entry));
  }

  /** Never fails: what yauzl says against the archive is `problem`. */
  static open(bytes: Bytes): Promise<SecondReader> {
    return new Promise((resolve) => {
      const options = {
        lazyEntries: true,
        autoClose: false,
        decodeStrings: false,
        validateEntrySizes: false,
      };
      try {
        fromRandomAccessReader(new WindowReader(bytes), bytes.size, options, (error, zip) => {
          if (error === null) resolve(new SecondReader(zip, undefined));
          else resolve(new SecondReader(undefined, messageOf(error)));
        });
      } catch (error) {
        resolve(new SecondReader(undefined, messageOf(error)));
      }
    });
  }

  /** Why it lists no more, if it could not. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Entries that it believes there are. */
  get count(): number {
    return this.#zip?.entryCount ?? 0;
  }

  get isAtEnd(): boolean {
    return (
      this.#zip === undefined || this.#problem !== undefined || this.#zip.entriesRead >= this.#zip.entryCount
    );
  }

  /** The next entry, if yauzl answers at once, as it does for all but nameless ones. */
  next(): Entry | "later" | undefined {
    if (this.isAtEnd) return undefined;
    this.#entry = undefined;
    this.#zip?.readEntry();
    if (this.#entry !== undefined) return this.#entry;
    return this.#problem === undefined ? "later" : undefined;
  }

  /** The entry that `next` promised for later. */
  async awaited(): Promise<Entry | undefined> {
    for (let turn = 0; turn < 100 && this.#entry === undefined && this.#problem === undefined; turn++) {
      await setImmediate();
    }
    return this.#entry;
  }
}
