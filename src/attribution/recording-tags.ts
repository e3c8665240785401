import type { Made } from "../model/evidence.ts";
import type { IdentifierUse } from "../model/field.ts";
import { canonical, isPlaceholder } from "../model/identifier.ts";
import { parseTime, type Millis } from "../model/time.ts";

/** Devices that the tags of one recording name. */
const MAX_DEVICES = 16;
/** Times at which the tags of one recording say that it was made. */
const MAX_TAKEN = 16;

/** Collects what the tags of a recording tell of how it was made, to be held against rows that name it. */
export class RecordingTags {
  readonly #devices = new Set<string>();
  readonly #taken: Millis[] = [];

  noteTaken(text: string): void {
    const time = this.#taken.length < MAX_TAKEN ? parseTime(text) : undefined;
    if (time !== undefined) this.#taken.push(time);
  }

  noteDevice({ kind, role }: IdentifierUse, text: string): void {
    if (kind !== "device" || role !== "owner" || this.#devices.size >= MAX_DEVICES || isPlaceholder(text))
      return;
    const key = canonical("device", text);
    if (key !== undefined) this.#devices.add(key);
  }

  finish(): Made {
    return { taken: this.#taken, devices: [...this.#devices] };
  }
}
