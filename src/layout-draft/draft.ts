import { globMatches } from "../model/glob.ts";
import { type FieldObservation, pathKey } from "../model/observed.ts";
import { type JudgedField, judgeField } from "./fields.ts";
import { commonGlobs } from "./file-names.ts";
import { type GoodBundle, merged } from "./good-bundle.ts";
import { type Form, formsOf } from "./identifier-patterns.ts";
import { furnitureOf } from "./same-files.ts";
import { listOf, threadFields } from "./threads.ts";

/** Fields of one kind of file, over all people. */
export interface DraftPart {
  readonly files: string;
  readonly fields: readonly JudgedField[];
  /** Arrays whose elements are records although no field names their owner. */
  readonly records: readonly string[];
}

/** What several good bundles say of the layout of an export. */
export interface Draft {
  readonly people: number;
  readonly forms: readonly Form[];
  readonly parts: readonly DraftPart[];
  /** Files that are the same in several people's bundles. */
  readonly furniture: readonly string[];
  /** More kinds of files than are looked at. */
  readonly overflow: boolean;
}

interface Seen {
  /** By person; undefined where their bundles do not have it. */
  readonly people: (FieldObservation | undefined)[];
  /** The paths at which it stands: they differ where an element comes once here and several times there. */
  readonly paths: Map<string, readonly string[]>;
}

/** Compares the bundles of several people, one `GoodBundle` for each. Pure. */
export function draftOf(bundles: readonly GoodBundle[]): Draft {
  const subjects = bundles.map(({ subject }) => subject);
  const forms = formsOf(subjects);
  const groups = groupsOf(bundles);
  const judged = new Map(
    [...groups].map(([glob, seen]) => {
      const fields = new Map<string, JudgedField>();
      for (const [key, { people, paths }] of seen) {
        const field = judgeField(people, subjects, forms);
        if (field !== undefined) fields.set(key, withPaths(field, paths));
      }
      settleNeighbours(fields);
      const people = new Map([...seen].map(([key, one]) => [key, one.people]));
      for (const field of threadFields(people, fields)) fields.set(keyOf(field.path), field);
      return [glob, fields] as const;
    }),
  );
  const parts = [...judged]
    .map(([glob, fields]) => partOf(glob, fields, judged, groups))
    .filter(({ fields }) => fields.length > 0);
  return {
    people: bundles.length,
    forms,
    parts: parts.toSorted((a, b) => (a.files < b.files ? -1 : 1)),
    furniture: furnitureOf(bundles),
    overflow: bundles.some(({ overflow }) => overflow),
  };
}

/** By glob and field, what each person's bundles hold. */
function groupsOf(bundles: readonly GoodBundle[]): ReadonlyMap<string, ReadonlyMap<string, Seen>> {
  const globs = commonGlobs(bundles.map(({ files }) => [...files.keys()]));
  const groups = new Map<string, Map<string, Seen>>();
  for (const [person, { files }] of bundles.entries()) {
    for (const [template, fields] of files) {
      const glob = globs[person]?.get(template) ?? template;
      const group = groups.get(glob) ?? new Map<string, Seen>();
      groups.set(glob, group);
      for (const [path, field] of fields) {
        const key = keyOf(field.path);
        const seen = group.get(key) ?? { people: bundles.map(() => undefined), paths: new Map() };
        const before = seen.people[person];
        seen.people[person] = before === undefined ? field : merged(before, field);
        seen.paths.set(path, field.path);
        group.set(key, seen);
      }
    }
  }
  return groups;
}

/** A field's path without its lists: whether an element comes once or several times says nothing of what it means. */
function keyOf(path: readonly string[]): string {
  return pathKey(path.filter((segment) => segment !== "[]"));
}

/** The path with the most lists first: those that come once in these bundles may come several times in the next. */
function withPaths(field: JudgedField, paths: ReadonlyMap<string, readonly string[]>): JudgedField {
  const [path, ...others] = [...paths.values()].toSorted(
    (a, b) => b.length - a.length || (atOf(a) < atOf(b) ? -1 : 1),
  );
  if (path === undefined) return field;
  return others.length === 0 ? { ...field, path } : { ...field, path, others };
}

/** Who is a party in one person's bundle only is one where a field beside it is known to name parties. */
function settleNeighbours(fields: Map<string, JudgedField>): void {
  const lists = new Set(
    [...fields.values()]
      .filter(({ meaning }) => meaning.is === "party")
      .map(({ path }) => pathKey(listOf(path))),
  );
  for (const [key, field] of fields) {
    const { meaning, path, evidence } = field;
    if (meaning.is !== "unsure" || meaning.perhaps === undefined || !lists.has(pathKey(listOf(path))))
      continue;
    const kind = meaning.kind ?? "any";
    const why = `${evidence}, beside another field that names parties`;
    fields.set(key, { ...field, meaning: { is: meaning.perhaps, kind }, evidence: why });
  }
}

function partOf(
  glob: string,
  fields: ReadonlyMap<string, JudgedField>,
  judged: ReadonlyMap<string, ReadonlyMap<string, JudgedField>>,
  groups: ReadonlyMap<string, ReadonlyMap<string, Seen>>,
): DraftPart {
  const namesFile = [...fields.values()].some(({ meaning }) => meaning.is === "names-file");
  const others = [...groups.keys()].filter((other) => other !== glob && mayFit(glob, other));
  const kept = [...fields].flatMap(([key, field]): JudgedField[] => {
    const { is } = field.meaning;
    // A digest says something of a file that the same row names.
    if (is === "sha256" && !namesFile) return [];
    if (is === "unsure") return [field];
    if (!canName(field.path)) return [unsure(field, "a layout cannot name this key")];
    const differs = others.find(
      (other) => groups.get(other)?.has(key) === true && judged.get(other)?.get(key)?.meaning.is !== is,
    );
    if (differs === undefined) return [field];
    const why = `it would be ${is} here, but the same field of ${differs} is not, and ${glob} fits those files, too`;
    return [unsure(field, why)];
  });
  return { files: glob, fields: kept, records: recordsOf(kept) };
}

function unsure(field: JudgedField, why: string): JudgedField {
  return { ...field, meaning: { is: "unsure", why }, evidence: why };
}

/** Longest `at` that a layout may hold. */
const MAX_AT = 500;

/** Whether an `at` can name the field: a key that ends like an array, or is the sign for any depth, it would misread. */
function canName(path: readonly string[]): boolean {
  const isPlain = (key: string): boolean =>
    key === "[]" || (key.trim() !== "" && key !== "**" && !key.endsWith("[]"));
  return path.every(isPlain) && atOf(path).length <= MAX_AT;
}

/** Whether files of `other`, a glob itself, may be fitted by the glob. */
function mayFit(glob: string, other: string): boolean {
  return glob.includes("*") && globMatches(glob, other.replaceAll("*", "0"));
}

/** Lists with a party and without an owner: without a layout other lists in the document may be taken for the records. */
function recordsOf(fields: readonly JudgedField[]): readonly string[] {
  const listsOf = (is: string): ReadonlySet<string> =>
    new Set(fields.filter(({ meaning }) => meaning.is === is).map(({ path }) => atOf(listOf(path))));
  const owned = new Set([...listsOf("owner"), ...listsOf("composite")]);
  return [...listsOf("party")].filter((list) => list.endsWith("[]") && !owned.has(list));
}

/** A path as a layout writes it. */
export function atOf(path: readonly string[]): string {
  let at = "";
  for (const segment of path) {
    if (segment === "[]") at += "[]";
    else at += `${at === "" ? "" : "."}${segment.replace(/[\\.]/g, "\\$&")}`;
  }
  return at;
}
