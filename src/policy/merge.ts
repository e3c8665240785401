import { createHash } from "node:crypto";
import { LIMIT_RANGES, limitText, type LimitName } from "../model/limit-ranges.ts";
import { DEFAULT_LIMITS } from "../model/limits.ts";
import { DEFAULT_POLICY, type Policy, type PolicyPlace } from "../model/policy.ts";
import { printable } from "../model/printable.ts";
import { shortened } from "./complaint.ts";
import type { Located, PolicyFile } from "./policy-file.ts";

/** Notes that are told one by one. */
const MAX_NOTES = 20;
/** Characters of a file's glob in a note. */
const MAX_GLOB_SHOWN = 60;

/** A policy, and where what is not built in comes from. */
export interface MergedPolicy {
  readonly policy: Policy;
  /** The two kinds of the policy's notes: values that a later file replaces, and lines that accept the same files. */
  readonly replaced: readonly string[];
  readonly repeated: readonly string[];
  readonly origins: {
    readonly counterparties: Origin;
    readonly leastBasis: Origin;
    readonly limits: ReadonlyMap<LimitName, Origin>;
    /** In the order of the policy's own lists. */
    readonly review: readonly PolicyPlace[];
    readonly layouts: readonly PolicyPlace[];
    readonly system: readonly PolicyPlace[];
  };
}

/** Where a value comes from, null for the built-in default, and what earlier files said instead. */
export interface Origin {
  readonly source: PolicyPlace | null;
  readonly instead: readonly { readonly text: string; readonly source: PolicyPlace }[];
}

const BUILT_IN: Origin = { source: null, instead: [] };

/**
 * Makes one policy of several files: lists add up in the order of the files, of single values and limits the last file's
 * holds, and `notes` says which did not. Without a file the built-in defaults.
 */
export function mergePolicies(files: readonly PolicyFile[]): MergedPolicy {
  const replaced: string[] = [];
  const repeated: string[] = [];
  const counterparties = lastOf(
    "counterparties",
    files.map((file) => file.counterparties),
    replaced,
  );
  const leastBasis = lastOf(
    "least-basis",
    files.map((file) => file.leastBasis),
    replaced,
  );
  const limits: Partial<Record<LimitName, number>> = {};
  const limitOrigins = new Map<LimitName, Origin>();
  for (const name of new Set(files.flatMap((file) => file.limits.map((limit) => limit.name)))) {
    const { unit } = LIMIT_RANGES[name];
    const told = files.flatMap((file) =>
      file.limits
        .filter((limit) => limit.name === name)
        .map(({ value, line }) => ({ value, source: { file: file.name, line } })),
    );
    const { value, origin } = lastOf(name, told, replaced, (number) => limitText(unit, number));
    if (value !== undefined) limits[name] = value;
    limitOrigins.set(name, origin);
  }
  const accept = files.flatMap((file) => file.accept);
  const seen = new Map<string, PolicyPlace>();
  for (const { files: glob, why, source } of accept) {
    if (source === undefined) continue;
    const key = `${why} ${glob.toLowerCase()}`;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, source);
    else
      repeated.push(
        `${placeText(source)}, accepts the same files as ${placeText(before)} (${shortened(glob, MAX_GLOB_SHOWN)}, ${why})`,
      );
  }
  const review = distinct(
    files.flatMap((file) => file.review),
    (rule) => rule,
  );
  const system = distinct(
    files.flatMap((file) => file.system),
    ({ kind, key }) => `${kind} ${key}`,
  );
  const layouts = files.flatMap((file) => file.layouts);
  return {
    policy: {
      counterparties: counterparties.value ?? DEFAULT_POLICY.counterparties,
      leastBasis: leastBasis.value ?? DEFAULT_POLICY.leastBasis,
      review: review.map(({ value }) => value),
      accept,
      system: system.map(({ value }) => value),
      layouts: layouts.map(({ value }) => value),
      limits: { ...DEFAULT_LIMITS, ...limits },
      notes: atMost([...replaced, ...repeated], MAX_NOTES),
      files: files.map(({ name, digest }) => ({ name, digest })),
      digest: digestOf(files),
    },
    replaced,
    repeated: atMost(repeated, MAX_NOTES),
    origins: {
      counterparties: counterparties.origin,
      leastBasis: leastBasis.origin,
      limits: limitOrigins,
      review: review.map(({ source }) => source),
      layouts: layouts.map(({ source }) => source),
      system: system.map(({ source }) => source),
    },
  };
}

/** `acme.yaml, line 4`: the file without its folder. */
export function placeText({ file, line }: PolicyPlace): string {
  return `${printable(file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1))}, line ${line}`;
}

function lastOf<T>(
  key: string,
  told: readonly (Located<T> | undefined)[],
  notes: string[],
  textOf: (value: T) => string = String,
): { readonly value: T | undefined; readonly origin: Origin } {
  const given = told.filter((one) => one !== undefined);
  const last = given.at(-1);
  if (last === undefined) return { value: undefined, origin: BUILT_IN };
  const instead = given
    .slice(0, -1)
    .filter(({ value }) => value !== last.value)
    .map(({ value, source }) => ({ text: textOf(value), source }));
  for (const { text, source } of instead)
    notes.push(
      `${key} is ${textOf(last.value)} (${placeText(last.source)}), no longer ${text} (${placeText(source)})`,
    );
  return { value: last.value, origin: { source: last.source, instead } };
}

/** The first of those that say the same. */
function distinct<T>(all: readonly Located<T>[], keyOf: (value: T) => string): readonly Located<T>[] {
  const known = new Map<string, Located<T>>();
  for (const one of all) if (!known.has(keyOf(one.value))) known.set(keyOf(one.value), one);
  return [...known.values()];
}

function atMost(notes: readonly string[], most: number): readonly string[] {
  return notes.length <= most
    ? notes
    : [...notes.slice(0, most - 1), `and ${notes.length - most + 1} more such lines`];
}

function digestOf(files: readonly PolicyFile[]): string | null {
  const [first] = files;
  if (first === undefined || files.length === 1) return first?.digest ?? null;
  return createHash("sha256")
    .update(files.map(({ digest }) => `${digest}\n`).join(""))
    .digest("hex");
}
