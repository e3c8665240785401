import type { Container, ContentReader, Locator } from "../containers/index.ts";
import { NotInspected } from "../model/errors.ts";
import type { Member } from "../model/format.ts";

/** The files of a document that is a ZIP, as its format reads them, and what became of each. */
export interface Members {
  readonly list: readonly Member[];
  /** Index of each entry of `contents` whose last chunk the format took: it speaks for them. */
  readonly taken: ReadonlySet<number>;
}

/** `within`: the archives around the document, and the document itself. `mayUnpack`: bytes that all of them may have. */
export function membersOf(
  contents: Container,
  open: { readonly reader: ContentReader; readonly part: string; readonly within: readonly Locator[] },
  mayUnpack: number,
  onProgress: () => void,
): Members {
  const taken = new Set<number>();
  let left = mayUnpack;
  const list = contents.entries.flatMap((entry, index): Member[] => {
    if (entry.kind !== "file" || entry.found !== undefined) return [];
    async function* chunks(): AsyncGenerator<Uint8Array> {
      if (entry.unreadable !== undefined)
        throw new NotInspected(entry.unreadable.reason, `${entry.path}: ${entry.unreadable.detail}`);
      if (entry.size > left) {
        throw new NotInspected(
          "over-limit",
          `${entry.path}: its files unpack to more than ${mayUnpack} bytes`,
        );
      }
      left -= entry.size;
      const content = await open.reader.open(open.part, open.within, entry.locator);
      for await (const chunk of content.chunks()) {
        onProgress();
        yield chunk;
      }
      taken.add(index);
    }
    return [{ name: entry.path, size: entry.size, chunks: () => named(entry.path, chunks()) }];
  });
  return { list, taken };
}

/** What is wrong with a file of a document says which file. */
async function* named(path: string, chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    if (!(error instanceof NotInspected) || error.message.startsWith(`${path}: `)) throw error;
    throw new NotInspected(error.reason, `${path}: ${error.message}`);
  }
}

/** What is left of a document's files for entries of their own: all that its format did not speak for. */
export function leftOver(contents: Container, taken: ReadonlySet<number>): Container {
  const kept = contents.entries.map((_, index) => index).filter((index) => !taken.has(index));
  const place = new Map(kept.map((index, at) => [index, at]));
  const moved = (entry: number): number => (entry < 0 ? -1 : (place.get(entry) ?? -1));
  return {
    ...contents,
    entries: contents.entries.filter((_, index) => !taken.has(index)),
    observations: contents.observations.map((one) => ({ ...one, entry: moved(one.entry) })),
    notes: contents.notes.map((one) => ({ ...one, entry: moved(one.entry) })),
  };
}
