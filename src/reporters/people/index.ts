import type { PeopleReport } from "../../model/people.ts";

/** What a report of people may know besides what is in it. */
export interface PeopleOptions {
  /** Colour depth of the terminal: none, 16, 256 or 16 million colours. */
  readonly color: 0 | 1 | 2 | 3;
  /** Columns of the terminal; 0 where there is none. */
  readonly columns: number;
  readonly verbose: boolean;
  /** For `--reveal`, only ever given to the text report on a terminal: handle → lines such as "account A32TRBM6QOXJ5H". */
  readonly reveal?: ReadonlyMap<string, readonly string[]>;
}

/** Writes what is in a bundle and whose it is. Decides nothing. */
export interface PeopleReporter {
  readonly name: string;
  render(report: PeopleReport, options: PeopleOptions): Promise<string>;
}

const REPORTERS: Readonly<Record<string, () => Promise<PeopleReporter>>> = {
  text: async () => (await import("./text.ts")).peopleText,
  json: async () => (await import("./json.ts")).peopleJson,
  html: async () => (await import("./html.ts")).peopleHtml,
  csv: async () => (await import("./csv.ts")).peopleCsv,
};

/** Names of the formats. */
export const PEOPLE_FORMATS: readonly string[] = Object.keys(REPORTERS);

/** The reporter of that name; undefined where there is none. */
export async function peopleReporter(name: string): Promise<PeopleReporter | undefined> {
  return Object.hasOwn(REPORTERS, name) ? REPORTERS[name]?.() : undefined;
}

/** The JSON Schema of `-r json`. */
export async function peopleSchema(): Promise<object> {
  return (await import("./people.schema.json", { with: { type: "json" } })).default;
}
