import { openContainer, type Container } from "../containers/index.ts";
import { whatBytesLookLike } from "../formats/index.ts";
import type { Fate } from "../model/fate.ts";
import type { Attribution } from "../model/kinds.ts";
import type { FieldObservation } from "../model/observed.ts";
import { DEFAULT_POLICY } from "../model/policy.ts";
import type { CheckOptions } from "./check.ts";
import { gatherBundle } from "./gather-bundle.ts";
import { Join } from "./join.ts";
import { fateOf, Ledger } from "./ledger.ts";
import { limitsFor } from "./limits-for.ts";

export type ObserveOptions = Pick<
  CheckOptions,
  | "bundles"
  | "subject"
  | "policy"
  | "layouts"
  | "givenBuiltins"
  | "limits"
  | "passwords"
  | "jobs"
  | "signal"
  | "onProgress"
>;

/** One entry of an observed bundle. */
export interface ObservedEntry {
  /** Its name in its own archive. */
  readonly path: string;
  readonly sha256: string | null;
  readonly fate: Fate;
  readonly recording: boolean;
  /** What a check would say of it; null where it holds no record. */
  readonly attribution: Attribution | null;
}

/**
 * Reads a bundle as a check does, in workers and within the same limits, and tells of every entry what its fields hold:
 * `onFields` gets the entry's name in its own archive, in the order of the entries. Throws what `check` throws.
 */
export async function observeBundle(
  options: ObserveOptions,
  onFields: (path: string, fields: readonly FieldObservation[]) => void,
): Promise<readonly ObservedEntry[]> {
  const limits = limitsFor(options);
  const containers: Container[] = [];
  const canDecrypt = (options.passwords ?? []).length > 0;
  for (const path of options.bundles)
    containers.push(await openContainer(path, limits, { canDecrypt, looksLike: whatBytesLookLike }));
  const ledger = new Ledger();
  const join = new Join(ledger, options.subject, options.policy ?? DEFAULT_POLICY, limits);
  await gatherBundle(containers, ledger, join, options, onFields);
  join.finish();
  return ledger
    .inOrder()
    .filter((row) => !isFolder(fateOf(row)))
    .map((row) => {
      const { name, sha256, recording, attribution } = row;
      return { path: name, sha256, fate: fateOf(row), recording, attribution };
    });
}

function isFolder(fate: Fate): boolean {
  return fate.kind === "inspected" && fate.format === "directory";
}
