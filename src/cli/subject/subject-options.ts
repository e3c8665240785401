import { CannotRun } from "../../model/errors.ts";
import type { StrongKind } from "../../model/kinds.ts";
import { STRONG_KINDS } from "../../model/kinds.ts";
import type { Subject } from "../../model/subject.ts";
import { checkRef } from "./ref.ts";
import { toldIdentifier, withoutRepeats } from "./told.ts";

/** What the command line says of the subject. */
export interface SubjectOptions {
  readonly account?: readonly string[] | undefined;
  readonly email?: readonly string[] | undefined;
  readonly phone?: readonly string[] | undefined;
  readonly person?: readonly string[] | undefined;
  readonly household?: readonly string[] | undefined;
  readonly device?: readonly string[] | undefined;
  readonly noDevices?: boolean | undefined;
  readonly ref?: string | undefined;
}

/** Throws `CannotRun` with a sentence that names the option. May tell no identifier at all: `mergeSubjects` decides. */
export function subjectFromOptions(options: SubjectOptions): Subject {
  if (options.ref !== undefined) checkRef(options.ref);
  const identifiers = STRONG_KINDS.flatMap((kind) =>
    (options[kind] ?? []).map((text) => {
      const told = toldIdentifier(kind, text);
      if ("problem" in told) throw new CannotRun(`--${kind}: ${told.problem}`);
      return told.identifier;
    }),
  );
  const none: StrongKind[] = options.noDevices === true ? ["device"] : [];
  const subject = withoutRepeats({ ref: options.ref?.trim() ?? "", identifiers, none, names: [] });
  checkNone(subject);
  return subject;
}

/** The file's subject with what the options add. Throws `CannotRun` when they contradict each other or tell no identifier. */
export function mergeSubjects(file: Subject | undefined, options: Subject | undefined): Subject {
  const parts = [file, options].filter((subject) => subject !== undefined);
  const merged = withoutRepeats({
    ref: options?.ref || file?.ref || "",
    identifiers: parts.flatMap((subject) => subject.identifiers),
    none: parts.flatMap((subject) => subject.none),
    names: parts.flatMap((subject) => subject.names),
  });
  if (merged.identifiers.length === 0) {
    throw new CannotRun(
      "Who asked is not told: give a subject file (-s), or --account, --email, --phone, --person, --household or --device.",
    );
  }
  checkNone(merged);
  return merged;
}

function checkNone(subject: Subject): void {
  for (const kind of subject.none) {
    if (!subject.identifiers.some((identifier) => identifier.kind === kind)) continue;
    throw new CannotRun(
      kind === "device"
        ? '"No devices" (--no-devices, or "devices: []" in the subject file) contradicts the devices that are told.'
        : `The subject file says that there is none of the kind "${kind}", but --${kind} tells one.`,
    );
  }
}
