import { markupText } from "../markup-text.ts";
import { safe } from "../text-width.ts";

/** HTML that this program wrote. Everything that is no `Markup` is text and is escaped. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

type Value = Markup | string | number | null | undefined | false | readonly Value[];

/** A template of HTML: what stands in `${…}` is escaped unless it is `Markup`; null, undefined and false are nothing. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(
    parts.map((part, index) => part + (index < values.length ? textOf(values[index]) : "")).join(""),
  );
}

function textOf(value: Value): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Markup) return value.toString();
  if (typeof value === "object") return value.map(textOf).join("");
  return markupText(safe(String(value)));
}

// What a sentence of this program quotes in backticks, and options of the command line: `-l <name or file>`, `--reveal`.
const CODE = /`([^`]+)`|(?<![\w-])(-l (?:<[^>]+>|[\w./-]+)|--?[a-z][a-z-]*)/;

/** A sentence of this program; what stands between backticks in it, and options, are code. */
export function prose(text: string): Markup {
  const parts = text.split(CODE);
  // The two groups of the pattern, one of which matched, stand between the texts.
  return markup`${parts.map((part, index) => (index % 3 === 0 || part === undefined ? part : markup`<code>${part}</code>`))}`;
}

/** A name or path from the bundle: its direction of writing stays within it. */
export function name(text: string): Markup {
  return markup`<bdi class="name">${text}</bdi>`;
}
