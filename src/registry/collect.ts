import type { StrongKind } from "../model/kinds.ts";
import type { RegistryKey } from "./key.ts";
import type { Machine } from "./machine.ts";
import { createMachine } from "./machine.ts";
import { createPartitions, type Partitions } from "./partitions.ts";
import { daysWord, kindNumber } from "./rows.ts";

/** Words of a row of the source: its owner's hash (3), the identifier's (3), kind, days. */
export const GATHERED_WORDS = 8;
export const GATHERED_BYTES = GATHERED_WORDS * 4;
/** Bytes before the text of a reference: its hash (12), its length. */
export const REFERENCE_HEAD_BYTES = 16;
/** Keeps a reference and an identifier of the same text apart. */
const OWNER_PREFIX = "\u0000owner ";

/** What the sources are read into: one identifier of one customer at a time. */
export interface Collector {
  /** `reference`: the customer's, as written. `key`: in canonical form. Days are checked before. */
  add(
    reference: string,
    kind: StrongKind,
    key: string,
    from: string | undefined,
    until: string | undefined,
  ): void;
  readonly gathered: Partitions;
  readonly references: Partitions | undefined;
  /** Rows so far. */
  readonly rows: () => number;
}

/** Gathers rows by owner in files below `folder`. References are kept only where they are to be written later. */
export function createCollector(folder: string, key: RegistryKey, keepsReferences: boolean): Collector {
  const machine: Machine = createMachine(key.hash);
  const gathered = createPartitions(folder, "rows");
  const references = keepsReferences ? createPartitions(folder, "owners") : undefined;
  const row = new Uint32Array(GATHERED_WORDS);
  const rowBytes = new Uint8Array(row.buffer);
  let last: string | undefined;
  let rows = 0;
  const begin = (reference: string): void => {
    last = reference;
    machine.hashText(OWNER_PREFIX + reference);
    row.set(machine.words().subarray(0, 3), 0);
    if (references === undefined) return;
    const text = Buffer.from(reference);
    const head = Buffer.alloc(REFERENCE_HEAD_BYTES);
    head.set(rowBytes.subarray(0, 12));
    head.writeUInt32LE(text.length, 12);
    references.add((row[0] ?? 0) >>> 24, Buffer.concat([head, text]));
  };
  return {
    add(reference, kind, text, from, until) {
      if (reference !== last) begin(reference);
      machine.hashText(text);
      const words = machine.words();
      row[3] = words[0] ?? 0;
      row[4] = words[1] ?? 0;
      row[5] = words[2] ?? 0;
      row[6] = kindNumber(kind);
      row[7] = from === undefined && until === undefined ? 0 : daysWord(from, until);
      gathered.add((row[0] ?? 0) >>> 24, rowBytes);
      rows++;
    },
    gathered,
    references,
    rows: () => rows,
  };
}
