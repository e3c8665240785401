import { NotInspected } from "../../model/errors.ts";
import type { Place } from "../../model/place.ts";
import type { Package } from "./package.ts";
import { resolveTarget } from "./package.ts";
import type { Report } from "./report.ts";
import type { Attributes, XmlHandler } from "./xml.ts";

/** What one part says of another. */
export interface Relationship {
  readonly id: string;
  /** The last segment of its type, in lower case: the rest differs between strict and transitional files. */
  readonly type: string;
  /** Name of the part it points to, or the address outside of the document. */
  readonly target: string;
  readonly external: boolean;
}

/** A part that the document reaches, and by what. */
export interface Part {
  readonly name: string;
  readonly type: string;
  /** The part that names it first; empty for the document itself. */
  readonly from: string;
}

export interface Graph {
  readonly parts: readonly Part[];
  of(part: string): readonly Relationship[];
}

/** Relationships of one document that are followed. */
const MAX_RELATIONSHIPS = 1_000_000;

/** Follows relationships from the document's root, each part once. Addresses outside of the document are reported. */
export async function relationshipsOf(files: Package, report: Report): Promise<Graph> {
  const known = new Map<string, Relationship[]>();
  const parts: Part[] = [];
  const seen = new Set<string>();
  const queue = [""];
  let total = 0;
  for (const name of queue) {
    const own: Relationship[] = [];
    known.set(name, own);
    await files.read(relationshipsPart(name), () =>
      relationshipReader(name, report, (one) => {
        total += 1;
        if (total > MAX_RELATIONSHIPS)
          throw new NotInspected("over-limit", `it has more than ${MAX_RELATIONSHIPS} relationships`);
        own.push(one);
      }),
    );
    for (const { type, target, external } of own) {
      if (external || seen.has(target) || !files.has(target)) continue;
      seen.add(target);
      parts.push({ name: target, type, from: name });
      queue.push(target);
    }
  }
  return { parts, of: (part) => known.get(part) ?? [] };
}

/** `xl/worksheets/sheet1.xml` has `xl/worksheets/_rels/sheet1.xml.rels`. */
function relationshipsPart(name: string): string {
  const slash = name.lastIndexOf("/") + 1;
  return `${name.slice(0, slash)}_rels/${name.slice(slash)}.rels`;
}

function relationshipReader(base: string, report: Report, give: (one: Relationship) => void): XmlHandler {
  const place = (): Place => ({
    unit: "tag",
    path: `relationships of ${base === "" ? "the document" : base}`,
  });
  return {
    open(name, attributes) {
      if (name !== "Relationship") return;
      const one = relationship(base, attributes);
      if (one.external) report.lines(one.target, place);
      else report.sweep(one.target);
      give(one);
    },
    close() {},
    text(text) {
      report.lines(text, place);
    },
    aside(text) {
      report.lines(text, place);
    },
  };
}

function relationship(base: string, attributes: Attributes): Relationship {
  const type = attributes["Type"] ?? "";
  const target = attributes["Target"] ?? "";
  const external = attributes["TargetMode"]?.toLowerCase() === "external";
  return {
    id: attributes["Id"] ?? "",
    type: type.slice(type.lastIndexOf("/") + 1).toLowerCase(),
    target: external ? target : resolveTarget(base, target),
    external,
  };
}
