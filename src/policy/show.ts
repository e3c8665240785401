import { LIMIT_NAMES, LIMIT_RANGES, limitText, type LimitName } from "../model/limit-ranges.ts";
import type { Acceptance, Policy, PolicyPlace } from "../model/policy.ts";
import { printable } from "../model/printable.ts";
import type { MergedPolicy, Origin } from "./merge.ts";

const BUILT_IN = "built in";

/**
 * A merged policy as a policy file that says the same, with where each value comes from as comments. `layouts`: the
 * policy's layouts as they are to be written, by default as its files write them.
 */
export function policyText(
  { policy, origins }: MergedPolicy,
  { layouts = policy.layouts }: { readonly layouts?: readonly string[] } = {},
): string {
  const items = (
    key: "review" | "layouts" | "system",
    texts: readonly string[],
    sources: readonly PolicyPlace[],
  ): string[] =>
    listLines(
      key,
      texts.map((text, index) => commented(`  - ${text}`, whereOf(sources[index]))),
    );
  const lines = [
    commented(`counterparties: ${policy.counterparties}`, originText(origins.counterparties)),
    commented(`least-basis: ${policy.leastBasis}`, originText(origins.leastBasis)),
    ...items("review", policy.review.map(scalar), origins.review),
    ...items("layouts", layouts.map(scalar), origins.layouts),
    ...items("system", policy.system.map(systemText), origins.system),
    ...listLines("accept", policy.accept.flatMap(acceptLines)),
    "limits:",
    ...LIMIT_NAMES.map((name) => limitLine(name, policy, origins.limits.get(name))),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** `maxEntryBytes: 64 GiB`. */
function limitLine(name: LimitName, policy: Policy, origin: Origin | undefined): string {
  const text = limitText(LIMIT_RANGES[name].unit, policy.limits[name]);
  return commented(`  ${name}: ${text}`, origin === undefined ? BUILT_IN : originText(origin));
}

function acceptLines({ files, why, max, reason, until, by, source }: Acceptance): string[] {
  return [
    commented(`  - files: ${scalar(files)}`, whereOf(source)),
    `    why: ${why}`,
    `    max: ${max}`,
    `    reason: ${scalar(reason)}`,
    `    until: ${until}`,
    ...(by === undefined ? [] : [`    by: ${scalar(by)}`]),
  ];
}

function systemText({ kind, key, reason }: Policy["system"][number]): string {
  return `{ ${kind}: ${scalar(key)}, reason: ${scalar(reason)} }`;
}

function listLines(key: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [commented(`${key}: []`, BUILT_IN)] : [`${key}:`, ...lines];
}

/** In quotes, as JSON and YAML both read it; nothing in it can steer a terminal. */
function scalar(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters that may not be printed
  return JSON.stringify(text).replace(/[\u007f-\u009f]|\p{Cf}|\p{Zl}|\p{Zp}/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(""),
  );
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}

function originText({ source, instead }: Origin): string {
  if (source === null) return BUILT_IN;
  const others = instead.map(({ text, source: place }) => `; ${whereOf(place)}: ${text}`);
  return whereOf(source) + others.join("");
}

function whereOf(place: PolicyPlace | undefined): string {
  return place === undefined ? "" : `${printable(place.file)}, line ${place.line}`;
}

function commented(line: string, comment: string): string {
  return comment === "" ? line : `${line}  # ${comment}`;
}
