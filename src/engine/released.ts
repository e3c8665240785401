import { statSync } from "node:fs";
import type { Stamps } from "../model/file-stamp.ts";
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
  readonly stamps?: Stamps;
}

/** Releases of the parts to other requests. `digest`: that of the only part, where it is known. Throws `CannotRun`. */
export async function releasedToOthers(
  { bundles, subject, releasedTo, signal, stamps }: Released,
  digest: string | null,
): Promise<readonly Release[]> {
  if (releasedTo === undefined) return [];
  const digests = new Set<string>(digest === null ? [] : [digest]);
  if (digest === null)
    for (const path of bundles)
      if (statSync(path).isFile()) digests.add(await digestOf(path, { signal, stamps }));
  const releases = await releasedTo(digests);
  return [...releases.values()].filter(({ ref }) => ref !== subject.ref);
}
