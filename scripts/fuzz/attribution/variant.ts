import type { Kit } from "./kit.ts";
import type { Component } from "./components.ts";
import type { Made } from "./truth.ts";

/** The files of one bundle before they are packed. */
export interface Draft {
  readonly files: readonly Made[];
  /** Of the ZIP. */
  readonly comment?: string;
}

/** A way in which an export goes wrong (leaks.md, section 4), or one that looks alike and is right. */
export interface Variant {
  /** `M1` … `M17`. */
  readonly mechanism: string;
  readonly name: string;
  readonly isLeak: boolean;
  /** Missing: those in which any table can stand. */
  readonly layouts?: readonly string[];
  /** `base`: the subject's own correct export, which it adds to or replaces. */
  readonly make: (kit: Kit, components: readonly Component[], base: readonly Made[]) => Draft;
}

/** Adds files to the correct export. */
export function adding(
  mechanism: string,
  name: string,
  isLeak: boolean,
  more: (kit: Kit, components: readonly Component[]) => readonly Made[],
  layouts?: readonly string[],
): Variant {
  return {
    mechanism,
    name,
    isLeak,
    ...(layouts === undefined ? {} : { layouts }),
    make: (kit, components, base) => ({ files: [...base, ...more(kit, components)] }),
  };
}
