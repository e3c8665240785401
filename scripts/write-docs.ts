import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { formatsPage } from "./formats-page.ts";
import { rulePages } from "./rule-pages.ts";

const docs = new URL("../docs/", import.meta.url);
await write("formats.md", formatsPage());
mkdirSync(new URL("rules/", docs), { recursive: true });
const pages = rulePages();
for (const name of readdirSync(new URL("rules/", docs)))
  if (!pages.has(name)) rmSync(new URL(`rules/${name}`, docs));
for (const [name, text] of pages) await write(`rules/${name}`, text);

async function write(name: string, markdown: string): Promise<void> {
  writeFileSync(new URL(name, docs), await format(markdown, { parser: "markdown", printWidth: 110 }));
}
