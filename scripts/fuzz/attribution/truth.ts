/** What a record is by the design's words, decided by whoever made it and never by the tool. */
export type Whose = "own" | "context" | "stray" | "conflict" | "unattributed";

/** Records (or one recording) that are alike. */
export interface Truth {
  readonly unit: "record" | "recording";
  readonly count: number;
  /** Where the layout is given. */
  readonly whose: Whose;
  /** Without it, where that is something else. */
  readonly alone?: Whose;
}

/** One file of a bundle with the truth about what is in it. */
export interface Made {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly truth: readonly Truth[];
  /** Not all of it can be read, or it contradicts itself: never 0, whatever is in it. */
  readonly holds?: true;
  /** How many records it has is not settled by the words (it is damaged, or stands there twice). */
  readonly isVague?: true;
}

export interface Bundle {
  readonly seed: number;
  /** `layout/mechanism/leak|twin/variant`. */
  readonly label: string;
  readonly layoutName: string;
  readonly mechanism: string;
  readonly isLeak: boolean;
  /** Without the layout its words mean nothing: what it must say is known, how many records it then finds is not. */
  readonly isOdd: boolean;
  readonly bytes: Uint8Array;
  /** Name of the ZIP, where it matters. */
  readonly name?: string;
  /** Subject file, YAML. */
  readonly subject: string;
  readonly policy?: string;
  readonly layout: { readonly builtin?: string; readonly json?: string };
  readonly files: readonly Made[];
}

/** What a check must say: of leaks at least this code, of clean twins exactly it. */
export interface Expected {
  readonly exitCode: 0 | 1 | 3;
  readonly records: Readonly<Record<Whose, number>> & { readonly total: number };
  readonly recordings: Readonly<Record<Whose, number>> & { readonly total: number };
}

/** The sum of the truth about all files. */
export function expectedOf({ files }: Bundle, given: boolean): Expected {
  const records = { own: 0, context: 0, stray: 0, conflict: 0, unattributed: 0, total: 0 };
  const recordings = { ...records };
  let holds = false;
  for (const file of files) {
    holds ||= file.holds === true;
    for (const { unit, count, whose, alone } of file.truth) {
      const tally = unit === "record" ? records : recordings;
      tally[given ? whose : (alone ?? whose)] += count;
      tally.total += count;
    }
  }
  const both = (whose: Whose): number => records[whose] + recordings[whose];
  const exitCode = both("stray") + both("conflict") > 0 ? 1 : holds || both("unattributed") > 0 ? 3 : 0;
  return { exitCode, records, recordings };
}
