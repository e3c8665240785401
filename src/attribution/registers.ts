import type { Registered } from "../model/evidence.ts";
import type { IdentifierUse } from "../model/field.ts";
import { canonical, isPlaceholder } from "../model/identifier.ts";
import type { Place } from "../model/place.ts";

/** Values of one entry that are kept of one register; of more nothing is said. */
const MAX_VALUES = 4096;
/** Registers that one entry can have to do with. */
const MAX_REGISTERS = 16;

interface Growing {
  readonly register: string;
  readonly field: string;
  readonly lists: boolean;
  readonly values: Map<string, { count: number; readonly place: Place }>;
  isFull: boolean;
}

/** Collects values that are a register, or that must stand in one: of devices, for example. */
export class Registers {
  readonly #found = new Map<string, Growing>();

  add(use: IdentifierUse, text: string, here: () => Place): void {
    if (use.kind === "any" || isPlaceholder(text)) return;
    const key = canonical(use.kind, text);
    const register = use.registers ?? use.registered;
    if (key === undefined || register === undefined) return;
    const lists = use.registers !== undefined;
    const name = `${lists} ${register} ${use.field}`;
    let found = this.#found.get(name);
    if (found === undefined) {
      if (this.#found.size >= MAX_REGISTERS) return;
      found = { register, field: use.field, lists, values: new Map(), isFull: false };
      this.#found.set(name, found);
    }
    const known = found.values.get(key);
    if (known !== undefined) known.count += 1;
    else if (found.values.size < MAX_VALUES) found.values.set(key, { count: 1, place: here() });
    else found.isFull = true;
  }

  finish(): readonly Registered[] {
    return [...this.#found.values()].map(({ register, field, lists, values, isFull }) => ({
      register,
      field,
      lists,
      values: isFull ? [] : [...values].map(([key, { count, place }]) => ({ key, count, place })),
    }));
  }
}
