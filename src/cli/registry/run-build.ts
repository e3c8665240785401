import { rmSync } from "node:fs";
import { CannotRun } from "../../model/errors.ts";
import { number } from "../../model/number.ts";
import { printable } from "../../model/printable.ts";
import {
  buildRegistry,
  columnUses,
  readRegistryKey,
  SOURCE_FORMATS,
  writeNewKey,
  type BuildProgress,
  type BuiltRegistry,
} from "../../registry/index.ts";
import type { RegistryBuildArguments } from "../commands/registry.ts";
import { quietly } from "../outputs.ts";
import { streamSink } from "../sinks.ts";
import { countLines, countsJson, warnOfKey } from "./words.ts";

const REDRAW_MILLIS = 200;

/** Builds a registry and says what is in it. Returns exit code 0; throws `CannotRun`, `Interrupted`. */
export async function runRegistryBuild(
  sources: readonly string[],
  options: RegistryBuildArguments,
  signal: AbortSignal,
): Promise<number> {
  if (sources.filter((path) => path === "-").length > 1)
    throw new CannotRun("standard input can be read only once");
  const columns = columnUses(options.column);
  if (options.newKey === true) writeNewKey(options.key);
  const key = readRegistryKey(options.key);
  if (key.isExposed) warnOfKey(options.key);
  const line = progressLine(process.stderr, options.progress);
  let built: BuiltRegistry;
  try {
    built = await buildRegistry({
      sources,
      format: SOURCE_FORMATS.find((format) => format === options.format),
      columns,
      key,
      inputs: [options.key],
      output: options.output,
      ownersFile: options.owners,
      leavesOut: options.skipInvalid === true,
      replaces: options.force === true,
      standardInput: process.stdin,
      signal,
      onProgress: line.update,
    });
  } catch (error) {
    // A key that nothing was made with is in the way when the same is tried again.
    if (options.newKey === true) quietly(() => rmSync(options.key));
    throw error;
  } finally {
    line.clear();
  }
  await streamSink(process.stdout).write(options.json === true ? json(built) : text(built, options));
  return 0;
}

function json({ counts, bytes, digest, bits, problems }: BuiltRegistry): string {
  return `${JSON.stringify({ ...countsJson(counts, bits), bytes, digest, problems }, null, 2)}\n`;
}

function text(
  { counts, bytes, digest, bits, problems }: BuiltRegistry,
  options: RegistryBuildArguments,
): string {
  const lines = [
    `${printable(options.output)}  ${number(bytes)} bytes, ${digest}`,
    ...countLines(counts, bits),
    ...(options.owners === undefined
      ? []
      : [`  which customer a number is  ${printable(options.owners)}: keep it and the key elsewhere`]),
    ...problems.map((problem) => `  left out: ${problem}`),
  ];
  if (counts.leftOut > problems.length)
    lines.push(`  left out: ${number(counts.leftOut - problems.length)} more`);
  return `${lines.join("\n")}\n`;
}

function progressLine(
  stream: NodeJS.WriteStream,
  isWanted: boolean,
): { readonly update: (progress: BuildProgress) => void; readonly clear: () => void } {
  const isShown = isWanted && stream.isTTY;
  let drawnAt = 0;
  return {
    update({ phase, share, rows }) {
      const now = Date.now();
      if (!isShown || now - drawnAt < REDRAW_MILLIS) return;
      drawnAt = now;
      const done = share === undefined ? "" : ` ${Math.floor(share * 100)} %`;
      stream.write(`\r\u001b[K${phase}${done}, ${number(rows)} identifiers`);
    },
    clear() {
      if (drawnAt > 0) stream.write("\r\u001b[K");
    },
  };
}
