import { parseArgs } from "node:util";

/** What every fuzzer can be told. */
interface FuzzOptions {
  readonly seconds: number;
  readonly seed: number;
  /** Infinity where nothing is said. */
  readonly count: number;
  readonly keep: string | undefined;
  /** The options of this fuzzer alone, by name. */
  readonly own: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_SECONDS = 300;
const COMMON = ["seconds", "seed", "count", "keep"] as const;

/**
 * The options of the command line; undefined when `help` was asked for and printed. Throws for an unknown option and
 * for a number that is none: a run of no files at all would pass.
 */
export function fuzzOptions(help: string, own: readonly string[]): FuzzOptions | undefined {
  const names = [...COMMON, ...own];
  const { values }: { values: Readonly<Record<string, unknown>> } = parseArgs({
    options: {
      ...Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
      help: { type: "boolean" },
    },
  });
  if (values["help"] === true) {
    console.log(help);
    return undefined;
  }
  const textOf = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    seconds: wholeNumber(textOf("seconds"), "seconds", DEFAULT_SECONDS),
    seed: wholeNumber(textOf("seed"), "seed", Date.now() % 1_000_000),
    count: wholeNumber(textOf("count"), "count", Infinity),
    keep: textOf("keep"),
    own: Object.fromEntries(own.map((name) => [name, textOf(name)])),
  };
}

/** The number that an option gives, or `fallback`. Throws when it is none. */
export function wholeNumber(text: string | undefined, name: string, fallback: number): number {
  if (text === undefined) return fallback;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name} takes a whole number`);
  return number;
}
