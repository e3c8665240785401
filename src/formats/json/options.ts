import type { NotInspectedReason } from "../../model/fate.ts";
import type { Sink } from "../../model/format.ts";
import type { Limits } from "../../model/limits.ts";
import type { Place } from "../../model/place.ts";
import type { Frames } from "./frames.ts";
import type { PathNode } from "./path.ts";

/** The reader around a document that stands in a string. */
export interface Outer {
  readonly options: ReaderOptions;
  readonly frames: Frames;
  place(): Place;
  /** Whether an array encloses what is read next. */
  isInList(): boolean;
  /** Tells the sink where it stands; to be called again after something else has. */
  locate(): void;
  /** Something could not be read although the rest was; the first one is said at the end. */
  problem(reason: NotInspectedReason, words: string): void;
}

/** What a document is read with. */
export interface ReaderOptions {
  readonly root: PathNode;
  readonly sink: Sink;
  readonly limits: Limits;
  /** Several documents follow one another (NDJSON); they are elements of one list. */
  readonly isSequence: boolean;
  /** Offset in the entry of the text's first byte; undefined where the text is no part of the entry as it is. */
  readonly base: () => number | undefined;
  /** Reads JSON within a string with another reader; false when it is none. */
  readonly readDocument: (text: Buffer, node: PathNode, outer: Outer) => boolean;
  /** How the places within are said. */
  readonly place: (path: string, line: number | undefined) => Place;
  /** Objects and arrays that enclose the document. */
  readonly outerDepth: number;
  /** The document lies in a record of an array, so that its arrays belong to it. */
  readonly isInline: boolean;
  /** Only the beginning is there, and what is missing is not waited for. */
  readonly isProbe: boolean;
  /** Places of records tell their spans. */
  readonly spans: boolean;
}
