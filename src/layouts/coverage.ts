import type { FieldObservation } from "../model/observed.ts";
import { foldKey, KEYS, matchesAt } from "./at.ts";
import type { CompiledField, CompiledPart } from "./compile.ts";
import type { LoadedLayout } from "./load.ts";
import { fieldsAt, isXmlName } from "./lookup.ts";

/** A line of a layout that some bundles did not use. */
export interface Unused {
  /** `parts[2].fields[0]`, or `parts[2]`. */
  readonly where: string;
  /** The part's name, and the field's `at`. */
  readonly what: string;
  readonly why: "no-file" | "no-field" | "no-value" | "no-list" | "no-name";
}

/** Finds out which parts and fields of a layout mean something in bundles. */
export class LayoutCoverage {
  readonly #layout: LoadedLayout;
  readonly #fitted = new Set<CompiledPart>();
  readonly #met = new Set<CompiledField["at"]>();
  readonly #taken = new Set<CompiledField["at"]>();
  readonly #lists = new Set<CompiledField["at"]>();
  readonly #names = new Set<CompiledPart["names"][number]>();

  constructor(layout: LoadedLayout) {
    this.#layout = layout;
  }

  /** An entry, by its name in its own archive. */
  entry(path: string): void {
    const name = path.slice(path.lastIndexOf("/") + 1);
    for (const part of this.#layout.parts) {
      if (part.files?.(path) === false) continue;
      this.#fitted.add(part);
      for (const token of part.names) if (token.pattern.exec(name) !== undefined) this.#names.add(token);
    }
  }

  /** What the fields of an entry hold. */
  fields(path: string, fields: readonly FieldObservation[]): void {
    for (const part of this.#layout.parts) {
      if (part.files?.(path) === false) continue;
      for (const { path: segments, samples } of fields) {
        const folded = segments.map(foldKey);
        this.#keys(part, segments, folded, isXmlName(path));
        for (const list of part.records) if (isWithin(list, folded)) this.#lists.add(list);
        for (const field of fieldsAt(part, folded, isXmlName(path))) {
          this.#met.add(field.at);
          const takes = (text: string): boolean => field.take(text, field.at.source) !== undefined;
          if (field.unconditional || isIdentifier(field) || samples.some(takes)) this.#taken.add(field.at);
        }
      }
    }
  }

  /** Keys that are values: each name on the way to a field may be one. */
  #keys(part: CompiledPart, segments: readonly string[], folded: readonly string[], xml: boolean): void {
    for (const [at, key] of segments.entries()) {
      if (key === "[]") continue;
      for (const field of fieldsAt(part, [...folded.slice(0, at), KEYS], xml)) {
        this.#met.add(field.at);
        if (field.unconditional || field.take(key, field.at.source) !== undefined) this.#taken.add(field.at);
      }
    }
  }

  /** In the order of the layout. Tokens are not looked at: they may stand in any text. */
  unused(): readonly Unused[] {
    return this.#layout.parts.flatMap((part, index): Unused[] => {
      const where = `parts[${index}]`;
      const { name } = part.spec;
      if (!this.#fitted.has(part)) return [{ where, what: name, why: "no-file" }];
      const fields = [...part.fields.values()].flat();
      const missing = (part.spec.fields ?? []).flatMap((spec, at): Unused[] =>
        fields
          .filter((field) => field.spec === spec && !this.#taken.has(field.at))
          .map((field) => ({
            where: `${where}.fields[${at}]`,
            what: `${name}: ${field.at.source}`,
            why: this.#met.has(field.at) ? "no-value" : "no-field",
          })),
      );
      const lists = part.records.flatMap((list, at): Unused[] =>
        this.#lists.has(list)
          ? []
          : [{ where: `${where}.records[${at}]`, what: `${name}: ${list.source}`, why: "no-list" }],
      );
      const names = part.names.flatMap((token, at): Unused[] =>
        this.#names.has(token)
          ? []
          : [
              {
                where: `${where}.names[${at}]`,
                what: `${name}: ${part.spec.names?.[at]?.field ?? ""}`,
                why: "no-name",
              },
            ],
      );
      return [...missing, ...lists, ...names];
    });
  }
}

/** A value that no namespace takes is an identifier of the field's kind all the same. */
function isIdentifier({ spec }: CompiledField): boolean {
  return spec.pattern === undefined && spec.kind !== undefined;
}

/** Whether a field lies in a list, or is its element. */
function isWithin(list: CompiledField["at"], path: readonly string[]): boolean {
  for (let at = 0; at < path.length; at += 1)
    if (path[at] === "[]" && matchesAt(list, path.slice(0, at))) return true;
  return list.segments.length === 0;
}
