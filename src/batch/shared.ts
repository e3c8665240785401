import { DigestTable } from "./digest-table.ts";
import { unpackContents, type PackedEntry } from "./contents.ts";

/** Files in several bundles that are told one by one; more are counted. */
const MAX_SHARED = 50_000;
/** Files of one group that are named. */
const MAX_EXAMPLES = 5;

/** Where a file is: the request, and the place among the entries of its report. */
export interface Place {
  readonly request: number;
  readonly position: number;
}

/** Files that the bundles of the same requests have in common. */
export interface SharedFiles {
  /** `files`: the same bytes. `sound`: the same sound or picture with other words about it. */
  readonly by: "files" | "sound";
  readonly isRecording: boolean;
  /** Each says that they are the requester's own. */
  readonly isOwnTwice: boolean;
  /** Indices, ascending. */
  readonly requests: readonly number[];
  readonly count: number;
  /** The first of them: a digest (the first half of it, hex) and where it is. */
  readonly examples: readonly { readonly digest: string; readonly places: readonly Place[] }[];
}

interface Found {
  readonly by: "files" | "sound";
  readonly isRecording: boolean;
  readonly places: Map<number, { readonly position: number; isOwn: boolean }>;
}

/** Finds what several bundles hold. Memory: some 28 bytes for each file, and what was found, up to a bound. */
export class SharedContents {
  readonly #table = new DigestTable();
  readonly #found = new Map<string, Found>();
  #isComplete = true;

  /** The requests come in their order. */
  add(request: number, contents: Buffer): void {
    for (const entry of unpackContents(contents)) {
      const sameFile = this.#claim("files", entry.file, request, entry);
      // What is equal as a whole is so in its sound as well: said once.
      if (entry.sound !== undefined && entry.isRecording && !sameFile)
        this.#claim("sound", entry.sound, request, entry);
    }
  }

  get isComplete(): boolean {
    return this.#isComplete && this.#table.isComplete;
  }

  /** What was found, by the requests that have it, those of the most files first. */
  groups(): readonly SharedFiles[] {
    const groups = new Map<string, SharedFiles & { count: number; examples: SharedFiles["examples"][number][] }>();
    for (const [key, { by, isRecording, places }] of this.#found) {
      const requests = [...places.keys()];
      const isOwnTwice = [...places.values()].filter(({ isOwn }) => isOwn).length > 1;
      const group = JSON.stringify([by, isRecording, isOwnTwice, requests]);
      const known = groups.get(group) ?? { by, isRecording, isOwnTwice, requests, count: 0, examples: [] };
      groups.set(group, known);
      known.count += 1;
      if (known.examples.length < MAX_EXAMPLES)
        known.examples.push({
          digest: key.slice(key.indexOf(" ") + 1),
          places: [...places].map(([request, { position }]) => ({ request, position })),
        });
    }
    return [...groups.values()].toSorted((a, b) => b.count - a.count);
  } // prettier-ignore

  /** Whether another request has it as well. */
  #claim(by: "files" | "sound", digest: string, request: number, entry: PackedEntry): boolean {
    const holder = this.#table.claim(digest, request, entry.position, entry.isOwn ? 1 : 0);
    if (holder === undefined || holder.request === request) return false;
    const key = `${by} ${digest}`;
    let found = this.#found.get(key);
    if (found === undefined) {
      if (this.#found.size >= MAX_SHARED) {
        this.#isComplete = false;
        return true;
      }
      const first = { position: holder.position, isOwn: holder.flags === 1 };
      found = { by, isRecording: entry.isRecording, places: new Map([[holder.request, first]]) };
      this.#found.set(key, found);
    }
    const known = found.places.get(request);
    if (known === undefined) found.places.set(request, { position: entry.position, isOwn: entry.isOwn });
    else known.isOwn ||= entry.isOwn;
    return true;
  }
}
