import { CannotRun } from "../../model/errors.ts";
import { DEFAULT_POLICY_TEXT, policySchema } from "../../policy/index.ts";
import { layoutSchema } from "../../layouts/index.ts";
import { peopleSchema, reportSchema } from "../../reporters/index.ts";
import { printable } from "../../model/printable.ts";
import { streamSink } from "../sinks.ts";

const SCHEMAS: Readonly<Record<string, () => Promise<object>>> = {
  report: reportSchema,
  subject: async () => (await import("../subject.schema.json", { with: { type: "json" } })).default,
  policy: policySchema,
  layout: layoutSchema,
  evidence: async () => (await import("../../incident/index.ts")).evidenceSchema(),
  receipt: async () => (await import("../../receipt/index.ts")).receiptSchema(),
  people: peopleSchema,
  // The batch is loaded for this one schema alone.
  batch: async () => (await import("../../batch/index.ts")).batchSchema(),
  split: async () => (await import("../../split/index.ts")).splitSchema(),
};

/** Names of the schemas that the package holds. */
export const SCHEMA_NAMES: readonly string[] = Object.keys(SCHEMAS);

/** Prints a JSON Schema, or the built-in defaults of the policy. Throws `CannotRun` for an unknown name. */
export async function runSchema(name: string, defaults: boolean): Promise<number> {
  const sink = streamSink(process.stdout);
  if (defaults) {
    if (name !== "policy") throw new CannotRun(`only the policy has defaults; "${printable(name)}" has none`);
    await sink.write(DEFAULT_POLICY_TEXT);
    return 0;
  }
  const schema = SCHEMAS[name];
  if (schema === undefined)
    throw new CannotRun(`there is no schema "${printable(name)}"; there are ${SCHEMA_NAMES.join(", ")}`);
  await sink.write(`${JSON.stringify(await schema(), null, 2)}\n`);
  return 0;
}
