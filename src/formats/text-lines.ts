import type { FieldPlan } from "../model/field.ts";
import type { Sink } from "../model/format.ts";
import { LINE_OVERLAP_CHARACTERS, MAX_LINE_CHARACTERS, eachPiece } from "./long-lines.ts";
import { TextTables, cellsOf } from "./text-tables.ts";

/** Longer lines are no labels and no headings. */
const MAX_LABEL = 80;
const MAX_HEADING = 160;
const MAX_VALUE = 64;

/** `## Customer ID A32…`: a label and its value, with nothing between them. */
const HEADING = /^ {0,3}#{1,6} +(\p{L}[^:=|#]*[^:=|#\s])[ \t]+([\w.@+-]+)[ \t#]*$/u;

/** A web server's line: host, identity, user, time in brackets, request in quotes (Common Log Format). */
const ACCESS = /^\S{1,255} \S{1,255} (\S{1,255}) \[\d{2}\/\p{L}{3}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}\] "/u;

/** Splits text at `\n`, `\r\n` and `\r`, whatever the borders of the chunks are, and reports line by line. */
export class LineReader {
  /** The line being read, counted from 1. */
  number = 1;
  /** What could not be told apart, as a sentence. */
  fault: string | undefined;
  readonly #plan: FieldPlan;
  readonly #out: Sink;
  readonly #tables: TextTables;
  #pending = "";
  #afterReturn = false;
  #hasContent = false;
  /** The line above, which is reported when it is known not to be the header of a table. */
  #held: string | undefined;
  #heldNumber = 1;
  #place = 1;

  constructor(plan: FieldPlan, out: Sink) {
    this.#plan = plan;
    this.#out = out;
    this.#tables = new TextTables(plan, out);
    out.locate(() => ({ unit: "line", number: this.#place }));
  }

  add(text: string): void {
    let from = 0;
    if (this.#afterReturn && text.startsWith("\n")) from = 1;
    this.#afterReturn = false;
    const breaks = /\r\n|\n|\r/g;
    breaks.lastIndex = from;
    for (let found = breaks.exec(text); found !== null; found = breaks.exec(text)) {
      this.#give(this.#pending + text.slice(from, found.index));
      this.#pending = "";
      this.number += 1;
      from = breaks.lastIndex;
    }
    this.#afterReturn = text.endsWith("\r");
    this.#pending += text.slice(from);
    while (this.#pending.length > 2 * MAX_LINE_CHARACTERS) {
      this.#give(this.#pending.slice(0, MAX_LINE_CHARACTERS));
      this.#pending = this.#pending.slice(MAX_LINE_CHARACTERS - LINE_OVERLAP_CHARACTERS);
    }
  }

  end(): void {
    if (this.#pending !== "") this.#give(this.#pending);
    this.#release();
    this.#tables.end();
  }

  #give(line: string): void {
    if (!/\S/.test(line)) {
      this.#release();
      this.#tables.gap();
      return;
    }
    if (!this.#hasContent) {
      this.#hasContent = true;
      this.#out.content();
    }
    const above = this.#held;
    this.#place = this.number;
    if (this.#tables.take(line, above)) {
      this.#held = undefined;
      if (this.#tables.fault !== undefined) this.fault ??= `line ${this.number} ${this.#tables.fault}`;
      return;
    }
    this.#release();
    const value = above === undefined ? undefined : valueBelow(above, line);
    this.#heldNumber = this.number;
    this.#held = value === undefined ? line : `${above ?? ""}${value}`;
  }

  /** Reports the line above. */
  #release(): void {
    const line = this.#held;
    if (line === undefined) return;
    this.#held = undefined;
    this.#place = this.#heldNumber;
    const user = ACCESS.exec(line.slice(0, 1024))?.[1];
    if (user !== undefined && user !== "-") this.#access(line, user);
    else if (!this.#tables.takeApart(line)) this.#text(headingText(line) ?? apartText(line) ?? line);
    this.#place = this.number;
  }

  #access(line: string, user: string): void {
    const use = this.#plan.use(["user id"]);
    this.#out.openObject();
    if (use !== undefined) this.#out.value(use, user);
    this.#text(line);
    this.#out.closeObject();
  }

  #text(line: string): void {
    eachPiece(line, (piece) => this.#out.text(piece));
  }
}

/** What a line says of the label above it, as it would stand behind it: `Customer ID:` above `A32…`, or above `: A32…`. */
function valueBelow(above: string, line: string): string | undefined {
  if (above.length > MAX_LABEL || line.length > MAX_LABEL) return undefined;
  const value = line.trim();
  if (/^:\s+\S/.test(value) && !/[:=]/.test(above)) return value;
  const isLabel = /[:：]\s*$/.test(above) && above.search(/[:：]/) === above.trimEnd().length - 1;
  return isLabel && value.length <= MAX_VALUE && /^\S*[\d@]\S*$/.test(value) && !/[:=]/.test(value)
    ? ` ${value}`
    : undefined;
}

/** What may stand between a label and its value instead of a mark: a gap, a tab, dots. */
const GAP = /\t[\t ]*| [\t ]+|(?: ?\.){3,} ?/;

/** `Customer ID   A32…` or `| Customer ID | A32… |`: a label, its value, and nothing else. */
function apartText(line: string): string | undefined {
  if (line.length > MAX_HEADING || /[:=]/.test(line)) return undefined;
  const plain = line.trim();
  const [label = "", value = "", ...others] = cellsOf(plain) ?? plain.split(GAP);
  if (others.length > 0 || value.length > MAX_VALUE || !/^\S*[\d@]\S*$/.test(value)) return undefined;
  return /^\p{L}[^\d@]*$/u.test(label) ? `${label}: ${value}` : undefined;
}

function headingText(line: string): string | undefined {
  if (!line.includes("#") || line.length > MAX_HEADING) return undefined;
  const [, label, value] = HEADING.exec(line) ?? [];
  return label === undefined || value === undefined || !/\d/.test(value) ? undefined : `${label}: ${value}`;
}
