import type { Content } from "../containers/index.ts";
import { findFormat, readWhole, SNIFF_BYTES } from "../formats/index.ts";
import type { Place } from "../model/place.ts";
import type { Inspector } from "./inspect-entry.ts";
import type { Task } from "./protocol.ts";

/** The content of an entry from its beginning. */
export function openEntry(task: Task, inspector: Inspector): Promise<Content> {
  return inspector.reader.open(inspector.parts[task.part] ?? "", task.within, task.locator);
}

/** A byte of an entry, and what it lies in. */
export function bytePlace(offset: number, unit: string | undefined): Place {
  return { unit: "byte", number: offset, ...(unit === undefined ? {} : { path: unit }) };
}

/** Names the innermost part of its format in which a byte lies; the entry is read again and held in memory for it. */
export async function unitsOf(
  task: Task,
  inspector: Inspector,
): Promise<(offset: number) => string | undefined> {
  const unknown = (): undefined => undefined;
  try {
    const content = await openEntry(task, inspector);
    const format = findFormat((await content.head()).subarray(0, SNIFF_BYTES), task.path);
    const unitAt = format?.unitAt?.bind(format);
    if (unitAt === undefined) return unknown;
    const bytes = await readWhole(content, inspector.limits.maxWholeBytes);
    return (offset) => unitAt(bytes, offset);
  } catch {
    // A name is a help, no more.
    return unknown;
  }
}
