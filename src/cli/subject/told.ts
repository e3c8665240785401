import type { StrongKind } from "../../model/kinds.ts";
import type { HashName, Subject, SubjectIdentifier } from "../../model/subject.ts";
import { shown } from "../../policy/complaint.ts";
import { isDay } from "../../policy/day.ts";
import { writtenIdentifier } from "../../policy/identifier-text.ts";

/** The days in which an identifier was the subject's, as written; checked by `toldIdentifier`. */
interface WrittenDays {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** An identifier of the subject, or the sentence part that says why it is none. */
type Told = { readonly identifier: SubjectIdentifier } | { readonly problem: string };

/** Checks one identifier of the subject and its days. */
export function toldIdentifier(kind: StrongKind, text: string, days: WrittenDays = {}): Told {
  const written = writtenIdentifier(kind, text);
  if ("problem" in written) return written;
  const { from, until } = days;
  for (const [name, day] of [
    ["from", from],
    ["until", until],
  ] as const) {
    if (day !== undefined && !isDay(day))
      return { problem: `"${name}" must be a day such as 2018-03-01, not ${shown(day)}` };
  }
  if (from !== undefined && until !== undefined && from > until) {
    return { problem: `"from" (${from}) is after "until" (${until})` };
  }
  const identifier: SubjectIdentifier = {
    kind,
    written: text.trim(),
    key: written.key,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  };
  return { identifier };
}

const HEX_CHARACTERS = { md5: 32, sha1: 40, sha256: 64 } as const;

/** Checks an identifier of the subject that is told by its digest alone. */
export function hashedIdentifier(
  kind: StrongKind,
  hash: HashName,
  digest: string,
  days: WrittenDays = {},
): Told {
  const key = digest.trim().toLowerCase();
  const length = HEX_CHARACTERS[hash];
  if (key.length !== length || !/^[0-9a-f]+$/.test(key))
    return { problem: `${shown(digest)} is no ${hash} (${length} hexadecimal digits)` };
  const told = toldIdentifier("account", key, days);
  return "problem" in told ? told : { identifier: { ...told.identifier, kind, written: key, key, hash } };
}

/** Without identifiers and names that were told twice; the same identifier with other days stays. */
export function withoutRepeats(subject: Subject): Subject {
  const identifiers = new Map<string, SubjectIdentifier>();
  for (const identifier of subject.identifiers) {
    const { kind, key, hash = "", from = "", until = "" } = identifier;
    const told = JSON.stringify([kind, key, hash, from, until]);
    if (!identifiers.has(told)) identifiers.set(told, identifier);
  }
  return {
    ref: subject.ref,
    identifiers: [...identifiers.values()],
    none: [...new Set(subject.none)],
    names: [...new Set(subject.names)],
  };
}
