import type { StrongKind } from "../model/kinds.ts";
import type { Subject } from "../model/subject.ts";

/** What identifiers of one kind look like, in the subject file of at least two people. */
export interface Form {
  readonly kind: StrongKind;
  /** RE2, without anchors and groups. */
  readonly pattern: string;
  /** How many people have one. */
  readonly people: number;
}

const UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
const IS_UUID = new RegExp(`^${UUID}$`);
const EMAIL = "[^\\s/@<>\"',;]+@[^\\s/@<>\"',;]+";
/** Longest word before the number of an identifier that is taken to be the same for everybody (`amzn1.account.`). */
const MAX_WORD = 12;

/** The forms of the identifiers that several people tell. Their values do not stand in them. */
export function formsOf(subjects: readonly Subject[]): readonly Form[] {
  const byShape = new Map<string, { kind: StrongKind; people: Set<number>; texts: string[] }>();
  for (const [person, subject] of subjects.entries()) {
    for (const { kind, written, hash } of subject.identifiers) {
      if (hash !== undefined || kind === "phone") continue;
      const shape = `${kind} ${shapeOf(kind, written.trim())}`;
      const known = byShape.get(shape) ?? { kind, people: new Set<number>(), texts: [] };
      known.people.add(person);
      known.texts.push(written.trim());
      byShape.set(shape, known);
    }
  }
  return [...byShape.values()]
    .filter(({ people }) => people.size > 1)
    .map(({ kind, people, texts }) => ({ kind, people: people.size, pattern: patternOf(kind, texts) }));
}

/** Runs of letters and digits as `x`, with what stands between them; words that begin an identifier as they are. */
function shapeOf(kind: StrongKind, text: string): string {
  if (kind === "email") return "@";
  if (IS_UUID.test(text)) return "uuid";
  return runsOf(text)
    .map((run, at) => (isSeparator(run) || isWord(run, at, text) ? run : "x"))
    .join("");
}

function patternOf(kind: StrongKind, texts: readonly string[]): string {
  const [first = ""] = texts;
  if (kind === "email") return EMAIL;
  if (IS_UUID.test(first)) return UUID;
  const columns = texts.map(runsOf);
  return runsOf(first)
    .map((run, at) => {
      if (isSeparator(run) || isWord(run, at, first)) return escaped(run);
      return classOf(columns.map((runs) => runs[at] ?? ""));
    })
    .join("");
}

/** A class of characters and a length that take all of the texts. */
export function classOf(texts: readonly string[]): string {
  const all = texts.join("");
  const isHex = /^[0-9a-f]+$/.test(all) && /[0-9]/.test(all) && /[a-f]/.test(all);
  const classes = isHex
    ? "0-9a-f"
    : `${/[0-9]/.test(all) ? "0-9" : ""}${/[A-Z]/.test(all) ? "A-Z" : ""}${/[a-z]/.test(all) ? "a-z" : ""}`;
  const others = /[^0-9A-Za-z]/.test(all) ? "\\p{L}\\p{N}" : "";
  const lengths = texts.map((text) => Array.from(text).length);
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  const count = least === most ? `{${least}}` : `{${least},${most}}`;
  return `[${classes}${others}]${least === 1 && most === 1 ? "" : count}`;
}

/** Text as a pattern that takes it and nothing else. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Runs of letters and digits, and what stands between them. */
export function runsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}]+|[^\p{L}\p{N}]/gu) ?? [];
}

export function isSeparator(run: string): boolean {
  return !/[\p{L}\p{N}]/u.test(run);
}

/** A word at the beginning with a separator behind it says who issued the identifier, not whom it is of. */
function isWord(run: string, at: number, text: string): boolean {
  if (!/^[A-Za-z]+\d?$/.test(run) || run.length > MAX_WORD) return false;
  const before = runsOf(text).slice(0, at);
  const after = runsOf(text).slice(at + 1);
  const isLast = after.every((one) => isSeparator(one));
  return !isLast && before.every((one) => isSeparator(one) || /^[A-Za-z]+\d?$/.test(one));
}
