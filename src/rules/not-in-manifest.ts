import type { Rule } from "../model/facts.ts";

/** Of a manifest that lists nothing but itself in an export of a million files, so many are shown. */
const MAX_SHOWN = 10_000;

export const notInManifest: Rule = {
  id: "not-in-manifest",
  level: "note",
  words: {
    title: "Not covered by the manifest",
    help: "The manifest.csv beside or above this file says of every file whose it is, but no row that names an account lists this one, or the row gives no SHA-256 to compare. It may have slipped into the export after the list was made.",
  },
  *find({ unlisted, entries }) {
    for (const { entry, manifest, kind } of unlisted.slice(0, MAX_SHOWN)) {
      const list = entries[manifest]?.path ?? "";
      yield {
        row: entry,
        owner: -1,
        identifier: undefined,
        field: kind,
        count: 1,
        unit: "entries",
        places: [],
        detail:
          kind === "not-listed"
            ? `no row of ${list} that names an account lists it`
            : `the row of ${list} that lists it gives no sha256 to compare it with`,
      };
    }
  },
};
