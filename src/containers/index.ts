import { statSync } from "node:fs";
import { CannotRun, messageOf } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import { FileWindow, type Bytes } from "./bytes.ts";
import type { Container, ContainerKind, ListingBounds } from "./container.ts";
import { listFolder } from "./folder.ts";
import { withHeaderTexts } from "./header-text.ts";
import { containerKindOf } from "./kind.ts";
import type { LooksLike } from "./zip/map/gaps.ts";

export type { Bytes } from "./bytes.ts";
export type { Container, ContainerKind, Listed, ListingBounds, Locator } from "./container.ts";
export type { Content } from "./content.ts";
export { containerKindOf } from "./kind.ts";
export { partsOf } from "./parts.ts";
export { ContentReader } from "./reader.ts";
export type { LooksLike } from "./zip/map/gaps.ts";

export interface ListingOptions {
  readonly bounds: ListingBounds;
  /** There are passwords: encrypted entries are worth a try. */
  readonly canDecrypt: boolean;
  readonly looksLike: LooksLike;
  /** Which file it must be; any when undefined. */
  readonly stamp?: string | undefined;
  readonly onProgress: () => void;
}

/** Bytes of local headers that are read at once: in most archives they lie far apart. */
const HEADER_WINDOW_BYTES = 4096;
const KIND_BYTES = 1024;

/** Opens a part of the bundle and lists it. Throws `CannotRun` with a sentence that names the path. */
export async function openContainer(
  path: string,
  limits: Limits,
  options: Omit<ListingOptions, "bounds" | "onProgress">,
): Promise<Container> {
  const stat = statOf(path);
  if (stat.isDirectory()) return listFolder(path, limits);
  if (!stat.isFile()) throw new CannotRun(`${path} is no regular file`);
  if (stat.size === 0) throw new CannotRun(`${path} is empty (0 bytes)`);
  const opened: Bytes[] = [];
  let looks = "";
  try {
    const bytes = new FileWindow(path);
    opened.push(bytes);
    const headers = new FileWindow(path, HEADER_WINDOW_BYTES);
    opened.push(headers);
    const { stamp } = options;
    if (stamp !== undefined && [bytes, headers].some((one) => one.stamp !== stamp))
      throw new CannotRun("it was changed while it was read; nothing is proven, check it again");
    const head = headOf(bytes);
    const kind = containerKindOf(head) ?? "zip";
    looks = options.looksLike(head, bytes.size, head).words;
    const bounds = { ...limits, maxBytes: limits.maxBundleBytes };
    return await listContainer(bytes, headers, kind, path, { ...options, bounds, onProgress: () => {} });
  } catch (error) {
    if (error instanceof CannotRun) {
      const seems = looks === "" || looks === "archive records" ? "" : ` (it looks like ${looks})`;
      throw new CannotRun(`${path} cannot be opened: ${error.message}${seems}`);
    }
    throw new CannotRun(`${path} cannot be read: ${messageOf(error)}`, { cause: error });
  } finally {
    for (const one of opened) one.close();
  }
}

/**
 * Lists what a container holds. `headers`: the same bytes, for reading in other places at the same time. `name`: of the
 * container. Throws `CannotRun` when there is nothing of the kind in the bytes.
 */
export async function listContainer(
  bytes: Bytes,
  headers: Bytes,
  kind: ContainerKind,
  name: string,
  options: ListingOptions,
): Promise<Container> {
  // Loaded when the first one is met: the workers of an export without archives in it do without.
  switch (kind) {
    case "gzip": {
      const { listGzip } = await import("./gzip.ts");
      return withHeaderTexts(await listGzip(bytes, name, options.bounds, options.onProgress));
    }
    case "tar": {
      const { listTar } = await import("./tar.ts");
      return withHeaderTexts(listTar(headers, options.bounds));
    }
    default: {
      const { listZip } = await import("./zip/list.ts");
      return listZip(bytes, headers, options);
    }
  }
}

/** The first bytes of a container, enough to know its kind. */
export function headOf(bytes: Bytes): Uint8Array {
  return Uint8Array.from(bytes.view(0, Math.min(KIND_BYTES, bytes.size)) ?? []);
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
