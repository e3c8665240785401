export { buildRegistry, type BuildProgress, type BuiltRegistry } from "./build.ts";
export { findWritten } from "./find.ts";
export { registryInfo, type RegistryInfo } from "./info.ts";
export { readRegistryKey, writeNewKey, type RegistryKey } from "./key.ts";
export { openRegistry } from "./open.ts";
export { openOwners, type Owners } from "./owners-file.ts";
export { lineDivider } from "./sources/text-lines.ts";
export { columnUses, SOURCE_FORMATS } from "./sources/index.ts";
