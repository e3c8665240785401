import type { EntryEvidence, IncidentView } from "../model/incident.ts";

/** The evidence file, `straycheck-incident/1`: the view, and each entry on a line of its own at the end. */
export function* evidenceJson(view: IncidentView, entries: Iterable<EntryEvidence>): Generator<string> {
  const head = JSON.stringify(view, null, 2);
  // The closing brace is written when the entries are.
  yield `${head.slice(0, -2)},\n  "entries": [`;
  let isFirst = true;
  for (const entry of entries) {
    yield `${isFirst ? "" : ","}\n    ${JSON.stringify(entry)}`;
    isFirst = false;
  }
  yield `${isFirst ? "" : "\n  "}]\n}\n`;
}

/** The JSON Schema of the evidence file. */
export async function evidenceSchema(): Promise<object> {
  const { default: schema } = await import("./evidence.schema.json", { with: { type: "json" } });
  return schema;
}
