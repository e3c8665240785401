import type { CompositeUse, FieldUse, IdentifierUse } from "../model/field.ts";
import type { Vocabulary } from "./generic.ts";

/** Folders of what people attached or uploaded, in the languages of the generic layout. */
const ATTACHED =
  /(?:^|[/!])(?:[^/]*[ _-])?(?:attachments?|uploads?|uploaded[ _-]files|anh[aä]nge|anlagen|pi[eè]ces[ _-]jointes|adjuntos|allegati|bijlagen|bilagor|bilag|vedlegg|liitteet|za[lł][aą]czniki|p[rř][ií]lohy|anexos)(?:[ _-][^/]*)?\//i;

/** Whether people attached or uploaded the entry, by the folders it lies in. */
export function isAttached(path: string): boolean {
  return ATTACHED.test(path);
}

/** What a field means in an attachment: the same, but a foreign value makes no stray. */
export function attachedUses(): (use: FieldUse) => FieldUse {
  const made = new Map<FieldUse, FieldUse>();
  const weaker = (use: FieldUse): FieldUse => {
    if (use.is !== "identifier" && use.is !== "composite") return use;
    const known = made.get(use) ?? weakened(use);
    made.set(use, known);
    return known;
  };
  const weakened = (use: IdentifierUse | CompositeUse): FieldUse =>
    use.is === "identifier"
      ? { ...use, attached: true }
      : {
          ...use,
          parts: (text) => use.parts(text)?.map((part) => ({ use: weaker(part.use), text: part.text })),
        };
  return weaker;
}

/** The generic layout for attachments: it never makes a stray alone there. */
export function attachedWords(vocabulary: Vocabulary, weaker: (use: FieldUse) => FieldUse): Vocabulary {
  const attached = (use: FieldUse | undefined): FieldUse | undefined =>
    use === undefined ? undefined : weaker(use);
  return {
    ...vocabulary,
    use: (path, table) => attached(vocabulary.use(path, table)),
    keys: (key, isOfMaps) => attached(vocabulary.keys(key, isOfMaps)),
  };
}
