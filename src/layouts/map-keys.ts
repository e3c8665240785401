import { isEntryKey } from "../model/entry-key.ts";
import type { FieldUse, IdentifierUse } from "../model/field.ts";
import type { Kind } from "../model/kinds.ts";
import type { Means } from "./generic.ts";
import { wordsOf } from "./phrases.ts";

const MAX_FIELD = 120;
const BY = new Set(["by", "per", "nach", "par", "por"]);
/** Maps whose keys are those whose data it is (`customers: { … }`); a map of users or devices may hold anybody's. */
const OWNERS = new Set([
  "customer",
  "customers",
  "subscriber",
  "subscribers",
  "patient",
  "patients",
  "policyholder",
  "policyholders",
  "kunde",
  "kunden",
]);
const ID_LIKE = /\d|@/;
/** A day, a month or a year, under which lies what several people wrote. */
const DAY = /^(?:19|20)\d\d(?:[-_/.]?\d{1,2}){0,2}$|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$/;

/** What the words of the generic layout say. */
interface Words {
  readonly exact: (parts: readonly string[]) => Means | undefined;
  readonly meaningOf: (name: string) => Means | undefined;
  readonly singular: (words: readonly string[]) => readonly string[];
  /** Lists of what people say to one another. */
  readonly isTalk: (name: string) => boolean;
  readonly identifier: (kind: Kind | "any", role: IdentifierUse["role"], field: string) => FieldUse;
  readonly hint: (kind: Kind, field: string) => FieldUse;
  /** The same object for the same name. */
  readonly kept: (name: string, make: () => FieldUse) => FieldUse;
}

/** What the keys of an object are that is a map by identifier, by what it is called. */
export function createMapKeys(words: Words): (key: string, isOfMaps?: boolean) => FieldUse | undefined {
  const { exact, meaningOf, singular, isTalk, identifier, hint, kept } = words;
  /** A key that `accepts` refuses means nothing. */
  const onlyFor = (name: string, use: FieldUse, accepts: (text: string) => boolean): FieldUse =>
    kept(name, () => ({
      is: "composite",
      field: use.field,
      parts: (text) => (accepts(text) ? [{ use, text }] : undefined),
    }));

  return (key, isOfMaps = false) => {
    const parts = wordsOf(key);
    const names = singular(parts.length > 1 && BY.has(parts[0] ?? "") ? parts.slice(1) : parts);
    const field = key.trim().slice(0, MAX_FIELD);
    const means = exact([...names, "id"]) ?? exact(names);
    if (
      (isOfMaps && isTalk(parts.join(""))) ||
      (means !== undefined && "is" in means && means.is === "thread")
    )
      return onlyFor(
        `thread ${field}`,
        { is: "thread", field },
        (text) => isEntryKey(text, key) && !DAY.test(text),
      );
    // `members: { "C-104233": true }`
    const people = meaningOf(key);
    if (people !== undefined && "is" in people && people.is === "people")
      return onlyFor(`people ${field}`, identifier("any", "party", field), (text) => ID_LIKE.test(text));
    if (means === undefined || !("kind" in means) || means.kind === "any") return undefined;
    if (means.role !== "owner" && means.role !== "owner-beside-account") return undefined;
    const known = hint(means.kind, field);
    if (!OWNERS.has(names.join(""))) return known;
    // Beside the subject's own key another number is another customer, also where nothing can be compared with it.
    const owner = identifier(means.kind, "owner", field);
    return kept(`key ${means.kind} ${field}`, () => ({
      is: "composite",
      field,
      parts: (text) => [{ use: ID_LIKE.test(text) ? owner : known, text }],
    }));
  };
}
