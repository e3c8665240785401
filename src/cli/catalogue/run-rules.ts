import { RULES } from "../../rules/index.ts";
import { streamSink } from "../sinks.ts";

/** Prints every rule: its id, how it weighs, its title; or all of it as JSON. */
export async function runRules(asJson: boolean): Promise<number> {
  const sink = streamSink(process.stdout);
  if (asJson) {
    const rules = RULES.map(({ id, level, words }) => ({ id, level, title: words.title, help: words.help }));
    await sink.write(`${JSON.stringify(rules, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...RULES.map(({ id }) => id.length));
  for (const { id, level, words } of RULES)
    await sink.write(`${id.padEnd(width)}  ${level.padEnd("unproven".length)}  ${words.title}\n`);
  return 0;
}
