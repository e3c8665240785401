import { FIXTURE_CASES } from "../../fixtures/index.ts";
import { ANNA } from "../../fixtures/support/people.ts";
import { CARRIERS, plantAll } from "../../fixtures/carriers/index.ts";
import { canonical } from "../../src/model/identifier.ts";
import type { StrongKind } from "../../src/model/kinds.ts";
import type { Subject } from "../../src/model/subject.ts";
import type { Sample } from "./mutants.ts";

/** Samples that are larger cost more time than they show. */
const MAX_SAMPLE_BYTES = 64 * 1024;

/** The person in whose name most fixtures were asked for. */
export function fuzzSubject(): Subject {
  const told: readonly (readonly [StrongKind, string])[] = [
    ["account", ANNA.account],
    ["email", ANNA.email],
    ["device", ANNA.device],
    ["household", ANNA.household],
  ];
  const identifiers = told.map(([kind, written]) => ({ kind, written, key: canonical(kind, written) ?? "" }));
  return { ref: "FUZZ-1", identifiers, none: [], names: ["Anna Müller"] };
}

/** Every file of every fixture and every carrier, equal ones once. */
export function samples(): readonly Sample[] {
  const found = new Map<string, Sample>();
  const add = (name: string, bytes: Uint8Array): void => {
    if (bytes.length === 0 || bytes.length > MAX_SAMPLE_BYTES) return;
    const key = Buffer.from(bytes).toString("latin1");
    if (!found.has(key)) found.set(key, { name, bytes: Buffer.from(bytes) });
  };
  for (const fixture of FIXTURE_CASES) {
    if (!("entries" in fixture)) continue;
    for (const { path, bytes } of fixture.entries()) add(`${fixture.name}/${path}`, bytes);
  }
  for (const { carrier, bytes } of plantAll(CARRIERS))
    add(`carriers/${carrier.family} ${carrier.place}`, bytes);
  return [...found.values()];
}
