import type { Command } from "commander";
import { CannotRun } from "../model/errors.ts";
import { STRONG_KINDS } from "../model/kinds.ts";
import type { Subject } from "../model/subject.ts";
import { collect } from "./output-options.ts";
import { loadSubject } from "./subject-file.ts";
import { mergeSubjects, subjectFromOptions } from "./subject/subject-options.ts";

/** What the options say of the person who asked, the same for every command that is about one. */
export interface SubjectArguments {
  readonly subject?: string;
  readonly ref?: string;
  readonly account: string[];
  readonly email: string[];
  readonly phone: string[];
  readonly person: string[];
  readonly household: string[];
  readonly device: string[];
  /** `--no-devices` */
  readonly devices: boolean;
}

/** `-s`, `--ref`, `--account` … and `--no-devices`. */
export function addSubjectOptions(command: Command): Command {
  command
    .option("-s, --subject <file>", "who asked: YAML, JSON, or CSV with --ref; - for standard input")
    .option("--ref <text>", "the request's number");
  for (const kind of ["account", "email", "phone", "person", "household", "device"]) {
    command.option(
      `--${kind} <id>`,
      kind === "account" ? "an identifier of the person who asked; repeatable, as the next five" : "the same",
      collect,
      [],
    );
  }
  return command.option("--no-devices", "the person who asked owns no device");
}

/** Whether the options themselves tell something of the person, beside the subject file. */
export function tellsIdentifiers(options: SubjectArguments): boolean {
  return STRONG_KINDS.some((kind) => options[kind].length > 0) || !options.devices;
}

/** The person who asked, from the subject file and the options together. Throws `CannotRun`. */
export async function subjectFrom(options: SubjectArguments): Promise<Subject> {
  const { account, email, phone, person, household, device, ref } = options;
  const anyOption = tellsIdentifiers(options);
  if (options.subject === undefined && !anyOption) {
    throw new CannotRun(
      "it must be told who asked: -s <subject file>, or --account, --email, --device … (the bundle is never asked)",
    );
  }
  const withRef = ref === undefined ? {} : { ref };
  const fromOptions = anyOption
    ? subjectFromOptions({
        account,
        email,
        phone,
        person,
        household,
        device,
        noDevices: !options.devices,
        ...withRef,
      })
    : undefined;
  const fromFile =
    options.subject === undefined
      ? undefined
      : await loadSubject(options.subject, { ...withRef, mayBeEmpty: anyOption });
  return mergeSubjects(fromFile, fromOptions);
}
