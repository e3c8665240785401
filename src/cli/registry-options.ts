import { openRegistrySource, type OpenedRegistry } from "../engine/registered.ts";
import { CannotRun } from "../model/errors.ts";
import { readRegistryKey } from "../registry/index.ts";
import { warnOfKey } from "./registry/words.ts";

/** What the options say of the index of all customers. */
export interface RegistryArguments {
  readonly registry?: string;
  readonly registryKey?: string;
}

/** `--registry` with its key, opened once to see that it can be; undefined when none was given. Throws `CannotRun`. */
export function registryFrom({ registry: path, registryKey }: RegistryArguments): OpenedRegistry | undefined {
  if (path === undefined) {
    if (registryKey !== undefined)
      throw new CannotRun("--registry-key is for an index of all customers: --registry <file>");
    return undefined;
  }
  if (registryKey === undefined)
    throw new CannotRun("--registry needs the key that it was built with: --registry-key <file>");
  if (path === "-" || registryKey === "-")
    throw new CannotRun(
      "--registry and --registry-key take paths of files; they are not read from standard input",
    );
  const key = readRegistryKey(registryKey);
  if (key.isExposed) warnOfKey(registryKey);
  return openRegistrySource({ path, key });
}
