import type { Kind } from "../model/kinds.ts";
import { number } from "../model/number.ts";

export { number };

const UNITS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["records", ["record", "records"]],
  ["recordings", ["recording", "recordings"]],
  ["entries", ["file", "files"]],
  ["files", ["file", "files"]],
  ["bytes", ["byte", "bytes"]],
  ["rows", ["row", "rows"]],
  ["lines", ["line", "lines"]],
  ["mentions", ["mention", "mentions"]],
  ["tokens", ["token", "tokens"]],
]);

/** `1 record`, `1,700 recordings`, `2 files`. Units that are not known stand as they are. */
export function counted(value: number, unit: string): string {
  const words = UNITS.get(unit);
  const word = words === undefined ? unit : value === 1 ? words[0] : words[1];
  return `${number(value)} ${word}`;
}

const PLURALS: Readonly<Record<Kind, string>> = {
  account: "accounts",
  email: "e-mails",
  phone: "phones",
  person: "people",
  household: "households",
  device: "devices",
  handle: "handles",
  name: "names",
};

/** What several identifiers of a kind are called. */
export function kindPlural(kind: Kind): string {
  return PLURALS[kind];
}

const CONTAINERS: ReadonlyMap<string, string> = new Map([
  ["zip", "ZIP"],
  ["tar", "TAR"],
  ["tgz", "TGZ"],
  ["directory", "folder"],
]);

/** What the bundle is called: `ZIP`, `folder`. */
export function containerWord(container: string): string {
  return CONTAINERS.get(container) ?? container;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}

/** `4.2s`, `3m12s`. */
export function duration(millis: number): string {
  if (millis < 60_000) return `${(millis / 1000).toFixed(1)}s`;
  const seconds = Math.round(millis / 1000);
  return `${number(Math.floor(seconds / 60))}m${seconds % 60}s`;
}
