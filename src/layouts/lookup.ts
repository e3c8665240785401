import { type At, matchesAt } from "./at.ts";
import type { CompiledField, CompiledPart } from "./compile.ts";

const XML = /\.(?:xml|gpx|kml|tcx|rss|atom)$/i;

/** Whether an entry's name says that it is XML: there an element that comes once is written as one of several. */
export function isXmlName(path: string): boolean {
  return XML.test(path);
}

/** The fields of a part that mean `path` (folded). In XML `[]` does not count: how often an element comes is chance. */
export function fieldsAt(
  part: CompiledPart,
  path: readonly string[],
  xml: boolean,
): readonly CompiledField[] {
  if (!xml) return (part.fields.get(path.at(-1) ?? "") ?? []).filter(({ at }) => matchesAt(at, path));
  const names = withoutLists(path);
  return [names.at(-1) ?? "", "[]"].flatMap((last) =>
    (part.fields.get(last) ?? []).filter(({ at }) => matchesAt(withoutListsIn(at), names)),
  );
}

/** Whether a part says that the elements of the list at `path` (folded) are records. */
export function isRecordsAt(part: CompiledPart, path: readonly string[], xml: boolean): boolean {
  return part.records.some((records) =>
    xml ? matchesAt(withoutListsIn(records), withoutLists(path)) : matchesAt(records, path),
  );
}

function withoutListsIn(at: At): At {
  return { ...at, segments: withoutLists(at.segments) };
}

function withoutLists(path: readonly string[]): readonly string[] {
  return path.filter((segment) => segment !== "[]");
}
