import type { Kind } from "../model/kinds.ts";
import type { HashName, SubjectIdentifier } from "../model/subject.ts";

/** A digest of UTF-8 text in small hex. */
export type DigestOf = (name: HashName, text: string) => string;

/** Finds the identifier of the subject that a value is, of those told by their digests alone; -1 for none. */
export type FindHashed = (family: Kind, key: string, text: string) => number;

/**
 * Compares values with digests of the subject's identifiers. Who made them may have taken the value as written, in lower
 * case, in capitals (as advertising ids of iOS are written) or in the form in which its kind is compared: OpenDSR does not say which.
 */
export function hashedIdentifiers(
  told: readonly (SubjectIdentifier & { readonly index: number })[],
  familyOf: (kind: Kind) => Kind,
  digestOf: DigestOf,
): FindHashed {
  const byHash = new Map<HashName, Map<string, number>>();
  for (const { kind, key, hash: name, index } of told) {
    if (name === undefined) continue;
    const digests = byHash.get(name) ?? new Map<string, number>();
    const id = `${familyOf(kind)} ${key}`;
    if (!digests.has(id)) digests.set(id, index);
    byHash.set(name, digests);
  }
  if (byHash.size === 0) return () => -1;
  return (family, key, text) => {
    const trimmed = text.trim();
    for (const form of new Set([
      key,
      trimmed,
      trimmed.toLowerCase(),
      key.toUpperCase(),
      key.replace(/^\+/, ""),
    ]))
      for (const [name, digests] of byHash) {
        const index = digests.get(`${family} ${digestOf(name, form)}`);
        if (index !== undefined) return index;
      }
    return -1;
  };
}
