import type { FieldPlan, FieldUse, IdentifierUse } from "../../model/field.ts";
import type { Sink } from "../../model/format.ts";
import { isWeak } from "../../model/kinds.ts";

/**
 * What a value may be of a field that is written as an object: its name, its value, a text that stands for the value where
 * there is no other, or a value within the value.
 */
export type PartOfPair = "name" | "value" | "text" | "in value";

const NAME_KEYS = new Set([
  "name", "key", "id", "field", "label", "attribute", "property", "k", "code", "title", "variable", "param", "parameter",
  "question", "type", "fieldname", "fieldkey", "fieldlabel", "fieldid", "attributename", "attributekey", "attributeid",
  "propertyname", "propertykey", "paramname", "keyname", "displayname", "idtype", "identifiertype", "identitytype",
  "metakey", "feld", "bezeichnung", "schlussel", "schluessel", "merkmal", "champ", "libelle", "nom", "cle", "campo",
  "clave", "nombre", "etiqueta", "chiave", "veld", "naam",
]); // prettier-ignore
const VALUE_KEYS = new Set([
  "value", "val", "v", "stringvalue", "valuestring", "fieldvalue", "attributevalue",
  "propertyvalue", "paramvalue", "rawvalue", "idvalue", "identifiervalue", "identityvalue", "metavalue",
  "values", "wert", "valeur", "valor", "valore", "waarde",
]); // prettier-ignore
const TEXT_KEYS = new Set(["text", "content", "answer", "antwort", "response", "displayvalue", "inhalt"]);
/** Keys of a value that says its own type: Google Analytics, DynamoDB, OpenTelemetry. */
const TYPED_KEYS = new Set([
  "stringvalue", "intvalue", "integervalue", "longvalue", "doublevalue", "floatvalue", "s", "n", "value", "text", "raw",
  "string", "[]",
]); // prettier-ignore

/** Keys of one object that may hold the name of the field. */
const MAX_NAMES = 4;
const MAX_NAME = 80;
const MAX_SEGMENTS = 8;
const ID_LIKE = /\d|@/;
/** An identifier is no sentence. */
const MAX_WORDS = 4;

/** `parent`: the node of what holds the key. */
export function partOfPair(
  key: string,
  parent: { readonly partOfPair: PartOfPair | undefined } | undefined,
): PartOfPair | undefined {
  const folded =
    key === "[]" ? key : key.toLowerCase().replace(/[-_ ]/g, "").normalize("NFD").replace(/\p{M}/gu, "");
  if (parent?.partOfPair === "value" && TYPED_KEYS.has(folded)) return "in value";
  if (parent === undefined || key === "[]") return undefined;
  if (NAME_KEYS.has(folded)) return "name";
  if (VALUE_KEYS.has(folded)) return "value";
  return TEXT_KEYS.has(folded) ? "text" : undefined;
}

/**
 * What a field means that is written as an object with its name and its value, as if it stood in what holds the list of
 * them. `own`: the path of that object; `around`: of what holds the list. Undefined for a name that nobody knows.
 */
export function pairedUse(
  plan: FieldPlan,
  own: readonly string[],
  around: readonly string[],
  name: string,
): FieldUse | undefined {
  if (name.length > MAX_NAME) return undefined;
  // `custom:customerId`, `user.id`, `http://schemas.example/claims/customerid`
  const names = name.split(/[.:/#]/).filter((segment) => segment.trim() !== "");
  const last = names.at(-1);
  if (last === undefined || names.length > MAX_SEGMENTS || plan.mayMean?.(last) === false) return undefined;
  const within = known(plan.use([...own, ...names]));
  const beside = known(plan.use([...around, ...names]));
  // A list called `sender` or `seller` says whose fields these are as well as what holds it does.
  const use = isOwner(within) ? (beside ?? within) : (within ?? beside);
  if (use?.is !== "identifier" || isWeak(use.kind === "any" ? "name" : use.kind)) return use;
  return careful(use);
}

/** What nobody knows by its name may still hold a value with a syntax of its own: that is read where the value stands. */
function known(use: FieldUse | undefined): FieldUse | undefined {
  return use === undefined || use.is === "inline" || (use.is === "composite" && use.needs !== undefined)
    ? undefined
    : use;
}

function isOwner(use: FieldUse | undefined): boolean {
  return use?.is !== "identifier" || use.role === "owner" || use.role === "owner-beside-account";
}

/** Options of a form and explanations are written so, too: only what looks like an identifier is one that nobody told. */
function careful(use: IdentifierUse): FieldUse {
  if (use.hint !== undefined || (use.kind !== "account" && use.kind !== "device" && use.kind !== "household"))
    return use;
  const hint: IdentifierUse = { ...use, hint: true };
  return {
    is: "composite",
    field: use.field,
    parts: (text) => [
      { use: ID_LIKE.test(text) && text.trim().split(/\s+/).length <= MAX_WORDS ? use : hint, text },
    ],
  };
}

/** What may be the name and the value of one object, as far as it was read. */
export interface Parts {
  readonly names: string[];
  value: string | undefined;
  text: string | undefined;
}

/** `part`: what `text` may be of the object that `parts` are of. */
export function takePart(parts: Parts | undefined, part: PartOfPair, text: string): Parts {
  const taken = parts ?? { names: [], value: undefined, text: undefined };
  if (part === "name") {
    if (taken.names.length < MAX_NAMES) taken.names.push(text);
  } else if (part === "text") taken.text ??= text;
  else taken.value ??= text;
  return taken;
}

/** Tells of an object that is a name and its value, before it is closed. */
export function reportPair(
  parts: Parts | undefined,
  node: { named: (name: string) => FieldUse | undefined },
  sink: Sink,
): void {
  if (parts === undefined || parts.names.length === 0) return;
  const { names, value = parts.text } = parts;
  if (value === undefined) return;
  let use: FieldUse | undefined;
  for (const name of names) use ??= node.named(name);
  sink.pair(use, value);
}
