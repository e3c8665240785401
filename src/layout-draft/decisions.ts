import type { ObservedEntry } from "../engine/observe.ts";
import { globMatches } from "../model/glob.ts";
import { compositesOf, type Composite } from "./composites.ts";
import { atOf, type Draft } from "./draft.ts";
import { commonGlobs, nameTemplate } from "./file-names.ts";
import type { GoodBundle } from "./good-bundle.ts";

/** Files that nothing will make speak: a person must decide what they rest on. */
export interface Decision {
  readonly is: "silent" | "recordings";
  /** Globs; in the bundles of at least two people. */
  readonly files: readonly string[];
  /** Recordings of which all names hold the requester's identifier. */
  readonly names: readonly { readonly files: string; readonly composites: readonly Composite[] }[];
  /** The file that names the account of an export, and the field in it. */
  readonly anchor: { readonly files: string; readonly at: string } | undefined;
}

/** Globs that are told. */
const MAX_GLOBS = 200;
/** Names of one kind that are compared. */
const MAX_NAMES = 256;
const ACCOUNT_FILE = /account|profile|customer|kunde|konto|user|member|patient|contract|vertrag/i;

/** What the draft leaves open, with what could settle it. Nothing of it is proposed: each needs to be known from elsewhere. */
export function decisionsOf(draft: Draft, bundles: readonly GoodBundle[]): readonly Decision[] {
  const speaking = draft.parts
    .filter(({ fields }) =>
      fields.some(({ meaning }) => ["owner", "party", "composite"].includes(meaning.is)),
    )
    .map(({ files }) => files);
  const isNamed = draft.parts.some(({ fields }) => fields.some(({ meaning }) => meaning.is === "names-file"));
  const isOpen = (entry: ObservedEntry): boolean =>
    entry.fate.kind === "inspected" &&
    entry.attribution === "unattributed" &&
    ![...speaking, ...draft.furniture].some((glob) => globMatches(glob, entry.path));
  const silent = groupsOf(bundles, (entry) => !entry.recording && isOpen(entry));
  const recordings = isNamed ? [] : groupsOf(bundles, (entry) => entry.recording && isOpen(entry));
  const subjects = bundles.map(({ subject }) => subject);
  const names = recordings.flatMap(({ glob, paths }) => {
    const samples = paths.map((list) =>
      list.map((path) => path.slice(path.lastIndexOf("/") + 1)).slice(0, MAX_NAMES),
    );
    const composites = compositesOf(samples, subjects, draft.forms);
    return composites === undefined ? [] : [{ files: glob, composites }];
  });
  const decision = (is: Decision["is"], groups: readonly { readonly glob: string }[]): Decision => ({
    is,
    files: groups.map(({ glob }) => glob).slice(0, MAX_GLOBS),
    names: is === "recordings" ? names : [],
    anchor: is === "silent" ? anchorOf(draft) : undefined,
  });
  return [decision("silent", silent), decision("recordings", recordings)].filter(
    ({ files }) => files.length > 0,
  );
}

/** By glob, the paths of each person's entries; only those of several people. */
function groupsOf(
  bundles: readonly GoodBundle[],
  isMeant: (entry: ObservedEntry) => boolean,
): readonly { readonly glob: string; readonly paths: readonly (readonly string[])[] }[] {
  const meant = bundles.map(({ entries, subject }) =>
    entries.filter(isMeant).map(({ path }) => ({ path, template: nameTemplate(path, subject) })),
  );
  const globs = commonGlobs(meant.map((list) => [...new Set(list.map(({ template }) => template))]));
  const groups = new Map<string, string[][]>();
  for (const [person, list] of meant.entries()) {
    for (const { path, template } of list) {
      const glob = globs[person]?.get(template) ?? template;
      const group = groups.get(glob) ?? bundles.map(() => []);
      group[person]?.push(path);
      groups.set(glob, group);
    }
  }
  return [...groups]
    .filter(([, paths]) => paths.filter(({ length }) => length > 0).length > 1)
    .map(([glob, paths]) => ({ glob, paths }))
    .toSorted((a, b) => (a.glob < b.glob ? -1 : 1));
}

/** The file with one account in each person's bundle, best one that is called as accounts are. */
function anchorOf({ parts, people }: Draft): Decision["anchor"] {
  const candidates = parts.flatMap(({ files, fields }) =>
    fields
      .filter(({ meaning, once }) => meaning.is === "owner" && meaning.kind === "account" && once === people)
      .map(({ path }) => ({ files, at: atOf(path), score: Number(ACCOUNT_FILE.test(files)) })),
  );
  const [best] = candidates.toSorted((a, b) => b.score - a.score);
  return best === undefined ? undefined : { files: best.files, at: best.at };
}
