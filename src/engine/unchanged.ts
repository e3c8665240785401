import { statSync } from "node:fs";
import { CannotRun } from "../model/errors.ts";
import { fileStamp, type Stamps } from "../model/file-stamp.ts";
import { printable } from "../model/printable.ts";

/** Stamps of those parts that are files. A folder has none: its files are read one by one. */
export function stampsOf(bundles: readonly string[]): Stamps {
  const stamps = new Map<string, string>();
  for (const path of bundles) {
    const stamp = stampOf(path);
    if (stamp !== undefined) stamps.set(path, stamp);
  }
  return stamps;
}

/** Throws `CannotRun` when a part is another file than before: what was read first and last may not belong together. */
export function refuseChanged(before: Stamps): void {
  for (const [path, stamp] of before) if (stampOf(path) !== stamp) throw changedWhileRead(path);
}

export function changedWhileRead(path: string): CannotRun {
  return new CannotRun(`${printable(path)} was changed while it was read; nothing is proven, check it again`);
}

function stampOf(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat?.isFile() === true ? fileStamp(stat) : undefined;
}
