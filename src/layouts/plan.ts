import type { FieldPlan, FieldUse, LineHit, TokenShape } from "../model/field.ts";
import type { AnchorRef, Lowered } from "../model/evidence.ts";
import { foldKey, KEYS } from "./at.ts";
import type { CompiledAnchor } from "./compile.ts";
import type { Vocabulary } from "./generic.ts";
import { attachedUses, attachedWords, isAttached } from "./attached.ts";
import { createLineReader } from "./lines.ts";
import type { LoadedLayout } from "./load.ts";
import { fieldsAt, isRecordsAt, isXmlName } from "./lookup.ts";
import { type ActivePart, needsOf, type Resolution, resolve } from "./resolve.ts";
import { stemOf, threadListWords } from "./thread-lists.ts";
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
  readonly anchors: readonly { readonly id: string; readonly path: string; readonly field: string }[];
  /** The conversation it is part of, by its path; empty for none. */
  readonly thread: string;
  /** Values to look for in all bytes of the entry. */
  readonly shapes: readonly TokenShape[];
  /** Layouts other than generic of which something was found in the entry so far. */
  matched(): readonly string[];
  /** Fields of the entry in which a layout says less than what comes after it; only those no entry before had. */
  lowered(): readonly Lowered[];
}

export interface PlanOptions {
  /** Names of the layouts that the user gave: they come first, and what they read from names is trusted. */
  readonly given: ReadonlySet<string>;
}

/** Most paths remembered per family of entries; past it the answer is made again, and is equal but not the same object. */
const MAX_PATHS = 65_536;
const MAX_LABELS = 4_096;
/** Most folders of which it is remembered what could apply to their entries. */
const MAX_FOLDERS = 4_096;
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
  const anchors = [
    ...new Map(
      parts.flatMap(({ part }) => (part.anchor === undefined ? [] : [[part.anchor.id, part.anchor]])),
    ).values(),
  ];
  const folders = new Map<string, Near>();
  const nearby = (folder: string): Near => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const near = {
      parts: parts.flatMap((one, at): Near["parts"] => {
        if (one.part.files === undefined) return [{ one, at, isMeant: undefined }];
        const isMeant = one.part.files.within(folder);
        return isMeant === undefined ? [] : [{ one, at, isMeant }];
      }),
      anchors: anchors.filter(({ files }) => files.within(folder) !== undefined),
    };
    if (folders.size >= MAX_FOLDERS) folders.clear();
    folders.set(folder, near);
    return near;
  };
  const vocabulary = layouts.find((layout) => layout.vocabulary !== undefined)?.vocabulary;
  const families = new Map<string, Family>();
  return (entryPath, shown = entryPath) => {
    const near = nearby(entryPath.slice(0, entryPath.lastIndexOf("/") + 1));
    const meant = near.parts.filter(({ isMeant }) => isMeant?.(entryPath) ?? true);
    const table = TABLE.test(entryPath);
    const xml = isXmlName(entryPath);
    const attached = isAttached(shown);
    const listsThreads = vocabulary?.listsThreads(stemOf(entryPath)) === true;
    const key = `${listsThreads ? "c" : ""}${table ? "t" : ""}${xml ? "x" : ""}${attached ? "a" : ""}${meant.map(({ at }) => at).join(",")}`;
    let family = families.get(key);
    if (family === undefined) {
      const active = meant.map(({ one }) => one);
      const words = listsThreads && vocabulary !== undefined ? threadListWords(vocabulary) : vocabulary;
      family = createFamily(active, words, { table, xml, attached });
      families.set(key, family);
    }
    const named = near.anchors
      .filter(({ files }) => files(entryPath))
      .map(({ id, field }) => ({ id, path: entryPath, field }));
    return planOf(family, entryPath, named);
  };
}

/** What could apply to the entries of one folder. */
interface Near {
  readonly parts: readonly {
    readonly one: ActivePart;
    /** Its number among all parts. */
    readonly at: number;
    readonly isMeant: ((path: string) => boolean) | undefined;
  }[];
  readonly anchors: readonly CompiledAnchor[];
}

/** What entries have in common to which the same parts apply. */
interface Family {
  readonly active: readonly ActivePart[];
  readonly context: Resolution;
  readonly uses: Map<string, FieldUse | undefined>;
  readonly line: FieldPlan["line"];
  readonly shapes: readonly TokenShape[];
  readonly inherits: readonly Heir[];
  /** Layouts of which something was found in the current entry. */
  found: Set<string>;
  readonly lowered: Map<string, Lowered>;
  /** Of them, those that entries before had. */
  told: number;
}

function createFamily(
  active: readonly ActivePart[],
  words: Vocabulary | undefined,
  { table, xml, attached }: { readonly table: boolean; readonly xml: boolean; readonly attached: boolean },
): Family {
  const weaker = attached ? attachedUses() : undefined;
  const vocabulary = weaker === undefined || words === undefined ? words : attachedWords(words, weaker);
  const mark = (layout: string): void => void family.found.add(layout);
  const sources: readonly TokenSource[] = active.flatMap(({ layout, part }) =>
    part.tokens.map((token) => ({ layout, token })),
  );
  const tokens = (text: string): readonly LineHit[] => findTokens(text, sources, mark);
  const lowered = new Map<string, Lowered>();
  const lower = (one: Lowered): void => void lowered.set(`${one.layout} ${one.at}`, one);
  const needs = needsOf(sources);
  const context: Resolution = { active, vocabulary, table, xml, weaker, mark, lower, tokens, needs };
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
  const inherits = active.flatMap(({ layout, given, part }): Heir[] =>
    part.anchor === undefined ? [] : [{ ...heirOf(part.anchor), layout, given, rootOf: part.files?.rootOf }],
  );
  const kept = { uses: new Map(), found: new Set<string>(), lowered, told: 0 };
  const family: Family = { active, context, line, shapes, inherits, ...kept };
  return family;
}

/** What may rest on an anchor; `rootOf` says in which folder an entry's names begin. */
interface Heir extends Omit<AnchorRef, "root"> {
  readonly rootOf: ((path: string) => string | undefined) | undefined;
}

function heirOf({ id, spec }: CompiledAnchor): Pick<Heir, "id" | "files" | "field"> {
  return { id, files: spec.files, field: spec.at };
}

/** `ctx.customerId`, and neither a host (`www.customer.id`) nor a class that logs (`com.acme.Account`). */
function isPath(label: string): boolean {
  return PATH.test(label) && !label.startsWith("www.");
}

function planOf(family: Family, entryPath: string, anchors: EntryPlan["anchors"]): EntryPlan {
  const { active, context, uses } = family;
  const found = new Set<string>();
  family.found = found;
  family.told = family.lowered.size;
  const deviceMade =
    active.find(({ part }) => part.spec.deviceMade === true && part.files !== undefined)?.layout ?? null;
  if (deviceMade !== null) found.add(deviceMade);
  return {
    deviceMade,
    inherits: family.inherits.map(({ rootOf, ...ref }) => ({ ...ref, root: rootOf?.(entryPath) })),
    anchors,
    thread: threadOf(active, entryPath),
    matched: () => [...found],
    lowered: () => [...family.lowered.values()].slice(family.told),
    use(path) {
      const key = path.join("\u0000");
      const known = uses.get(key);
      if (known !== undefined || uses.has(key)) return known;
      const use = resolve(path, context);
      if (uses.size < MAX_PATHS) uses.set(key, use);
      return use;
    },
    mayMean(name) {
      if (context.vocabulary?.mayMean(name) === true) return true;
      return active.some(({ part }) => part.fields.has(foldKey(name)));
    },
    isRecords(path) {
      if (active.every(({ part }) => part.records.length === 0)) return false;
      const folded = path.map(foldKey);
      return active.some(({ part }) => isRecordsAt(part, folded, context.xml));
    },
    keyUse(path, isOfMaps = false) {
      const keys = [...path, KEYS];
      const folded = keys.map(foldKey);
      if (active.some(({ part }) => fieldsAt(part, folded, context.xml).length > 0))
        return resolve(keys, context);
      const key = path.findLast((segment) => segment !== "[]");
      return key === undefined ? undefined : context.vocabulary?.keys(key, isOfMaps);
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

/** A layout that is only detected must not make a conversation with the subject of what names nobody. */
function threadOf(active: readonly ActivePart[], path: string): string {
  for (const { layout, given, part } of active) {
    const thread = given ? part.thread?.(path) : undefined;
    if (thread !== undefined) return `${layout} ${thread}`;
  }
  return "";
}
