import type { NameIndex } from "../attribution/links.ts";
import { isComparableDigest } from "../model/digest.ts";
import type { Gathered } from "../model/evidence.ts";
import type { Unlisted } from "../model/facts.ts";
import type { Ledger } from "./ledger.ts";
import { candidatesOf, type PendingLink } from "./link-resolution.ts";
import { lastSegment } from "./protocol.ts";

/** What the smallest list of files and owners is called (docs/make-your-export-checkable.md). */
const MANIFEST = "manifest.csv";

/**
 * Finds the entries that a `manifest.csv` in their folder or above, in the same archive, does not list, and those it
 * lists without a digest. A manifest of which no row names an owner and a file that is there lists nothing and promises
 * nothing.
 */
export function unlistedEntries(
  links: readonly PendingLink[],
  index: NameIndex,
  ledger: Ledger,
): readonly Unlisted[] {
  const manifests = new Map<number, { readonly listed: Set<number>; readonly undigested: Set<number> }>();
  for (const { from, link } of links) {
    const row = ledger.rows[from];
    if (row === undefined || lastSegment(row.name) !== MANIFEST) continue;
    const manifest = manifests.get(from) ?? { listed: new Set(), undigested: new Set() };
    manifests.set(from, manifest);
    const isDigest = [link.sha256 ?? "", ...(link.digests ?? [])].some(isComparableDigest);
    for (const entry of index.candidates(from, link.target)) {
      manifest.listed.add(entry);
      if (!isDigest) manifest.undigested.add(entry);
    }
  }
  return [...manifests].flatMap(([manifest, { listed, undigested }]) => [
    ...[...filesBeside(manifest, ledger)]
      .filter((entry) => !listed.has(entry))
      .map((entry) => ({ entry, manifest, kind: "not-listed" as const })),
    ...[...undigested].map((entry) => ({ entry, manifest, kind: "no-digest" as const })),
  ]);
}

/** BagIt's list of the files in `data/`, for one algorithm of digests. */
const PAYLOAD_LIST = /^manifest-[a-z0-9-]{1,20}\.txt$/;

/** Finds files in the `data/` of BagIt bags that the bag's own list leaves out (RFC 8493, 2.1.3: it lists every one). */
export function unlistedPayload(
  lists: readonly Pick<Gathered, "row" | "digests">[],
  index: NameIndex,
  ledger: Ledger,
): readonly Unlisted[] {
  return lists.flatMap(({ row: manifest, digests }) => {
    const own = ledger.rows[manifest];
    if (own === undefined || !PAYLOAD_LIST.test(lastSegment(own.name))) return [];
    const payload = `${folderOf(own.name)}data/`;
    const listed = new Set(digests.flatMap(({ path }) => candidatesOf(index, manifest, path)));
    return [...filesBeside(manifest, ledger)]
      .filter((entry) => !listed.has(entry) && folderOf(ledger.rows[entry]?.name ?? "").startsWith(payload))
      .map((entry) => ({ entry, manifest, kind: "not-in-bag" as const }));
  });
}

/** Files in the folder of an entry and below, in its archive. */
function* filesBeside(manifest: number, ledger: Ledger): Generator<number> {
  const own = ledger.rows[manifest];
  if (own === undefined) return;
  const folder = folderOf(own.name);
  for (const [index, row] of ledger.rows.entries()) {
    if (index === manifest || row.archive !== own.archive || row.found !== undefined) continue;
    const isFolder = row.fate?.kind === "inspected" && row.fate.format === "directory";
    if (!isFolder && folderOf(row.name).startsWith(folder)) yield index;
  }
}

/** With its slash at the end; empty for the root. In lower case, either slash, as names are looked up. */
function folderOf(name: string): string {
  return name
    .replaceAll("\\", "/")
    .replace(/^(?:\.?\/)+/, "")
    .toLowerCase()
    .replace(/[^/]*$/, "");
}
