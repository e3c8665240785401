import { CannotRun } from "../../model/errors.ts";
import { DEFAULT_POLICY_TEXT } from "../../policy/index.ts";
import { printable } from "../../model/printable.ts";
import { streamSink } from "../sinks.ts";

const SCHEMAS: Readonly<Record<string, () => Promise<{ default: unknown }>>> = {
  report: () => import("../../reporters/report.schema.json", { with: { type: "json" } }),
  subject: () => import("../subject.schema.json", { with: { type: "json" } }),
  policy: () => import("../../policy/policy.schema.json", { with: { type: "json" } }),
  layout: () => import("../../layouts/layout.schema.json", { with: { type: "json" } }),
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
  const { default: document } = await schema();
  await sink.write(`${JSON.stringify(document, null, 2)}\n`);
  return 0;
}
