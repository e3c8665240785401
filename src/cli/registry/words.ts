import { STRONG_KINDS } from "../../model/kinds.ts";
import { number } from "../../model/number.ts";
import { printable } from "../../model/printable.ts";
import type { RegistryInfo } from "../../registry/index.ts";

type Counts = RegistryInfo["counts"];

/** Says that others than its owner may read a key file. */
export function warnOfKey(path: string): void {
  process.stderr.write(`straycheck: ${printable(path)} can be read by others than its owner (chmod 600)\n`);
}

/** What is in a registry, a line each. */
export function countLines(counts: Counts, bits: number): readonly string[] {
  const kinds = STRONG_KINDS.filter((kind) => counts[kind] > 0).map(
    (kind) => `${number(counts[kind])} ${kind}`,
  );
  const lines = [
    `  identifiers  ${number(counts.identifiers)} of ${number(counts.owners)} customers (${kinds.join(", ")})`,
  ];
  if (counts.tenures > 0) lines.push(`  with days    ${number(counts.tenures)}`);
  if (counts.shared > 0)
    lines.push(`  of several   ${number(counts.shared)} identifiers are of more than one customer`);
  if (counts.crowded > 0)
    lines.push(
      `  of too many  ${number(counts.crowded)} are of more than 255 customers, of whom 255 are kept: they name nobody`,
    );
  if (counts.repeated > 0)
    lines.push(`  repeated     ${number(counts.repeated)} rows say what another row says`);
  if (counts.placeholders > 0)
    lines.push(`  placeholders ${number(counts.placeholders)} values name nobody, and are not in it`);
  if (counts.leftOut > 0)
    lines.push(`  left out     ${number(counts.leftOut)} values are no identifier of their kind`);
  lines.push(`  confirmed by ${bits} bits: what is nobody's hits by chance ${chance(counts, bits)}`);
  return lines;
}

/** The same for machines. */
export function countsJson(counts: Counts, bits: number): Readonly<Record<string, unknown>> {
  return { schema: "straycheck-registry-info/1", counts, bits, chance: counts.identifiers / 2 ** bits };
}

function chance({ identifiers }: Counts, bits: number): string {
  return `once in ${(2 ** bits / Math.max(1, identifiers)).toExponential(0).replace("e+", " × 10^")} look-ups`;
}
