import type { Subject } from "../model/subject.ts";

/** Characters of an identifier that is looked for in names. */
const MIN_IDENTIFIER = 4;
const EXTENSION = /\.[A-Za-z][A-Za-z0-9]{0,7}$/;
/** Stands for what varies until all is known of a name: no file system has it in one. */
const MARK = "/";
const RUN_OF_MARKS = /\/(?:[-_.: ]?\/)*/g;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const HEX = /(?<![A-Za-z0-9])(?=[0-9a-f]{0,63}[0-9])[0-9a-f]{8,64}(?![A-Za-z0-9])/gi;

/** A path in which the subject's identifiers and all numbers are `*`: what files of one kind have in common. */
export function nameTemplate(path: string, subject: Subject): string {
  const segments = path
    .replaceAll("\\", "/")
    .replace(/^(?:\.?\/)+/, "")
    .split("/");
  return segments
    .map((segment, at) => {
      const extension = at === segments.length - 1 ? (EXTENSION.exec(segment)?.[0] ?? "") : "";
      const stem = segment.slice(0, segment.length - extension.length);
      return `${segmentTemplate(stem, subject)}${literal(extension)}`;
    })
    .join("/");
}

function segmentTemplate(text: string, subject: Subject): string {
  let rest = text;
  for (const { written } of subject.identifiers) {
    const identifier = written.trim();
    if (identifier.length >= MIN_IDENTIFIER) rest = rest.replaceAll(identifier, MARK);
  }
  const marked = rest
    .replace(UUID, MARK)
    .replace(HEX, MARK)
    .replace(/[0-9]+/g, MARK);
  return literal(marked).replace(RUN_OF_MARKS, "*");
}

/** What a glob would take for something else matches any one character. */
function literal(text: string): string {
  return text.replace(/[*?{}]/g, "?");
}

interface Node {
  /** Index of the bundle. */
  readonly bundle: number;
  readonly template: string;
  readonly rest: readonly string[];
}

/**
 * Globs that fit files of all bundles: a name that only one of them has becomes `*`. By bundle, then by template.
 */
export function commonGlobs(
  templates: readonly (readonly string[])[],
): readonly ReadonlyMap<string, string>[] {
  const globs = templates.map(() => new Map<string, string>());
  const nodes = templates.flatMap((list, bundle) =>
    list.map((template): Node => ({ bundle, template, rest: template.split("/") })),
  );
  place(nodes, "", globs);
  return globs;
}

function place(nodes: readonly Node[], prefix: string, globs: readonly Map<string, string>[]): void {
  const byName = Map.groupBy(
    nodes,
    ({ rest }) => `${rest.length === 1 ? "" : "/"}${(rest[0] ?? "").toLowerCase()}`,
  );
  const byLabel = new Map<string, Node[]>();
  for (const group of byName.values()) {
    const isCommon = new Set(group.map(({ bundle }) => bundle)).size > 1;
    for (const node of group) {
      const [name = "", ...rest] = node.rest;
      const label = isCommon
        ? name.toLowerCase()
        : rest.length > 0
          ? "*"
          : `*${EXTENSION.exec(name)?.[0] ?? ""}`.toLowerCase();
      const key = `${rest.length > 0 ? "/" : ""}${label}`;
      byLabel.set(key, [...(byLabel.get(key) ?? []), node]);
    }
  }
  for (const [key, group] of byLabel) {
    const first = group[0]?.rest[0] ?? "";
    const label = key.replace(/^\//, "");
    // As it is written, where it is common.
    const glob = `${prefix}${label.startsWith("*") ? label : first}`;
    const folders = group.filter(({ rest }) => rest.length > 1);
    for (const { bundle, template, rest } of group) if (rest.length <= 1) globs[bundle]?.set(template, glob);
    if (folders.length > 0)
      place(
        folders.map((node) => ({ ...node, rest: node.rest.slice(1) })),
        `${glob}/`,
        globs,
      );
  }
}
