import { statSync } from "node:fs";
import { CannotRun, messageOf } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import type { Container } from "./container.ts";
import { listFolder } from "./folder.ts";

export type { Container, Listed, Locator } from "./container.ts";
export { ContentReader, type Content } from "./content.ts";

/** Opens a bundle and lists it. Throws `CannotRun` with a sentence that names the path. */
export async function openContainer(path: string, limits: Limits): Promise<Container> {
  const stat = statOf(path);
  if (stat.isDirectory()) return listFolder(path, limits);
  if (!stat.isFile()) throw new CannotRun(`${path} is no regular file`);
  if (stat.size === 0) throw new CannotRun(`${path} is empty (0 bytes)`);
  try {
    return await (await zipLister()).listZip(path, limits);
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw new CannotRun(`${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function statOf(path: string): ReturnType<typeof statSync> & object {
  try {
    return statSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") throw new CannotRun(`${path}: no such file`);
    if (code === "EACCES") throw new CannotRun(`${path} may not be read (permission denied)`);
    throw new CannotRun(`${path} cannot be read: ${messageOf(error)}`);
  }
}

/** Loaded late: the workers, which list nothing, do without the ZIP library. */
function zipLister(): Promise<typeof import("./zip/list.ts")> {
  return import("./zip/list.ts");
}
