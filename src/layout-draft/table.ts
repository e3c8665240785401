import { createMasker } from "../model/mask.ts";
import { printable } from "../model/printable.ts";
import type { DecisionPart } from "./decision-text.ts";
import { atOf, type Draft } from "./draft.ts";
import type { JudgedField, Meaning } from "./fields.ts";
import type { GoodBundle } from "./good-bundle.ts";

/** Files that are listed in each place. */
const MAX_LISTED = 20;
const WIDTH = 96;

/** The draft as lines for the person who reviews it; identifiers of the people are masked. */
export function draftTable(
  draft: Draft,
  bundles: readonly GoodBundle[],
  toDecide: readonly DecisionPart[] = [],
): readonly string[] {
  const identifiers = bundles.flatMap(({ subject }) =>
    subject.identifiers.flatMap(({ key, written }) => [key, written]),
  );
  const masker = createMasker(identifiers);
  const safe = (text: string): string => printable(masker.text(text));
  const proposed = draft.parts.flatMap(({ files, fields, records }) => {
    const firm = fields.filter(({ meaning }) => meaning.is !== "unsure");
    if (firm.length === 0) return [];
    const lists = records.map((list) => `  ${safe(list)}: its elements are records`);
    return [safe(files), ...firm.flatMap((field) => fieldLines(field, safe)), ...lists, ""];
  });
  const unsure = draft.parts.flatMap(({ files, fields }) =>
    fields
      .filter(({ meaning }) => meaning.is === "unsure")
      .flatMap((field) => fieldLines(field, safe, `${safe(files)}: `)),
  );
  return [
    `Draft from good bundles of ${draft.people} people. Review every line before you use it.`,
    "",
    ...proposed,
    ...section("Not proposed; look at these yourself:", unsure),
    ...section("The same bytes in several people's bundles, naming nobody (accept them in the policy):", [
      ...draft.furniture.slice(0, MAX_LISTED).map((path) => `  ${safe(path)}`),
      ...(draft.furniture.length > MAX_LISTED ? [`  and ${draft.furniture.length - MAX_LISTED} more`] : []),
    ]),
    ...toDecide.flatMap(({ name, files, source, paste }) => [
      `${name[0]?.toUpperCase() ?? ""}${name.slice(1)}`,
      ...files.slice(0, MAX_LISTED).map((path) => `  ${safe(path)}`),
      ...(files.length > MAX_LISTED ? [`  and ${files.length - MAX_LISTED} more`] : []),
      ...wrapped(source, WIDTH - 6).map((line) => `      ${line}`),
      ...(paste === undefined ? [] : [`      ${paste}`]),
      "",
    ]),
    ...(draft.overflow
      ? ["There are more kinds of files or fields than are compared; the rest is left out.", ""]
      : []),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines, ""];
}

function fieldLines(
  { path, meaning, evidence }: JudgedField,
  safe: (text: string) => string,
  before = "",
): string[] {
  const head = `  ${before}${safe(atOf(path))}: ${meaningWords(meaning)}`;
  return [head, ...wrapped(evidence, WIDTH - 6).map((line) => `      ${line}`)];
}

function meaningWords(meaning: Meaning): string {
  switch (meaning.is) {
    case "owner":
    case "party":
      return `${meaning.is}, ${meaning.kind}`;
    case "composite":
      return `owner within, ${meaning.composites.map(({ pattern }) => pattern).join("  or  ")}`;
    case "unsure":
      return "not proposed";
    default:
      return meaning.is;
  }
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}
