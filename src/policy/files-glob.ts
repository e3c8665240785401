const ARCHIVE_EXTENSIONS = new Set([
  "zip", "zipx", "tar", "gz", "tgz", "bz2", "tbz", "tbz2", "xz", "txz", "zst", "tzst", "lz", "lz4", "lzma", "br", "z",
  "7z", "rar", "jar", "war", "ear", "apk", "cab", "arj", "lha", "lzh", "ace", "iso", "dmg", "img", "cpio", "wim", "sit",
]); // prettier-ignore
const MAX_GLOB = 4096;

/** Whether a path or glob ends as archives do; by the name only. */
export function namesAnArchive(path: string): boolean {
  const name = lastSegment(path).trim().toLowerCase();
  const dot = name.lastIndexOf(".");
  return dot >= 0 && ARCHIVE_EXTENSIONS.has(name.slice(dot + 1));
}

/** Why `files` cannot be accepted as the glob of an acceptance, as a sentence part; undefined when it can. */
export function globProblem(files: string): string | undefined {
  if (files.length > MAX_GLOB) return `is longer than ${MAX_GLOB} characters`;
  // `*.*` names nothing either, so a dot alone is no literal.
  if (!/[^*?.\s]/.test(lastSegment(files))) {
    return 'must name something in its last part: "docs/cover-letter*.pdf", not "docs/*"';
  }
  if (namesAnArchive(files)) return "names an archive, which can never be accepted unseen";
  return undefined;
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
