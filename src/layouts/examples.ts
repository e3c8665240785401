import type { CompiledField, CompiledNamespace, CompiledPart, CompiledToken } from "./compile.ts";
import { LayoutProblem } from "./compile.ts";
import type { Examples, Layout, PartSpec, TokenSpec } from "./layout.ts";

type Takes = (text: string) => boolean;

/** Holds a layout to the examples it gives. Throws `LayoutProblem` for the first that does not do as it says. */
export function checkExamples(
  layout: Layout,
  namespaces: readonly CompiledNamespace[],
  parts: readonly CompiledPart[],
): void {
  for (const namespace of namespaces) {
    const examples = layout.namespaces?.[namespace.name]?.examples;
    check(
      examples,
      (text) => namespace.pattern.exec(text) !== undefined,
      `namespaces.${namespace.name}.examples`,
    );
  }
  for (const [index, part] of parts.entries()) {
    const where = `parts[${index}]`;
    checkFields(part.spec, part, where);
    checkTokens(part.spec.tokens, part.tokens, `${where}.tokens`);
    checkTokens(part.spec.names, part.names, `${where}.names`);
  }
}

function checkFields(spec: PartSpec, part: CompiledPart, where: string): void {
  for (const [verb, list] of Object.entries(spec.examples ?? {})) {
    for (const [source, values] of Object.entries(list)) {
      const fields = [...part.fields.values()].flat().filter((field) => field.at.source === source);
      const place = `${where}.examples.${verb}.${source}`;
      if (fields.length === 0) throw new LayoutProblem(place, "names no field of this part");
      check({ [verb]: values }, (text) => fields.some((field) => takes(field, text)), place);
    }
  }
}

function takes(field: CompiledField, text: string): boolean {
  return field.take(text, field.at.source) !== undefined;
}

function checkTokens(
  specs: readonly TokenSpec[] | undefined,
  tokens: readonly CompiledToken[],
  where: string,
): void {
  for (const [index, token] of tokens.entries()) {
    const found: Takes = (text) =>
      text.includes(token.contains ?? "") && token.pattern.exec(text) !== undefined;
    check(specs?.[index]?.examples, found, `${where}[${index}].examples`);
  }
}

function check(examples: Examples | undefined, accepts: Takes, where: string): void {
  const refused = examples?.accepts?.find((text) => !accepts(text));
  if (refused !== undefined) throw new LayoutProblem(where, `says that "${refused}" is taken, but it is not`);
  const accepted = examples?.refuses?.find(accepts);
  if (accepted !== undefined)
    throw new LayoutProblem(where, `says that "${accepted}" is left, but it is taken`);
}
