import type { StrongKind } from "../../model/kinds.ts";
import { HASH_NAMES, type Subject, type SubjectIdentifier } from "../../model/subject.ts";
import { complaint, shown } from "../../policy/complaint.ts";
import { writtenIdentifier } from "../../policy/identifier-text.ts";
import { entriesOf, listOf, scalarOf, textOf } from "../../policy/yaml-fields.ts";
import type { YamlEntry, YamlValue } from "../../policy/yaml-file.ts";
import { readYaml } from "../../policy/yaml-file.ts";
import { isOpenDsr, subjectFromOpenDsr } from "./open-dsr.ts";
import { refProblem } from "./ref.ts";
import { hashedIdentifier, toldIdentifier } from "./told.ts";

const SUBJECT_KEYS = [
  "ref",
  "accounts",
  "households",
  "devices",
  "people",
  "emails",
  "phones",
  "names",
] as const;
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["person", "people"],
  ["persons", "people"],
  ["customers", "accounts"],
  ["serials", "devices"],
]);
const ITEM_KEYS = ["id", ...HASH_NAMES, "from", "until"] as const;

/** The keys whose lists hold identifiers, with an example for the error. */
const LISTS = [
  { key: "accounts", kind: "account", example: "[A32TRBM6QOXJ5H]" },
  { key: "emails", kind: "email", example: "[anna@example.org]" },
  { key: "phones", kind: "phone", example: '["+49 170 1234567"]' },
  { key: "people", kind: "person", example: "[person-1]" },
  { key: "households", kind: "household", example: "[hh-5521]" },
  { key: "devices", kind: "device", example: "[G090LF1181840BFC]" },
] as const satisfies readonly { key: (typeof SUBJECT_KEYS)[number]; kind: StrongKind; example: string }[];

/** Reads the YAML or JSON form of a subject file. Throws `CannotRun` with the file and the line. */
export function subjectFromYaml(text: string, fileName: string): Subject {
  const map = readYaml(text, fileName);
  if (isOpenDsr(map)) return subjectFromOpenDsr(map, fileName);
  const entries = entriesOf(fileName, map, SUBJECT_KEYS, "a subject file", SYNONYMS);
  const identifiers: SubjectIdentifier[] = [];
  const none: StrongKind[] = [];
  for (const { key, kind, example } of LISTS) {
    const entry = entries.get(key);
    if (entry === undefined) continue;
    const items = itemsOf(fileName, entry, example);
    if (items.length === 0) none.push(kind);
    for (const item of items) identifiers.push(identifierOf(fileName, kind, key, item));
  }
  const ref = entries.get("ref");
  const names = entries.get("names");
  return {
    ref: ref === undefined ? "" : refOf(fileName, ref),
    identifiers,
    none,
    names:
      names === undefined
        ? []
        : itemsOf(fileName, names, "[Anna Müller]").map((item) => nameOf(fileName, item)),
  };
}

function itemsOf(fileName: string, entry: YamlEntry, example: string): readonly YamlValue[] {
  if (entry.value.is === "empty") {
    const problem = `"${entry.key}" is empty; leave the key out for "not told", or write ${entry.key}: [] for "has none"`;
    throw complaint(fileName, entry.line, problem);
  }
  return listOf(fileName, entry, example);
}

function identifierOf(fileName: string, kind: StrongKind, key: string, item: YamlValue): SubjectIdentifier {
  const told =
    item.is === "map"
      ? datedIdentifier(fileName, kind, key, item)
      : undatedIdentifier(fileName, kind, key, item);
  if ("problem" in told) throw complaint(fileName, item.line, `"${key}": ${told.problem}`);
  return told.identifier;
}

function undatedIdentifier(fileName: string, kind: StrongKind, key: string, item: YamlValue) {
  return toldIdentifier(kind, scalarOf(fileName, item, `an item of "${key}"`));
}

function datedIdentifier(
  fileName: string,
  kind: StrongKind,
  key: string,
  item: Extract<YamlValue, { is: "map" }>,
) {
  const fields = entriesOf(fileName, item, ITEM_KEYS, `an item of "${key}"`);
  const textAt = (name: (typeof ITEM_KEYS)[number]) => {
    const field = fields.get(name);
    return field === undefined ? undefined : textOf(fileName, field);
  };
  const days = { from: textAt("from"), until: textAt("until") };
  const id = textAt("id");
  const hashes = HASH_NAMES.filter((name) => fields.has(name));
  const [hash] = hashes;
  if ((id === undefined ? 0 : 1) + hashes.length > 1)
    throw complaint(
      fileName,
      item.line,
      `this item of "${key}" tells its identifier more than once; give each an item of its own`,
    );
  if (id !== undefined) return toldIdentifier(kind, id, days);
  if (hash !== undefined) return hashedIdentifier(kind, hash, textAt(hash) ?? "", days);
  throw complaint(fileName, item.line, `this item of "${key}" has no "id"`);
}

function nameOf(fileName: string, item: YamlValue): string {
  const text = scalarOf(fileName, item, 'an item of "names"');
  const written = writtenIdentifier("name", text);
  if ("problem" in written) throw complaint(fileName, item.line, `"names": ${written.problem}`);
  return text;
}

function refOf(fileName: string, entry: YamlEntry): string {
  const ref = textOf(fileName, entry);
  const problem = refProblem(ref);
  if (problem !== undefined) throw complaint(fileName, entry.line, `"ref" ${problem}, but is ${shown(ref)}`);
  return ref;
}
