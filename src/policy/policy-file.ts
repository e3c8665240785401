import { createHash } from "node:crypto";
import type { NotInspectedReason } from "../model/fate.ts";
import { NOT_INSPECTED_REASONS } from "../model/fate.ts";
import type { Acceptance, Counterparties, Policy, SystemIdentifier } from "../model/policy.ts";
import { COUNTERPARTIES, DEFAULT_POLICY } from "../model/policy.ts";
import { complaint, didYouMean, shown } from "./complaint.ts";
import { addDays, isDay } from "./day.ts";
import { globProblem } from "./files-glob.ts";
import { writtenIdentifier } from "./identifier-text.ts";
import { entriesOf, listOf, scalarOf, textOf } from "./yaml-fields.ts";
import type { YamlEntry, YamlMap } from "./yaml-file.ts";
import { readYaml } from "./yaml-file.ts";

/** Days from today after which an acceptance must be looked at again. */
const MAX_ACCEPTANCE_DAYS = 400;
/** What `pasteLines` writes for the reason; a person must replace it. */
export const REASON_PLACEHOLDER = "FILL IN";
/** Never acceptable: an unopened archive may hold anything, and an entry that was never reached was not even looked at. */
const NEVER_ACCEPTED: ReadonlySet<NotInspectedReason> = new Set(["nested-archive", "never-reached"]);

const POLICY_KEYS = ["accept", "system", "counterparties", "review", "layouts"] as const;
const ACCEPT_KEYS = ["files", "why", "max", "reason", "until", "by"] as const;
const SYSTEM_KINDS = ["account", "email", "phone", "person", "household", "device", "handle"] as const;
const SYSTEM_KEYS = [...SYSTEM_KINDS, "reason"] as const;
const ACCEPT_EXAMPLE = "[{ files: …, why: …, max: 1, reason: …, until: … }]";
const SYSTEM_EXAMPLE = "[{ email: support@acme.example, reason: support desk }]";

/**
 * Reads a policy file (YAML or JSON). `today` (`YYYY-MM-DD`) bounds how far ahead an acceptance may reach.
 * Throws `CannotRun` with a sentence that names the file and the line.
 */
export function parsePolicy(text: string, fileName: string, today: string): Policy {
  const entries = entriesOf(fileName, readYaml(text, fileName), POLICY_KEYS, "a policy file");
  return {
    counterparties: counterpartiesOf(fileName, entries.get("counterparties")),
    review: reviewOf(fileName, entries.get("review")),
    accept: mapsOf(fileName, entries.get("accept"), ACCEPT_EXAMPLE).map((map) =>
      acceptanceOf(fileName, map, today),
    ),
    system: mapsOf(fileName, entries.get("system"), SYSTEM_EXAMPLE).map((map) => systemOf(fileName, map)),
    layouts: layoutsOf(fileName, entries.get("layouts")),
    digest: createHash("sha256").update(text).digest("hex"),
  };
}

function counterpartiesOf(fileName: string, entry: YamlEntry | undefined): Counterparties {
  if (entry === undefined) return DEFAULT_POLICY.counterparties;
  const text = textOf(fileName, entry);
  const known = COUNTERPARTIES.find((one) => one === text);
  if (known !== undefined) return known;
  const problem = `"counterparties" must be one of ${COUNTERPARTIES.join(", ")}, not ${shown(text)}`;
  throw complaint(fileName, entry.line, problem);
}

/** Names of rules; whether there are such rules is known to who reads the policy. */
function reviewOf(fileName: string, entry: YamlEntry | undefined): readonly string[] {
  if (entry === undefined) return [];
  return listOf(fileName, entry, "[missing-files, deleted-item]").map((item) =>
    scalarOf(fileName, item, 'an item of "review"'),
  );
}

/** Names and files as written; whoever reads them knows where a policy's files lie. */
function layoutsOf(fileName: string, entry: YamlEntry | undefined): readonly string[] {
  if (entry === undefined) return [];
  return listOf(fileName, entry, "[./acme.layout.json, amazon-alexa]").map((item) =>
    scalarOf(fileName, item, 'an item of "layouts"'),
  );
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

function acceptanceOf(fileName: string, map: YamlMap, today: string): Acceptance {
  const entries = entriesOf(fileName, map, ACCEPT_KEYS, `an item of "accept"`);
  const need = (key: (typeof ACCEPT_KEYS)[number]) =>
    required(fileName, map, entries.get(key), "accept", key);

  const files = need("files");
  const problem = globProblem(files.text);
  if (problem !== undefined) throw complaint(fileName, files.line, `"files" ${problem}`);
  const max = need("max");
  if (!/^[1-9]\d{0,8}$/.test(max.text)) {
    throw complaint(fileName, max.line, `"max" must be a whole number from 1 on, not ${shown(max.text)}`);
  }
  const by = entries.get("by");
  return {
    files: files.text,
    why: whyOf(fileName, need("why")),
    max: Number(max.text),
    reason: reasonOf(fileName, need("reason")),
    until: untilOf(fileName, need("until"), today),
    ...(by === undefined ? {} : { by: textOf(fileName, by) }),
  };
}

function whyOf(fileName: string, why: Located): Acceptance["why"] {
  const accepted = acceptableWhy(why.text);
  if (accepted !== undefined) return accepted;
  const reason = /^not-inspected:\s*(.*)$/.exec(why.text)?.[1];
  if (reason === undefined) {
    const problem = `"why" must be "unattributed" or "not-inspected:<reason>", not ${shown(why.text)}`;
    throw complaint(fileName, why.line, problem);
  }
  if (NOT_INSPECTED_REASONS.some((candidate) => candidate === reason)) {
    throw complaint(fileName, why.line, `${shown(reason)} can never be accepted`);
  }
  const acceptable = NOT_INSPECTED_REASONS.filter((candidate) => !NEVER_ACCEPTED.has(candidate));
  const problem = `${shown(reason)} is no reason why an entry is not inspected${didYouMean(reason, acceptable)}`;
  throw complaint(fileName, why.line, problem);
}

/** `why` as an acceptance may have it; undefined for what can never be accepted. */
export function acceptableWhy(why: string): Acceptance["why"] | undefined {
  if (why === "unattributed") return why;
  const reason = NOT_INSPECTED_REASONS.find((candidate) => `not-inspected:${candidate}` === why);
  return reason === undefined || NEVER_ACCEPTED.has(reason) ? undefined : `not-inspected:${reason}`;
}

function reasonOf(fileName: string, reason: Located): string {
  if (reason.text === REASON_PLACEHOLDER) {
    throw complaint(
      fileName,
      reason.line,
      `"reason" still says "${REASON_PLACEHOLDER}"; write why this may be released`,
    );
  }
  return reason.text;
}

function untilOf(fileName: string, until: Located, today: string): string {
  if (!isDay(until.text)) {
    throw complaint(
      fileName,
      until.line,
      `"until" must be a day such as 2027-03-01, not ${shown(until.text)}`,
    );
  }
  const last = addDays(today, MAX_ACCEPTANCE_DAYS);
  if (until.text > last) {
    const problem = `"until" may be at most ${MAX_ACCEPTANCE_DAYS} days ahead (${last}), not ${until.text}`;
    throw complaint(fileName, until.line, problem);
  }
  return until.text;
}

function systemOf(fileName: string, map: YamlMap): SystemIdentifier {
  const entries = entriesOf(fileName, map, SYSTEM_KEYS, `an item of "system"`);
  const kinds = SYSTEM_KINDS.filter((kind) => entries.has(kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const problem = `an item of "system" must hold one of ${SYSTEM_KINDS.join(", ")}; this one holds ${kinds.length}`;
    throw complaint(fileName, map.line, problem);
  }
  const identifier = required(fileName, map, entries.get(kind), "system", kind);
  const written = writtenIdentifier(kind, identifier.text);
  if ("problem" in written) throw complaint(fileName, identifier.line, `"${kind}": ${written.problem}`);
  return {
    kind,
    key: written.key,
    reason: required(fileName, map, entries.get("reason"), "system", "reason").text,
  };
}

interface Located {
  readonly text: string;
  readonly line: number;
}

function required(
  fileName: string,
  map: YamlMap,
  entry: YamlEntry | undefined,
  owner: string,
  key: string,
): Located {
  if (entry === undefined) throw complaint(fileName, map.line, `this item of "${owner}" has no "${key}"`);
  return { text: textOf(fileName, entry), line: entry.line };
}
