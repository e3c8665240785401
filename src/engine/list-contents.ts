import { listContainer, type Container, type ContainerKind, type Content } from "../containers/index.ts";
import { whatBytesLookLike } from "../formats/index.ts";
import { CannotRun, NotInspected } from "../model/errors.ts";
import type { Inspector } from "./inspect-entry.ts";
import type { Task } from "./protocol.ts";

/**
 * Lists an entry that is a container, within its lease. Throws `NotInspected` when it is no such container after all,
 * lies too deep or has to be unpacked and is too large for that.
 */
export async function listContents(
  content: Content,
  kind: ContainerKind,
  task: Task,
  inspector: Inspector,
): Promise<Container> {
  const { limits, reader, parts, canDecrypt } = inspector;
  if (task.within.length >= limits.maxNesting) {
    const detail = `archives in archives, ${task.within.length + 1} deep; ${limits.maxNesting} is the limit`;
    throw new NotInspected("over-limit", detail);
  }
  const onProgress = (): void => inspector.beat(false);
  const bytes = await reader.bytesOf(parts[task.part] ?? "", task.within, task.locator, content, onProgress);
  const bounds = {
    ...limits,
    maxEntries: Math.min(limits.maxEntries, task.lease.entries),
    maxBytes: task.lease.bytes,
  };
  try {
    return await listContainer(bytes, bytes, kind, task.path, {
      bounds,
      canDecrypt,
      looksLike: whatBytesLookLike,
      onProgress,
    });
  } catch (error) {
    if (error instanceof CannotRun) throw new NotInspected("damaged", error.message);
    throw error;
  }
}
