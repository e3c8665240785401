import { statSync } from "node:fs";
import type { Release } from "../model/release.ts";
import type { Subject } from "../model/subject.ts";
import { digestOf } from "./gather.ts";

/** Tells the first release of each of the archives with these digests (SHA-256 in small hex) that was released. */
export type ReleasedTo = (digests: ReadonlySet<string>) => Promise<ReadonlyMap<string, Release>>;

interface Released {
  readonly bundles: readonly string[];
  readonly subject: Subject;
  readonly releasedTo?: ReleasedTo;
  readonly signal?: AbortSignal;
}

/** Releases of the parts to other requests. `digest`: that of the only part, where it is known. Throws `CannotRun`. */
export async function releasedToOthers(
  { bundles, subject, releasedTo, signal }: Released,
  digest: string | null,
): Promise<readonly Release[]> {
  if (releasedTo === undefined) return [];
  const digests = new Set<string>(digest === null ? [] : [digest]);
  if (digest === null)
    for (const path of bundles) if (statSync(path).isFile()) digests.add(await digestOf(path, signal));
  const releases = await releasedTo(digests);
  return [...releases.values()].filter(({ ref }) => ref !== subject.ref);
}
