import { observeBundle } from "../../engine/observe.ts";
import { LayoutCoverage, loadLayout, type Unused } from "../../layouts/index.ts";
import { printable } from "../../model/printable.ts";
import type { Subject } from "../../model/subject.ts";
import type { LayoutCheckArguments } from "../commands/layout.ts";
import { jobsOf, passwordsFrom } from "../common-options.ts";
import { streamSink } from "../sinks.ts";
import { readTextFile } from "../subject/read-text-file.ts";

/** What is matched in a layout does not depend on a person. */
const NOBODY: Subject = { ref: "", identifiers: [], none: [], names: [] };

const WORDS: Readonly<Record<Unused["why"], string>> = {
  "no-file": "no file of the bundles fits its `files`",
  "no-field": "its files have no such field",
  "no-value": "the field is there, but its pattern takes none of the values",
  "no-list": "its files have no such list",
  "no-name": "its pattern takes no name of a file",
};

/**
 * Checks a layout: its schema, its patterns and its examples, and of bundles, that each part and field means something in
 * one of them. 0, or 3 when something does not. Throws `CannotRun` for a layout that is wrong.
 */
export async function runLayoutCheck(
  file: string,
  bundles: readonly string[],
  options: LayoutCheckArguments,
  signal: AbortSignal,
): Promise<number> {
  const layout = await loadLayout(await readTextFile(file), file);
  const out = streamSink(process.stdout);
  const count = layout.parts.reduce((sum, { spec }) => sum + (spec.fields ?? []).length, 0);
  const parts = `${layout.parts.length} ${layout.parts.length === 1 ? "part" : "parts"}`;
  await out.write(
    `${printable(layout.name)}: a layout of ${parts} and ${count} ${count === 1 ? "field" : "fields"}, and all its examples hold\n`,
  );
  if (bundles.length === 0) return 0;
  const coverage = new LayoutCoverage(layout);
  const passwords = await passwordsFrom(options.passwordFile);
  const jobs = jobsOf(options.jobs);
  for (const bundle of bundles) {
    const entries = await observeBundle(
      {
        bundles: [bundle],
        subject: NOBODY,
        layouts: [layout],
        passwords,
        signal,
        ...(jobs === undefined ? {} : { jobs }),
      },
      (path, fields) => coverage.fields(path, fields),
    );
    for (const { path } of entries) coverage.entry(path);
  }
  const unused = coverage.unused();
  if (unused.length === 0) {
    await out.write(
      `Each part and field of it means something in the ${bundles.length === 1 ? "bundle" : "bundles"}.\n`,
    );
    return 0;
  }
  const lines = unused.map(({ where, what, why }) => `  ${where}  ${printable(what)}: ${WORDS[why]}\n`);
  await out.write(`Means nothing in the ${bundles.length === 1 ? "bundle" : "bundles"}:\n${lines.join("")}`);
  return 3;
}
