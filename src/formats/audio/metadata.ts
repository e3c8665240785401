import type { MediaKind } from "./signatures.ts";
import type { NativeTags } from "./tags.ts";

/** What music-metadata made of a file. After an error: what it had read until then. */
export interface Parsed {
  readonly native: NativeTags;
  readonly error: unknown;
  /** It knew the container, so an error means damage. */
  readonly isKnown: boolean;
}

/**
 * Reads the tags of a file with music-metadata, told by its bytes alone: given a name, it trusts a wrong extension and
 * reports success with nothing in it.
 */
export async function parseMetadata(bytes: Uint8Array, kind: MediaKind): Promise<Parsed> {
  const { parseBuffer } = await import("music-metadata");
  let live: { readonly native: NativeTags; readonly format: { readonly container?: string } } | undefined;
  try {
    // 3GP is MP4 to its parser, but not to the library's table of names.
    const metadata = await parseBuffer(bytes, kind.family === "mp4" ? { mimeType: "video/mp4" } : undefined, {
      duration: false,
      skipCovers: false,
      observer: (event) => {
        live = event.metadata;
      },
    });
    const isKnown = metadata.format.container !== undefined;
    const error = isKnown ? undefined : new Error("its container could not be told");
    return { native: metadata.native, error, isKnown };
  } catch (error) {
    return {
      native: live?.native ?? {},
      error: error ?? new Error("unknown"),
      isKnown: live?.format.container !== undefined,
    };
  }
}
