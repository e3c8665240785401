import type { Customers } from "../attribution/customers.ts";
import { CannotRun } from "../model/errors.ts";
import type { NamedCustomer, TokensKnown } from "../model/evidence.ts";
import type { Policy } from "../model/policy.ts";
import { printable } from "../model/printable.ts";
import type { Registry } from "../model/registry.ts";
import type { Subject } from "../model/subject.ts";
import { openRegistry, type RegistryKey } from "../registry/index.ts";
import { TokenTable } from "../sweep/token-table.ts";
import type { TokenScanner } from "../sweep/tokens.ts";
import { bytePlace } from "./units.ts";

/** The index of all customers' identifiers, and what it is keyed with. */
export interface RegistrySource {
  readonly path: string;
  readonly key: RegistryKey;
  /** Which state of it it must be; undefined for what is there when the check begins. */
  readonly digest?: string;
}

/** The same, and which state of it is there. */
export type OpenedRegistry = RegistrySource & { readonly digest: string };

let known: { readonly path: string; readonly registry: Registry } | undefined;

/**
 * What a look-up failed with: the registry is damaged there. A format that is reading may take it for a fault of its own file,
 * so that it is asked for after each entry.
 */
let fault: CannotRun | undefined;

/** Throws `CannotRun` when a look-up of this thread has failed. */
export function refuseDamaged(): void {
  if (fault !== undefined) throw fault;
}

function watched(registry: Registry): Registry {
  return {
    identifiers: registry.identifiers,
    owners: registry.owners,
    digest: registry.digest,
    bits: registry.bits,
    lookup(key, kind) {
      try {
        return registry.lookup(key, kind);
      } catch (error) {
        if (error instanceof CannotRun) fault = error;
        throw error;
      }
    },
    close: () => registry.close(),
  };
}

/**
 * Opens the registry, once for all bundles that a thread reads. Throws `CannotRun`, also when it is not the file that the check
 * began with.
 */
export function opened({ path, key, digest }: RegistrySource): Registry {
  if (known?.path === path && known.registry.digest === digest) return known.registry;
  // What comes from another thread has lost that it is a Buffer.
  const { id, hash, seal, isExposed } = key;
  const copy = { id: Buffer.from(id), hash: Buffer.from(hash), seal: Buffer.from(seal), isExposed };
  const registry = watched(openRegistry(path, copy));
  fault = undefined;
  if (digest !== undefined && registry.digest !== digest) {
    registry.close();
    throw new CannotRun(`${printable(path)} was changed while it was used; nothing is proven, check again`);
  }
  known?.registry.close();
  known = { path, registry };
  return registry;
}

/** Opens the registry to see that it can be. Throws `CannotRun` with the reason. */
export function openRegistrySource(source: RegistrySource): OpenedRegistry {
  return { ...source, digest: opened(source).digest };
}

/** What every token of a bundle is held against. The subject's identifiers and the controller's own are nobody else's. */
export function tokensOf(customers: Customers, subject: Subject, policy: Policy): TokenTable {
  const { registry, others } = customers;
  return new TokenTable({
    others,
    identifiers: registry.identifiers,
    bits: registry.bits,
    own: [
      ...subject.identifiers.filter(({ hash }) => hash === undefined),
      ...policy.system.map(({ kind, key }) => ({ kind, key, written: key })),
    ],
  });
}

/** What the tokens of an entry are, without those that its format reported as values of fields. */
export function tokensKnown(
  tokens: TokenScanner,
  reported: ReadonlySet<string>,
  isOwn: (offset: number) => boolean,
  unitAt: (offset: number) => string | undefined,
  isOneRecord: boolean,
): TokensKnown {
  const named = tokens.hits(isOneRecord).flatMap((hit): NamedCustomer[] => {
    const { kind, key, owners, isDated, isPaired, offsets, places } = hit;
    const own = offsets.filter(isOwn);
    if (reported.has(key) || own.length + places.length === 0) return [];
    const count = hit.count - (offsets.length - own.length);
    const bytes = own.map((offset) => bytePlace(offset, unitAt(offset)));
    return [{ kind, key, owners, isDated, isPaired, count, places: [...places, ...bytes] }];
  });
  return { named, ...tokens.tally(isOneRecord, reported) };
}
