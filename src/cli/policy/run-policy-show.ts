import { policyText } from "../../policy/index.ts";
import type { PolicyShowArguments } from "../commands/policy.ts";
import { layoutPath } from "../given-layouts.ts";
import { givenPolicy } from "../policy-files.ts";
import { streamSink } from "../sinks.ts";

/** Prints the merged policy as a policy file; layouts of a file stand there as from the current folder. Throws `CannotRun`. */
export async function runPolicyShow({ policy: paths }: PolicyShowArguments): Promise<number> {
  const given = await givenPolicy(paths);
  const layouts = given.sources.flatMap((source) =>
    source.layouts.map(({ value }) => layoutPath(value, source.name)),
  );
  await streamSink(process.stdout).write(policyText(given, { layouts }));
  return 0;
}
