import { RULES } from "../src/rules/index.ts";
import type { Level } from "../src/model/finding.ts";

const WEIGHS: Readonly<Record<Level, string>> = {
  stray: "makes the verdict `stray` (exit code 1)",
  unproven: "keeps the bundle from being clean (exit code 3)",
  note: "is a note: it changes no verdict, unless the policy's `review` names it (then exit code 3)",
};

/** `docs/rules/`: a page per rule under an address that stays, and their list. File name -> Markdown. */
export function rulePages(): ReadonlyMap<string, string> {
  const rows = RULES.map(({ id, level, words }) => `| [${id}](${id}.md) | ${level} | ${cell(words.title)} |`);
  const list = [
    "# Rules",
    "",
    "Made from the code by `npm run docs`. `straycheck rules` prints this list, `straycheck explain <rule>` a page of it.",
    "",
    "| rule | level | what it says |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ];
  return new Map([
    ["README.md", list.join("\n")],
    ...RULES.map(({ id, level, words }): [string, string] => [
      `${id}.md`,
      `# ${id}\n\n**${escaped(words.title)}.** A finding of this rule ${WEIGHS[level]}.\n\n${escaped(words.help)}\n\n[All rules](README.md) · [The report](../report.md) · [Exit codes](../exit-codes.md)\n`,
    ]),
  ]);
}

function cell(text: string): string {
  return escaped(text).replaceAll("|", String.raw`\|`);
}

function escaped(text: string): string {
  return text.replaceAll(/[<>*_]/g, (character) => `\\${character}`);
}
