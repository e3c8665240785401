import type { Rule, Unlisted } from "../model/facts.ts";

/** Of a manifest that lists nothing but itself in an export of a million files, so many are shown. */
const MAX_SHOWN = 10_000;

export const notInManifest: Rule = {
  id: "not-in-manifest",
  level: "note",
  words: {
    title: "Not covered by the manifest",
    help: "The manifest.csv beside or above this file says of every file whose it is, but no row that names an account lists this one, or the row gives no digest that can be compared; or it lies in the data folder of a BagIt bag whose manifest does not list it. It may have slipped into the export after the list was made.",
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
        detail: wordsFor(kind, list),
      };
    }
  },
};

function wordsFor(kind: Unlisted["kind"], list: string): string {
  switch (kind) {
    case "not-listed":
      return `no row of ${list} that names an account lists it`;
    case "no-digest":
      return `the row of ${list} that lists it gives no digest to compare it with`;
    case "not-in-bag":
      return `it lies in the bag, and ${list} does not list it`;
  }
}
