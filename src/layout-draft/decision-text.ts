import type { Decision } from "./decisions.ts";
import type { Form } from "./identifier-patterns.ts";
import { compositeGroups, type Json } from "./layout-text.ts";

/** A decision as a part of the draft that says nothing by itself, and the line that a person may add to it. */
export interface DecisionPart {
  readonly files: readonly string[];
  readonly name: string;
  readonly source: string;
  /** To be pasted into the part; undefined where no layout can help. */
  readonly paste: string | undefined;
}

/** Words and lines to paste for what is left to decide. `named`: how the draft calls its namespaces. */
export function decisionParts(
  decisions: readonly Decision[],
  named: ReadonlyMap<Form, string>,
): readonly DecisionPart[] {
  return decisions.map((decision) =>
    decision.is === "silent" ? silentPart(decision) : recordingsPart(decision, named),
  );
}

function silentPart({ files, anchor }: Decision): DecisionPart {
  const name = "to decide: nothing in these files says whose they are";
  const otherwise = "write the owner into them, or list them in a manifest.csv";
  if (anchor === undefined)
    return { files, name, source: `No layout makes them speak: ${otherwise}.`, paste: undefined };
  return {
    files,
    name,
    source: `Does the program that makes the export read these files by the account that ${anchor.files} names, and by nothing else? Then add "inherits" to this part. If you do not know: ${otherwise}.`,
    paste: `"inherits": ${JSON.stringify({ anchor })}`,
  };
}

function recordingsPart({ files, names }: Decision, named: ReadonlyMap<Form, string>): DecisionPart {
  const name = "to decide: no table names these recordings";
  const otherwise = "a manifest.csv, or a table that names each file and its owner";
  if (names.length === 0)
    return { files, name, source: `They can only be proven by ${otherwise}.`, paste: undefined };
  const tokens = names.flatMap(({ composites }) =>
    composites.map((one) => ({
      field: "name of the file",
      pattern: one.pattern,
      groups: compositeGroups(one, named),
      source: "…",
      certainty: "measured",
    })),
  );
  return {
    files: names.map((one) => one.files),
    name,
    source: `Their names hold the requester's identifier. Did the device or the service write these names, when it made the files? Then add "names" to this part. If the program that packs the export writes them, they prove nothing: it needs ${otherwise}.`,
    paste: `"names": ${JSON.stringify(tokens)}`,
  };
}

/** The part as it stands in the draft: without what is to be decided it means nothing. */
export function decisionJson({ name, files, source, paste }: DecisionPart): Json {
  return { name, files, source: paste === undefined ? source : `${source} ${paste}` };
}
