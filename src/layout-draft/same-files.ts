import { nameTemplate } from "./file-names.ts";
import type { GoodBundle } from "./good-bundle.ts";

/** Names that are listed. */
const MAX_FILES = 500;
/** Two people may have the same settings: the bytes of data are the same by chance, and not in the next export. */
const DATA = /^(?:json|csv|sqlite|xml|yaml|parquet|avro)$/;

/** Globs of files whose bytes are the same in the bundles of several people, and that name nobody in any. */
export function furnitureOf(bundles: readonly GoodBundle[]): readonly string[] {
  const people = new Map<string, Set<number>>();
  for (const [person, { entries, subject }] of bundles.entries()) {
    for (const { path, sha256, attribution, fate } of entries) {
      const isSilent = attribution === null || attribution === "unattributed";
      const isData = fate.kind === "inspected" && DATA.test(fate.format);
      if (sha256 === null || !isSilent || isData) continue;
      const key = `${sha256} ${nameTemplate(path, subject)}`;
      people.set(key, (people.get(key) ?? new Set()).add(person));
    }
  }
  const same = [...people].filter(([, { size }]) => size > 1).map(([key]) => key.slice(key.indexOf(" ") + 1));
  return [...new Set(same)].toSorted().slice(0, MAX_FILES);
}
