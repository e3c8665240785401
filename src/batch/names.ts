import { createHash } from "node:crypto";

/** Characters of a name before what tells two alike apart: paths on Windows have 260. */
const MAX_NAME = 60;
const HASH_CHARACTERS = 8;
/** Names that Windows keeps for devices, and those of the batch's own files. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|summary|journal)(?:\.|$)/i;

/**
 * Names for the reports of requests, safe in every file system whatever a request is called: two that differ have
 * different names, also where capitals are not told apart.
 */
export function reportNames(refs: readonly string[]): ReadonlyMap<string, string> {
  const plain = new Map(refs.map((ref) => [ref, plainName(ref)]));
  const uses = new Map<string, number>();
  for (const name of plain.values()) uses.set(folded(name), (uses.get(folded(name)) ?? 0) + 1);
  return new Map(
    [...plain].map(([ref, name]) => {
      const isItself = name === ref && uses.get(folded(name)) === 1 && !looksHashed(name);
      return [ref, isItself ? name : `${name}-${hashOf(ref)}`];
    }),
  );
}

function plainName(ref: string): string {
  const safe = ref
    .replaceAll(/[^A-Za-z0-9._-]+/g, "_")
    .slice(0, MAX_NAME)
    .replace(/^[._-]+/, "")
    .replace(/[._-]+$/, "");
  if (safe === "") return "request";
  return RESERVED.test(safe) ? `request-${safe}` : safe;
}

/** A request that is called like another one's name with its hash. */
function looksHashed(name: string): boolean {
  return new RegExp(`-[0-9a-f]{${HASH_CHARACTERS}}$`, "i").test(name);
}

function folded(name: string): string {
  return name.toLowerCase();
}

function hashOf(ref: string): string {
  return createHash("sha256").update(ref).digest("hex").slice(0, HASH_CHARACTERS);
}
