import { fileSink } from "./sinks.ts";
import { existsSync } from "node:fs";
import { csvCell } from "../model/csv-cell.ts";
import { CannotRun } from "../model/errors.ts";

export type RevealedOwners = ReadonlyMap<string, readonly { readonly kind: string; readonly key: string }[]>;

/**
 * The file of `--reveal-to`: the only place where strangers' identifiers are written. A new file that only its owner
 * can read. Throws `CannotRun` when it exists already or cannot be made.
 */
export function revealFile(
  path: string,
  inputs: readonly string[],
): { write(owners: RevealedOwners): void; finish(): void; abandon(): void } {
  if (existsSync(path))
    throw new CannotRun(`--reveal-to ${path}: the file exists already; it is never written over`);
  const sink = fileSink(path, inputs, 0o600);
  void sink.write("owner,kind,identifier\r\n");
  return {
    write(owners) {
      for (const [owner, identifiers] of owners) {
        for (const { kind, key } of identifiers)
          void sink.write(`${csvCell(owner)},${csvCell(kind)},${csvCell(key)}\r\n`);
      }
    },
    finish: () => void sink.finish(),
    abandon: () => sink.abandon(),
  };
}
