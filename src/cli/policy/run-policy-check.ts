import { CannotRun } from "../../model/errors.ts";
import { printable } from "../../model/printable.ts";
import { expiryOf, mergePolicies, type PolicyFile } from "../../policy/index.ts";
import type { PolicyCheckArguments } from "../commands/policy.ts";
import { givenLayouts } from "../given-layouts.ts";
import { refuseTwice, readPolicyFile, today } from "../policy-files.ts";
import { streamSink } from "../sinks.ts";
import { acceptanceText, heldAgainst, type StoredReport } from "./held-against.ts";
import { storedEntries } from "./stored-entries.ts";

/**
 * Checks policy files, alone and together, and holds their acceptances against stored reports: 0, 3 when a line does not
 * hold, 2 when a file is wrong, which is told of each. Throws `CannotRun` for a report that cannot be read.
 */
export async function runPolicyCheck(
  paths: readonly string[],
  options: PolicyCheckArguments,
  day: string = today(),
): Promise<number> {
  if ([...paths, ...options.report].filter((path) => path === "-").length > 1)
    throw new CannotRun("only one file can be read from standard input");
  refuseTwice(paths);
  const reports: StoredReport[] = [];
  for (const path of options.report)
    reports.push({ name: path === "-" ? "standard input" : path, stored: await storedEntries(path) });
  const { files, wrong } = await readAll(paths, day);
  const out = streamSink(process.stdout);
  const lines = files.map((file) => `${file.name}: ${contentsOf(file)}`);
  if (wrong.length > 0) {
    const errors = streamSink(process.stderr);
    for (const sentence of wrong) await errors.write(`straycheck: ${printable(sentence)}\n`);
    await out.write(textOf(lines));
    return 2;
  }
  const { policy, repeated, replaced } = mergePolicies(files);
  const held = heldAgainst(policy, reports, day);
  const ends = policy.accept.flatMap((acceptance) => {
    const expiry = expiryOf(acceptance, day);
    return expiry === undefined
      ? []
      : [{ ...expiry, words: `${acceptanceText(acceptance)} ${expiry.words}` }];
  });
  const bad = [
    ...ends.filter(({ state }) => state === "expired").map(({ words }) => words),
    ...repeated,
    ...held.bad,
  ];
  const notes = [
    ...ends.filter(({ state }) => state === "soon").map(({ words }) => words),
    ...replaced,
    ...held.notes,
  ];
  lines.push(...section("Does not hold:", bad), ...section("To know:", notes));
  if (bad.length === 0) lines.push("Every line holds.");
  await out.write(textOf(lines));
  return bad.length === 0 ? 0 : 3;
}

/** Reads all files, and the layouts that they name; what is wrong with one does not hide what is wrong with the next. */
async function readAll(
  paths: readonly string[],
  day: string,
): Promise<{ readonly files: readonly PolicyFile[]; readonly wrong: readonly string[] }> {
  const files: PolicyFile[] = [];
  const wrong: string[] = [];
  for (const path of paths) {
    try {
      const file = await readPolicyFile(path, day);
      await givenLayouts([], file.layouts);
      files.push(file);
    } catch (error) {
      if (!(error instanceof CannotRun)) throw error;
      wrong.push(error.message);
    }
  }
  return { files, wrong };
}

function contentsOf(file: PolicyFile): string {
  const parts = [
    ...(file.accept.length === 0
      ? []
      : [`${counted(file.accept.length, "line accepts", "lines accept")} files`]),
    ...(file.system.length === 0
      ? []
      : [`${counted(file.system.length, "identifier", "identifiers")} of the controller`]),
    ...(file.layouts.length === 0 ? [] : [counted(file.layouts.length, "layout", "layouts")]),
    ...(file.review.length === 0 ? [] : [`${counted(file.review.length, "rule", "rules")} to review`]),
    ...(file.limits.length === 0 ? [] : [counted(file.limits.length, "limit", "limits")]),
    ...(file.counterparties === undefined ? [] : [`counterparties ${file.counterparties.value}`]),
    ...(file.leastBasis === undefined ? [] : [`least basis ${file.leastBasis.value}`]),
  ];
  return parts.length === 0 ? "it says nothing" : parts.join(", ");
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function section(title: string, texts: readonly string[]): readonly string[] {
  return texts.length === 0 ? [] : [title, ...texts.map((text) => `  ${text}`)];
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join("");
}
