import { canonical } from "../model/identifier.ts";
import { STRONG_KINDS, type StrongKind } from "../model/kinds.ts";
import type { Registry, RegistryHit } from "../model/registry.ts";

/** Whose an identifier is as somebody wrote it: as `kind`, or as whatever it can be. */
export function findWritten(
  registry: Registry,
  text: string,
  kind: StrongKind | undefined,
): readonly RegistryHit[] {
  const kindsOf = new Map<string, StrongKind[]>();
  for (const one of kind === undefined ? STRONG_KINDS : [kind]) {
    const key = canonical(one, text);
    if (key === undefined || key === "") continue;
    const kinds = kindsOf.get(key);
    if (kinds === undefined) kindsOf.set(key, [one]);
    else kinds.push(one);
  }
  return [...kindsOf].flatMap(([key, kinds]) =>
    registry.lookup(key, kind).filter((hit) => kinds.includes(hit.kind)),
  );
}
