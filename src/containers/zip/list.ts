import type { Bytes } from "../bytes.ts";
import type { Container } from "../container.ts";
import { mapZip, type ZipOptions } from "./map/index.ts";

export type { ZipOptions } from "./map/index.ts";

/** Lists a ZIP by the map of its raw bytes. Throws `CannotRun` when there is nothing of a ZIP to read. */
export function listZip(bytes: Bytes, headers: Bytes, options: ZipOptions): Promise<Container> {
  return mapZip(bytes, headers, options);
}
