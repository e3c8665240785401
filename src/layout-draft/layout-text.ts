import type { Composite } from "./composites.ts";
import { decisionJson, decisionParts } from "./decision-text.ts";
import type { Decision } from "./decisions.ts";
import type { Draft, DraftPart } from "./draft.ts";
import { atOf } from "./draft.ts";
import type { JudgedField } from "./fields.ts";
import type { Form } from "./identifier-patterns.ts";

const MAX_GLOB = 1_000;

export type Json = Readonly<Record<string, unknown>>;

/**
 * The draft as the text of a layout file (`straycheck-layout/1`). What each field rests on stands in its `source`, since
 * JSON has no comments. No value of any bundle stands in it. Undefined when there is nothing to propose.
 */
export function layoutText(
  draft: Draft,
  name: string,
  title: string,
  decisions: readonly Decision[] = [],
): string | undefined {
  const named = namespacesOf(draft.forms, name);
  const parts = draft.parts.map((part) => partJson(part, named)).filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const same = draft.furniture.filter(({ length }) => length <= MAX_GLOB);
  const furniture = {
    name: "the same in every export, names nobody: accept these files in the policy",
    files: same,
    source: "the same bytes in several people's bundles",
  };
  const namespaces = Object.fromEntries(
    [...named].map(([form, namespace]) => [
      namespace,
      {
        kind: form.kind,
        pattern: `^${form.pattern}$`,
        source: `the form that the identifiers of ${form.people} people have in the subject file. Check: too narrow or too wide?`,
        certainty: "inferred",
      },
    ]),
  );
  const layout = {
    layout: "straycheck-layout/1",
    name,
    title,
    source: `Drafted by straycheck from good bundles of ${draft.people} people. Review every line: what always held for them need not hold for everybody.`,
    ...(named.size === 0 ? {} : { namespaces }),
    parts: [
      ...parts,
      ...(same.length === 0 ? [] : [furniture]),
      ...decisionParts(decisions, named).map(decisionJson),
    ],
  };
  return `${JSON.stringify(layout, null, 2)}\n`;
}

/** E-mail addresses need no namespace: they are compared as such. */
export function namespacesOf(forms: readonly Form[], name: string): ReadonlyMap<Form, string> {
  const named = new Map<Form, string>();
  for (const form of forms) {
    if (form.kind === "email") continue;
    const before = [...named.keys()].filter(({ kind }) => kind === form.kind).length;
    named.set(form, `${name.slice(0, 48)}-${form.kind}${before === 0 ? "" : `-${before + 1}`}`);
  }
  return named;
}

function partJson(part: DraftPart, named: ReadonlyMap<Form, string>): Json | undefined {
  const fields = part.fields.flatMap((field) => fieldJson(field, named));
  if (fields.length === 0 || part.files.length > MAX_GLOB) return undefined;
  return {
    name: part.files,
    files: [part.files],
    ...(part.records.length === 0 ? {} : { records: part.records }),
    fields,
  };
}

/** The groups of a pattern that takes an identifier out of a value. */
export function compositeGroups({ form, hasTime }: Composite, named: ReadonlyMap<Form, string>): Json {
  const namespace = named.get(form);
  const owner = { kind: form.kind, ...(namespace === undefined ? {} : { namespace }), role: "owner" };
  return { [form.kind]: owner, ...(hasTime ? { time: { is: "time" } } : {}) };
}

function fieldJson(
  { path, others = [], meaning, evidence }: JudgedField,
  named: ReadonlyMap<Form, string>,
): readonly Json[] {
  const at = others.length === 0 ? atOf(path) : [path, ...others].map(atOf);
  switch (meaning.is) {
    case "unsure":
      return [];
    case "owner":
    case "party": {
      const namespaces = [...named]
        .filter(([form]) => form.kind === meaning.kind)
        .map(([, namespace]) => namespace);
      const [only] = namespaces;
      const namespace = only === undefined ? {} : { namespace: namespaces.length === 1 ? only : namespaces };
      const { kind } = meaning;
      return [{ at, kind, ...namespace, role: meaning.is, source: evidence, certainty: "measured" }];
    }
    case "composite":
      return meaning.composites.map((one) => {
        const groups = compositeGroups(one, named);
        return { at, pattern: one.pattern, groups, source: evidence, certainty: "inferred" };
      });
    case "names-file":
      return [
        ...(meaning.composites ?? []).map((one) => ({
          at,
          // The whole value names the file, and what stands in it whose it is.
          pattern: `^(?<file>${one.pattern.slice(1, -1)})$`,
          groups: { file: { is: "names-file" }, ...compositeGroups(one, named) },
          source: `${evidence}, and hold the requester's identifier`,
          certainty: "inferred",
        })),
        { at, is: "names-file", source: evidence, certainty: "measured" },
      ];
    case "thread":
      return [{ at, is: "thread", source: evidence, certainty: "inferred" }];
    default:
      return [{ at, is: meaning.is, source: evidence, certainty: "measured" }];
  }
}
