import { basename, resolve } from "node:path";
import { check } from "../../engine/check.ts";
import { observeBundle } from "../../engine/observe.ts";
import {
  decisionParts,
  decisionsOf,
  draftOf,
  draftTable,
  GoodBundle,
  layoutText,
  namespacesOf,
} from "../../layout-draft/index.ts";
import { loadLayout, type LoadedLayout } from "../../layouts/index.ts";
import { CannotRun } from "../../model/errors.ts";
import { printable } from "../../model/printable.ts";
import type { Subject } from "../../model/subject.ts";
import type { DraftArguments } from "../commands/layout.ts";
import { jobsOf, passwordsFrom } from "../common-options.ts";
import { fileSink, streamSink } from "../sinks.ts";
import { readTextFile } from "../subject/read-text-file.ts";
import { peopleFromCsv, type TellsBundles } from "../subject/subject-csv.ts";

/** Files that are named of each bundle. */
const MAX_NAMED = 8;
const NAME = /^[a-z0-9][a-z0-9-]{0,47}$/;

interface Person {
  readonly subject: Subject;
  readonly bundles: readonly string[];
}

/**
 * Drafts a layout from good bundles and writes it; what it rests on, and what a check with it says, goes to standard
 * error. 0 when a layout was written. Throws `CannotRun`.
 */
export async function runLayoutDraft(
  paths: readonly string[],
  options: DraftArguments,
  signal: AbortSignal,
): Promise<number> {
  if (!NAME.test(options.name))
    throw new CannotRun(
      `--name ${printable(options.name)}: small letters, digits and hyphens are wanted, at most 48`,
    );
  const people = peopleOf(
    paths,
    peopleFromCsv(await readTextFile(options.subject), options.subject),
    options.subject,
  );
  const passwords = await passwordsFrom(options.passwordFile);
  const jobs = jobsOf(options.jobs);
  const inputs = [...paths, options.subject];
  const out = options.output === undefined ? streamSink(process.stdout) : fileSink(options.output, inputs);
  try {
    const common = { passwords, signal, ...(jobs === undefined ? {} : { jobs }) };
    const good: GoodBundle[] = [];
    for (const { subject, bundles } of people) {
      const bundle = new GoodBundle(subject);
      good.push(bundle);
      const entries = await observeBundle({ bundles, subject, ...common }, (path, fields) =>
        bundle.add(path, fields),
      );
      bundle.entries.push(...entries);
    }
    const draft = draftOf(good);
    const decisions = decisionsOf(draft, good);
    const text = layoutText(draft, options.name, `Draft of a layout: ${options.name}`, decisions);
    const told = streamSink(process.stderr);
    await told.write(
      draftTable(draft, good, decisionParts(decisions, namespacesOf(draft.forms, options.name)))
        .map((line) => `${line}\n`)
        .join(""),
    );
    if (text === undefined)
      throw new CannotRun(
        "nothing can be proposed: no field holds the identifiers of each person in their own bundle",
      );
    // What cannot be loaded again would be a fault of ours, and is better known here.
    const layout = await loadLayout(text, options.output ?? "draft.json");
    for (const person of people) await told.write(await tried(person, layout, common));
    await out.write(text);
    await out.finish();
    return 0;
  } catch (error) {
    out.abandon();
    throw error;
  }
}

/** Who is whose. Throws `CannotRun` when a bundle is nobody's, or all are one person's. */
function peopleOf(paths: readonly string[], told: readonly TellsBundles[], file: string): readonly Person[] {
  const byPerson = new Map<TellsBundles, string[]>();
  for (const path of paths) {
    const exact = told.filter(({ bundles }) =>
      bundles.some((name) => name === path || resolve(name) === resolve(path)),
    );
    const owners =
      exact.length > 0
        ? exact
        : told.filter(({ bundles }) => bundles.some((name) => basename(name) === basename(path)));
    const [owner] = owners;
    if (owner === undefined)
      throw new CannotRun(`${file} does not say whose ${printable(path)} is: no row has it as "bundle"`);
    if (owners.length > 1) throw new CannotRun(`${file} says that ${printable(path)} is of several people`);
    byPerson.set(owner, [...(byPerson.get(owner) ?? []), path]);
  }
  if (byPerson.size < 2)
    throw new CannotRun(
      "a draft needs good bundles of at least two different people: in one alone a constant looks like an owner",
    );
  return [...byPerson].map(([{ subject }, bundles]) => ({ subject, bundles }));
}

/** What a check of a person's bundles with the draft given says. */
async function tried(
  { subject, bundles }: Person,
  layout: LoadedLayout,
  common: { readonly passwords: readonly string[]; readonly signal: AbortSignal },
): Promise<string> {
  const open: string[] = [];
  let words = "";
  for await (const event of check({ bundles, subject, layouts: [layout], ...common })) {
    if (event.type === "verdict") words = `exit code ${event.verdict.exitCode} (${event.verdict.outcome})`;
    if (event.type !== "entry") continue;
    const { path, attribution, fate } = event.entry;
    if (fate === "not-inspected") open.push(`${path} (not inspected)`);
    else if (attribution !== null && attribution !== "own" && attribution !== "context")
      open.push(`${path} (${attribution})`);
  }
  const named = open.slice(0, MAX_NAMED).map((line) => `  ${printable(line)}\n`);
  const more = open.length > MAX_NAMED ? [`  and ${open.length - MAX_NAMED} more\n`] : [];
  const left = open.length === 0 ? "" : ", left:";
  return `With this draft, ${printable(bundles.map((path) => basename(path)).join(", "))}: ${words}${left}\n${[...named, ...more].join("")}`;
}
