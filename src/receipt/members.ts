/** A signed statement lacks what a receipt must hold; `message` says which member. */
export class Malformed extends Error {}

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The member of that name, as an object. Throws `Malformed`, as all of these do. */
export function recordAt(within: JsonRecord, name: string): JsonRecord {
  const value = within[name];
  if (!isRecord(value)) throw new Malformed(`"${name}" is no object`);
  return value;
}

export function recordsAt(within: JsonRecord, name: string): readonly JsonRecord[] {
  const value: unknown = within[name];
  if (!Array.isArray(value)) throw new Malformed(`"${name}" is no list`);
  return value.map((item: unknown) => {
    if (!isRecord(item)) throw new Malformed(`"${name}" holds what is no object`);
    return item;
  });
}

export function textAt(within: JsonRecord, name: string): string {
  const value = within[name];
  if (typeof value !== "string") throw new Malformed(`"${name}" is no text`);
  return value;
}

export function textOrNullAt(within: JsonRecord, name: string): string | null {
  return within[name] === null ? null : textAt(within, name);
}

/** A whole number from 0 on. */
export function countAt(within: JsonRecord, name: string): number {
  const value = within[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw new Malformed(`"${name}" is no whole number`);
  return value;
}

export function flagAt(within: JsonRecord, name: string): boolean {
  const value = within[name];
  if (typeof value !== "boolean") throw new Malformed(`"${name}" is neither true nor false`);
  return value;
}
