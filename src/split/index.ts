export { type HeldReason } from "./decide.ts";
export { splitBundle, type SplitOptions, type SplitResult, type SplitTarget } from "./run.ts";
export { type SplitManifest } from "./manifest.ts";

/** The JSON Schema of the manifest of a split, `straycheck-split/1`. */
export async function splitSchema(): Promise<object> {
  const { default: schema } = await import("./split.schema.json", { with: { type: "json" } });
  return schema;
}
