/** A line that begins or ends a part. */
export interface Delimiter {
  /** How deep the multipart lies that it belongs to, from 0. */
  readonly depth: number;
  readonly isLast: boolean;
}

interface Multipart {
  readonly boundary: string;
  readonly subtype: string;
}

const HYPHEN = 0x2d;
const SPACE = 0x20;

/** Longest line that can be a delimiter: a boundary, four hyphens, and white space that programs add. */
const MAX_DELIMITER = 4096;

/** Multiparts that may lie in one another; mail programs nest five. */
const MAX_MULTIPARTS = 64;

/** The multiparts around the current line, from the outermost to the innermost. */
export class Multiparts {
  #open: Multipart[] = [];
  /** The innermost depth of each boundary. */
  readonly #depths = new Map<string, number>();
  /** Boundaries of a message that another began in the middle of. */
  #abandoned: ReadonlySet<string> = new Set();

  get depth(): number {
    return this.#open.length;
  }

  /** The subtype of the innermost, empty for none. */
  get subtype(): string {
    return this.#open.at(-1)?.subtype ?? "";
  }

  /** Returns false when there are too many. `boundary`: one character for each byte. */
  add(boundary: string, subtype: string): boolean {
    if (this.#open.length >= MAX_MULTIPARTS) return false;
    this.#depths.set(boundary, this.#open.length);
    this.#open.push({ boundary, subtype });
    return true;
  }

  /** Forgets those at `depth` and deeper. */
  closeTo(depth: number): void {
    if (depth === this.#open.length) return;
    this.#open.length = depth;
    this.#depths.clear();
    for (const [index, { boundary }] of this.#open.entries()) this.#depths.set(boundary, index);
  }

  /** A message begins; what the one before it left open should not go on in it. */
  abandon(): void {
    this.#abandoned = new Set(this.#open.map(({ boundary }) => boundary));
    this.closeTo(0);
  }

  /** The innermost multipart whose delimiter the line is; undefined when it is none. */
  match(bytes: Buffer, from: number, to: number): Delimiter | undefined {
    const text = this.#open.length === 0 ? undefined : afterHyphens(bytes, from, to);
    if (text === undefined) return undefined;
    const depth = this.#depths.get(text);
    if (depth !== undefined) return { depth, isLast: false };
    const last = text.endsWith("--") ? this.#depths.get(text.slice(0, -2)) : undefined;
    return last === undefined ? undefined : { depth: last, isLast: true };
  }

  /** Whether the line parts a message that seemed to have ended. */
  isAbandoned(bytes: Buffer, from: number, to: number): boolean {
    const text = this.#abandoned.size === 0 ? undefined : afterHyphens(bytes, from, to);
    return text !== undefined && (this.#abandoned.has(text) || this.#abandoned.has(text.replace(/--$/, "")));
  }
}

/** What follows the two hyphens of a line, one character for each byte; undefined for all other lines. */
function afterHyphens(bytes: Buffer, from: number, to: number): string | undefined {
  if (bytes[from] !== HYPHEN || bytes[from + 1] !== HYPHEN || to - from > MAX_DELIMITER) return undefined;
  let end = to;
  while (end > from + 2 && (bytes[end - 1] ?? 0) <= SPACE) end -= 1;
  return bytes.toString("latin1", from + 2, end);
}
