/**
 * A range of a file and where it goes: a record is in one of the two, what is needed to read either (a header, brackets)
 * in both, and a comma between two records that no longer stand beside each other in neither.
 */
export interface Run {
  readonly from: number;
  readonly to: number;
  readonly own: boolean;
  readonly held: boolean;
}

/** A record of a file, by its offsets. */
export interface RecordSpan {
  readonly from: number;
  readonly to: number;
  readonly held: boolean;
}

/** The file cannot be taken apart without changing a byte of what is kept; `message` as a part of a sentence. */
export class CannotCut extends Error {}

/** Collects runs that follow one another without a gap; neighbours that go the same way become one. */
export class Runs {
  readonly all: Run[] = [];
  #at = 0;

  get end(): number {
    return this.#at;
  }

  /** The next run ends at `to`. */
  upTo(to: number, own: boolean, held: boolean): void {
    const from = this.#at;
    if (to === from) return;
    if (to < from) throw new CannotCut("its records overlap");
    const last = this.all.at(-1);
    if (last !== undefined && last.own === own && last.held === held) this.all.splice(-1, 1, { ...last, to });
    else this.all.push({ from, to, own, held });
    this.#at = to;
  }
}

/** Bytes of a file by where they go. They add up to the file. */
export interface RunBytes {
  readonly own: number;
  readonly held: number;
  readonly both: number;
  readonly neither: number;
}

export function bytesOf(runs: readonly Run[]): RunBytes {
  let own = 0;
  let held = 0;
  let both = 0;
  let neither = 0;
  for (const run of runs) {
    const length = run.to - run.from;
    if (run.own && run.held) both += length;
    else if (run.own) own += length;
    else if (run.held) held += length;
    else neither += length;
  }
  return { own, held, both, neither };
}

/** What of the file goes one way, put together. */
export function partOf(bytes: Uint8Array, runs: readonly Run[], side: "own" | "held"): Buffer {
  return Buffer.concat(runs.filter((run) => run[side]).map(({ from, to }) => bytes.subarray(from, to)));
}
