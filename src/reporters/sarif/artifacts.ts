import type { EntryView, RunView } from "../../model/report.ts";

/** The files that results speak of, and the archives around them. */
export class Artifacts {
  readonly #wanted = new Set<string>();
  readonly #entries = new Map<string, EntryView>();
  readonly #index = new Map<string, number>();

  /** Called for every result, before the entries come: an entry's ordinal path, with what encloses it. */
  want(entryId: string): void {
    const parts = entryId.split(".");
    for (let length = 2; length <= parts.length; length++) this.#wanted.add(parts.slice(0, length).join("."));
  }

  add(entry: EntryView): void {
    if (this.#wanted.has(entry.id)) this.#entries.set(entry.id, entry);
  }

  /** Number of an entry among the artifacts; undefined when none stands for it. */
  indexOf(entryId: string): number | undefined {
    return this.#index.get(entryId);
  }

  /** SARIF artifacts: the bundle first, then files, nested ones pointing at what holds them. */
  list(bundle: RunView["bundle"]): object[] {
    const list: object[] = [
      {
        location: { uri: encodedPath(bundle.name) },
        roles: ["analysisTarget"],
        length: bundle.bytes,
        ...hashes(bundle.sha256),
      },
    ];
    for (const [id, entry] of this.#entries) {
      const parent = id.slice(0, id.lastIndexOf("."));
      const around = this.#entries.get(parent);
      const path = around === undefined ? entry.path : withoutPrefix(entry.path, `${around.path}!/`);
      this.#index.set(id, list.length);
      list.push({
        // SARIF 2.1.0, 3.24.3: the path of a nested artifact begins with a slash.
        location: { uri: `/${encodedPath(path)}` },
        parentIndex: this.#index.get(parent) ?? 0,
        length: entry.bytes,
        ...hashes(entry.sha256),
      });
    }
    return list;
  }
}

/**
 * A path as a relative URI reference, each segment percent-encoded; a colon would read as a scheme. Segments of dots
 * stand in brackets: encoded or not, a viewer would climb to other files (RFC 3986, 5.2.4 and 6.2.2.2).
 */
export function encodedPath(path: string): string {
  return path
    .split("/")
    .map((segment) =>
      segment === "." || segment === ".." ? `(${segment})` : encodeURIComponent(segment.toWellFormed()),
    )
    .join("/");
}

function withoutPrefix(path: string, prefix: string): string {
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

function hashes(sha256: string | null): object {
  return sha256 === null ? {} : { hashes: { "sha-256": sha256 } };
}
