import type { CompositeUse, FieldPlan, FieldUse, LineHit, TokenShape } from "../model/field.ts";
import type { AnchorRef } from "../model/evidence.ts";
import type { Role } from "../model/kinds.ts";
import { foldKey, matchesAt } from "./at.ts";
import type { CompiledField, CompiledPart } from "./compile.ts";
import type { Vocabulary } from "./generic.ts";
import { attachedUses, attachedWords, isAttached } from "./attached.ts";
import { createLineReader } from "./lines.ts";
import type { LoadedLayout } from "./load.ts";
import { findTokens, type TokenSource } from "./tokens.ts";

/** What the layouts say of one entry, and of its name. */
export interface EntryPlan extends FieldPlan {
  /** Identifiers in the entry's name that a device or the service wrote there. */
  nameHits(): readonly LineHit[];
  /** The layout that says only a device of the subject can have made this entry. */
  readonly deviceMade: string | null;
  /** Anchors on which its records may rest that name nobody. */
  readonly inherits: readonly AnchorRef[];
  /** Anchors that it may be, by the field they rest on. */
  readonly anchors: readonly { readonly id: string; readonly field: string }[];
  /** The conversation it is part of, by its path; empty for none. */
  readonly thread: string;
  /** Values to look for in all bytes of the entry. */
  readonly shapes: readonly TokenShape[];
  /** Layouts other than generic of which something was found in the entry so far. */
  matched(): readonly string[];
}

export interface PlanOptions {
  /** Names of the layouts that the user gave: they come first, and what they read from names is trusted. */
  readonly given: ReadonlySet<string>;
}

interface ActivePart {
  readonly layout: string;
  readonly given: boolean;
  readonly part: CompiledPart;
}

/** Most paths remembered per family of entries; past it the answer is made again, and is equal but not the same object. */
const MAX_PATHS = 65_536;
const MAX_LABELS = 4_096;
const MAX_FIELD = 120;
/** Layouts of no provider: like `generic` they say what a field means, not whose files these are. */
const NOBODYS = new Set(["standards"]);
const TABLE = /\.(?:csv|tsv|tab|psv|xlsx?|ods|db|sqlite3?|parquet|avro)$/i;
const PATH = /^[\p{L}_$][\p{L}\p{N}_$-]*(?:\.[\p{L}\p{N}_$-]+)*\.[\p{Ll}_$][\p{L}\p{N}_$-]*$/u;

/**
 * Plans for the entries of a run, one entry after the other: what an entry found is asked before the next plan is made.
 * `shown`: the path with the archives around it, by which attachments are known.
 */
export type Planner = (entryPath: string, shown?: string) => EntryPlan;

/** Lays the layouts over one entry: the user's first, then the built-in ones, then what the generic layout knows. */
export function planFor(
  entryPath: string,
  layouts: readonly LoadedLayout[],
  options: PlanOptions,
): EntryPlan {
  return createPlanner(layouts, options)(entryPath);
}

/**
 * Makes plans. Entries to which the same parts apply share what was resolved for them: an export has a hundred
 * thousand files of a handful of kinds.
 */
export function createPlanner(layouts: readonly LoadedLayout[], options: PlanOptions): Planner {
  const ordered = [
    ...layouts.filter((layout) => options.given.has(layout.name)),
    ...layouts.filter((layout) => !options.given.has(layout.name)),
  ];
  const parts = ordered.flatMap((layout): ActivePart[] =>
    layout.parts.map((part) => ({ layout: layout.name, given: options.given.has(layout.name), part })),
  );
  const anchors = parts.flatMap(({ part }) => (part.anchor === undefined ? [] : [part.anchor]));
  const anchorsOf = (path: string): EntryPlan["anchors"] => [
    ...new Map(
      anchors.filter(({ files }) => files(path)).map(({ id, field }) => [id, { id, field }]),
    ).values(),
  ];
  const vocabulary = layouts.find((layout) => layout.vocabulary !== undefined)?.vocabulary;
  const families = new Map<string, Family>();
  return (entryPath, shown = entryPath) => {
    const active = parts.filter(({ part }) => part.files?.(entryPath) ?? true);
    const table = TABLE.test(entryPath);
    const attached = isAttached(shown);
    const key = `${table ? "t" : ""}${attached ? "a" : ""}${active.map((one) => parts.indexOf(one)).join(",")}`;
    const family = families.get(key) ?? createFamily(active, vocabulary, { table, attached });
    families.set(key, family);
    return planOf(family, entryPath, anchorsOf(entryPath));
  };
}

/** What entries have in common to which the same parts apply. */
interface Family {
  readonly active: readonly ActivePart[];
  readonly context: Resolution;
  readonly uses: Map<string, FieldUse | undefined>;
  readonly line: FieldPlan["line"];
  readonly shapes: readonly TokenShape[];
  readonly inherits: readonly AnchorRef[];
  /** Layouts of which something was found in the current entry. */
  found: Set<string>;
}

function createFamily(
  active: readonly ActivePart[],
  words: Vocabulary | undefined,
  { table, attached }: { readonly table: boolean; readonly attached: boolean },
): Family {
  const weaker = attached ? attachedUses() : undefined;
  const vocabulary = weaker === undefined || words === undefined ? words : attachedWords(words, weaker);
  const mark = (layout: string): void => void family.found.add(layout);
  const sources: readonly TokenSource[] = active.flatMap(({ layout, part }) =>
    part.tokens.map((token) => ({ layout, token })),
  );
  const tokens = (text: string): readonly LineHit[] => findTokens(text, sources, mark);
  const context: Resolution = { active, vocabulary, table, weaker, mark, tokens, needs: needsOf(sources) };
  const labels = new Map<string, FieldUse | undefined>();
  const named = (label: string): FieldUse | undefined => {
    if (labels.has(label)) return labels.get(label);
    const plain = { ...context, tokens: undefined };
    const use = resolve([label], plain) ?? (isPath(label) ? resolve(label.split("."), plain) : undefined);
    if (labels.size >= MAX_LABELS) labels.clear();
    labels.set(label, use);
    return use;
  };
  const line = createLineReader({ named, tokens });
  const shapes = sources.flatMap((source): TokenShape[] => {
    const { distinctive, contains, minLength } = source.token;
    if (!distinctive || contains === undefined) return [];
    return [{ literal: contains, minLength, hits: (text) => findTokens(text, [source], mark) }];
  });
  const inherits = active.flatMap(({ layout, given, part }): AnchorRef[] =>
    part.anchor === undefined ? [] : [{ id: part.anchor.id, layout, given }],
  );
  const family: Family = { active, context, uses: new Map(), line, shapes, inherits, found: new Set() };
  return family;
}

/** `ctx.customerId`, and neither a host (`www.customer.id`) nor a class that logs (`com.acme.Account`). */
function isPath(label: string): boolean {
  return PATH.test(label) && !label.startsWith("www.");
}

function planOf(family: Family, entryPath: string, anchors: EntryPlan["anchors"]): EntryPlan {
  const { active, context, uses } = family;
  const found = new Set<string>();
  family.found = found;
  const deviceMade =
    active.find(({ part }) => part.spec.deviceMade === true && part.files !== undefined)?.layout ?? null;
  if (deviceMade !== null) found.add(deviceMade);
  return {
    deviceMade,
    inherits: family.inherits,
    anchors,
    thread: threadOf(active, entryPath),
    matched: () => [...found],
    use(path) {
      const key = path.join("\u0000");
      const known = uses.get(key);
      if (known !== undefined || uses.has(key)) return known;
      const use = resolve(path, context);
      if (uses.size < MAX_PATHS) uses.set(key, use);
      return use;
    },
    isRecords(path) {
      if (active.every(({ part }) => part.records.length === 0)) return false;
      const folded = path.map(foldKey);
      const one = active.find(({ part }) => part.records.some((records) => matchesAt(records, folded)));
      return one !== undefined;
    },
    keyUse(path) {
      const key = path.findLast((segment) => segment !== "[]");
      return key === undefined ? undefined : context.vocabulary?.keys(key);
    },
    line: family.line,
    shapes: family.shapes,
    nameHits() {
      const name = entryPath.slice(entryPath.lastIndexOf("/") + 1);
      return active.flatMap(({ layout, given, part }) => {
        const hits = part.names.flatMap((token) => {
          const match = token.pattern.exec(name);
          return match === undefined ? [] : token.hits(match.groups, given);
        });
        if (hits.length > 0) found.add(layout);
        return hits;
      });
    },
  };
}

function threadOf(active: readonly ActivePart[], path: string): string {
  for (const { layout, part } of active) {
    const thread = part.thread?.(path);
    if (thread !== undefined) return `${layout} ${thread}`;
  }
  return "";
}

interface Resolution {
  readonly active: readonly ActivePart[];
  readonly vocabulary: Vocabulary | undefined;
  readonly table: boolean;
  /** In an attachment: what a field means there that no provider's layout knows. */
  readonly weaker: ((use: FieldUse) => FieldUse) | undefined;
  readonly mark: (layout: string) => void;
  /** Undefined: a name that no layout knows means nothing. */
  readonly tokens: ((text: string) => readonly LineHit[]) | undefined;
  /** What a value must have to hold a token. */
  readonly needs: CompositeUse["needs"];
}

/** The first layout that knows the field and takes its value; a value that none takes is read as the next one would. */
function resolve(path: readonly string[], context: Resolution): FieldUse | undefined {
  const key = path.findLast((segment) => segment !== "[]");
  if (key === undefined) return undefined;
  const field = key.trim().slice(0, MAX_FIELD);
  const generic = context.vocabulary?.use(path, context.table);
  const folded = path.map(foldKey);
  const last = folded.at(-1) ?? "";
  const candidates = context.active.flatMap(({ layout, given, part }) =>
    (part.fields.get(last) ?? [])
      .filter((one) => matchesAt(one.at, folded))
      .map((one) => ({ layout, given, field: one })),
  );
  if (candidates.length === 0 && generic !== undefined) return generic;
  const role = otherPeople(path, context.vocabulary);
  let use = generic ?? anywhere(field, context);
  for (const candidate of candidates.toReversed()) {
    // A user who names a field knows whose it is; for the others a list of participants holds no owners.
    use = lay(candidate.field, field, candidate.given ? undefined : role, use, () =>
      context.mark(candidate.layout),
    );
    if (!candidate.given && NOBODYS.has(candidate.layout)) use = context.weaker?.(use) ?? use;
    if (candidate.given && candidate.field.unconditional) context.mark(candidate.layout);
  }
  return use;
}

function otherPeople(path: readonly string[], vocabulary: Vocabulary | undefined): Role | undefined {
  const parent = path.filter((segment) => segment !== "[]").at(-2);
  return parent === undefined ? undefined : vocabulary?.holder(parent);
}

/** One field over what the layouts after it say. */
function lay(
  compiled: CompiledField,
  field: string,
  role: Role | undefined,
  next: FieldUse | undefined,
  mark: () => void,
): FieldUse {
  if (compiled.unconditional) return compiled.use(field, role);
  // A value outside the declared namespaces is still an identifier of that kind; an explicit pattern means to refuse.
  const own = compiled.spec.pattern === undefined && compiled.spec.is === undefined;
  const parts: CompositeUse["parts"] = (text) => {
    const taken = compiled.take(text, field, role);
    if (taken !== undefined) {
      mark();
      return taken;
    }
    const later = next === undefined ? undefined : partsOf(next, text);
    return later !== undefined || !own ? later : [{ use: compiled.use(field, role), text }];
  };
  return { is: "composite", field, parts: rememberLast(parts) };
}

function partsOf(use: FieldUse, text: string): readonly LineHit[] | undefined {
  return use.is === "composite" ? use.parts(text) : [{ use, text }];
}

/** A field that nobody knows may still hold a value with a syntax of its own. */
function anywhere(field: string, { tokens, needs }: Resolution): FieldUse | undefined {
  if (tokens === undefined) return undefined;
  return {
    is: "composite",
    field,
    ...(needs === undefined ? {} : { needs }),
    parts: (text) => {
      if (text.length < (needs?.minLength ?? 0)) return undefined;
      const hits = tokens(text);
      return hits.length === 0 ? undefined : hits;
    },
  };
}

/** Undefined when a token may stand in any value. `%`: its characters may be written as in a URL. */
function needsOf(sources: readonly TokenSource[]): CompositeUse["needs"] {
  const literals = new Set(["%"]);
  let minLength = Infinity;
  for (const { token } of sources) {
    if (token.contains === undefined) return undefined;
    literals.add(token.contains);
    minLength = Math.min(minLength, token.minLength);
  }
  return { minLength, literals: [...literals] };
}

function rememberLast(parts: CompositeUse["parts"]): CompositeUse["parts"] {
  let lastText: string | undefined;
  let last: ReturnType<CompositeUse["parts"]>;
  return (text) => {
    if (text !== lastText) {
      last = parts(text);
      lastText = text;
    }
    return last;
  };
}
