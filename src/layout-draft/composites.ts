import { placeWithin } from "../engine/field-tally.ts";
import type { StrongKind } from "../model/kinds.ts";
import { isPlaceholder } from "../model/identifier.ts";
import type { Subject } from "../model/subject.ts";
import { classOf, escaped, isSeparator, runsOf, type Form } from "./identifier-patterns.ts";

/** Most patterns that one field is given; a field with more of them is prose. */
const MAX_PATTERNS = 4;
const MIN_IDENTIFIER = 4;
const TIME = /(?<!\d)\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z?)?(?!\d)/;
const TIME_PATTERN = "(?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z?)?)";

/** A pattern that takes the subject's identifier out of a value. */
export interface Composite {
  /** RE2 with `^`, `$` and a group that is called as the kind; perhaps a group `time`. */
  readonly pattern: string;
  readonly form: Form;
  readonly hasTime: boolean;
}

interface Piece {
  readonly is: "identifier" | "time" | "run" | "separator";
  readonly text: string;
}

interface Cut {
  readonly person: number;
  readonly form: Form;
  readonly pieces: readonly Piece[];
}

/**
 * Patterns for a field of which all values hold the identifier of the person whose bundle it is. Undefined when they
 * have too little in common, or one of the patterns would rest on a single person.
 */
export function compositesOf(
  samples: readonly (readonly string[])[],
  subjects: readonly Subject[],
  forms: readonly Form[],
): readonly Composite[] | undefined {
  const cuts: Cut[] = [];
  for (const [person, values] of samples.entries()) {
    for (const value of values) {
      const cut = cutOf(value, person, subjects[person], forms);
      if (cut === undefined) return undefined;
      cuts.push(cut);
    }
  }
  const shapes = [...Map.groupBy(cuts, shapeOf).values()];
  const isFirm = shapes.length <= MAX_PATTERNS && shapes.every(isOfSeveral);
  return isFirm ? shapes.map(exactly) : loosely(cuts);
}

function cutOf(
  value: string,
  person: number,
  subject: Subject | undefined,
  forms: readonly Form[],
): Cut | undefined {
  if (/\s/.test(value)) return undefined;
  for (const { kind, written } of subject?.identifiers ?? []) {
    const text = written.trim();
    if (text.length < MIN_IDENTIFIER || isPlaceholder(text)) continue;
    const at = placeWithin(value, text);
    const form = at < 0 ? undefined : formOf(kind, text, forms);
    if (form === undefined) continue;
    const before = piecesOf(value.slice(0, at));
    const after = piecesOf(value.slice(at + text.length));
    return { person, form, pieces: onlyOneTime([...before, { is: "identifier", text }, ...after]) };
  }
  return undefined;
}

function formOf(kind: StrongKind, text: string, forms: readonly Form[]): Form | undefined {
  return forms.find((form) => form.kind === kind && new RegExp(`^(?:${form.pattern})$`, "u").test(text));
}

function piecesOf(text: string): Piece[] {
  const time = TIME.exec(text);
  if (time === null)
    return runsOf(text).map((run) => ({ is: isSeparator(run) ? "separator" : "run", text: run }));
  const [found] = time;
  return [
    ...piecesOf(text.slice(0, time.index)),
    { is: "time", text: found },
    ...piecesOf(text.slice(time.index + found.length)),
  ];
}

/** A group may stand only once in a pattern. */
function onlyOneTime(pieces: readonly Piece[]): readonly Piece[] {
  const first = pieces.findIndex(({ is }) => is === "time");
  return pieces.flatMap((piece, at) =>
    piece.is === "time" && at !== first
      ? runsOf(piece.text).map((run): Piece => ({ is: isSeparator(run) ? "separator" : "run", text: run }))
      : [piece],
  );
}

function shapeOf({ form, pieces }: Cut): string {
  return `${form.pattern} ${pieces.map(({ is, text }) => (is === "separator" ? text : is[0])).join("")}`;
}

function isOfSeveral(cuts: readonly Cut[]): boolean {
  return new Set(cuts.map(({ person }) => person)).size > 1;
}

function exactly(cuts: readonly Cut[]): Composite {
  const [first] = cuts;
  if (first === undefined) throw new Error("a group without a value");
  const { form, pieces } = first;
  const inner = pieces.map(({ is, text }, at) => {
    if (is === "identifier") return `(?<${form.kind}>${form.pattern})`;
    if (is === "time") return TIME_PATTERN;
    if (is === "separator") return escaped(text);
    const texts = cuts.map((cut) => cut.pieces[at]?.text ?? "");
    const isFixed = /^\p{L}+$/u.test(text) && texts.every((other) => other === text);
    return isFixed ? escaped(text) : digitsOrClass(texts);
  });
  return { pattern: `^${inner.join("")}$`, form, hasTime: pieces.some(({ is }) => is === "time") };
}

/** Numbers filled up with zeros have one length by their form (`0007`); all others may grow. */
function digitsOrClass(texts: readonly string[]): string {
  if (!texts.every((text) => /^[0-9]+$/.test(text))) return loose(texts);
  const isFilled = texts.some((text) => text.length > 1 && text.startsWith("0"));
  return isFilled && new Set(texts.map(({ length }) => length)).size === 1 ? classOf(texts) : "[0-9]+";
}

function loose(texts: readonly string[]): string {
  return /^[0-9A-Za-z]*$/.test(texts.join("")) ? "[0-9A-Za-z]+" : "[\\p{L}\\p{N}]+";
}

/** The identifier at one end of all values, with the same separator beside it, and anything else at the other. */
function loosely(cuts: readonly Cut[]): readonly Composite[] | undefined {
  const [first] = cuts;
  if (first === undefined || !isOfSeveral(cuts)) return undefined;
  const { form } = first;
  if (cuts.some((cut) => cut.form !== form)) return undefined;
  const id = `(?<${form.kind}>${form.pattern})`;
  const next = beside(cuts, (pieces) => (pieces[0]?.is === "identifier" ? pieces[1] : undefined));
  if (next !== undefined) return [{ pattern: `^${id}${escaped(next)}.*$`, form, hasTime: false }];
  const last = beside(cuts, (pieces) => (pieces.at(-1)?.is === "identifier" ? pieces.at(-2) : undefined));
  if (last !== undefined) return [{ pattern: `^.*${escaped(last)}${id}$`, form, hasTime: false }];
  return undefined;
}

function beside(
  cuts: readonly Cut[],
  pick: (pieces: readonly Piece[]) => Piece | undefined,
): string | undefined {
  const found = new Set(
    cuts.map(({ pieces }) => {
      const piece = pick(pieces);
      return piece?.is === "separator" ? piece.text : "";
    }),
  );
  const [only] = found;
  return found.size === 1 && only !== "" ? only : undefined;
}
