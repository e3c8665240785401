import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Container } from "../containers/index.ts";
import { BUILTIN_NAMES, builtinData, builtinDigest } from "../layouts/index.ts";
import { STRONG_KINDS } from "../model/kinds.ts";
import type { RunView } from "../model/report.ts";
import type { CheckOptions } from "./check.ts";
import type { GatheredBundle } from "./gather-bundle.ts";
import type { Joined } from "./joined.ts";
import { sum } from "./totals.ts";

/** The first event: what was checked, for whom, with what. */
export function runView(
  bundles: readonly string[],
  containers: readonly Container[],
  { digest, layouts: detected, lowered }: Pick<GatheredBundle, "digest" | "layouts" | "lowered">,
  joined: Joined,
  policy: RunView["policy"],
  options: CheckOptions,
  mask: (text: string) => string,
): RunView {
  const { subject } = options;
  const given = options.layouts ?? [];
  const layouts = [
    ...given.map(({ name, digest: own, noSubject }) => ({
      name,
      given: true,
      digest: own,
      ...without(noSubject),
    })),
    ...BUILTIN_NAMES.filter((name) => detected.has(name)).map((name) => {
      const isGiven = options.givenBuiltins?.includes(name) ?? false;
      return { name, given: isGiven, digest: builtinDigest(name), ...without(builtinData(name)?.noSubject) };
    }),
  ].map((layout) => {
    const lowers = lowered.filter((one) => one.followed && one.layout === layout.name);
    return lowers.length === 0
      ? layout
      : { ...layout, lowers: lowers.map(({ at, means }) => ({ at, means })) };
  });
  const seen = STRONG_KINDS.map((kind) => {
    const indices = [...joined.seen].filter(([index]) => subject.identifiers[index]?.kind === kind);
    return { kind, number: indices.length, records: sum(indices.map(([, records]) => records)) };
  }).filter((one) => one.number > 0);
  const told = STRONG_KINDS.map((kind) => ({
    kind,
    number: new Set(
      subject.identifiers.filter((identifier) => identifier.kind === kind).map(({ key }) => key),
    ).size,
    none: subject.none.includes(kind),
  })).filter((one) => one.number > 0 || one.none);
  return {
    schema: "straycheck-report/1",
    tool: { name: "straycheck", version: version() },
    bundle: {
      name: mask(bundles.map((path) => basename(path)).join(", ")),
      sha256: digest,
      bytes: sum(containers.map((container) => container.bytes)),
      container: containerWord(containers[0]),
      layouts,
    },
    subject: { ref: subject.ref, seen, told },
    policy,
  };
}

function without(noSubject: string | undefined): { noSubject?: string } {
  return noSubject === undefined ? {} : { noSubject };
}

function containerWord(container: Container | undefined): RunView["bundle"]["container"] {
  if (container?.kind === "folder") return "directory";
  return container?.kind === "tar" || container?.kind === "gzip" ? container.kind : "zip";
}

let knownVersion: string | undefined;

/** The version in the package's own package.json. */
export function version(): string {
  knownVersion ??= String(
    (
      JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
        version?: unknown;
      }
    ).version,
  );
  return knownVersion;
}
