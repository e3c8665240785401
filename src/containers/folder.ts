import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import type { Container, Listed, Observation } from "./container.ts";

/** Lists a folder as if it were an archive: sorted, links never followed. */
export function listFolder(root: string, limits: Limits): Container {
  const entries: Listed[] = [];
  const observations: Observation[] = [];
  let bytes = 0;
  const walk = (folder: string, prefix: string): void => {
    let names: string[];
    try {
      names = readdirSync(folder).sort();
    } catch (error) {
      entries.push(unreadableEntry(`${prefix}`, folder, `the folder cannot be read: ${messageOf(error)}`));
      return;
    }
    for (const name of names) {
      if (entries.length >= limits.maxEntries) break;
      const full = join(folder, name);
      const path = `${prefix}${name}`;
      const stat = lstatSync(full, { throwIfNoEntry: false });
      if (stat === undefined) continue;
      if (stat.isDirectory()) {
        walk(full, `${path}/`);
        continue;
      }
      const locator = { in: "folder", path: full, size: stat.size } as const;
      bytes += stat.size;
      const base = { path, kind: "file", size: stat.size, packed: stat.size, locator } as const;
      if (stat.isSymbolicLink())
        entries.push({ ...base, unreadable: { reason: "link", detail: "it is a symbolic link" } });
      else if (!stat.isFile())
        entries.push({ ...base, unreadable: { reason: "special-file", detail: "it is no regular file" } });
      else entries.push(base);
    }
  };
  walk(root, "");
  if (entries.length >= limits.maxEntries) {
    observations.push({
      rule: "too-many-entries",
      entry: -1,
      detail: `it holds more than ${limits.maxEntries} files`,
    });
  }
  return { kind: "folder", bytes, entries, observations, notes: [], unclaimed: 0 };
}

function unreadableEntry(path: string, full: string, detail: string): Listed {
  const locator = { in: "folder", path: full, size: 0 } as const;
  return { path, kind: "file", size: 0, packed: 0, locator, unreadable: { reason: "unreadable", detail } };
}
