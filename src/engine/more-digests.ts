import { createHash, type Hash } from "node:crypto";
import { announcedDigests, type DigestName } from "../model/digest.ts";

/** The digests beside SHA-256 that files in a container give of others: computed while these are read, 1 to 2 s per GB. */
export function digestsWanted(paths: Iterable<string>): readonly DigestName[] {
  const wanted = new Set<DigestName>();
  for (const path of paths)
    for (const name of announcedDigests(path)) if (name !== "sha256") wanted.add(name);
  return [...wanted];
}

/** Digests of one entry's bytes. */
export class MoreDigests {
  readonly #hashes: readonly Hash[];

  constructor(names: readonly DigestName[]) {
    this.#hashes = names.map((name) => createHash(name));
  }

  push(chunk: Uint8Array): void {
    for (const hash of this.#hashes) hash.update(chunk);
  }

  /** In hex. To be called once, when everything was read. */
  end(): readonly string[] {
    return this.#hashes.map((hash) => hash.digest("hex"));
  }
}
