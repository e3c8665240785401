import { number } from "../../model/number.ts";
import { printable } from "../../model/printable.ts";
import { readRegistryKey, registryInfo } from "../../registry/index.ts";
import type { RegistryInfoArguments } from "../commands/registry.ts";
import { streamSink } from "../sinks.ts";
import { countLines, countsJson } from "./words.ts";

/** Says what is in a registry. Returns exit code 0; throws `CannotRun` for one that cannot be used. */
export async function runRegistryInfo(path: string, options: RegistryInfoArguments): Promise<number> {
  const key = options.key === undefined ? undefined : readRegistryKey(options.key);
  const { version, bytes, digest, bits, counts, isSealed, isVerified } = registryInfo(
    path,
    key,
    options.verify === true,
  );
  const sealed = isSealed === undefined ? null : isSealed;
  const about = { ...countsJson(counts, bits), version, bytes, digest, key: sealed, verified: isVerified };
  const lines = [
    `${printable(path)}  ${number(bytes)} bytes, ${digest}`,
    ...countLines(counts, bits),
    `  key          ${isSealed === true ? "made with this key" : "not compared (--key)"}`,
    `  whole        ${isVerified ? "every byte is as it was written" : "header and size only (--verify reads all of it)"}`,
  ];
  const text = options.json === true ? JSON.stringify(about, null, 2) : lines.join("\n");
  await streamSink(process.stdout).write(`${text}\n`);
  return 0;
}
