import { CASE_TIMES, isScore, MAX_TOLD_CHARACTERS, zonedText, zonedTime } from "../../incident/index.ts";
import type { CaseDetails, ToldScore } from "../../incident/index.ts";
import { SCORES, type ScoreName } from "../../model/incident.ts";
import { complaint, shown } from "../../policy/complaint.ts";
import { entriesOf, textOf } from "../../policy/yaml-fields.ts";
import { readYaml, type YamlEntry, type YamlMap } from "../../policy/yaml-file.ts";

const KEYS = [
  "reference",
  "controller",
  "dpo",
  "recipient",
  "unintelligible",
  "countries",
  "leadAuthority",
  "times",
  "categoriesOfPeople",
  "children",
  "measures",
  "notified",
  "whyLate",
  "whyNotNotified",
  "severity",
] as const;
/** Items of a list that a person writes by hand. */
const MAX_ITEMS = 200;

/** Reads what people tell of a case, in YAML or JSON. Throws `CannotRun` with the file and the line. */
export function parseCase(text: string, fileName: string): CaseDetails {
  const read = new CaseReader(fileName);
  const top = entriesOf(fileName, readYaml(text, fileName), KEYS, "a case file");
  return defined({
    reference: read.text(top.get("reference")),
    controller: read.texts(top.get("controller"), ["name", "address", "contact"]),
    dpo: read.texts(top.get("dpo"), ["name", "email", "phone"]),
    recipient: read.recipient(top.get("recipient")),
    unintelligible: read.flag(top.get("unintelligible")),
    countries: read.countries(top.get("countries")),
    leadAuthority: read.text(top.get("leadAuthority")),
    times: read.times(top.get("times"), CASE_TIMES),
    categoriesOfPeople: read.list(top.get("categoriesOfPeople")),
    children: read.choice(top.get("children"), ["yes", "no"]),
    measures: read.lists(top.get("measures"), ["before", "taken", "planned"]),
    notified: read.times(top.get("notified"), ["authority", "people"]),
    whyLate: read.text(top.get("whyLate")),
    whyNotNotified: read.text(top.get("whyNotNotified")),
    severity: read.scores(top.get("severity")),
  });
}

class CaseReader {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  text(entry: YamlEntry | undefined): string | undefined {
    if (entry === undefined) return undefined;
    const text = textOf(this.#file, entry);
    if (text.length > MAX_TOLD_CHARACTERS)
      throw complaint(
        this.#file,
        entry.line,
        `"${entry.key}" is longer than ${MAX_TOLD_CHARACTERS} characters`,
      );
    return text;
  }

  choice<T extends string>(entry: YamlEntry | undefined, known: readonly T[]): T | undefined {
    const text = this.text(entry);
    if (entry === undefined || text === undefined) return undefined;
    const found = known.find((one) => one === text);
    if (found === undefined)
      throw complaint(
        this.#file,
        entry.line,
        `"${entry.key}" is ${shown(text)}; it must be ${known.join(" or ")}`,
      );
    return found;
  }

  flag(entry: YamlEntry | undefined): boolean | undefined {
    const word = this.choice(entry, ["yes", "no", "true", "false"]);
    return word === undefined ? undefined : word === "yes" || word === "true";
  }

  list(entry: YamlEntry | undefined): readonly string[] | undefined {
    if (entry === undefined) return undefined;
    const { value } = entry;
    const items = value.is === "list" ? value.items : [value];
    if (items.length > MAX_ITEMS)
      throw complaint(this.#file, entry.line, `"${entry.key}" has more than ${MAX_ITEMS} items`);
    return items
      .map((item) => this.text({ key: entry.key, line: item.line, value: item }))
      .filter((one) => one !== undefined);
  }

  countries(entry: YamlEntry | undefined): readonly string[] | undefined {
    const codes = this.list(entry);
    const wrong = codes?.find((code) => !/^[A-Z]{2}$/.test(code));
    if (entry !== undefined && wrong !== undefined)
      throw complaint(
        this.#file,
        entry.line,
        `${shown(wrong)} is no country; two capital letters are wanted, such as DE`,
      );
    return codes;
  }

  time(entry: YamlEntry | undefined): string | undefined {
    const text = this.text(entry);
    if (entry === undefined || text === undefined) return undefined;
    const time = zonedTime(text);
    if (time === undefined)
      throw complaint(
        this.#file,
        entry.line,
        `"${entry.key}" is ${shown(text)}; a time with its zone is wanted, such as 2026-11-20T09:30+01:00`,
      );
    return zonedText(time);
  }

  texts<K extends string>(entry: YamlEntry | undefined, keys: readonly K[]) {
    return this.#each(entry, keys, (one) => this.text(one));
  }

  lists<K extends string>(entry: YamlEntry | undefined, keys: readonly K[]) {
    return this.#each(entry, keys, (one) => this.list(one));
  }

  times<K extends string>(entry: YamlEntry | undefined, keys: readonly K[]) {
    return this.#each(entry, keys, (one) => this.time(one));
  }

  recipient(entry: YamlEntry | undefined): CaseDetails["recipient"] {
    if (entry === undefined) return undefined;
    const keys = ["known", "trusted", "deletion", "malicious"] as const;
    const found = entriesOf(this.#file, this.#map(entry), keys, `"${entry.key}"`);
    return defined({
      known: this.flag(found.get("known")),
      trusted: this.flag(found.get("trusted")),
      deletion: this.choice(found.get("deletion"), ["confirmed", "asked", "refused"]),
      malicious: this.flag(found.get("malicious")),
    });
  }

  scores(entry: YamlEntry | undefined): CaseDetails["severity"] {
    if (entry === undefined) return undefined;
    const found = entriesOf(this.#file, this.#map(entry), SCORES, `"${entry.key}"`);
    const scores: Partial<Record<ScoreName, ToldScore>> = {};
    for (const [name, score] of found) scores[name] = this.#score(name, score);
    return scores;
  }

  #score(name: ScoreName, entry: YamlEntry): ToldScore {
    const found = entriesOf(this.#file, this.#map(entry), ["value", "by", "reason"] as const, `"${name}"`);
    const value = this.text(found.get("value"));
    const by = this.text(found.get("by"));
    const reason = this.text(found.get("reason"));
    if (value === undefined || by === undefined || reason === undefined)
      throw complaint(
        this.#file,
        entry.line,
        `"${name}" needs "value", "by" and "reason": who decided otherwise, and why`,
      );
    const number = /^\d(?:\.\d{1,2})?$/.test(value) ? Number(value) : Number.NaN;
    if (!isScore(name, number))
      throw complaint(
        this.#file,
        entry.line,
        `"${name}" is ${shown(value)}; ${{ dpc: "1, 2, 3 or 4", ei: "0.25, 0.5, 0.75 or 1", cb: "0 to 2 in quarters" }[name]} is wanted`,
      );
    return { value: number, by, reason };
  }

  #each<K extends string, T>(
    entry: YamlEntry | undefined,
    keys: readonly K[],
    read: (entry: YamlEntry) => T | undefined,
  ): Readonly<Partial<Record<K, T>>> | undefined {
    if (entry === undefined) return undefined;
    const values: Partial<Record<K, T>> = {};
    for (const [key, one] of entriesOf(this.#file, this.#map(entry), keys, `"${entry.key}"`)) {
      const value = read(one);
      if (value !== undefined) values[key] = value;
    }
    return values;
  }

  #map({ key, line, value }: YamlEntry): YamlMap {
    if (value.is !== "map")
      throw complaint(this.#file, line, `"${key}" must hold keys with values, one a line below it`);
    return value;
  }
}

type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what was not told. */
function defined<T extends object>(values: T): Defined<T> {
  const told: Defined<T> = {};
  for (const [key, value] of Object.entries(values))
    if (value !== undefined) Object.assign(told, { [key]: value });
  return told;
}
