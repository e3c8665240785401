import { createHash } from "node:crypto";
import { COUNTERPARTIES, LEAST_BASES } from "../model/policy.ts";
import type { Acceptance, Counterparties, Policy, PolicyPlace, SystemIdentifier } from "../model/policy.ts";
import type { Basis } from "../model/kinds.ts";
import { acceptanceOf } from "./acceptance-line.ts";
import { complaint, shown } from "./complaint.ts";
import { writtenIdentifier } from "./identifier-text.ts";
import { limitsOf, type LimitLine } from "./limit-values.ts";
import { mergePolicies } from "./merge.ts";
import { entriesOf, listOf, requiredText, scalarOf, textOf } from "./yaml-fields.ts";
import type { YamlEntry, YamlMap } from "./yaml-file.ts";
import { readYaml } from "./yaml-file.ts";

const POLICY_KEYS = [
  "accept",
  "system",
  "counterparties",
  "least-basis",
  "review",
  "layouts",
  "limits",
] as const;
const SYSTEM_KINDS = ["account", "email", "phone", "person", "household", "device", "handle"] as const;
const SYSTEM_KEYS = [...SYSTEM_KINDS, "reason"] as const;
const ACCEPT_EXAMPLE = "[{ files: …, why: …, max: 1, reason: …, until: … }]";
const SYSTEM_EXAMPLE = "[{ email: support@acme.example, reason: support desk }]";

/** Acceptances of one file: each is held against every entry, and thousands of exceptions are none. */
const MAX_ACCEPTANCES = 2_000;

/** A value of a policy file, and where it stands. */
export interface Located<T> {
  readonly value: T;
  readonly source: PolicyPlace;
}

/** What one policy file says; what it leaves out is undefined, or empty. */
export interface PolicyFile {
  readonly name: string;
  readonly counterparties: Located<Counterparties> | undefined;
  readonly leastBasis: Located<Basis> | undefined;
  readonly review: readonly Located<string>[];
  readonly layouts: readonly Located<string>[];
  readonly system: readonly Located<SystemIdentifier>[];
  /** Each has a `source`. */
  readonly accept: readonly Acceptance[];
  readonly limits: readonly LimitLine[];
  /** sha256 of the text, in hexadecimal. */
  readonly digest: string;
}

/**
 * Reads a policy file (YAML or JSON). `today` (`YYYY-MM-DD`) bounds how far ahead an acceptance may reach.
 * Throws `CannotRun` with a sentence that names the file and the line.
 */
export function parsePolicyFile(text: string, fileName: string, today: string): PolicyFile {
  const entries = entriesOf(fileName, readYaml(text, fileName), POLICY_KEYS, "a policy file");
  return {
    name: fileName,
    counterparties: choiceOf(fileName, entries.get("counterparties"), COUNTERPARTIES),
    leastBasis: choiceOf(fileName, entries.get("least-basis"), LEAST_BASES),
    // Whether there are such rules is known to who reads the policy.
    review: textsOf(fileName, entries.get("review"), "[missing-files, deleted-item]"),
    // As written; whoever reads them knows where a policy's files lie.
    layouts: textsOf(fileName, entries.get("layouts"), "[./acme.layout.json, amazon-alexa]"),
    system: mapsOf(fileName, entries.get("system"), SYSTEM_EXAMPLE).map((map) => systemOf(fileName, map)),
    accept: acceptancesOf(fileName, entries.get("accept"), today),
    limits: limitsOf(fileName, entries.get("limits")),
    digest: createHash("sha256").update(text).digest("hex"),
  };
}

/** The policy of a single file; throws what `parsePolicyFile` throws. */
export function parsePolicy(text: string, fileName: string, today: string): Policy {
  return mergePolicies([parsePolicyFile(text, fileName, today)]).policy;
}

function choiceOf<T extends string>(
  fileName: string,
  entry: YamlEntry | undefined,
  choices: readonly T[],
): Located<T> | undefined {
  if (entry === undefined) return undefined;
  const text = textOf(fileName, entry);
  const value = choices.find((one) => one === text);
  if (value !== undefined) return { value, source: { file: fileName, line: entry.line } };
  const problem = `"${entry.key}" must be one of ${choices.join(", ")}, not ${shown(text)}`;
  throw complaint(fileName, entry.line, problem);
}

function textsOf(fileName: string, entry: YamlEntry | undefined, example: string): Located<string>[] {
  if (entry === undefined) return [];
  return listOf(fileName, entry, example).map((item) => ({
    value: scalarOf(fileName, item, `an item of "${entry.key}"`),
    source: { file: fileName, line: item.line },
  }));
}

function mapsOf(fileName: string, entry: YamlEntry | undefined, example: string): readonly YamlMap[] {
  if (entry === undefined) return [];
  return listOf(fileName, entry, example).map((item) => {
    if (item.is === "map") return item;
    throw complaint(
      fileName,
      item.line,
      `each item of "${entry.key}" must be a map, such as ${example.slice(1, -1)}`,
    );
  });
}

function acceptancesOf(fileName: string, entry: YamlEntry | undefined, today: string): Acceptance[] {
  const maps = mapsOf(fileName, entry, ACCEPT_EXAMPLE);
  const tooMany = maps[MAX_ACCEPTANCES];
  if (tooMany !== undefined)
    throw complaint(fileName, tooMany.line, `"accept" has more than ${MAX_ACCEPTANCES} items`);
  return maps.map((map) => acceptanceOf(fileName, map, today));
}

function systemOf(fileName: string, map: YamlMap): Located<SystemIdentifier> {
  const entries = entriesOf(fileName, map, SYSTEM_KEYS, `an item of "system"`);
  const kinds = SYSTEM_KINDS.filter((kind) => entries.has(kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const problem = `an item of "system" must hold one of ${SYSTEM_KINDS.join(", ")}; this one holds ${kinds.length}`;
    throw complaint(fileName, map.line, problem);
  }
  const identifier = requiredText(fileName, map, entries.get(kind), "system", kind);
  const written = writtenIdentifier(kind, identifier.text);
  if ("problem" in written) throw complaint(fileName, identifier.line, `"${kind}": ${written.problem}`);
  const { text: reason } = requiredText(fileName, map, entries.get("reason"), "system", "reason");
  return { value: { kind, key: written.key, reason }, source: { file: fileName, line: map.line } };
}
