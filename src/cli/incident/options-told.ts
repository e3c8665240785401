import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { LoadedLayout } from "../../layouts/index.ts";
import { STRONG_KINDS } from "../../model/kinds.ts";
import { printable } from "../../model/printable.ts";
import type { ZonedTime } from "../../incident/index.ts";
import { zonedText } from "../../incident/index.ts";
import type { IncidentArguments } from "../commands/incident.ts";

/** What was called, without anything that names a person: files of identifiers and passwords are only said to be given. */
export function optionsTold(options: IncidentArguments, awareAt: ZonedTime, now: ZonedTime): string {
  const identifiers = STRONG_KINDS.flatMap((kind) => options[kind].map(() => `--${kind} <given>`));
  return [
    ...(options.subject === undefined ? [] : ["-s <subject file>"]),
    ...(options.ref === undefined ? [] : ["--ref <given>"]),
    ...identifiers,
    ...(options.devices ? [] : ["--no-devices"]),
    ...options.layout.map((layout) => `-l ${word(basename(layout))}`),
    ...options.policy.map((policy) => `--policy ${policy === "-" ? "-" : word(basename(policy))}`),
    ...(options.passwordFile === undefined ? [] : ["--password-file <given>"]),
    ...(options.registry === undefined ? [] : ["--registry <given> --registry-key <given>"]),
    ...(options.case === undefined ? [] : ["--case <given>"]),
    ...(options.previous === undefined ? [] : ["--previous <given>"]),
    ...(options.revealTo === undefined ? [] : ["--reveal-to <given>"]),
    `--aware-at ${zonedText(awareAt)}`,
    `--now ${zonedText(now)}`,
    "-o <folder>",
  ].join(" ");
}

/** SHA-256 of what can change an answer; of the person who asked only how much was told, since a digest can be guessed. */
export function optionsDigest(parts: {
  readonly told: readonly { readonly kind: string; readonly number: number; readonly none: boolean }[];
  readonly policyDigest: string | null;
  readonly layouts: readonly LoadedLayout[];
  readonly givenBuiltins: readonly string[];
  readonly passwords: number;
  /** Digest of the registry of all customers. */
  readonly registry?: string;
  readonly version: string;
}): string {
  const { told, policyDigest, layouts, givenBuiltins, passwords, registry, version } = parts;
  const text = JSON.stringify({
    version,
    told,
    policy: policyDigest,
    layouts: layouts.map(({ name, digest }) => [name, digest]),
    builtins: givenBuiltins.toSorted(),
    passwords: passwords > 0,
    ...(registry !== undefined && { registry }),
  });
  return createHash("sha256").update(text).digest("hex");
}

function word(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `"${printable(text)}"`;
}
