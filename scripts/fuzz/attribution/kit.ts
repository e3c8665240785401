import type { Random } from "../../../fixtures/support/random.ts";
import type { Issuer, Person } from "./people.ts";
import type { Made, Truth, Whose } from "./truth.ts";
import type { Words } from "./words.ts";
import { FORMATS, writeTable, type Cells, type Format } from "./writers.ts";

/** What a bundle is made with. */
export interface Kit {
  readonly random: Random;
  readonly layoutName: string;
  readonly issuer: Issuer;
  readonly words: Words;
  /** Only the layout knows the words: without it records name nobody. */
  readonly isOdd: boolean;
  readonly subject: Person;
  /** People whose data must not be in it. */
  readonly strangers: readonly [Person, Person, Person];
  /** People whom the subject writes with. */
  readonly friends: readonly [Person, Person, Person];
  /** Lives with the subject. */
  readonly member: Person;
  /** What the subject file tells besides account and e-mail. */
  readonly told: Told;
}

/** Parts of the subject file that a mechanism asks for. */
export interface Told {
  /** Each as it stands in YAML. */
  readonly devices: Set<string>;
  readonly households: Set<string>;
  readonly people: Set<string>;
  phones?: true;
  names?: true;
  alias?: true;
  /** A policy file. */
  policy?: string;
}

export interface RowMade {
  readonly cells: Cells;
  readonly whose: Whose;
  /** Without the layout, where that is something else than the words' being odd makes it. */
  readonly alone?: Whose;
}

/** Formats whose lines are records only where a line names an owner. */
const LINE_FORMATS: ReadonlySet<Format> = new Set(["lines", "pdf"]);

/** A table in some format; where its words are odd, its rows name nobody without the layout. */
export function table(
  kit: Kit,
  path: string,
  columns: readonly string[],
  rows: readonly RowMade[],
  formats: readonly Format[] = FORMATS,
): Made {
  const { random, isOdd } = kit;
  const isLatin = columns.every((column) => /^[\x20-\xff]*$/.test(column));
  const possible = formats.filter(
    (format) => !LINE_FORMATS.has(format) || (!isOdd && (format !== "pdf" || isLatin)),
  );
  const format = possible[random.whole(0, possible.length - 1)] ?? "csv";
  const made = writeTable(
    format,
    path,
    columns,
    rows.map(({ cells }) => cells),
  );
  return { ...made, truth: truthOf(rows, isOdd) };
}

/** Formats in which rows without an owner are records all the same. */
export const STRUCTURED: readonly Format[] = FORMATS.filter((format) => !LINE_FORMATS.has(format));

function truthOf(rows: readonly RowMade[], isOdd: boolean): Truth[] {
  const known = new Map<string, Truth>();
  for (const { whose, alone = isOdd ? "unattributed" : whose } of rows) {
    const key = `${whose} ${alone}`;
    known.set(key, { unit: "record", whose, alone, count: (known.get(key)?.count ?? 0) + 1 });
  }
  return [...known.values()];
}

/** `own` for the subject, under whatever number; `stray` for anybody else. */
export function whoseIs({ subject }: Kit, owner: Person): Whose {
  return owner.email === subject.email ? "own" : "stray";
}

/** A day in 2025 and the first half of 2026. */
export function moment(random: Random, from = "2025-01-01", until = "2026-06-30"): string {
  const first = Date.parse(`${from}T00:00:00Z`);
  const last = Date.parse(`${until}T23:59:59Z`);
  return new Date(first + Math.floor(random.next() * (last - first))).toISOString().replace(/\.\d+Z$/, "Z");
}

const ARTICLES = [
  "Kettle, steel",
  "Wanderkarte Süd",
  'Café filter "No. 4"',
  "USB cable 2 m",
  "Krimi; Band 3",
  "Lötkolben",
  "Tea, green",
] as const;
const STATES = ["open", "closed", "shipped", "returned"] as const;

/** Cells about things, which name nobody. */
export function things(kit: Kit): Cells {
  const { random, words } = kit;
  const [order, article, price, state, product] = words.things;
  return {
    [order]: `O-${random.whole(2_024, 2_026)}-${random.whole(1_000, 9_999)}`,
    [article]: random.pick(ARTICLES),
    [price]: (random.whole(199, 99_99) / 100).toFixed(2),
    [state]: random.pick(STATES),
    [product]: `P${random.text(5, "0123456789")}X`,
  };
}

/** Some of the columns about things, in their order. */
export function thingColumns(kit: Kit, many: number): readonly string[] {
  return kit.words.things.slice(0, many);
}

/** Two to nine, as a rule. */
export function some(kit: Kit, from = 2, to = 9): readonly number[] {
  return Array.from({ length: kit.random.whole(from, to) }, (_, index) => index);
}
