import type { ObservedEntry } from "../engine/observe.ts";
import { STRONG_KINDS, type StrongKind } from "../model/kinds.ts";
import { type FieldObservation, pathKey, type ValueGroup } from "../model/observed.ts";
import type { Subject } from "../model/subject.ts";
import { nameTemplate } from "./file-names.ts";

/** Kinds of files kept of one person; past it files are passed over, and the draft says so. */
const MAX_KINDS = 4_096;
/** Fields kept of one kind of file. */
const MAX_FIELDS = 2_048;
/** Different values kept of one field, and by which its records are grouped. */
const MAX_SAMPLES = 64;
const MAX_GROUPS = 4_096;

/** Everything that was observed in the bundles of one person. */
export class GoodBundle {
  readonly subject: Subject;
  readonly entries: ObservedEntry[] = [];
  /** By the template of their names. */
  readonly files = new Map<string, Map<string, FieldObservation>>();
  /** More kinds of files or fields than are kept. */
  overflow = false;

  constructor(subject: Subject) {
    this.subject = subject;
  }

  /** Takes in the fields of one entry. */
  add(path: string, fields: readonly FieldObservation[]): void {
    const template = nameTemplate(path, this.subject);
    let known = this.files.get(template);
    if (known === undefined) {
      this.overflow ||= this.files.size >= MAX_KINDS;
      if (this.files.size >= MAX_KINDS) return;
      known = new Map();
      this.files.set(template, known);
    }
    for (const field of fields) {
      if (field.values === 0) continue;
      const key = pathKey(field.path);
      const before = known.get(key);
      if (before === undefined && known.size >= MAX_FIELDS) this.overflow = true;
      else known.set(key, before === undefined ? field : merged(before, field));
    }
  }
}

/** Two observations of one field as one. */
export function merged(a: FieldObservation, b: FieldObservation): FieldObservation {
  const samples = [...new Set([...a.samples, ...b.samples])];
  const mine: Partial<Record<StrongKind, number>> = {};
  for (const kind of STRONG_KINDS) {
    const count = (a.mine[kind] ?? 0) + (b.mine[kind] ?? 0);
    if (count > 0) mine[kind] = count;
  }
  return {
    path: a.path,
    values: a.values + b.values,
    mine,
    holding: a.holding + b.holding,
    times: a.times + b.times,
    names: a.names + b.names,
    digests: a.digests + b.digests,
    samples: samples.slice(0, MAX_SAMPLES),
    complete: a.complete && b.complete && samples.length <= MAX_SAMPLES,
    inRecords: a.inRecords || b.inRecords,
    groups: mergedGroups(a.groups, b.groups),
  };
}

function mergedGroups(
  a: readonly ValueGroup[] | undefined,
  b: readonly ValueGroup[] | undefined,
): readonly ValueGroup[] | undefined {
  if (a === undefined || b === undefined) return undefined;
  const groups = new Map(a.map((group) => [group.value, group]));
  for (const { value, records, mine } of b) {
    const known = groups.get(value);
    const together = [...new Set([...(known?.mine ?? []), ...mine])];
    groups.set(value, { value, records: (known?.records ?? 0) + records, mine: together });
  }
  return groups.size > MAX_GROUPS ? undefined : [...groups.values()];
}
