import type { Random } from "../../../../fixtures/support/random.ts";
import { tableText } from "../../../../fixtures/support/text.ts";
import type { Kit } from "../kit.ts";
import type { Issuer } from "../people.ts";
import type { Bundle, Made, Truth, Whose } from "../truth.ts";
import type { Variant } from "../variant.ts";

/** A provider whose export is made as formats.md has it, and goes wrong in ways of its own. */
export interface Native {
  readonly name: string;
  readonly layout: Bundle["layout"];
  readonly issuer: Issuer;
  /** A correct export: every record is the subject's or stands beside them by right. */
  readonly good: (kit: Kit) => readonly Made[];
  readonly variants: readonly Variant[];
}

/** A provider's variant: it makes the whole bundle. */
export function wrong(
  layoutName: string,
  mechanism: string,
  name: string,
  make: (kit: Kit) => readonly Made[],
): Variant {
  return { mechanism, name, isLeak: true, layouts: [layoutName], make: (kit) => ({ files: make(kit) }) };
}

/** A correct one that looks alike. */
export function right(
  layoutName: string,
  mechanism: string,
  name: string,
  make: (kit: Kit) => readonly Made[],
): Variant {
  return { ...wrong(layoutName, mechanism, `twin: ${name}`, make), isLeak: false };
}

/** Records that say themselves whose they are. A built-in layout that is only detected says as much of strangers. */
export function told(count: number, whose: Whose): readonly Truth[] {
  return [{ unit: "record", count, whose }];
}

/** Records of which only the layout knows whose they are. */
export function known(count: number, whose: Whose): readonly Truth[] {
  return [{ unit: "record", count, whose, alone: "unattributed" }];
}

export function json(path: string, value: unknown, truth: readonly Truth[]): Made {
  return { path, bytes: Buffer.from(JSON.stringify(value, null, 2), "utf8"), truth };
}

export function csv(
  path: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  truth: readonly Truth[],
): Made {
  return { path, bytes: Buffer.from(tableText(columns, rows), "utf8"), truth };
}

export function text(path: string, content: string, truth: readonly Truth[]): Made {
  return { path, bytes: Buffer.from(content, "utf8"), truth };
}

export function digits(length: number, first: string): Issuer {
  return {
    name: `${length} digits`,
    pattern: `[0-9]{${length}}`,
    make: (random: Random) => `${first}${random.text(length - first.length, "0123456789")}`,
  };
}

/** UTF-8 that was read as Latin-1, as Meta writes it. */
export function mangled(content: string): string {
  return Buffer.from(content, "utf8").toString("latin1");
}
