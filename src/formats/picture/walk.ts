import type { PartList, View } from "../media/parts.ts";

/** Pictures and tags within one another (a thumbnail in the tags of a preview in a raw picture) that are walked. */
export const MAX_WITHIN = 6;

/** What the walkers of one file share. */
export interface Walk {
  readonly parts: PartList;
  /** Adds bytes as what they begin like: a picture, TIFF tags, XMP, or else bytes. */
  readonly content: (view: View, path: string, from: number, to: number) => void;
}

/** Walks a picture from the first byte of a view, names its parts after `prefix`, and returns where it ends. */
export type Walker = (walk: Walk, view: View, prefix: string) => number;

/** The size of a picture, as a fact; the first of a file counts. */
export function tellSize(walk: Walk, width: number, height: number): void {
  if (width > 0 && height > 0) walk.parts.fact("pixels", `${width} x ${height}`);
}
