import { MAX_SAID } from "./agreement.ts";
import type { Segments } from "./segments.ts";
import type { RecordState } from "./units.ts";

// What a nested object or element says belongs to the record around it.

/** Targets of links that a record may hold. */
const MAX_TARGETS_PER_RECORD = 4096;

/** Hands what an object says besides identifiers to the object it is nested in. */
export function carry(from: RecordState, to: RecordState, segments: Segments): void {
  for (const time of from.times) segments.keep(to.times, time);
  carryTargets(from, to);
  to.thread ||= from.thread;
  to.size ??= from.size;
  to.seconds ??= from.seconds;
  to.sha256 ??= from.sha256;
  to.records ??= from.records;
  to.taken ??= from.taken;
  to.holds |= from.holds;
  carrySaid(from, to);
}

/** What has to agree with other fields of the record. */
export function carrySaid(from: RecordState, to: RecordState): void {
  for (const device of from.devices) if (to.devices.length < MAX_SAID) to.devices.push(device);
  for (const said of from.said) if (to.said.length < MAX_SAID) to.said.push(said);
  for (const hour of from.hours) if (to.hours.length < MAX_SAID) to.hours.push(hour);
  to.doubt = Math.max(to.doubt, from.doubt);
}

/** The files that it names. */
export function carryTargets(from: RecordState, to: RecordState): void {
  for (const target of from.targets) if (to.targets.length < MAX_TARGETS_PER_RECORD) to.targets.push(target);
}
