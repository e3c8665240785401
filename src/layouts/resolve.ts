import type { Lowered } from "../model/evidence.ts";
import type { CompositeUse, FieldUse, LineHit } from "../model/field.ts";
import type { Role } from "../model/kinds.ts";
import { foldKey } from "./at.ts";
import type { CompiledField, CompiledPart } from "./compile.ts";
import type { Vocabulary } from "./generic.ts";
import { fieldsAt } from "./lookup.ts";
import { meaningOf, ownerRankOf, ownerRankOfUse } from "./lowering.ts";
import type { TokenSource } from "./tokens.ts";

const MAX_FIELD = 120;
/** Layouts of no provider: like `generic` they say what a field means, not whose files these are. */
const NOBODYS = new Set(["standards"]);

/** A part that applies to some entries. */
export interface ActivePart {
  readonly layout: string;
  readonly given: boolean;
  readonly part: CompiledPart;
}

/** What is asked of what a field means, for entries to which the same parts apply. */
export interface Resolution {
  readonly active: readonly ActivePart[];
  readonly vocabulary: Vocabulary | undefined;
  readonly table: boolean;
  readonly xml: boolean;
  /** In an attachment: what a field means there that no provider's layout knows. */
  readonly weaker: ((use: FieldUse) => FieldUse) | undefined;
  readonly mark: (layout: string) => void;
  readonly lower: (one: Lowered) => void;
  /** Undefined: a name that no layout knows means nothing. */
  readonly tokens: ((text: string) => readonly LineHit[]) | undefined;
  /** What a value must have to hold a token. */
  readonly needs: CompositeUse["needs"];
}

/** The first layout that knows the field and takes its value; a value that none takes is read as the next one would. */
export function resolve(path: readonly string[], context: Resolution): FieldUse | undefined {
  const key = path.findLast((segment) => segment !== "[]");
  if (key === undefined) return undefined;
  const field = key.trim().slice(0, MAX_FIELD);
  const generic = context.vocabulary?.use(path, context.table);
  const folded = path.map(foldKey);
  const candidates = context.active.flatMap(({ layout, given, part }) =>
    fieldsAt(part, folded, context.xml).map((one) => ({ layout, given, field: one })),
  );
  if (candidates.length === 0 && generic !== undefined) return generic;
  const role = otherPeople(path, context.vocabulary);
  let use = generic ?? anywhere(field, context);
  let rank = ownerRankOfUse(generic);
  let without = { layout: "", use, rank };
  for (const candidate of candidates.toReversed()) {
    const { at, spec } = candidate.field;
    const own = ownerRankOf(spec);
    // What is known without this layout; what it says at large it may itself take back.
    if (without.layout !== candidate.layout) without = { layout: candidate.layout, use, rank };
    const isDisputed = own < without.rank && !candidate.given;
    if (own < rank) {
      const followed = !at.anywhere && !isDisputed;
      context.lower({ layout: candidate.layout, at: at.source, means: meaningOf(spec), followed });
      // What stands at any depth says too little of where to take an owner away.
      if (at.anywhere) continue;
    }
    // Values that a pattern leaves are still read as what comes after it says.
    rank = spec.pattern !== undefined ? Math.max(own, rank) : isDisputed ? without.rank : own;
    // A user who names a field knows whose it is; for the others a list of participants holds no owners.
    use = lay(candidate.field, field, candidate.given ? undefined : role, use, () =>
      context.mark(candidate.layout),
    );
    // A company's own file may be called as the provider's: what is only detected takes nobody's owner away.
    if (isDisputed && without.use !== undefined) use = dispute(without.use, use, candidate.layout);
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

/** What `use` says, and who was the owner before it, in dispute. */
function dispute(before: FieldUse, use: FieldUse, layout: string): FieldUse {
  const made = new Map<FieldUse, FieldUse>();
  const owners = (text: string): readonly LineHit[] =>
    (partsOf(before, text) ?? []).flatMap((hit): readonly LineHit[] => {
      if (hit.use.is !== "identifier" || hit.use.role !== "owner") return [];
      const disputed = made.get(hit.use) ?? { ...hit.use, disputed: layout };
      made.set(hit.use, disputed);
      return [{ use: disputed, text: hit.text }];
    });
  const parts: CompositeUse["parts"] = (text) => [...(partsOf(use, text) ?? []), ...owners(text)];
  return { is: "composite", field: use.field, parts: rememberLast(parts) };
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
export function needsOf(sources: readonly TokenSource[]): CompositeUse["needs"] {
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
