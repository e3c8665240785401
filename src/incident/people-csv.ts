import { csvCell } from "../model/csv-cell.ts";
import type { AffectedPerson, IncidentView } from "../model/incident.ts";
import { DATA_KINDS, type Share } from "../model/people.ts";

/** Raw identifiers by handle, for a file that only its owner can read. */
export type RawIdentifiers = ReadonlyMap<string, readonly { readonly kind: string; readonly key: string }[]>;

/**
 * A row per person, by handle: records and recordings of each kind, exact counts. Kinds overlap. With `raw` a last column
 * holds identifiers, separated by blanks; without it the file holds none.
 */
export function* peopleCsv({ subjects, evidence }: IncidentView, raw?: RawIdentifiers): Generator<string> {
  const isAsked = evidence.registryDigest !== undefined;
  const counts = DATA_KINDS.flatMap((kind) => [`${kind} records`, `${kind} recordings`]);
  yield line([
    "handle",
    "records",
    "recordings",
    "entries",
    "seconds of sound and video",
    "recordings of unknown length",
    "first (UTC)",
    "last (UTC)",
    "contact",
    ...counts,
    ...(isAsked ? ["registry"] : []),
    ...(raw === undefined ? [] : ["identifiers"]),
  ]);
  for (const person of subjects.people)
    yield line([
      person.id,
      ...amounts(person),
      person.contact,
      ...kindsOf(person),
      ...(isAsked ? [customersOf(person)] : []),
      ...(raw === undefined
        ? []
        : [(raw.get(person.id) ?? []).map(({ kind, key }) => `${kind}=${key}`).join(" ")]),
    ]);
  if (subjects.unnamed.records + subjects.unnamed.recordings > 0)
    yield line([
      "nobody named",
      ...amounts(subjects.unnamed),
      "",
      ...kindsOf(subjects.unnamed),
      ...(isAsked ? [""] : []),
      ...(raw === undefined ? [] : [""]),
    ]);
}

/** Numbers of the registry; which customers they stand for its list of owners says. */
function customersOf({ registry }: AffectedPerson): string {
  const customers = registry?.customers ?? [];
  if (customers.length === 0) return "unknown anywhere";
  return `known customer ${customers.map(({ number }) => `#${number}`).join(" ")}`;
}

function amounts(share: Share): readonly string[] {
  return [
    String(share.records),
    String(share.recordings),
    String(share.entries),
    String(Math.round(share.seconds * 1000) / 1000),
    String(share.untimed),
    share.from ?? "",
    share.to ?? "",
  ];
}

function kindsOf(share: Share): readonly string[] {
  return DATA_KINDS.flatMap((kind) => {
    const found = share.kinds.find((one) => one.kind === kind);
    return [String(found?.records ?? 0), String(found?.recordings ?? 0)];
  });
}

function line(cells: readonly string[]): string {
  return `${cells.map((cell) => csvCell(cell)).join(",")}\r\n`;
}
