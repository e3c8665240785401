import type { FieldUse, IdentifierUse, PlainMeaning } from "../model/field.ts";
import type { Kind, Role } from "../model/kinds.ts";
import { createMapKeys } from "./map-keys.ts";
import { createNameFilter } from "./name-filter.ts";
import { spellingsOf, wordsOf } from "./phrases.ts";

/** The content of `generic.json`: what field names mean, by purpose and language. */
export interface WordList {
  readonly layout: "straycheck-words/1";
  readonly name: string;
  readonly title: string;
  readonly purposes: Readonly<
    Record<string, { readonly means: Means; readonly phrases: Readonly<Record<string, readonly string[]>> }>
  >;
  /** Words that may stand before a phrase without changing whose identifier it is. */
  readonly prefixes: readonly string[];
  /** Names that identify somebody only below a person: `sender: { id }`. */
  readonly identifierKeys: readonly string[];
}

export type Means =
  | { readonly kind: Kind | "any"; readonly role: Role | "owner-beside-account" }
  | { readonly is: PlainMeaning }
  /** A list of people (`participants`). */
  | { readonly is: "people" }
  /** Not a field: an object that describes somebody else (`seller`). */
  | { readonly is: "others" };

/** The field names that the generic layout knows. */
export interface Vocabulary {
  /** What the field at `path` means; `table`: the path is a column. */
  use(path: readonly string[], table: boolean): FieldUse | undefined;
  /** Whether a field of that name may mean something; quick, and true in doubt. */
  mayMean(name: string): boolean;
  /** Whether a file of that name, without its ending, lists conversations. */
  listsThreads(stem: string): boolean;
  /** Whose the fields of an object called `key` are: those of other people are no owner's. */
  holder(key: string): "party" | "reference" | undefined;
  /** What the keys of an object called `key` are, where they are identifiers; `isOfMaps`: of objects that are maps. */
  keys(key: string, isOfMaps?: boolean): FieldUse | undefined;
}

/** Most names whose meaning is remembered; past it everything is forgotten and looked up again. */
const MAX_REMEMBERED = 16_384;
const MAX_FIELD = 120;
const MAX_PARTIES = 256;
/** Fields that may hold an identifier, a name or a role: only what looks like the subject's own counts. */
const HINTS = new Set([
  "sub",
  "owner",
  "customer",
  "customerref",
  "customerreference",
  "customercode",
  "accountref",
  "accountreference",
  "acct",
  "subscriber",
  "patient",
  "policyholder",
  "account",
  "kunde",
  "konto",
  "client",
  "cliente",
  "klant",
  "kund",
  "compte",
  "cuenta",
]);
/** Fields of people and of things: of what looks like the subject's own only what has its prefix counts as somebody else's. */
const PREFIXED_HINTS = new Set(["uid"]);
/** Keys under which an object wraps a single value. */
const WRAPPERS = new Set(["value", "val", "$value", "#text", "_text", "raw", "string"]);
/** Lists of what people say to one another: a user in them is who said it. */
const TALK = new Set(["messages", "message", "chatmessages", "chathistory"]);
/** The same, where they stand in a record: who answered it. By itself such a list may be what the subject wrote. */
const ANSWERS = new Set(["comments", "comment", "replies", "reply", "reactions", "likes", "answers"]);
const SPEAKERS = new Set(["user", "member", "profile", "uid"]);
/** Keys between a name and its identifier that say nothing (`customer: { data: { id } }`, as JSON:API has it). */
const TRANSPARENT = new Set(["data"]);
const DATE = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/;

/** Builds the lookup; `words` is trusted, because it ships with the program. */
export function createVocabulary(words: WordList): Vocabulary {
  const meanings = new Map<string, Means>();
  for (const purpose of Object.values(words.purposes)) {
    for (const phrase of Object.values(purpose.phrases).flat()) {
      for (const spelling of spellingsOf(phrase))
        if (!meanings.has(spelling)) meanings.set(spelling, purpose.means);
    }
  }
  const prefixes = new Set(words.prefixes.flatMap(spellingsOf));
  const identifierKeys = new Set(words.identifierKeys.flatMap(spellingsOf));
  const uses = new Map<string, FieldUse>();

  const exact = (parts: readonly string[]): Means | undefined => {
    const whole = meanings.get(parts.join(""));
    if (whole !== undefined) return whole;
    const last = parts.at(-1) ?? "";
    return parts.length > 1 && /^\p{N}+$/u.test(last) ? meanings.get(parts.slice(0, -1).join("")) : undefined;
  };

  const meaningOf = remember((name: string): Means | undefined => {
    const parts = wordsOf(name);
    const whole = exact(parts);
    if (whole !== undefined) return whole;
    for (let i = 0; i < parts.length - 1 && prefixes.has(parts[i] ?? ""); i += 1) {
      const rest = exact(parts.slice(i + 1));
      // Harmless words before an identifier; before a name of a file or a time they would say nothing anyway.
      if (rest !== undefined) return "kind" in rest && isOwner(rest.role) ? rest : undefined;
    }
    return undefined;
  });

  const pairMeaning = remember((pair: string): Means | undefined => {
    const [parent = "", key = ""] = pair.split("\u0000");
    const parents = wordsOf(parent);
    const keys = wordsOf(key);
    if (parents.length === 0 || keys.length === 0) return undefined;
    return exact([...parents, ...keys]) ?? exact([...singular(parents), ...keys]);
  });

  const holder = remember((key: string): "party" | "reference" | undefined => {
    const means = meaningOf(key);
    if (means === undefined) return undefined;
    if ("kind" in means)
      return means.role === "party"
        ? "party"
        : means.role === "reference" && means.kind === "any"
          ? "reference"
          : undefined;
    return means.is === "people" ? "party" : means.is === "others" ? "reference" : undefined;
  });

  const kept = (key: string, make: () => FieldUse): FieldUse => {
    const known = uses.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (uses.size >= MAX_REMEMBERED) uses.clear();
    uses.set(key, made);
    return made;
  };

  const identifier = (kind: Kind | "any", role: IdentifierUse["role"], field: string): FieldUse =>
    kept(`${kind} ${role} ${field}`, () => {
      const use: IdentifierUse = {
        is: "identifier",
        field,
        kind,
        namespace: "",
        role,
        layout: "generic",
        trusted: true,
      };
      if (kind !== "any") return use;
      const any: IdentifierUse = { ...use, accepts: (text) => !DATE.test(text) };
      return role === "party" ? severalParties(any) : any;
    });

  const asUse = (means: Means | undefined, field: string, table: boolean): FieldUse | undefined => {
    if (means === undefined) return undefined;
    if ("kind" in means) return identifier(means.kind, means.role, field);
    if (means.is === "others") return undefined;
    if (means.is !== "people")
      return kept(`${means.is} ${field}`, () => ({ is: means.is, field }) as FieldUse);
    return table
      ? identifier("any", "party", field)
      : kept(`inline ${field}`, () => ({ is: "inline", field }));
  };

  /** A scalar in a list: `participants: ["a@example.org"]`, `customerIds: ["A32…"]`. */
  const elementUse = (key: string, field: string): FieldUse | undefined => {
    const means = meaningOf(key) ?? exact(singular(wordsOf(key)));
    // Of other values only names of files come in lists; `data: [1500000000]` is no list of times.
    if (means === undefined || ("is" in means && means.is !== "people" && means.is !== "names-file"))
      return undefined;
    if ("is" in means && means.is === "names-file") return asUse(means, field, true);
    // Several accounts in one record are the people it is about, and only one of them can own it.
    // A list under the singular key is a field that came twice: both own it.
    const plural = meaningOf(key) === undefined;
    const many = "is" in means || (plural && (means.kind === "account" || means.kind === "person"));
    return many ? identifier("any", "party", field) : identifier(means.kind, means.role, field);
  };

  const hint = (kind: Kind, field: string, is: IdentifierUse["hint"] = true): FieldUse =>
    kept(`hint ${is} ${kind} ${field}`, () => {
      return {
        is: "identifier",
        field,
        kind,
        namespace: "",
        role: "owner",
        layout: "generic",
        trusted: true,
        hint: is,
      };
    });

  return {
    holder,
    mayMean: createNameFilter(words, [...HINTS, ...PREFIXED_HINTS]),
    listsThreads(stem) {
      const means = exact([...singular(wordsOf(stem)), "id"]);
      return means !== undefined && "is" in means && means.is === "thread";
    },
    keys: createMapKeys({
      exact,
      meaningOf,
      identifier,
      hint,
      kept,
      singular,
      isTalk: (name) => TALK.has(name),
    }),
    use(path, table) {
      const names = path.filter((segment) => segment !== "[]");
      const key = names.at(-1);
      if (key === undefined) return undefined;
      const isWrapped = TRANSPARENT.has(names.at(-2) ?? "") && identifierKeys.has(wordsOf(key).join(""));
      const parent = isWrapped ? (names.at(-3) ?? names.at(-2)) : names.at(-2);
      const field = key.trim().slice(0, MAX_FIELD);
      if (path.at(-1) === "[]") return elementUse(key, field);
      const below = parent === undefined ? field : `${parent.trim()}.${field}`.slice(0, MAX_FIELD);
      const pair = parent === undefined ? undefined : pairMeaning(`${parent}\u0000${key}`);
      const wrapped = parent !== undefined && WRAPPERS.has(key) ? meaningOf(parent) : undefined;
      const means =
        pair ?? meaningOf(key) ?? (wrapped !== undefined && "kind" in wrapped ? wrapped : undefined);
      if (
        means === undefined &&
        (HINTS.has(wordsOf(key).join("")) || PREFIXED_HINTS.has(wordsOf(key).join(""))) &&
        (parent === undefined || (holder(parent) === undefined && !isSaidBy(path)))
      ) {
        return hint("account", field, PREFIXED_HINTS.has(wordsOf(key).join("")) ? "prefixed" : true);
      }
      const role =
        parent === undefined ? undefined : (holder(parent) ?? (isSaidBy(path) ? "party" : undefined));
      const found = means !== undefined && "kind" in means ? means : undefined;
      if (role === undefined)
        return asUse(means, pair === undefined && wrapped === undefined ? field : below, table);
      // The fields of somebody else (`sender: { deviceId }`, `contacts: [{ email }]`) are no owner's.
      if (found?.kind === "device") return identifier("device", role, below);
      if (found !== undefined) return identifier("any", found.role === "party" ? "party" : role, below);
      if (means === undefined && identifierKeys.has(wordsOf(key).join("")))
        return identifier("any", role, below);
      return asUse(means, field, table);
    },
  };
}

function isOwner(role: Role | "owner-beside-account"): boolean {
  return role === "owner" || role === "owner-beside-account";
}

/** `messages[].user_id`, `messages[].user.id`, `posts[].comments[].user_id`. */
function isSaidBy(path: readonly string[]): boolean {
  const names = path.filter((segment) => segment !== "[]");
  const [first = ""] = wordsOf(names.at(-1) ?? "");
  const isInSpeaker = SPEAKERS.has(wordsOf(names.at(-2) ?? "").join(""));
  if (!isInSpeaker && !SPEAKERS.has(first)) return false;
  const list = names.at(isInSpeaker ? -3 : -2);
  if (list === undefined) return false;
  const said = wordsOf(list).join("");
  return (
    TALK.has(said) ||
    (ANSWERS.has(said) && path.indexOf("[]") < path.lastIndexOf(list) && path.includes("[]"))
  );
}

/** `users` → `user`; enough for English keys, the only ones that are put in the plural by habit. */
function singular(words: readonly string[]): readonly string[] {
  const last = words.at(-1) ?? "";
  return last.length > 2 && last.endsWith("s") ? [...words.slice(0, -1), last.slice(0, -1)] : words;
}

/** `a@example.org; b@example.org` in one cell is two parties; `Doe, Jane` is one. */
function severalParties(use: IdentifierUse): FieldUse {
  return {
    is: "composite",
    field: use.field,
    parts(text) {
      const several = text.includes(";") || text.indexOf("@") !== text.lastIndexOf("@");
      const pieces = several ? text.split(/[;,\n]/, MAX_PARTIES) : [text];
      return pieces.filter((piece) => piece.trim() !== "").map((piece) => ({ use, text: piece.trim() }));
    },
  };
}

function remember<T>(find: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found as T;
    const made = find(text);
    if (text.length > 2 * MAX_FIELD) return made;
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(text, made);
    return made;
  };
}
