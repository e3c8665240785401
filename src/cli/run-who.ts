import { survey, type Survey } from "../engine/survey.ts";
import { CannotRun } from "../model/errors.ts";
import type { PeopleReport } from "../model/people.ts";
import { number } from "../model/number.ts";
import type { WhoArguments } from "./commands/who.ts";
import { jobsOf, mustShareInput, passwordsFrom } from "./common-options.ts";
import { givenLayouts } from "./given-layouts.ts";
import { quietly } from "./outputs.ts";
import { PeopleOutputs } from "./people-outputs.ts";
import { givenPolicy } from "./policy-files.ts";
import { progressLine } from "./progress.ts";
import { registryFrom } from "./registry-options.ts";
import { revealFile } from "./reveal.ts";
import { subjectFrom, tellsIdentifiers } from "./subject-arguments.ts";

/** What people are called in reports; any other `--person` is a profile of who asked. */
const HANDLE = /^(?:requester|stranger-[1-9]\d{0,8})$/;
const ON_TERMINAL_ONLY =
  "--reveal shows identifiers on a terminal only; use --reveal-to <file.csv> to write them to a file";

/** Tells whose data is in a bundle; returns 0, for there is no verdict. Everything that can be wrong is found first. */
export async function runWho(
  bundles: readonly string[],
  options: WhoArguments,
  signal: AbortSignal,
): Promise<number> {
  mustShareInput({
    "--subject": options.subject,
    "--password-file": options.passwordFile,
    "--registry-key": options.registryKey,
    "--policy": options.policy.find((path) => path === "-"),
  });
  const [person, another] = options.person.filter((one) => HANDLE.test(one));
  if (another !== undefined) throw new CannotRun("--person: one person's share at a time");
  const asked = { ...options, person: options.person.filter((one) => !HANDLE.test(one)) };
  const isAsked = asked.subject !== undefined || asked.ref !== undefined || tellsIdentifiers(asked);
  const subject = isAsked ? await subjectFrom(asked) : undefined;
  if (person === "requester" && subject === undefined)
    throw new CannotRun("--person requester: nobody says who asked; -s <subject file> does");
  const { policy, sources } = await givenPolicy(options.policy, bundles);
  const passwords = await passwordsFrom(options.passwordFile);
  const { layouts, givenBuiltins, files } = await givenLayouts(
    options.layout,
    sources.flatMap((source) => source.layouts),
  );
  const registry = registryFrom(options);
  const jobs = jobsOf(options.jobs);
  const inputs = [
    ...bundles,
    options.subject,
    ...options.policy,
    options.passwordFile,
    options.registry,
    options.registryKey,
    ...files,
  ].filter((path) => path !== undefined);
  const outputs = await PeopleOutputs.open(options, inputs);
  let revealed: ReturnType<typeof revealFile> | undefined;
  const progress =
    options.progress && options.quiet !== true && process.stderr.isTTY
      ? progressLine(process.stderr)
      : undefined;
  try {
    if (options.reveal === true && !outputs.isOnTerminal) throw new CannotRun(ON_TERMINAL_ONLY);
    if (options.revealTo !== undefined) revealed = revealFile(options.revealTo, inputs);
    const found = await survey({
      bundles,
      policy,
      layouts,
      givenBuiltins,
      passwords,
      signal,
      ...(subject === undefined ? {} : { subject }),
      ...(jobs === undefined ? {} : { jobs }),
      ...(registry && { registry }),
      // Without a subject there are no strays to speak of.
      ...(progress === undefined
        ? {}
        : { onProgress: (one) => progress.update(subject === undefined ? { ...one, strays: 0 } : one) }),
    }).finally(() => progress?.clear());
    const report = reportOf(found, person);
    const raw = new Map([...found.raw].filter(([id]) => person === undefined || id === person));
    revealed?.write(raw);
    const lines = new Map([...raw].map(([id, all]) => [id, all.map(({ kind, key }) => `${kind} ${key}`)]));
    await outputs.write(report, options.reveal === true ? lines : undefined);
    await outputs.finish();
    revealed?.finish();
    return 0;
  } catch (error) {
    outputs.abandon();
    quietly(() => revealed?.abandon());
    throw error;
  }
}

/** Everybody, or what one person needs to be told. Throws `CannotRun` when there is no such person. */
export function reportOf({ people, request, shares, entries }: Survey, person?: string): PeopleReport {
  if (person === undefined) return { ...people, request, person: null, files: [] };
  const one = people.people.find(({ id }) => id === person);
  if (one === undefined) {
    const many = people.people.filter(({ id }) => id !== "requester").length;
    const there =
      many === 0 ? "nobody" : many === 1 ? "stranger-1" : `stranger-1 to stranger-${number(many)}`;
    throw new CannotRun(`--person ${person}: there is no such person; there is ${there}`);
  }
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return {
    ...people,
    people: [one],
    ties: people.ties.filter((tie) => tie.people.includes(person)),
    request: person === "requester" ? request : null,
    person,
    files: (shares.get(person) ?? []).map((share) => {
      const entry = byId.get(share.entry);
      return {
        ...share,
        path: entry?.path ?? "",
        format: entry?.format ?? null,
        sha256: entry?.sha256 ?? null,
      };
    }),
  };
}
