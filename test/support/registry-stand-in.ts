import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { canonical } from "../../src/model/identifier.ts";
import type { StrongKind } from "../../src/model/kinds.ts";
import type { Registry, RegistryHit } from "../../src/model/registry.ts";

/** An identifier of a customer. */
export interface Customer {
  readonly owner: number;
  readonly kind: StrongKind;
  readonly id: string;
  readonly from?: string;
  readonly until?: string;
}

/** Stands for `src/registry/index.ts`: an index in memory, from a file of JSON. */
export function openRegistry(path: string): Registry {
  const text = readFileSync(path, "utf8");
  const told = JSON.parse(text) as Customer[] | { readonly customers: Customer[] };
  const digest = createHash("sha256").update(text).digest("hex");
  if (Array.isArray(told)) return registryOf(told, digest);
  const registry = registryOf(told.customers, digest, 100_000_000);
  return { ...registry, lookup: (key, kind) => [...registry.lookup(key, kind), ...numbered(key, kind)] };
}

/** Every number of five to nine digits is the account of somebody. */
function numbered(key: string, kind: StrongKind | undefined): readonly RegistryHit[] {
  const isHit = (kind === undefined || kind === "account") && /^\d{5,9}$/.test(key);
  return isHit ? [{ owner: 1000 + Number(key), kind: "account", from: undefined, until: undefined }] : [];
}

/** An index in memory. `identifiers`: as many as it is to say that it holds. */
export function registryOf(
  customers: readonly Customer[],
  digest = "0".repeat(64),
  identifiers = customers.length,
): Registry {
  const byKey = new Map<string, RegistryHit[]>();
  for (const { owner, kind, id, from, until } of customers) {
    const key = canonical(kind, id) ?? id;
    byKey.set(key, [...(byKey.get(key) ?? []), { owner, kind, from, until }]);
  }
  return {
    identifiers,
    owners: new Set(customers.map(({ owner }) => owner)).size,
    digest,
    bits: 96,
    lookup: (key, kind) => (byKey.get(key) ?? []).filter((hit) => kind === undefined || hit.kind === kind),
    close: () => {},
  };
}
