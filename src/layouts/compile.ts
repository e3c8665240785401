import type { FieldUse, LineHit } from "../model/field.ts";
import type { Kind, Role } from "../model/kinds.ts";
import { type At, parseAt } from "./at.ts";
import { type FileTest, fileTest } from "./files.ts";
import type { FieldSpec, GroupSpec, Layout, PartSpec, TokenSpec } from "./layout.ts";
import type { Compile, Pattern } from "./pattern.ts";
import { UseTable } from "./uses.ts";

export interface CompiledNamespace {
  readonly name: string;
  readonly kind: Kind;
  readonly pattern: Pattern;
}

/** One field of a layout at one place. */
export interface CompiledField {
  readonly at: At;
  readonly spec: FieldSpec;
  /** Takes any value: no pattern and no namespace has a say. */
  readonly unconditional: boolean;
  /** The one thing an unconditional field means. */
  readonly use: (field: string, role?: Role) => FieldUse;
  /** What a value means; undefined when it is not this field's. `role` overrides owner roles. */
  readonly take: (text: string, field: string, role?: Role) => readonly LineHit[] | undefined;
}

export interface CompiledToken {
  readonly contains: string | undefined;
  readonly minLength: number;
  readonly distinctive: boolean;
  readonly pattern: Pattern;
  readonly hits: (groups: Readonly<Record<string, string>>, trusted: boolean) => readonly LineHit[];
}

export interface CompiledPart {
  readonly spec: PartSpec;
  /** Undefined: every entry. */
  readonly files: FileTest | undefined;
  /** By the last name of their path, so that a lookup does not grow with the layout. */
  readonly fields: ReadonlyMap<string, readonly CompiledField[]>;
  /** Paths of arrays whose elements are records. */
  readonly records: readonly At[];
  readonly tokens: readonly CompiledToken[];
  readonly names: readonly CompiledToken[];
  readonly anchor: CompiledAnchor | undefined;
  /** The conversation that an entry is part of, by its path. */
  readonly thread: ((path: string) => string | undefined) | undefined;
}

/** The entry whose account stands for records that name nobody. */
export interface CompiledAnchor {
  /** The same for parts that declare the same anchor. */
  readonly id: string;
  readonly files: FileTest;
  /** Last name of the field's path, folded. */
  readonly field: string;
  /** As the layout writes it. */
  readonly spec: { readonly files: string; readonly at: string };
}

/** Raised while a layout is compiled: where in it, and what is wrong there. */
export class LayoutProblem extends Error {
  readonly where: string;
  constructor(where: string, what: string) {
    super(what);
    this.name = "LayoutProblem";
    this.where = where;
  }
}

/** Turns a layout's data into what the matcher runs. Throws `LayoutProblem`. */
export function compileParts(
  layout: Layout,
  compile: Compile,
): { readonly namespaces: readonly CompiledNamespace[]; readonly parts: readonly CompiledPart[] } {
  const namespaces = Object.entries(layout.namespaces ?? {}).map(([name, spec]) => {
    const pattern = compileAnchored(compile, spec.pattern, `namespaces.${name}.pattern`);
    return { name, kind: spec.kind, pattern };
  });
  const uses = new UseTable(layout.name, namespaces);
  const parts = layout.parts.map((part, index) => compilePart(part, `parts[${index}]`, uses, compile));
  return { namespaces, parts };
}

function compilePart(part: PartSpec, where: string, uses: UseTable, compile: Compile): CompiledPart {
  const fields = new Map<string, CompiledField[]>();
  for (const [index, spec] of (part.fields ?? []).entries()) {
    for (const field of compileField(spec, `${where}.fields[${index}]`, uses, compile)) {
      const last = field.at.segments.at(-1) ?? "";
      fields.set(last, [...(fields.get(last) ?? []), field]);
    }
  }
  const tokens = (list: readonly TokenSpec[] | undefined, name: string, anchored: boolean): CompiledToken[] =>
    (list ?? []).map((spec, index) =>
      compileToken(spec, `${where}.${name}[${index}]`, uses, compile, anchored),
    );
  return {
    spec: part,
    files: part.files === undefined ? undefined : at(`${where}.files`, () => fileTest(part.files ?? [])),
    fields,
    records: (part.records ?? []).map((path, index) => compileRecords(path, `${where}.records[${index}]`)),
    tokens: tokens(part.tokens, "tokens", false),
    names: tokens(part.names, "names", true),
    anchor: compileAnchor(part, `${where}.inherits.anchor`, uses.layout),
    thread: compileThreads(part, `${where}.threads`, compile),
  };
}

function compileAnchor(part: PartSpec, where: string, layout: string): CompiledAnchor | undefined {
  const anchor = part.inherits?.anchor;
  if (anchor === undefined) return undefined;
  const field = at(`${where}.at`, () => parseAt(anchor.at)).segments.findLast((segment) => segment !== "[]");
  if (field === undefined) throw new LayoutProblem(`${where}.at`, "names no field");
  const files = at(`${where}.files`, () => fileTest([anchor.files]));
  return { id: `${layout}\n${anchor.files}\n${anchor.at}`, files, field, spec: anchor };
}

function compileThreads(part: PartSpec, where: string, compile: Compile): CompiledPart["thread"] {
  if (part.threads === undefined) return undefined;
  const pattern = compileAnchored(compile, part.threads, where);
  if (!pattern.groups.includes("thread"))
    throw new LayoutProblem(where, `needs a group that is called "thread"`);
  return (path) => pattern.exec(path)?.groups["thread"];
}

function compileField(spec: FieldSpec, where: string, uses: UseTable, compile: Compile): CompiledField[] {
  const ats = typeof spec.at === "string" ? [spec.at] : spec.at;
  const pattern =
    spec.pattern === undefined ? undefined : compileAnchored(compile, spec.pattern, `${where}.pattern`);
  const { is, kind, role, groups } = spec;
  if (groups !== undefined) {
    if (pattern === undefined) throw new LayoutProblem(where, `has "groups" but no "pattern"`);
    if (is !== undefined || kind !== undefined)
      throw new LayoutProblem(where, `has "groups" beside "is" or "kind"`);
    checkGroups(groups, pattern, where, uses);
  } else if (is !== undefined) {
    if (kind !== undefined || role !== undefined)
      throw new LayoutProblem(where, `has "is" beside "kind" or "role"`);
    if (is === "inline" && pattern !== undefined)
      throw new LayoutProblem(where, `has a "pattern", which "inline" cannot have`);
  } else if (kind === undefined || role === undefined) {
    throw new LayoutProblem(where, `needs "is", or "kind" and "role", or "pattern" and "groups"`);
  } else {
    at(where, () => uses.check(kind, spec.namespace));
  }
  if (spec.attached === true && kind === undefined)
    throw new LayoutProblem(where, `has "attached", but is no identifier`);
  for (const key of ["same", "sameAs", "registers", "registered"] as const)
    if (spec[key] !== undefined && kind === undefined)
      throw new LayoutProblem(where, `has "${key}", but is no identifier`);
  const whole: GroupSpec | undefined =
    kind !== undefined && role !== undefined
      ? {
          kind,
          role,
          ...(spec.namespace === undefined ? {} : { namespace: spec.namespace }),
          ...(spec.attached === true ? { attached: true } : {}),
          ...(spec.same === undefined ? {} : { same: spec.same }),
          ...(spec.sameAs === undefined ? {} : { sameAs: spec.sameAs }),
          ...(spec.registers === undefined ? {} : { registers: spec.registers }),
          ...(spec.registered === undefined ? {} : { registered: spec.registered }),
        }
      : undefined;
  const use = (field: string, role?: Role): FieldUse => {
    if (whole === undefined) return uses.plain(is ?? "inline", field);
    return uses.unnamed(whole, field, role);
  };
  const take = (text: string, field: string, role?: Role): readonly LineHit[] | undefined => {
    const match = pattern?.exec(text.trim());
    if (pattern !== undefined && match === undefined) return undefined;
    if (groups !== undefined) return groupHits(groups, match?.groups ?? {}, field, uses, true, role);
    if (whole === undefined) return [{ use: use(field), text }];
    const named = uses.named(whole, text, field, true, role);
    return named === undefined ? undefined : [{ use: named, text }];
  };
  const unconditional = pattern === undefined && spec.namespace === undefined;
  return ats.map((source) => ({ at: at(where, () => parseAt(source)), spec, unconditional, use, take }));
}

function compileToken(
  spec: TokenSpec,
  where: string,
  uses: UseTable,
  compile: Compile,
  anchored: boolean,
): CompiledToken {
  const pattern = anchored
    ? compileAnchored(compile, spec.pattern, `${where}.pattern`)
    : at(`${where}.pattern`, () => compile(spec.pattern));
  checkGroups(spec.groups, pattern, where, uses);
  if (spec.distinctive === true && spec.contains === undefined)
    throw new LayoutProblem(where, `is "distinctive", but says not what such a value "contains"`);
  return {
    contains: spec.contains,
    minLength: spec.minLength ?? 0,
    distinctive: spec.distinctive === true && spec.contains !== undefined,
    pattern,
    hits: (groups, trusted) => groupHits(spec.groups, groups, spec.field, uses, trusted),
  };
}

function groupHits(
  specs: Readonly<Record<string, GroupSpec>>,
  groups: Readonly<Record<string, string>>,
  field: string,
  uses: UseTable,
  trusted: boolean,
  role?: Role,
): readonly LineHit[] {
  const hits: LineHit[] = [];
  for (const name in specs) {
    const spec = specs[name];
    const text = groups[name];
    if (spec === undefined || text === undefined || text === "") continue;
    if ("role" in spec && spec.role === "catalogue") continue;
    if ("is" in spec) hits.push({ use: uses.plain(spec.is, field), text });
    else
      hits.push({
        use: uses.named(spec, text, field, trusted, role) ?? uses.unnamed(spec, field, role, trusted),
        text,
      });
  }
  return hits;
}

function checkGroups(
  groups: Readonly<Record<string, GroupSpec>>,
  pattern: Pattern,
  where: string,
  uses: UseTable,
): void {
  for (const [name, spec] of Object.entries(groups)) {
    const place = `${where}.groups.${name}`;
    if (!pattern.groups.includes(name)) throw new LayoutProblem(place, "names no group of the pattern");
    if (!("is" in spec)) at(place, () => uses.check(spec.kind, spec.namespace));
  }
}

function compileRecords(path: string, where: string): At {
  const parsed = at(where, () => parseAt(path));
  if (parsed.segments.at(-1) !== "[]") throw new LayoutProblem(where, `must end in "[]": it names an array`);
  return { ...parsed, segments: parsed.segments.slice(0, -1) };
}

/** A forgotten anchor would take any text that holds an identifier for the identifier. */
function compileAnchored(compile: Compile, source: string, where: string): Pattern {
  if (!source.startsWith("^") || !source.endsWith("$"))
    throw new LayoutProblem(where, `must begin with "^" and end with "$"`);
  return at(where, () => compile(`^(?:${source})$`));
}

function at<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof LayoutProblem) throw error;
    throw new LayoutProblem(where, error instanceof Error ? error.message : String(error));
  }
}
