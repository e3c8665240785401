import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** A file name that says which part of an export it is. */
interface PartName {
  /** What the names of all parts have in common. */
  readonly stem: string;
  readonly number: number;
  /** How many parts there are, where the name tells. */
  readonly of: number | undefined;
}

/**
 * How providers and tools number parts: Takeout (`takeout-20240101T000000Z-001.zip`, also `-2-001`), `part1`,
 * `Part 2 of 3`, and pieces that were cut without regard for their content (`.zip.001`, `.z01`).
 */
const PATTERNS: readonly RegExp[] = [
  /^(?<stem>.*\d{8}T\d{6}Z(?:-\d+)?-)(?<number>\d{3})(?<rest>\.(?:zip|tgz|tar\.gz))$/i,
  /^(?<stem>.*?\bpart[ _-]?)(?<number>\d{1,3})(?:(?<between>[ _-]?of[ _-]?)(?<of>\d{1,3}))?(?<rest>\.(?:zip|tgz|tar|tar\.gz))$/i,
  /^(?<stem>.*\.zip\.)(?<number>\d{3})(?<rest>)$/i,
];

function partName(name: string): PartName | undefined {
  for (const pattern of PATTERNS) {
    const groups = pattern.exec(name)?.groups;
    if (groups === undefined) continue;
    const stem = `${groups["stem"] ?? ""}#${groups["between"] ?? ""}${groups["of"] ?? ""}${groups["rest"] ?? ""}`;
    const of = groups["of"];
    return {
      stem: stem.toLowerCase(),
      number: Number(groups["number"]),
      of: of === undefined ? undefined : Number(of),
    };
  }
  return undefined;
}

/** What the names of a bundle's parts say of other parts. Reads the folders they lie in, opens nothing. */
export interface PartsSeen {
  /** Names of files beside the bundle that are parts of the same export, and were not given. */
  readonly siblings: readonly string[];
  /** Numbers of parts that must exist and were neither given nor found beside it, by the name of a part. */
  readonly missing: readonly { readonly example: string; readonly numbers: readonly number[] }[];
}

const MAX_NUMBERS = 1000;

export function partsOf(paths: readonly string[]): PartsSeen {
  const given = new Set(paths.map((path) => join(dirname(path), basename(path))));
  const groups = new Map<string, { example: string; numbers: Set<number>; of: number | undefined }>();
  const note = (folder: string, name: string): boolean => {
    const part = partName(name);
    if (part === undefined) return false;
    const key = `${folder}\n${part.stem}`;
    const group = groups.get(key) ?? { example: name, numbers: new Set(), of: part.of };
    groups.set(key, group);
    group.numbers.add(part.number);
    return true;
  };
  const folders = new Set<string>();
  for (const path of paths) if (note(dirname(path), basename(path))) folders.add(dirname(path));
  const stems = new Set(groups.keys());
  const siblings: string[] = [];
  for (const folder of folders) {
    for (const name of namesIn(folder)) {
      const part = partName(name);
      if (part === undefined || given.has(join(folder, name)) || !stems.has(`${folder}\n${part.stem}`))
        continue;
      siblings.push(name);
      note(folder, name);
    }
  }
  const missing = [...groups.values()]
    .map(({ example, numbers, of }) => {
      const last = Math.min(MAX_NUMBERS, of ?? Math.max(...numbers));
      const first = numbers.has(0) ? 0 : 1;
      const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
      return { example, numbers: all.filter((number) => !numbers.has(number)) };
    })
    .filter(({ numbers }) => numbers.length > 0);
  return { siblings: siblings.sort(), missing };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
