import { canonical, EMAIL, isDamagedNumber, isPlaceholder } from "../model/identifier.ts";
import { isWeak, type Kind, type Outcome, type Role } from "../model/kinds.ts";
import { sameShape, shapeOf, type Shape } from "../model/shape.ts";
import type { IdentifierUse } from "../model/field.ts";
import type { Policy } from "../model/policy.ts";
import type { Subject, SubjectIdentifier } from "../model/subject.ts";
import type { Customers, Known } from "./customers.ts";
import { hashedIdentifiers, type DigestOf } from "./hashed.ts";
import { intervalsOf, type Interval } from "./tenure.ts";

/** A value compared with the subject. */
export interface Match {
  readonly kind: Kind;
  readonly namespace: string;
  /** `owner-beside-stranger`: an owner only in a record that names an account which cannot be another company's. */
  readonly role: Role | "owner-beside-account" | "owner-beside-stranger";
  readonly outcome: Outcome;
  readonly mine: number;
  readonly key: string;
  /** Foreign, but no evidence where it stands (an attachment): the canonical form, so that it was seen all the same. */
  readonly weakened?: string;
  readonly field: string;
  /** The generic layout read it. */
  readonly isByWords: boolean;
  /** The detected layout that says this foreign owner is none. */
  readonly disputed?: string;
  /** mine only in these days. */
  readonly intervals: readonly Interval[] | undefined;
  /** Only in a survey, of an untold owner: the canonical form. */
  readonly written?: string;
  /** What the registry of all customers says of a value that is not the subject's by the subject file. */
  readonly known?: Known;
}

export interface Matcher {
  /** The identifiers of the subject. */
  readonly told: readonly SubjectIdentifier[];
  /** Undefined for what names nobody: placeholders, catalogue values, text that is no identifier of the kind. */
  match(use: IdentifierUse, text: string): Match | undefined;
}

/** Who may have issued a value: the namespaces whose patterns take it. */
export type NamespacesOf = (kind: Kind, value: string) => readonly string[];

/**
 * Identifiers are mine, foreign, or untold. Foreign needs something to compare with: the subject file tells an
 * identifier of the same kind from the same issuer, or, where the issuer is unknown, of the same shape.
 */
export function createMatcher(
  subject: Subject,
  policy: Policy,
  namespacesOf: NamespacesOf,
  digestOf: DigestOf = noDigest,
  customers?: Customers,
): Matcher {
  const told = subject.identifiers.map((identifier, index) => ({
    ...identifier,
    index,
    namespaces: namespacesOf(identifier.kind, identifier.written),
    shape: shapeOf(identifier.key),
  }));
  const clear = told.filter((one) => one.hash === undefined);
  const findHashed = hashedIdentifiers(told, family, digestOf);
  const mineByKey = new Map<string, SubjectIdentifier[]>();
  const indexByKey = new Map<string, number>();
  for (const identifier of clear) {
    const key = `${family(identifier.kind)} ${identifier.key}`;
    mineByKey.set(key, [...(mineByKey.get(key) ?? []), identifier]);
    if (!indexByKey.has(key)) indexByKey.set(key, identifier.index);
  }
  const names = new Set(subject.names.map((name) => canonical("name", name) ?? ""));
  const system = new Set(policy.system.map((entry) => `${family(entry.kind)} ${entry.key}`));

  const tellsPhones = told.some((one) => one.kind === "phone");
  const tellsAccounts = told.some((one) => one.kind === "account");
  const { survey } = subject;
  const outcomeOf = (kind: Kind, namespace: string, key: string): Outcome => {
    if (survey === "everyone") return isWellFormed(kind, namespace, key) ? "foreign" : "untold";
    if (kind === "email" || kind === "phone") {
      const same = told.filter(
        (one) =>
          one.kind === kind || (one.kind === "account" && one.hash === undefined && one.shape.form === kind),
      );
      const unsure =
        kind === "phone" && same.some((one) => one.hash === undefined && mayBeSamePhone(one.key, key));
      return same.length > 0 && !unsure ? "foreign" : "untold";
    }
    if (namespace !== "") {
      const silent = !told.some((one) => one.kind === kind && one.namespaces.includes(namespace));
      return silent && !subject.none.some((none) => none === kind) ? "untold" : "foreign";
    }
    const own = shapeOf(key);
    const isAddress = kind === "account" && (own.form === "email" || own.form === "phone");
    const comparable = clear.filter((one) => one.kind === kind || (isAddress && one.kind === own.form));
    const isHashed = isAddress && told.some((one) => one.hash !== undefined && one.kind === own.form);
    return isHashed || comparable.some((one) => sameShape(one.shape, own)) ? "foreign" : "untold";
  };

  return {
    told,
    match(use, text) {
      if (use.role === "catalogue" || isPlaceholder(text)) return undefined;
      if (use.accepts !== undefined && !use.accepts(text.trim())) return undefined;
      const guessed = use.kind === "any" ? kindOf(text, clear, tellsPhones) : use.kind;
      const issued = survey === "everyone" && guessed === "handle" && isIssued(text) ? "account" : guessed;
      const kind = issued === "handle" ? ((customers && kindKnown(customers, text)) ?? issued) : issued;
      const key = canonical(kind, text);
      if (key === undefined) return undefined;
      const isByWords = use.layout === "generic";
      const base = { kind, namespace: use.namespace, field: use.field, isByWords, intervals: undefined };
      const familyKey = `${family(kind)} ${key}`;
      if (system.has(familyKey)) return { ...base, role: "system", outcome: "untold", mine: -1, key: "" };
      if (isWeak(kind)) {
        // Names settle nothing unless a layout says that this field holds a party's name.
        const mine = use.layout !== "generic" && names.has(canonical("name", text) ?? "");
        return { ...base, role: use.role, outcome: mine ? "mine" : "untold", mine: -1, key: "" };
      }
      const damaged = isDamagedNumber(text.trim());
      const hashed = damaged ? -1 : findHashed(family(kind), key, text);
      const one = told[hashed];
      const mine = damaged ? undefined : one === undefined ? mineByKey.get(familyKey) : [one];
      if (mine !== undefined) {
        // A name that only a detected layout reads may add suspicion, never trust.
        if (!use.trusted || use.disputed !== undefined) return undefined;
        const index = one?.index ?? indexByKey.get(familyKey) ?? -1;
        const intervals = intervalsOf(mine);
        const resold =
          intervals === undefined && one === undefined ? customers?.resold(key, kind) : undefined;
        const known = resold === undefined ? {} : { known: resold };
        return { ...base, role: use.role, outcome: "mine", mine: index, key, intervals, ...known };
      }
      const likeness = damaged ? "untold" : outcomeOf(kind, use.namespace, key);
      const found = damaged || isWeak(kind) ? undefined : customers?.of(key, kind);
      // Other companies number their customers as well, and the words of `generic` do not say whose number it is.
      const isChance = isByWords && likeness === "untold" && customers?.isCrowded(key) === true;
      const known = found !== undefined && isChance ? { ...found, others: [] } : found;
      // A field that may hold anything holds a customer only where more than a number says so.
      const isHeld = known !== undefined && known.others.length > 0 && shapeOf(key).form !== "digits";
      if (use.hint !== undefined && likeness === "untold" && !isHeld) return undefined;
      if (use.hint === "prefixed" && !shapeOf(key).form.includes("|")) return undefined;
      // Without a subject nothing says that such a field holds anybody but the form of its value.
      if (survey === "everyone" && use.hint !== undefined && (use.hint === "prefixed" || !isIssued(key)))
        return undefined;
      const isDisputed = use.disputed !== undefined && use.attached !== true && likeness === "foreign";
      const outcome = use.attached === true || isDisputed ? "untold" : likeness;
      const role =
        use.role === "owner-beside-account" &&
        tellsAccounts &&
        (outcome === "foreign" || (known !== undefined && known.others.length > 0))
          ? "owner-beside-stranger"
          : use.role;
      const weakened = likeness === "foreign" && outcome !== "foreign" ? { weakened: key } : {};
      const disputed = isDisputed ? { disputed: use.disputed } : {};
      const isTold = survey === "others" && likeness === "untold" && !damaged && use.attached !== true;
      const isNamed = isTold && use.role !== "party" && isWellFormed(kind, use.namespace, key);
      return {
        ...base,
        ...weakened,
        ...disputed,
        ...(isNamed ? { written: key } : {}),
        ...(known === undefined
          ? {}
          : { known: use.attached === true || isDisputed ? notHere(known) : known }),
        role,
        outcome,
        mine: -1,
        key: outcome === "foreign" ? key : isDistinctParty(use) ? bucketOf(key) : "",
      };
    },
  };
}

/** In a survey: a value that names somebody although nothing is known that it could be compared with. */
function isWellFormed(kind: Kind, namespace: string, key: string): boolean {
  if (kind === "email" || kind === "phone" || namespace !== "") return true;
  const { form, length } = shapeOf(key);
  return form !== "text" && !(kind === "device" && form === "digits" && length < MIN_DEVICE_DIGITS);
}

/** Fewer digits number the devices of one household. */
const MIN_DEVICE_DIGITS = 4;
/** Fewer capitals and digits are codes of anything. */
const MIN_ISSUED = 10;

/** What nobody writes who means a role, a number or a name: an address, or a number with the word of its issuer before it. */
function isIssued(text: string): boolean {
  const { form, length } = shapeOf(text.trim());
  if (form === "email" || form === "uuid" || (form === "UPPER" && length >= MIN_ISSUED)) return true;
  return form.includes("|") && !form.endsWith("|text");
}

/** The kind of an identifier of a customer in a field that may hold any kind. Numbers may be of anything. */
function kindKnown(customers: Customers, text: string): Kind | undefined {
  const key = canonical("account", text);
  return key === undefined || shapeOf(key).form === "digits" ? undefined : customers.of(key)?.kind;
}

/** Known, but no evidence where it stands. */
function notHere(known: Known): Known {
  return { ...known, subject: [], others: [] };
}

/** A conversation must know whether one other person takes part in it or several. */
function isDistinctParty(use: IdentifierUse): boolean {
  return use.role === "party" && use.attached !== true;
}

/** Few enough that a column of senders stays small; two people fall together in one of a thousand conversations. */
const BUCKETS = 1024;

/** Tells parties apart of whom nothing need be known but that. */
function bucketOf(key: string): string {
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) >>> 0;
  return `~${hash % BUCKETS}`;
}

function noDigest(): string {
  throw new Error("an identifier is told by its digest, and nothing was given to make digests with");
}

/** Accounts are often e-mail addresses or phone numbers: these three are compared with one another. */
function family(kind: Kind): Kind {
  return kind === "email" || kind === "phone" ? "account" : kind;
}

/** `0170 1234567` may be `+49 170 1234567`: without a country two numbers differ only where their digits do. */
function mayBeSamePhone(a: string, b: string): boolean {
  if (a.startsWith("+") && b.startsWith("+")) return false;
  const digits = (key: string): string => key.replace(/^\+|^0+/, "");
  return digits(a).endsWith(digits(b)) || digits(b).endsWith(digits(a));
}

function kindOf(text: string, told: readonly { kind: Kind; shape: Shape }[], tellsPhones: boolean): Kind {
  const trimmed = text.trim();
  if (EMAIL.test(trimmed) || /<[^<>\s]+@[^<>\s]+>$/.test(trimmed)) return "email";
  if (/^\+[\d\s().-]{7,20}$/.test(trimmed)) return "phone";
  // `0049 170 …`: only where numbers of phones are told, for it may be a long number of anything.
  const isDialled = tellsPhones && /^00[1-9][\d\s().-]{7,20}$/.test(trimmed);
  const shape = shapeOf(canonical("account", trimmed) ?? "");
  if (told.some((one) => one.kind === "account" && sameShape(one.shape, shape))) return "account";
  if (isDialled) return "phone";
  return /\s/.test(trimmed) ? "name" : "handle";
}
